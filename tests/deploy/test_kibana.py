"""The Kibana boards: no Kibana runs here, so each field, reference and query is checked by itself."""

import json
import re

import pytest
from boards import BOARDS, View
from flowmap import centres
from generate import TARGET, objects, text
from queries import fields_of, of_board, sums

from armswire.core.fields import FIELDS, Index, Kind
from armswire.core.query import compile_query

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


def test_controls_are_keywords():
    for board in BOARDS:
        for field, _ in board.controls:
            assert FIELDS[index_of(board.view)][field].kind is Kind.KEYWORD


def test_centres_are_on_the_globe():
    assert all(-90 <= one["lat"] <= 90 and -180 <= one["lon"] <= 180 and len(one["code"]) == 2 for one in centres())
    assert len({one["code"] for one in centres()}) == len(centres())
