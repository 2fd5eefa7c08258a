"""The Kibana boards: no Kibana runs here, so each field, reference and query is checked by itself."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from boards import BOARDS
from flowmap import centres
from generate import TARGET, objects, text
from parts import Listing, View
from queries import fields_of, of_board, sums

from armswire.core.fields import FIELDS, Index, Kind
from armswire.core.query import compile_query
from support.documents import alert, failing, health, news, tagged, tanks
from support.elastic import elastic_store

PANELS = [
    pytest.param(panel, body, id=f"{board.id}: {panel.title}") for board in BOARDS for panel, body in of_board(board)
]
AGGREGATES = {Kind.KEYWORD, Kind.DATE, Kind.INTEGER, Kind.NUMBER, Kind.BOOL}


def index_of(view):
    return Index(view.value.split("-")[1])


def view_of(panel):
    return getattr(panel, "view", View.EVENTS)


def test_the_file_is_what_the_generator_writes():
    assert TARGET.read_text(encoding="utf-8") == text()


def test_every_reference_is_in_the_file_and_every_id_once():
    ids = [(one["type"], one["id"]) for one in objects()]
    assert len(ids) == len(set(ids))
    for one in objects():
        for reference in one["references"]:
            assert (reference["type"], reference["id"]) in ids, (one["id"], reference)


def test_every_panel_that_names_a_reference_has_it():
    for board in (one for one in objects() if one["type"] == "dashboard"):
        names = {reference["name"] for reference in board["references"]}
        for panel in json.loads(board["attributes"]["panelsJSON"]):
            if panel["type"] == "search":
                assert f"{panel['panelIndex']}:{panel['panelRefName']}" in names
            for held in panel["embeddableConfig"].get("attributes", {}).get("references", ()):
                assert f"{panel['panelIndex']}:{held['name']}" in names


def test_panels_fill_the_grid_without_overlap():
    for board in (one for one in objects() if one["type"] == "dashboard"):
        taken = set()
        for panel in json.loads(board["attributes"]["panelsJSON"]):
            grid = panel["gridData"]
            cells = {
                (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
            }
            assert grid["x"] + grid["w"] <= 48
            assert not cells & taken
            taken |= cells


@pytest.mark.parametrize(("panel", "body"), PANELS)
def test_fields_are_in_the_mapping_and_can_be_counted(panel, body):
    fields = FIELDS[index_of(view_of(panel))]
    for name in fields_of(panel):
        assert name in fields, f"{name} is not a field of {view_of(panel)}"
        if not hasattr(panel, "columns"):
            assert fields[name].kind in AGGREGATES, f"{name} cannot be aggregated"


@pytest.mark.parametrize(("panel", "body"), PANELS)
def test_no_panel_adds_up_and_every_query_is_in_the_language(panel, body):
    assert not sums(panel)
    assert not re.search(r'"(sum|avg|stats)"', json.dumps(body))
    compile_query(panel.query, index_of(view_of(panel)))


async def fill(store):
    """Some of everything, of the last days: at least one document for each panel."""
    now = datetime.now(UTC)
    items = [
        news(f"n{n}", kind="agency", first_seen=now - timedelta(hours=20 * n), published=None) for n in range(1, 4)
    ]
    about = [tanks(item, detail="order") for item in items]
    refused = [
        *await store.put_news(items),
        *await store.put_tagged([tagged(item, one) for item, one in zip(items, about, strict=True)]),
        *await store.put_alerts([alert(item.id, item, one) for item, one in zip(items, about, strict=True)]),
        *await store.put_feeds([health("a", polled=now), failing("b", polled=now, succeeded=now - timedelta(days=1))]),
    ]
    assert not refused
    await store.refresh()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled():
    async with elastic_store() as store:
        await fill(store)
        yield store


def leaves(aggregation):
    """The measured values of an aggregation: of each bucket, at any depth, or of the whole."""
    if "value" in aggregation:
        return [aggregation["value"]]
    found = []
    for bucket in aggregation["buckets"]:
        inner = [one for one in bucket.values() if isinstance(one, dict) and {"buckets", "value"} & {*one}]
        found += leaves(inner[0]) if inner else [bucket["doc_count"]]
    return found


@pytest.mark.engines
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("panel", "body"), PANELS)
async def test_every_panel_is_answered_by_a_real_elasticsearch(panel, body, filled):
    pattern = view_of(panel).value.replace("armswire-", f"{filled._prefix}-")
    answer = await filled._client.search(index=pattern, body=body)
    assert answer["_shards"]["total"] > answer["_shards"]["failed"] == 0
    assert not answer["timed_out"]
    assert answer["hits"]["total"]["value"] > 0
    for aggregation in answer.get("aggregations", {}).values():
        assert leaves(aggregation)
        assert all(leaves(aggregation))
    if isinstance(panel, Listing):
        shown = {name for hit in answer["hits"]["hits"] for name in hit["_source"]}
        assert shown >= set(panel.columns)


def test_controls_are_keywords():
    for board in BOARDS:
        for field, _ in board.controls:
            assert FIELDS[index_of(board.view)][field].kind is Kind.KEYWORD


def test_centres_are_on_the_globe():
    assert all(-90 <= one["lat"] <= 90 and -180 <= one["lon"] <= 180 and len(one["code"]) == 2 for one in centres())
    assert len({one["code"] for one in centres()}) == len(centres())
