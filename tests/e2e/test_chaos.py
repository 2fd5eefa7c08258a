"""Faults while items flow through separate processes on a real Kafka and Elasticsearch: nothing lost, nothing twice."""

import asyncio
import threading

import pytest

from armswire_schemas.topics import ARMS_EVENTS, NEWS_ITEMS
from support.distributed import Chaos, Cluster, Fault, PacedFeeds, chaos, dead_letters, prepare, put
from support.engines import Engines
from support.proxy import Mode, Proxy
from support.servers import Receiver

pytestmark = pytest.mark.engines
PAIRS = ("tagger-1", "tagger-2", "poller-1", "poller-2", "indexer-1", "alerter-1")
POISON = b'{"no": "item"}'


class Faults:
    """What can be done to a cluster, as faults. ``outage_s``: how long an outage that is not a restart lasts."""

    def __init__(self, cluster: Cluster, proxy: Proxy, outage_s: float) -> None:
        self._cluster, self._proxy, self._outage_s = cluster, proxy, outage_s

    def restart(self, share: float, name: str) -> Fault:
        return Fault(share, f"kill -9 of {name}", lambda: self._cluster.restart(name))

    def lose(self, share: float, name: str) -> Fault:
        return Fault(share, f"kill -9 of {name}, its twin takes over", lambda: self._cluster.kill(name))

    def engine(self, share: float, name: str) -> Fault:
        return Fault(share, f"kill -9 of {name}", lambda: self._again(name))

    def elastic(self, share: float, mode: Mode) -> Fault:
        return Fault(share, f"{self._outage_s:.0f} s of Elasticsearch in mode {mode}", lambda: self._outage(mode))

    def poison(self, share: float) -> Fault:
        return Fault(share, "a poison message on two topics", self._poison)

    def _again(self, name: str) -> None:
        self._cluster.engines.kill(name)
        self._cluster.engines.up(name)

    def _outage(self, mode: Mode) -> None:
        self._proxy.turn(mode)
        threading.Event().wait(self._outage_s)
        self._proxy.turn(Mode.PASS)

    def _poison(self) -> None:
        for topic in (NEWS_ITEMS, ARMS_EVENTS):
            asyncio.run(put(self._cluster.engines.bootstrap, topic, "poison", POISON))


def report(outcome: Chaos, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{outcome}")


def poisoned(engines: Engines) -> set[tuple[str, str | None, str | None, bytes]]:
    letters = asyncio.run(dead_letters(engines.bootstrap))
    return {(letter.topic, letter.key, letter.agent, letter.raw) for letter in letters}


BURIED = {
    (topic.name, "poison", agent, POISON)
    for topic, agents in ((NEWS_ITEMS, ("tagger", "index-news")), (ARMS_EVENTS, ("index-events", "match")))
    for agent in agents
}


@pytest.mark.timeout(240)
def test_few_faults(tmp_path, own_engines, capsys):
    own_engines.empty()
    with (
        PacedFeeds(feeds=30, each=50, a_second=3) as server, Receiver() as receiver,
        Proxy(own_engines.elastic_port) as proxy, Cluster(tmp_path, own_engines, proxy.url) as cluster,
    ):  # fmt: skip
        prepare(tmp_path, server, receiver)
        cluster.start(*PAIRS)
        fault = Faults(cluster, proxy, outage_s=2)
        faults = [
            fault.restart(0.05, "alerter-1"),
            fault.poison(0.1),
            fault.lose(0.1, "tagger-2"),
            fault.restart(0.2, "indexer-1"),
            fault.lose(0.3, "poller-2"),
            fault.elastic(0.35, Mode.BUSY),
            fault.engine(0.4, "kafka"),
            fault.elastic(0.6, Mode.CUT),
            fault.engine(0.7, "es"),
        ]
        outcome = chaos(cluster, server, receiver, faults, within_s=120)
    report(outcome, capsys)
    assert outcome.items == 1500
    assert outcome.alerts > 0
    assert not outcome.wrong
    assert poisoned(own_engines) == BURIED
