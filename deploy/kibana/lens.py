"""Kibana Lens: one panel's aggregation as Kibana keeps it (the format of Kibana 8.8, which 9 migrates)."""

from typing import Any

from parts import By, Chart, Measure, Panel

Json = dict[str, Any]
LAYER = "layer"
DATES = frozenset({"@timestamp", "event.created"})


def attributes(panel: Panel) -> Json:
    """Return the ``attributes`` of a by-value Lens panel."""
    columns = _columns(panel)
    layer = {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}, "sampling": 1}
    return {
        "title": panel.title,
        "type": "lens",
        "visualizationType": _visualisation_type(panel.chart),
        "references": [
            {"type": "index-pattern", "id": panel.view.value, "name": f"indexpattern-datasource-layer-{LAYER}"}
        ],
        "state": {
            "query": {"language": "lucene", "query": panel.query},
            "filters": [],
            "adHocDataViews": {},
            "internalReferences": [],
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
            "visualization": _visualisation(panel),
        },
    }


def _columns(panel: Panel) -> dict[str, Json]:
    buckets = {f"by{n}": _bucket(by, panel.measure) for n, by in enumerate(panel.by)}
    return buckets | {"measure": _measured(panel.measure)}


def _bucket(by: By, measure: Measure) -> Json:
    shared = {"label": by.label, "customLabel": True, "isBucketed": True, "sourceField": by.field}
    if by.field == "@timestamp":
        params: Json = {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}
        return shared | {"dataType": "date", "operationType": "date_histogram", "scale": "interval", "params": params}
    order = (
        {"type": "column", "columnId": "measure"}
        if measure.how != "max"
        else {"type": "alphabetical", "fallback": True}
    )
    params = {
        "size": by.size,
        "orderBy": order,
        "orderDirection": "desc" if measure.how != "max" else "asc",
        "otherBucket": False,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
    }
    return shared | {"dataType": "string", "operationType": "terms", "scale": "ordinal", "params": params}


def _measured(measure: Measure) -> Json:
    shared = {"label": measure.label, "customLabel": True, "isBucketed": False, "scale": "ratio"}
    if measure.field is None:
        return shared | {
            "dataType": "number",
            "operationType": "count",
            "sourceField": "___records___",
            "params": {"emptyAsNull": False},
        }
    kind = "date" if measure.field in DATES else "number"
    return shared | {
        "dataType": kind,
        "operationType": measure.how,
        "sourceField": measure.field,
        "params": {"emptyAsNull": False},
    }


def _visualisation_type(chart: Chart) -> str:
    match chart:
        case Chart.METRIC:
            return "lnsMetric"
        case Chart.PIE:
            return "lnsPie"
        case Chart.TABLE:
            return "lnsDatatable"
        case Chart.HEATMAP:
            return "lnsHeatmap"
        case _:
            return "lnsXY"


def _visualisation(panel: Panel) -> Json:
    layer: Json = {"layerId": LAYER, "layerType": "data"}
    ids = [f"by{n}" for n in range(len(panel.by))]
    match panel.chart:
        case Chart.METRIC:
            return layer | {"metricAccessor": "measure"}
        case Chart.PIE:
            pie = layer | {
                "primaryGroups": ids,
                "metrics": ["measure"],
                "numberDisplay": "value",
                "categoryDisplay": "default",
            }
            return {"shape": "donut", "layers": [pie | {"legendDisplay": "default", "nestedLegend": False}]}
        case Chart.TABLE:
            return layer | {
                "columns": [{"columnId": one} for one in [*ids, "measure"]],
                "paging": {"size": 20, "enabled": True},
            }
        case Chart.HEATMAP:
            grid = {
                "type": "heatmap_grid",
                "isCellLabelVisible": True,
                "isXAxisLabelVisible": True,
                "isYAxisLabelVisible": True,
            }
            legend = {"type": "heatmap_legend", "isVisible": True, "position": "right"}
            axes = {"xAccessor": ids[0], "yAccessor": ids[1], "valueAccessor": "measure"}
            return layer | axes | {"shape": "heatmap", "gridConfig": grid, "legend": legend}
        case _:
            return _axes(panel, layer, ids)


def _axes(panel: Panel, layer: Json, ids: list[str]) -> Json:
    series = panel.chart.value
    split: Json = {"splitAccessor": ids[1]} if len(ids) > 1 else {}
    data = layer | {"accessors": ["measure"], "xAccessor": ids[0], "seriesType": series, "showGridlines": False} | split
    return {
        "layers": [data],
        "preferredSeriesType": series,
        "legend": {"isVisible": len(ids) > 1, "position": "right"},
        "valueLabels": "show" if panel.chart is Chart.ROWS else "hide",
        "fittingFunction": "Zero",
    }
