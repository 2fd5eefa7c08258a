"""``armswire eval``, ``explain``, ``lexicon check``: how good the tagger is, why it reads so, and what it knows."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from armswire.cli import console
from armswire.cli.tag import guide_form
from armswire.errors import Misconfigured, Problem
from armswire.runtime.lexicon import read_lexicon
from armswire.tagging.evaluate import FEW, MATCHES, SETS, Score, by, item_of, score
from armswire.tagging.frames import Frame
from armswire.tagging.lexicon import compiled
from armswire.tagging.reading import ItemText
from armswire.tagging.rows import lexicon_files
from armswire.tagging.tagger import Explanation, Tagger, load_lexicon
from armswire.tagging.units import Parsed

BY = ("lang", "type", "source")


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Labelled items, JSON lines in the form of the labelling guide.")],
    misses: Annotated[int, typer.Option("--misses", help="Show this many items that differ.")] = 0,
    by_: Annotated[
        str | None, typer.Option("--by", help="Also by `lang`, by `type` of event, or by kind of `source`.")
    ] = None,
) -> None:
    """Read labelled items and print how well: F1 and accuracies, each with half of its 95 % interval."""
    if by_ and by_ not in BY:
        raise typer.BadParameter(f"{by_!r} is none of {', '.join(BY)}", param_hint="--by")
    rows = {row["id"]: row for row in _rows(gold)}
    tagger = Tagger(read_lexicon())
    found = {key: guide_form(item_of(row), tagger.read(item_of(row))) for key, row in rows.items()}
    whole = score(rows, found)
    for key, wrong in list(whole.misses.items())[:misses]:
        console.out.print(f"{key}  {rows[key]['title'][:90]}", markup=False, highlight=False)
        for name, (missing, extra) in wrong.items():
            console.out.print(
                f"   {name}: missing {missing or '-'}  extra {extra or '-'}", markup=False, highlight=False
            )
    console.out.print(table(whole), markup=False, highlight=False)
    for name, part in sorted(by(rows, by_).items()) if by_ else ():
        console.out.print(_line(name or "no event", score(part, found, intervals=False)), markup=False, highlight=False)


def _rows(file: Path) -> list[dict[str, Any]]:
    rows = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line) if line.strip() else None
            except ValueError as error:
                raise Misconfigured(Problem(file, number, f"not JSON: {error}", "one labelled item a line")) from None
            if row:
                rows.append(row)
    return rows


def table(result: Score) -> str:
    """The figures of one set as the README shows them."""
    lines = ["| figure | F1 or accuracy | ± | precision | recall | gold |", "|---|---|---|---|---|---|"]
    for name in (*SETS, *MATCHES):
        figure = result.figures[name]
        sides = f"{figure.precision:.3f} | {figure.recall:.3f}" if name in SETS else "– | –"
        few = " (too few to tell)" if figure.gold < FEW else ""
        lines.append(f"| {name} | {figure.value:.3f} | {figure.half:.3f} | {sides} | {figure.gold}{few} |")
    for name, label in result.labels.items():
        few = " (too few to tell)" if label.gold < FEW else ""
        lines.append(f"| {name} | {label.f1:.3f} | – | – | – | {label.gold}{few} |")
    lines.append(f"| **overall** | **{result.overall:.3f}** | {result.half:.3f} | | | {result.items} items |")
    return "\n".join(lines)


def _line(name: str, result: Score) -> str:
    told = "  ".join(f"{figure} {result.figures[figure].value:.2f}" for figure in (*SETS[:5], "status"))
    few = "  (too few to tell)" if result.items < FEW else ""
    return f"{name:15}{result.items:4} items  {told}  overall {result.overall:.2f}{few}"


def lexicon_check(
    overlay: Annotated[
        Path | None, typer.Argument(help="A directory of your own lexicon files, laid over ours.")
    ] = None,
) -> None:
    """Read every lexicon file and say how much it holds, or each line that is wrong and how to mend it."""
    if overlay and not overlay.is_dir():
        raise typer.BadParameter(f"{overlay} is no directory", param_hint="OVERLAY")
    for file in lexicon_files(overlay):
        console.out.print(f"{file.name:28}{len(compiled([file])):7} forms", markup=False, highlight=False)
    lexicon = load_lexicon(overlay)
    console.out.print(f"lexicon {lexicon.version}: {len(lexicon)} forms", markup=False, highlight=False)


def explain(
    title: Annotated[str, typer.Argument(help="The item's title.")],
    text: Annotated[str, typer.Argument(help="Its text.")] = "",
    lang: Annotated[str | None, typer.Option("--lang", help="Its language, where known (en, ru, …).")] = None,
) -> None:
    """Show every mention and every frame that the tagger sees in an item, and why each was kept or dropped."""
    item = ItemText("explained", title, text, lang)
    told = Tagger(read_lexicon()).explain(item)
    console.out.print("\n".join(explanation(item, told)), markup=False, highlight=False, soft_wrap=True)


def explanation(item: ItemText, told: Explanation) -> list[str]:
    """The lines of an explanation."""
    reading = told.reading
    verdict = "arms-related" if reading.arms_related else "not arms-related"
    lines = [f"read as {reading.lang}; {verdict} ({reading.relevance:.2f})"]
    for parsed in told.parsed:
        lines += ["", f"“{parsed.text.strip()}”", *_mentions(item.whole, parsed)]
        lines += [_frame(item.whole, frame) for frame in told.frames if frame.parsed is parsed]
    lines += ["", *(json.dumps(_short(event), ensure_ascii=False) for event in guide_form(item, reading)["events"])]
    return lines


def _short(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if value not in (None, [], False)}


def _mentions(whole: str, parsed: Parsed) -> list[str]:
    lines = [
        f"  actor   {whole[g.start : g.end]!r} → {', '.join(g.codes)}" + (f" ({g.case})" if g.case else "")
        for g in parsed.actors
    ]
    for weapon in parsed.weapons:
        number = f" × {weapon.number.low:g}" if weapon.number else ""
        origin = f" of {', '.join(weapon.origin)}" if weapon.origin else ""
        made = f" made by {', '.join(weapon.made)}" if weapon.made else ""
        lines.append(f"  weapon  {weapon.text!r} → {weapon.term.category}{number}{origin}{made}")
    lines += [f"  money   {whole[m.start : m.end]!r} → {m.amount:g} {m.currency}" for m in parsed.money]
    return lines


def _frame(whole: str, frame: Frame) -> str:
    word = whole[frame.trigger.start : frame.trigger.end]
    sides = f"{', '.join(frame.suppliers) or '?'} → {', '.join(frame.recipients) or '?'}"
    fate = f"dropped: {frame.why}" if frame.why else f"kept ({frame.score:.2f}): {frame.status}, {frame.basis}"
    return f"  frame   {word!r}: {frame.type}, {sides}; {fate}"
