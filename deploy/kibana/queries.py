"""What Elasticsearch is asked for each panel: the body that Kibana sends, as far as the data goes."""

from typing import Any

from parts import Board, By, Chart, FlowMap, Listing, Measure, Panel

Body = dict[str, Any]


def of_panel(panel: Panel | Listing | FlowMap, since: str = "now-30d") -> Body:
    """Return the search body of a panel over the time range that ends now."""
    match panel:
        case Listing():
            return {
                "size": 50,
                "query": _query(panel.query, since),
                "sort": [{panel.sort: {"order": "desc"}}],
                "_source": list(panel.columns),
            }
        case FlowMap():
            return flow_body(_query(panel.query, since))
        case Panel():
            body: Body = {"size": 0, "track_total_hits": True, "query": _query(panel.query, since)}
            aggs = _aggs(panel.by, panel.measure)
            return body | ({"aggs": aggs} if aggs else {})


def of_board(board: Board) -> list[tuple[Panel | Listing | FlowMap, Body]]:
    """Return every panel of a board with its search body."""
    return [(panel, of_panel(panel, board.since)) for panel in board.panels]


def flow_body(query: Body) -> Body:
    """Return the body behind the map of flows: pairs with their number of distinct deals."""
    pairs = [{side: {"terms": {"field": f"arms.{side}s"}}} for side in ("supplier", "recipient")]
    deals = {"deals": {"cardinality": {"field": "arms.deals"}}}
    return {
        "size": 0,
        "query": query,
        "aggs": {"pairs": {"composite": {"size": 1000, "sources": pairs}, "aggs": deals}},
    }


def fields_of(panel: Panel | Listing | FlowMap) -> set[str]:
    """Return the fields that a panel reads beside those of its query."""
    match panel:
        case Listing():
            return {panel.sort, *panel.columns}
        case FlowMap():
            return {"arms.suppliers", "arms.recipients", "arms.deals"}
        case Panel():
            return {by.field for by in panel.by} | ({panel.measure.field} if panel.measure.field else set())


def sums(panel: Panel | Listing | FlowMap) -> bool:
    """Whether a panel adds values up, which none may do."""
    return isinstance(panel, Panel) and panel.measure.how not in ("count", "unique_count", "max")


def _query(query: str, since: str) -> Body:
    within: list[Body] = [{"range": {"@timestamp": {"gte": since, "lte": "now"}}}]
    if query:
        within.append({"query_string": {"query": query, "analyze_wildcard": True}})
    return {"bool": {"filter": within}}


def _measure(measure: Measure) -> Body:
    match measure.how:
        case "unique_count":
            return {"measure": {"cardinality": {"field": measure.field}}}
        case "max":
            return {"measure": {"max": {"field": measure.field}}}
        case _:
            return {}


def _aggs(by: tuple[By, ...], measure: Measure) -> Body:
    if not by:
        return _measure(measure)
    first, rest = by[0], by[1:]
    if first.field == "@timestamp":
        bucket: Body = {"date_histogram": {"field": first.field, "fixed_interval": "1d", "min_doc_count": 1}}
    else:
        bucket = {"terms": {"field": first.field, "size": first.size}}
    inner = _aggs(rest, measure)
    return {"by": bucket | ({"aggs": inner} if inner else {})}


HAS_AXES = (Chart.BAR, Chart.AREA, Chart.ROWS)
"""Charts that Lens draws as an XY chart."""
