"""``armswire feeds``: which there are, whether they work, one more."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from armswire.cli import console, options
from armswire.core.feeds.config import KINDS, FeedConfig
from armswire.core.feedsfile import add_feed
from armswire.errors import Misconfigured, Problem
from armswire.poller import FeedCheck, Health
from armswire.runtime.feedcheck import check_feeds
from armswire.runtime.files import locate, read_feeds, read_text, user_agent

WORKS = frozenset({Health.FINE, Health.STALE, Health.EMPTY})
"""It can be read, whatever else there is to say of it."""
KIND_HELP = f"One of {', '.join(KINDS)}."


def list_feeds(
    feeds: options.Feeds = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the feeds of the feeds file, those that are switched off too."""
    file = locate("feeds.yaml", options.settings(feeds=feeds).feeds)
    found = read_feeds(file.path)
    if as_json:
        for feed in found:
            console.print_json({name: getattr(feed, name) for name in ("id", "url", "name", "language", "tier", "kind",
                                "country", "tags", "alerts", "enabled", "line")})  # fmt: skip
        return
    table = _table("Feed", "Kind", "Tier", "Language", "Address")
    for feed in found:
        style = "" if feed.enabled else "dim"
        name = Text(feed.name, style=f"bold {style}").append("" if feed.enabled else " (off)")
        table.add_row(name, feed.kind, str(feed.tier), feed.language or "", Text(feed.url), style=style)
    console.out.print(table)
    console.say(f"{file.path}: {sum(feed.enabled for feed in found)} of {len(found)} feeds on")


def check(
    feeds: options.Feeds = None,
    allow_private_addresses: options.AllowPrivate = None,
) -> None:
    """Ask every feed once and say which work, which refuse automated readers, which are gone or stale."""
    settings = options.settings(feeds=feeds, allow_private_addresses=allow_private_addresses)
    file = locate("feeds.yaml", settings.feeds)
    found = [feed for feed in read_feeds(file.path) if feed.enabled]
    reports = asyncio.run(_gather(found, user_agent(settings.contact), settings.allow_private_addresses))
    order = {feed.id: number for number, feed in enumerate(found)}
    table = _table("Feed", "Is", "Line", "What was found")
    for report in sorted(reports, key=lambda report: order[report.feed.id]):
        style = "green" if report.health is Health.FINE else "yellow" if report.health in WORKS else "red"
        name, health = Text(report.feed.name, style="bold"), Text(report.health.value.replace("_", " "), style=style)
        table.add_row(name, health, str(report.feed.line), Text(_told(report)))
    console.out.print(table)
    counts = Counter(report.health for report in reports)
    told = [f"{counts[health]} {health.value.replace('_', ' ')}" for health in Health if counts[health]]
    console.say(f"{file.path}: {', '.join(told) or 'no feeds'}")
    if reports and all(report.message.startswith("no such host") for report in reports):
        console.say(console.OFFLINE, style="yellow")
    if any(report.health not in WORKS for report in reports):
        raise typer.Exit(console.PROBLEMS)


def _told(report: FeedCheck) -> str:
    hints = (
        f"moved: write {report.moved} instead" if report.moved else "",
        f"the page names a feed: write {report.suggestion} instead" if report.suggestion else "",
    )
    return "; ".join(filter(None, (report.message, *hints)))


async def _gather(feeds: list[FeedConfig], agent: str, allow_private: bool) -> list[FeedCheck]:
    reports: list[FeedCheck] = []
    checks = check_feeds(feeds, agent, datetime.now(UTC), allow_private_addresses=allow_private)
    with console.err.status("asking the feeds …") as status:
        async for report in checks:
            reports.append(report)
            status.update(f"asking the feeds … {len(reports)} of {len(feeds)} answered")
    return reports


def add(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    name: Annotated[str, typer.Option(help="What to call it.")],
    kind: Annotated[str, typer.Option(help=KIND_HELP)] = "news",
    tier: Annotated[int, typer.Option(min=1, max=3, help="1 most reliable, 3 treat with care.")] = 2,
    language: Annotated[str | None, typer.Option(help="Language code, e.g. uk. Unset: found out.")] = None,
    country: Annotated[str | None, typer.Option(help="Country code, e.g. UA.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be given several times.")] = None,
    feeds: options.Feeds = None,
) -> None:
    """Add a feed to feeds.yaml, keeping what is there and its comments. A running `armswire up` takes it in.

    Without a feeds.yaml, one is made that begins with the feeds that come with Armswire.
    """
    path = options.settings(feeds=feeds).feeds or Path("feeds.yaml")
    made = not path.exists()
    before = read_text(path if not made else locate("feeds.yaml", None).path)
    given: dict[str, str | int | list[str] | None] = {
        "kind": kind, "tier": tier, "language": language, "country": country, "tags": tag
    }  # fmt: skip
    try:
        after = add_feed(before, str(path), url, name, **{key: told for key, told in given.items() if told})
    except Misconfigured as error:
        raise Misconfigured(*(_of_option(problem, before) for problem in error.problems)) from None
    path.write_text(after, encoding="utf-8")
    if made:
        console.say(f"made {path} from the feeds that come with Armswire")
    console.say(f"added {name} to {path}; `armswire feeds check` tells whether it works")


def _of_option(problem: Problem, before: str) -> Problem:
    """A mistake below the end of the file is in what was given on the command line."""
    added = problem.line is not None and problem.line > len(before.splitlines())
    return Problem("command line", None, problem.message, problem.fix) if added else problem


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
