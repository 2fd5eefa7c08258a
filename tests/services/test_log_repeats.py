"""A library that says the same over and over is heard once in a while."""

import logging

from armswire.cli.logs import SAID_AGAIN_AFTER_S, Repeats


def record(at: float, message: object = "Unable connect to node %s", name: str = "aiokafka.conn", *args: object):
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args or (1,), None)
    made.created = at
    return made


def test_the_same_is_held_back_and_counted():
    repeats, last = Repeats(), record(1000 + SAID_AGAIN_AFTER_S)
    assert [repeats.filter(record(1000 + n)) for n in range(5)] == [True, False, False, False, False]
    assert repeats.filter(last)
    assert last.getMessage() == "Unable connect to node 1 (and 4 times more like it)"
    assert not repeats.filter(record(1001 + SAID_AGAIN_AFTER_S))


def test_another_kind_is_said():
    repeats = Repeats()
    assert repeats.filter(record(1000))
    assert repeats.filter(record(1000, "Heartbeat failed for group %s"))
    assert repeats.filter(record(1000, name="elastic_transport.node_pool"))


def test_ours_is_always_said():
    repeats = Repeats()
    assert all(repeats.filter(record(1000, name="armswire.flow.guard")) for _ in range(3))
    assert all(repeats.filter(record(1000, {"event": "waiting"})) for _ in range(3))
