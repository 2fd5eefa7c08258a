"""What Kibana boards are made of: views, panels, lists, maps. ``boards.py`` puts them together."""

from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """A data view: the Elasticsearch indices of one kind of document."""

    NEWS = "armswire-news-*"
    EVENTS = "armswire-events-*"
    ALERTS = "armswire-alerts-*"
    FEEDS = "armswire-feeds-*"


class Chart(StrEnum):
    """How a panel is drawn."""

    METRIC = "metric"
    BAR = "bar_stacked"
    AREA = "area_stacked"
    ROWS = "bar_horizontal"
    PIE = "donut"
    TABLE = "table"
    HEATMAP = "heatmap"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: documents where ``field`` is None, else distinct values, or the last date."""

    label: str
    field: str | None = None
    how: str = "count"


@dataclass(frozen=True, slots=True)
class By:
    """What it is split by: the ``size`` most frequent values of a keyword field, or time for ``@timestamp``."""

    label: str
    field: str
    size: int = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """One aggregated panel on a 48 columns wide grid. ``query`` is Lucene syntax, as everywhere in Armswire."""

    title: str
    view: View
    chart: Chart
    measure: Measure
    by: tuple[By, ...] = ()
    query: str = ""
    width: int = 24
    height: int = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of documents: ``columns`` of the documents, sorted by one of them, downwards."""

    title: str
    view: View
    columns: tuple[str, ...]
    sort: str = "@timestamp"
    query: str = ""
    width: int = 48
    height: int = 18


@dataclass(frozen=True, slots=True)
class FlowMap:
    """A map with a line from each supplier to each recipient, as wide as it has distinct deals."""

    title: str
    query: str
    width: int = 48
    height: int = 22


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard. ``controls`` are fields to pick values of; ``since`` is the time range it opens with."""

    id: str
    title: str
    about: str
    view: View
    panels: tuple[Panel | Listing | FlowMap, ...]
    controls: tuple[tuple[str, str], ...] = ()
    since: str = "now-30d"
