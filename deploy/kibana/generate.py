"""Write armswire.ndjson, the saved objects that Kibana imports: ``python deploy/kibana/generate.py``.

Ids are fixed, so that a new import replaces the old boards. The file is checked in; a test holds it to this program.
"""

import json
from pathlib import Path
from typing import Any

from boards import BOARDS
from flowmap import spec
from lens import attributes
from parts import Board, FlowMap, Listing, Panel, View

Json = dict[str, Any]
TARGET = Path(__file__).with_name("armswire.ndjson")
COLUMNS = 48


def objects() -> list[Json]:
    """Return every saved object: data views, saved searches, boards."""
    listings = [(board, panel) for board in BOARDS for panel in board.panels if isinstance(panel, Listing)]
    return [*map(_data_view, View), *(_search(board, panel) for board, panel in listings), *map(_dashboard, BOARDS)]


def text() -> str:
    """Return the file's content: one object a line."""
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in objects())


def _object(kind: str, name: str, version: str, attributes_: Json, references: list[Json]) -> Json:
    versions = {"coreMigrationVersion": "8.8.0", "typeMigrationVersion": version, "managed": False}
    return {"type": kind, "id": name, "attributes": attributes_, "references": references, **versions}


def _data_view(view: View) -> Json:
    named = {"title": view.value, "name": f"Armswire {view.name.lower()}", "timeFieldName": "@timestamp"}
    return _object("index-pattern", view.value, "8.0.0", named | {"fields": "[]", "runtimeFieldMap": "{}"}, [])


def _search_id(board: Board, panel: Listing) -> str:
    return f"{board.id}-{panel.sort.strip('@').replace('.', '-')}-{panel.view.name.lower()}"


def _source(query: str, index: str | None = None) -> Json:
    source: Json = {"query": {"language": "lucene", "query": query}, "filter": []}
    if index:
        source["indexRefName"] = index
    return {"searchSourceJSON": json.dumps(source)}


def _search(board: Board, panel: Listing) -> Json:
    index = "kibanaSavedObjectMeta.searchSourceJSON.index"
    shown = {
        "title": panel.title,
        "description": "",
        "columns": list(panel.columns),
        "sort": [[panel.sort, "desc"]],
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": _source(panel.query, index),
    }
    return _object(
        "search",
        _search_id(board, panel),
        "8.0.0",
        shown,
        [{"type": "index-pattern", "id": panel.view.value, "name": index}],
    )


def _dashboard(board: Board) -> Json:
    panels, references = _panels(board)
    attributes_: Json = {
        "title": board.title,
        "description": board.about,
        "version": 1,
        "timeRestore": True,
        "timeFrom": board.since,
        "timeTo": "now",
        "refreshInterval": {"pause": False, "value": 60000},
        "optionsJSON": json.dumps(
            {"useMargins": True, "syncColors": True, "syncCursor": True, "hidePanelTitles": False}
        ),
        "panelsJSON": json.dumps(panels),
        "kibanaSavedObjectMeta": _source(""),
    }
    if board.controls:
        attributes_["controlGroupInput"] = _controls(board)
        references += [
            {"type": "index-pattern", "id": board.view.value, "name": f"controlGroup_{n}:optionsListDataView"}
            for n in range(len(board.controls))
        ]
    return _object("dashboard", board.id, "8.9.0", attributes_, references)


def _controls(board: Board) -> Json:
    shown = {
        str(n): {
            "order": n, "width": "medium", "grow": True, "type": "optionsListControl",
            "explicitInput": {"id": str(n), "fieldName": field, "title": title, "enhancements": {}},
        }
        for n, (field, title) in enumerate(board.controls)
    }  # fmt: skip
    obey = json.dumps(
        {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
    )
    return {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "ignoreParentSettingsJSON": obey,
        "panelsJSON": json.dumps(shown),
    }


def _panels(board: Board) -> tuple[list[Json], list[Json]]:
    panels: list[Json] = []
    references: list[Json] = []
    for n, (panel, place) in enumerate(zip(board.panels, _places(board), strict=True)):
        name = str(n)
        one: Json = {"panelIndex": name, "gridData": place | {"i": name}, "title": panel.title, "version": "8.9.0"}
        match panel:
            case Panel():
                held = attributes(panel)
                one |= {"type": "lens", "embeddableConfig": {"attributes": held, "enhancements": {}}}
                references += [ref | {"name": f"{name}:{ref['name']}"} for ref in held["references"]]
            case FlowMap():
                source = {"query": {"language": "lucene", "query": ""}, "filter": []}
                vis: Json = {"type": "vega", "title": panel.title, "params": {"spec": spec(panel)}, "uiState": {}}
                vis["data"] = {"aggs": [], "searchSource": source}
                one |= {"type": "visualization", "embeddableConfig": {"savedVis": vis, "enhancements": {}}}
            case Listing():
                one |= {"type": "search", "panelRefName": f"panel_{name}", "embeddableConfig": {"enhancements": {}}}
                references.append({"type": "search", "id": _search_id(board, panel), "name": f"{name}:panel_{name}"})
        panels.append(one)
    return panels, references


def _places(board: Board) -> list[Json]:
    """Lay the panels out in reading order, row by row."""
    places, x, y, row = [], 0, 0, 0
    for panel in board.panels:
        if x + panel.width > COLUMNS:
            x, y, row = 0, y + row, 0
        places.append({"x": x, "y": y, "w": panel.width, "h": panel.height})
        x, row = x + panel.width, max(row, panel.height)
    return places


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    print(f"{TARGET.name}: {len(objects())} objects")
