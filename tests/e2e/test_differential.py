"""The same feeds give the same events and alerts on both substrates: real feed files, and articles made for it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from armswire.core.fields import ID, Index
from support import embedded, processes
from support.articles import article
from support.distributed import SERVICES, Cluster, count, documents, unread
from support.polling import serving
from support.servers import Receiver, rss

pytestmark = pytest.mark.engines
REAL = Path(__file__).parents[3] / "shared" / "feeds" / "real"
MADE, EACH = 10, 40
COMPARED = (Index.NEWS, Index.EVENTS, Index.ALERTS)
RULES = """\
channels: {{hook: {{type: webhook, url: "{url}/hook", digest: off}}}}
rules:
  - {{id: transfers, title: Transfers, query: "arms.type:transfer", channels: [hook], key: [event.id]}}
  - {{id: any, title: Any event, query: "*", severity: low, channels: [hook], key: [event.id]}}
"""
ARRIVAL = frozenset({"event.created", "event.ingested", "alert.opened", "alert.last_report", "first_seen", "opened",
                     "last_report", "feed.polled", "feed.succeeded", "feed.due"})  # fmt: skip
"""Fields that tell when an item or an alert came or a feed was asked: no two runs agree on them."""


def bodies() -> dict[str, bytes]:
    """Feed documents by name: the real ones, and made ones that tell of arms."""
    made = {
        f"made-{n}.xml": rss(f"made{n}", [article(n * EACH + k, arms_every=4) for k in range(EACH)], datetime.now(UTC))
        for n in range(MADE)
    }
    return {path.name: path.read_bytes() for path in sorted(REAL.iterdir())} | made


def timeless(value: Any) -> Any:
    """The same without times of arrival, at any depth; JSON in texts is looked into."""
    if isinstance(value, dict):
        came = value.get("event.created", value.get("feed.polled"))
        late = {"@timestamp"} if value.get("@timestamp") == came else set()
        return {name: timeless(one) for name, one in value.items() if name not in ARRIVAL | late}
    if isinstance(value, list):
        return [timeless(one) for one in value]
    return timeless(json.loads(value)) if isinstance(value, str) and value.startswith("{") else value


def by_id(index: Index, found: list[dict[str, Any]]) -> dict[str, Any]:
    assert len({one[ID[index]] for one in found}) == len(found)
    return {one[ID[index]]: timeless(one) for one in found}


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What differs, by document and field: the values of both; a document that only one has is there as a whole."""
    found: dict[str, Any] = {}
    for key in one.keys() | other.keys():
        left, right = one.get(key, {}), other.get(key, {})
        fields = {name for name in left.keys() | right.keys() if left.get(name) != right.get(name)}
        if fields:
            found[key] = {name: (left.get(name), right.get(name)) for name in sorted(fields)}
    return found


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/feeds/real is not beside this checkout")
@pytest.mark.timeout(240)
def test_both_substrates_give_the_same(tmp_path, own_engines, capsys):
    own_engines.empty()
    first, told = {"ARMSWIRE_FIRST_POLL": "all"}, {}
    with serving(bodies()) as server:
        # Ids of their own make items, and so all else, have the same ids in both runs.
        lines = [f"  - {{id: f{n}, url: '{server.url}/{name}', name: Feed {n}}}" for n, name in enumerate(bodies())]
        (tmp_path / "feeds.yaml").write_text("\n".join(["feeds:", *lines, ""]))
        with Receiver() as receiver:
            (tmp_path / "rules.yaml").write_text(RULES.format(url=receiver.url))
            done = processes.run([*embedded.arguments(tmp_path), "--once"], first)
            assert done.returncode in (0, 1), done.stderr
            told["embedded"] = receiver.told("hook")
        one = {index: by_id(index, asyncio.run(embedded.documents(tmp_path, index))) for index in COMPARED}
        with Receiver() as receiver, Cluster(tmp_path, own_engines, own_engines.elastic, first) as cluster:
            (tmp_path / "rules.yaml").write_text(RULES.format(url=receiver.url))
            cluster.start(*SERVICES)
            for index in COMPARED:
                cluster.until(f"all {index}", lambda index=index: count(own_engines, index) >= len(one[index]), 120)
            cluster.until("everything told", lambda: receiver.told("hook").total() >= told["embedded"].total(), 60)
            cluster.until("everything committed", lambda: not asyncio.run(unread(own_engines.bootstrap)), 60)
            assert set(cluster.stop().values()) == {0}
            told["distributed"] = receiver.told("hook")
    other = {index: by_id(index, asyncio.run(documents(own_engines.elastic, index))) for index in COMPARED}
    with capsys.disabled():
        print(f"\non both substrates: {', '.join(f'{len(other[index])} {index}' for index in COMPARED)}")
    for index in COMPARED:
        assert differing(one[index], other[index]) == {}
    assert told["distributed"] == told["embedded"]
    assert len(one[Index.ALERTS]) > len(one[Index.EVENTS]) >= MADE * EACH / 4
