"""``armswire search``: what is stored, by the query language, as a table or as JSON lines."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from armswire.cli import console, options, wording
from armswire.core.documents import Document, alert_of, event_of
from armswire.ports import Index, Page
from armswire.runtime import stores

NOUNS = {
    Index.EVENTS: ("event", "events"),
    Index.NEWS: ("news item", "news items"),
    Index.ALERTS: ("alert", "alerts"),
    Index.FEEDS: ("feed", "feeds"),
}
COLOURS = {"transfer": "cyan", "procurement": "blue", "trafficking": "magenta", "embargo": "yellow"}


def search(
    query: Annotated[
        str, typer.Argument(help='Lucene syntax: field:value, AND, OR, NOT, "a phrase", [a TO b], wild*.')
    ] = "*",
    data: options.Data = None,
    index: Annotated[Index, typer.Option(help="What to search.")] = Index.EVENTS,
    size: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show at most.")] = 20,
    by_score: Annotated[bool, typer.Option("--by-score", help="Best match first instead of newest.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,
) -> None:
    """Search what was found, newest first; without QUERY, all of it. Works while `armswire up` runs.

    Fields: arms.type, arms.status, arms.suppliers, arms.recipients, arms.weapon.category, arms.weapon.name,
    arms.value.usd, arms.basis, arms.background, news.source, news.lang, @timestamp. Words alone search the text.
    """
    settings = options.settings(data=data)
    page = asyncio.run(_search(options.store(settings), query, index, size, by_score))
    if as_json:
        for hit in page.hits:
            console.print_json({"id": hit.id, **hit.document})
        return
    if page.hits:
        console.out.print(table(page, index, datetime.now(UTC)))
    console.say(_closing(page, index, by_score))


def _closing(page: Page, index: Index, by_score: bool) -> str:
    one, several = NOUNS[index]
    less = len(page.hits) < page.total
    shown = f", the {'best' if by_score else 'newest'} {len(page.hits)} shown (--size shows more)" if less else ""
    return f"{page.total} {one if page.total == 1 else several} found{shown}"


async def _search(place: stores.Place, query: str, index: Index, size: int, by_score: bool) -> Page:
    async with stores.opened(place, read_only=True) as store:
        return await store.search(index, query, now=datetime.now(UTC), size=size, newest=not by_score)


def table(page: Page, index: Index, now: datetime) -> Table:
    """Lay the results out; the last column takes what the terminal has left, so 80 columns are enough."""
    shape = Table(box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    shape.add_column("UTC", no_wrap=True, style="dim")
    if index is Index.NEWS:
        shape.add_column("Source", max_width=24)
        shape.add_column("Title", ratio=1)
    elif index is Index.FEEDS:
        shape.add_column("Feed", max_width=32)
        shape.add_column("Last poll", ratio=1)
    else:
        shape.add_column("Event", max_width=18)
        shape.add_column("Who → whom", style="bold", max_width=20)
        shape.add_column("What, how much, who says so", ratio=1)
    for hit in page.hits:
        shape.add_row(wording.when(datetime.fromisoformat(hit.document["@timestamp"]), now), *_row(index, hit.document))
    return shape


def _row(index: Index, document: Document) -> tuple[Text, ...]:
    title, source = Text(document.get("news.title", "")), Text(document.get("news.source", ""))
    if index is Index.NEWS:
        return source, title
    if index is Index.FEEDS:
        return Text(document["feed.name"]), _health(document)
    event = event_of(document) if index is Index.EVENTS else alert_of(document).event
    stage = wording.stage(event)
    kind = Text(event.type.replace("_", " "), style=COLOURS.get(event.type, ""))
    kind.append(f"\n{stage}", style="yellow" if " " in stage else "green")
    if index is Index.ALERTS:
        kind.append(f"\n{document['alert.rule']}", style="dim")
    what = Text("  ".join(filter(None, (wording.goods(event), wording.money(event.value)))), style="bold")
    what.append("\n").append(title.plain or event.evidence, style="not bold")
    sources = ", ".join(document.get("alert.sources") or [source.plain])
    what.append(f"  {sources}", style="not bold dim")
    return kind, Text(wording.sides(event)), what


def _health(document: Document) -> Text:
    failures = document["feed.failures"]
    if not failures:
        return Text(f"well, {document['feed.items']} entries", style="green")
    return Text(f"{document.get('feed.error', 'failed')} ({failures} in a row)", style="red")
