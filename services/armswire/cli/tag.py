"""``armswire tag``: items in, events out, without a broker or a store."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.text import Text

from armswire.cli import console, options
from armswire.core.alerting.words import headline, markers
from armswire.core.feeds.htmltext import html_to_text, title_text
from armswire.core.identity import stable_id
from armswire.errors import Problem
from armswire.runtime.lexicon import read_lexicon
from armswire.settings import load
from armswire.tagging.reading import ItemText, Reading
from armswire.tagging.tagger import Tagger
from armswire_schemas.events import ArmsEvent

FIELDS = ("type", "mode", "status", "negated", "basis", "background", "detail", "suppliers", "recipients")
"""An event's fields in the form of the labelling guide, before weapons, value and evidence."""


def tag(
    file: Annotated[
        str, typer.Argument(help="Items as JSON lines (title, text, lang, published); - is standard input.")
    ] = "-",
    pretty: Annotated[bool, typer.Option("--pretty", help="For people instead of programs.")] = False,
) -> None:
    """Tag news items: who supplies what to whom, how far it has come, and the words that say so.

    One JSON object a line comes out for each that goes in, with `id`, `arms_related` and `events`.
    """
    tagger = Tagger(read_lexicon(options.lexicon(load())))
    problems = 0
    for item in _items(file):
        if isinstance(item, Problem):
            problems += 1
            console.say(str(item), style="red")
            continue
        reading = tagger.read(item)
        if pretty:
            _show(item, reading)
        else:
            console.print_json(guide_form(item, reading))
    if problems:
        raise typer.Exit(console.PROBLEMS)


def guide_form(item: ItemText, reading: Reading) -> dict[str, Any]:
    """The reading as the labelled sets write it; ``relevance`` and ``lang`` are ours."""
    return {
        "id": item.id,
        "lang": reading.lang,
        "relevance": round(reading.relevance, 4),
        "arms_related": reading.arms_related,
        "events": [_event(event) for event in reading.events],
    }


def _event(event: ArmsEvent) -> dict[str, Any]:
    told = event.model_dump(mode="json", include={*FIELDS})
    weapons = [weapon.model_dump(mode="json", include={"category", "name", "quantity"}) for weapon in event.weapons]
    value = event.value and event.value.model_dump(mode="json", include={"amount", "currency"})
    return {name: told[name] for name in FIELDS} | {"weapons": weapons, "value": value, "evidence": event.evidence}


def _items(file: str) -> Iterator[ItemText | Problem]:
    name = "standard input" if file == "-" else file
    if file == "-":
        if sys.stdin.isatty():
            console.say("Reading items from the terminal: one JSON object a line, Ctrl-D ends.")
        yield from _parse(sys.stdin.buffer, name)
        return
    with Path(file).open("rb") as lines:
        yield from _parse(lines, name)


def _parse(lines: BinaryIO, name: str) -> Iterator[ItemText | Problem]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _item(line, name, number)


def _item(line: bytes, name: str, number: int) -> ItemText | Problem:
    fix = 'write {"title": "…", "text": "…"}'
    try:
        told = json.loads(line)
    except ValueError as error:
        return Problem(name, number, f"not JSON: {error}", fix)
    if not isinstance(told, dict):
        return Problem(name, number, "not a JSON object", fix)
    title, text, lang = (told.get(key) for key in ("title", "text", "lang"))
    if any(not isinstance(value, str | None) for value in (title, text, lang)) or not (title or text):
        return Problem(name, number, "an item needs a title or a text, both texts", fix)
    identity = str(told.get("id") or stable_id("item", title or "", text or ""))
    # Markup is dropped as the poller drops it: an event must not be read out of a script.
    plain = title_text(title or ""), html_to_text(text or "")
    return ItemText(identity, *plain, lang or None, _day(told.get("published")))


def _day(told: Any) -> date | None:
    try:
        return date.fromisoformat(str(told)[:10]) if told else None
    except ValueError:
        return None


def _show(item: ItemText, reading: Reading) -> None:
    head = Text(item.title or item.text[:80], style="bold")
    head.append(
        f"  {'arms-related' if reading.arms_related else 'not arms-related'} {reading.relevance:.2f}", style="dim"
    )
    console.out.print(head)
    for event in reading.events:
        console.out.print(Text(f"  {event.type}: {headline(event)}", style="yellow" if markers(event) else "green"))
        console.out.print(Text(f"    “{event.evidence}”", style="italic dim"))
