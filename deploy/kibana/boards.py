"""What the Kibana boards show, as data. ``generate.py`` turns it into saved objects; the tests run every query.

No panel sums money or quantities over events: one deal is reported many times. Counts are of distinct deals
(``arms.deals``) or of documents; amounts are a list, the largest first.
"""

from parts import Board, By, Chart, FlowMap, Listing, Measure, Panel, View

TIME = By("Time", "@timestamp")
EVENTS_COUNT, ALERTS_COUNT, ITEMS_COUNT = Measure("Events"), Measure("Alerts"), Measure("Items")
DEALS = Measure("Distinct deals", "arms.deals", "unique_count")
NEWS = "NOT arms.background:true"
FLOWS = f"arms.type:transfer AND {NEWS} AND NOT arms.negated:true"

ALERTS = Board(
    "armswire-alerts",
    "Armswire: alerts",
    "What the rules raised: newest first, by rule, severity and pair.",
    View.ALERTS,
    (
        Panel("Alerts", View.ALERTS, Chart.METRIC, ALERTS_COUNT, width=8, height=8),
        Panel("High severity", View.ALERTS, Chart.METRIC, ALERTS_COUNT, query="alert.severity:high", width=8, height=8),
        Panel(
            "Rules that fired",
            View.ALERTS,
            Chart.METRIC,
            Measure("Rules", "alert.rule", "unique_count"),
            width=8,
            height=8,
        ),
        Panel(
            "Alerts over time, by severity",
            View.ALERTS,
            Chart.BAR,
            ALERTS_COUNT,
            (TIME, By("Severity", "alert.severity")),
            height=8,
        ),
        Panel("By rule", View.ALERTS, Chart.ROWS, ALERTS_COUNT, (By("Rule", "alert.rule", 15),)),
        Panel(
            "Who to whom",
            View.ALERTS,
            Chart.HEATMAP,
            ALERTS_COUNT,
            (By("Supplier", "arms.suppliers", 15), By("Recipient", "arms.recipients", 15)),
        ),
        Listing(
            "Latest alerts",
            View.ALERTS,
            (
                "alert.severity",
                "alert.title",
                "alert.rule",
                "alert.reports",
                "alert.sources",
                "arms.evidence",
                "url.full",
            ),
            height=22,
        ),
    ),
    (("alert.severity", "Severity"), ("alert.rule", "Rule"), ("arms.recipients", "Recipient")),
    "now-7d",
)

EVENTS = Board(
    "armswire-events",
    "Armswire: events",
    "Who supplies what to whom, and how far it has come.",
    View.EVENTS,
    (
        Panel("Events over time, by type", View.EVENTS, Chart.BAR, EVENTS_COUNT, (TIME, By("Type", "arms.type"))),
        Panel(
            "How far they have come",
            View.EVENTS,
            Chart.AREA,
            EVENTS_COUNT,
            (TIME, By("Status", "arms.status")),
            query=NEWS,
        ),
        Panel(
            "Suppliers, by distinct deals",
            View.EVENTS,
            Chart.ROWS,
            DEALS,
            (By("Supplier", "arms.suppliers", 15),),
            FLOWS,
            16,
        ),
        Panel(
            "Recipients, by distinct deals",
            View.EVENTS,
            Chart.ROWS,
            DEALS,
            (By("Recipient", "arms.recipients", 15),),
            FLOWS,
            16,
        ),
        Panel(
            "Kinds of weapon",
            View.EVENTS,
            Chart.PIE,
            EVENTS_COUNT,
            (By("Category", "arms.weapon.category", 19),),
            NEWS,
            16,
        ),
        FlowMap("Flows: a line for each pair, as wide as it has distinct deals", FLOWS),
        Panel(
            "Pairs",
            View.EVENTS,
            Chart.TABLE,
            DEALS,
            (By("Supplier", "arms.suppliers", 12), By("Recipient", "arms.recipients", 12)),
            FLOWS,
            height=16,
        ),
        Panel(
            "Type by status",
            View.EVENTS,
            Chart.HEATMAP,
            EVENTS_COUNT,
            (By("Status", "arms.status"), By("Type", "arms.type")),
            height=16,
        ),
        Panel(
            "Stated, alleged or disputed", View.EVENTS, Chart.PIE, EVENTS_COUNT, (By("Basis", "arms.basis"),), NEWS, 16
        ),
        Panel("Detail", View.EVENTS, Chart.ROWS, EVENTS_COUNT, (By("Detail", "arms.detail", 15),), NEWS, 16),
        Panel("Sources", View.EVENTS, Chart.ROWS, EVENTS_COUNT, (By("Outlet", "news.source", 15),), "", 16),
        Listing(
            "Amounts told, the largest first (never added up: one deal is told many times)",
            View.EVENTS,
            (
                "arms.value.usd",
                "arms.value.amount",
                "arms.value.currency",
                "arms.value.kind",
                "arms.suppliers",
                "arms.recipients",
                "arms.status",
                "arms.evidence",
                "url.full",
            ),
            sort="arms.value.usd",
            query=f"_exists_:arms.value.usd AND {NEWS}",
        ),
        Listing(
            "Latest events",
            View.EVENTS,
            (
                "arms.type",
                "arms.status",
                "arms.basis",
                "arms.suppliers",
                "arms.recipients",
                "arms.weapon.category",
                "arms.evidence",
                "news.source",
                "url.full",
            ),
            height=22,
        ),
    ),
    (
        ("arms.type", "Type"),
        ("arms.status", "Status"),
        ("arms.suppliers", "Supplier"),
        ("arms.recipients", "Recipient"),
        ("arms.weapon.category", "Weapon"),
    ),
)

FEEDS = Board(
    "armswire-feeds",
    "Armswire: feed health",
    "Which feeds answer, what they bring, and which have gone silent.",
    View.NEWS,
    (
        Panel(
            "Feeds polled", View.FEEDS, Chart.METRIC, Measure("Feeds", "feed.id", "unique_count"), width=12, height=8
        ),
        Panel(
            "Feeds failing now",
            View.FEEDS,
            Chart.METRIC,
            Measure("Feeds", "feed.id", "unique_count"),
            query="feed.failures:>0",
            width=12,
            height=8,
        ),
        Panel("Items", View.NEWS, Chart.METRIC, ITEMS_COUNT, width=12, height=8),
        Panel(
            "Feeds with items",
            View.NEWS,
            Chart.METRIC,
            Measure("Feeds", "news.feed_id", "unique_count"),
            width=12,
            height=8,
        ),
        Panel(
            "Items over time, by kind of source", View.NEWS, Chart.AREA, ITEMS_COUNT, (TIME, By("Kind", "news.kind"))
        ),
        Panel("Last outcome", View.FEEDS, Chart.PIE, Measure("Feeds"), (By("Reason", "feed.reason"),)),
        Panel(
            "Items and newest item, by feed",
            View.NEWS,
            Chart.TABLE,
            Measure("Newest", "event.created", "max"),
            (By("Feed", "news.feed", 200),),
            height=20,
        ),
        Panel("Languages", View.NEWS, Chart.PIE, ITEMS_COUNT, (By("Language", "news.lang", 15),), height=20),
        Listing(
            "Feeds that fail",
            View.FEEDS,
            ("feed.name", "feed.url", "feed.failures", "feed.reason", "feed.status", "feed.error", "feed.succeeded"),
            query="feed.failures:>0",
        ),
    ),
    (("news.feed", "Feed"), ("news.kind", "Kind")),
    "now-7d",
)

BOARDS = (ALERTS, EVENTS, FEEDS)
