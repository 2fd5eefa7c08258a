"""One alert for a person at a terminal: what, how far, who says so, in which words, and why they are told."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from armswire.core.alerting.stages import stage
from armswire.core.alerting.words import goods, markers, money, one_line, sides
from armswire_schemas.alerts import Alert

COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "blue"}


def panel(alert: Alert, width: int) -> RenderableType:
    """The alert as a box in its severity's colour, at most 100 columns wide."""
    colour = COLOURS.get(alert.severity, "white")
    body = Group(_headline(alert), _facts(alert))
    title = Text.assemble(
        (f" {alert.severity} ", f"reverse {colour}"),
        f" {one_line(alert.rule_title)} ",
        (f"report {len(alert.reports)} " if alert.revision > 1 else "", "bold"),
    )
    return Panel(body, title=title, title_align="left", border_style=colour, width=min(width, 100), padding=(0, 1))


def plain(alert: Alert) -> str:
    """The alert as one line, for where there is no terminal."""
    report = alert.reports[-1]
    again = f" (report {len(alert.reports)} of it)" if alert.revision > 1 else ""
    source = one_line(report.source) or "source not said"
    return f"ALERT {one_line(alert.title)}{again} | {source}: “{one_line(report.evidence)}” | rule {alert.rule}"


def _headline(alert: Alert) -> Text:
    event = alert.event
    line = Text()
    for marker in markers(event):
        line.append(f" {marker} ", style="black on yellow").append(" ")
    line.append(sides(event), style="bold").append("  ").append(stage(event), style="italic")
    return line


def _facts(alert: Alert) -> Table:
    event, report = alert.event, alert.reports[-1]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    value = money(event.value, ceiling=event.detail == "notification") if event.value else ""
    table.add_row("goods", Text(", ".join(filter(None, (goods(event.weapons), value)))))
    table.add_row("says", Text(f"“{one_line(report.evidence or event.evidence)}”"))
    sources = list(dict.fromkeys(one_line(each.source) or "source not said" for each in alert.reports))
    table.add_row(
        "source" if len(sources) == 1 else "sources",
        Text(", ".join(sources)).append(f"  {report.url}" if report.url else "", style="blue"),
    )
    table.add_row("fired on", Text(", ".join(alert.terms) or "the whole query", style="dim"))
    return table
