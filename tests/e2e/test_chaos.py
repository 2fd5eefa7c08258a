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

    def join(self, share: float, *names: str) -> Fault:
        return Fault(share, f"{' and '.join(names)} joining", lambda: self._cluster.start(*names))

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


def few(fault: Faults) -> list[Fault]:
    return [
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


def many(fault: Faults) -> list[Fault]:
    """Every kind, most of them twice: with two of each service and with one, early and late."""
    return [
        *few(fault),
        fault.join(0.72, "tagger-3", "poller-3", "indexer-2", "alerter-2"),
        fault.restart(0.74, "tagger-1"),
        fault.restart(0.76, "poller-1"),
        fault.lose(0.78, "indexer-2"),
        fault.engine(0.8, "kafka"),
        fault.lose(0.82, "alerter-1"),
        fault.elastic(0.84, Mode.REFUSE),
        fault.restart(0.86, "indexer-1"),
        fault.elastic(0.88, Mode.HANG),
        fault.poison(0.9),
        fault.restart(0.92, "alerter-2"),
        fault.engine(0.94, "es"),
        fault.lose(0.96, "tagger-3"),
        fault.elastic(0.98, Mode.SLOW),
    ]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("feeds", "each", "a_second", "outage_s", "plan"),
    [
        pytest.param(30, 50, 3, 2, few, id="few"),
        pytest.param(400, 50, 2, 40, many, id="many", marks=pytest.mark.slow),
    ],
)
def test_faults_while_items_flow(tmp_path, own_engines, capsys, feeds, each, a_second, outage_s, plan):
    own_engines.empty()
    with (
        PacedFeeds(feeds, each, a_second) as server, Receiver() as receiver,
        Proxy(own_engines.elastic_port) as proxy, Cluster(tmp_path, own_engines, proxy.url) as cluster,
    ):  # fmt: skip
        prepare(tmp_path, server, receiver)
        cluster.start(*PAIRS)
        outcome = chaos(cluster, server, receiver, plan(Faults(cluster, proxy, outage_s)), within_s=300)
    report(outcome, capsys)
    assert outcome.items == feeds * each
    assert outcome.alerts > 0
    assert not outcome.wrong
    assert poisoned(own_engines) == BURIED
