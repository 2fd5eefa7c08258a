"""Score readings against labelled items, by the definitions of the labelling guide's own scorer. Pure.

Facts of an item are sets; their figures are F1, micro-averaged. Stage, polarity, basis, background and detail are
accuracies over gold events that were found: of the same type, by the best overlap of actors. ``overall`` is the mean
of relevance, type, who, weapon and status. Intervals are half of 95 % by resampling items, from a fixed seed.

Where nearly all events have one label, an accuracy tells little: so there are two figures more than the guide's, the F1
of ``background`` and the mean F1 of basis ``stated`` and ``alleged``, over the same pairs of events.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from armswire.tagging.reading import ItemText

Row = Mapping[str, Any]
Facts = dict[str, set[Any]]
Counts = dict[str, tuple[int, int, int]]
"""Of each figure: hits, gold, found."""

SETS = ("relevance", "type", "who", "pair", "weapon", "value", "quantity")
MATCHES = ("status", "negated", "basis", "background", "detail")
HEAD = ("relevance", "type", "who", "weapon", "status")
FEW = 30
"""Fewer gold cases than this are too few to tell."""
_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``value`` is F1 or accuracy, ``half`` half its 95 % interval."""

    value: float
    precision: float
    recall: float
    gold: int
    half: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """F1 of a label over the events that were found; ``gold`` is how many of those have it."""

    f1: float
    gold: int


@dataclass(slots=True)
class Score:
    """All figures of a set, and what was wrong, by item id: figure → (missing, extra)."""

    items: int
    figures: dict[str, Figure] = field(default_factory=dict)
    overall: float = 0.0
    half: float = 0.0
    labels: dict[str, Label] = field(default_factory=dict)
    misses: dict[str, dict[str, tuple[list[str], list[str]]]] = field(default_factory=dict)


def actors(event: Row) -> set[tuple[str, str]]:
    """Who takes part, each with its role."""
    sides = (("supplier", "suppliers"), ("recipient", "recipients"))
    return {(role, code) for role, name in sides for code in event.get(name) or ()}


def facts(row: Row) -> Facts:
    """The sets of facts that one item states, by figure."""
    events = row.get("events") or []
    weapons = [(event["type"], weapon) for event in events for weapon in event.get("weapons") or ()]
    sums = [event["value"] for event in events if event.get("value") and event["value"].get("amount")]
    return {
        "relevance": {"yes"} if row.get("arms_related") else set(),
        "type": {event["type"] for event in events},
        "who": {(event["type"], *actor) for event in events for actor in actors(event)},
        "pair": set(_pairs(events)),
        "weapon": {(kind, weapon["category"]) for kind, weapon in weapons},
        "value": {(float(f"{money['amount']:.2g}"), money.get("currency")) for money in sums},
        "quantity": {(weapon["category"], weapon["quantity"]) for _, weapon in weapons if weapon.get("quantity")},
    }


def _pairs(events: Iterable[Row]) -> Iterator[tuple[str, str]]:
    for event in events:
        if event["type"] == "transfer":
            for supplier in event.get("suppliers") or ["?"]:
                for recipient in event.get("recipients") or ["?"]:
                    if (supplier, recipient) != ("?", "?"):
                        yield supplier, recipient


def pairings(gold: Sequence[Row], found: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Pair each gold event with the unused found one of its type that shares most actors."""
    left = list(found)
    for event in gold:
        same = [other for other in left if other["type"] == event["type"]]
        if same:
            near = [(len(actors(o) & actors(event)), o.get("status") == event.get("status")) for o in same]
            best = same[near.index(max(near))]
            left.remove(best)
            yield event, best


def tally(row: Row, answer: Row) -> Counts:
    """Counts of one item."""
    gold, found = facts(row), facts(answer)
    counts = {name: (len(gold[name] & found[name]), len(gold[name]), len(found[name])) for name in SETS}
    same: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for event, other in pairings(row.get("events") or [], answer.get("events") or []):
        for name in MATCHES:
            if name == "detail" and not event.get("detail"):
                continue
            seen[name] += 1
            flag = name in ("negated", "background")
            equal = bool(event.get(name)) == bool(other.get(name)) if flag else event.get(name) == other.get(name)
            same[name] += equal
    return counts | {name: (same[name], seen[name], seen[name]) for name in MATCHES}


def rates(tallies: Sequence[Counts]) -> tuple[dict[str, Figure], float]:
    """Figures over some items, and the overall one."""
    figures = {}
    for name in (*SETS, *MATCHES):
        hit, gold, found = (sum(counts[name][part] for counts in tallies) for part in range(3))
        precision, recall = (hit / found if found else 0.0), (hit / gold if gold else 0.0)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        figures[name] = Figure(f1 if name in SETS else recall, precision, recall, gold)
    return figures, sum(figures[name].value for name in HEAD) / len(HEAD)


def item_of(row: Row) -> ItemText:
    """The unlabelled part of a labelled item."""
    try:
        published = date.fromisoformat((row.get("published") or "")[:10])
    except ValueError:
        published = None
    return ItemText(row["id"], row.get("title") or "", row.get("text") or "", row.get("lang"), published)


def label_f1(pairs: Sequence[tuple[Row, Row]], name: str, label: Any) -> Label:
    """F1 of ``label`` in the field ``name`` over pairs of gold and found events."""
    gold = sum((told.get(name) or False) == label for told, _ in pairs)
    found = sum((read.get(name) or False) == label for _, read in pairs)
    both = sum((told.get(name) or False) == label == (read.get(name) or False) for told, read in pairs)
    return Label(2 * both / (gold + found) if gold + found else 0.0, gold)


def _labels(gold: Mapping[str, Row], found: Mapping[str, Row]) -> dict[str, Label]:
    events = [(row["events"], found.get(key, {}).get("events") or []) for key, row in gold.items()]
    pairs = [pair for told, read in events for pair in pairings(told, read)]
    stated, alleged = label_f1(pairs, "basis", "stated"), label_f1(pairs, "basis", "alleged")
    basis = Label((stated.f1 + alleged.f1) / 2, alleged.gold)
    return {"basis, mean F1 of stated and alleged": basis, "background, F1": label_f1(pairs, "background", True)}


def score(gold: Mapping[str, Row], found: Mapping[str, Row], intervals: bool = True) -> Score:
    """Score ``found`` against ``gold``, both by item id; an item that is not found counts as tagged with nothing."""
    result = Score(len(gold))
    tallies = []
    for key, row in gold.items():
        answer = found.get(key, {})
        tallies.append(tally(row, answer))
        told, read = facts(row), facts(answer)
        wrong = {n: (_listed(told[n] - read[n]), _listed(read[n] - told[n])) for n in SETS if told[n] != read[n]}
        if wrong:
            result.misses[key] = wrong
    result.figures, result.overall = rates(tallies)
    result.labels = _labels(gold, found)
    if intervals and tallies:
        _add_intervals(result, tallies)
    return result


def _listed(some: set[Any]) -> list[str]:
    return sorted(map(str, some))


def _add_intervals(result: Score, tallies: Sequence[Counts]) -> None:
    runs = [rates([tallies[i] for i in _draw(number, len(tallies))]) for number in range(_ROUNDS)]
    low, high = int(0.025 * _ROUNDS), int(0.975 * _ROUNDS)
    for name, figure in result.figures.items():
        values = sorted(figures[name].value for figures, _ in runs)
        half = (values[high] - values[low]) / 2
        result.figures[name] = Figure(figure.value, figure.precision, figure.recall, figure.gold, half)
    overall = sorted(value for _, value in runs)
    result.half = (overall[high] - overall[low]) / 2


def _draw(number: int, size: int) -> Iterator[int]:
    """``size`` places below ``size``, with repeats, the same for the same number on every machine."""
    state = int.from_bytes(blake2b(str(number).encode(), digest_size=8).digest(), "big") | 1
    for _ in range(size):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 33) % size


def source_kind(row: Row) -> str:
    """Where an item is from: its ``kind`` where one is told (official, agency, …), else a feed, or a collection."""
    if row.get("kind"):
        return str(row["kind"])
    source = str(row.get("source") or "")
    if source.startswith(("http://", "https://")):
        return "feed"
    return "Wikipedia" if "Wikipedia" in source else "other collections" if source else "unknown"


def by(gold: Mapping[str, Row], key: str) -> dict[str, dict[str, Row]]:
    """Split a labelled set by ``lang``, ``source`` or ``type`` of event (an item is in each of its types; "": none)."""
    parts: dict[str, dict[str, Row]] = {}
    for name, row in gold.items():
        for kind in _kinds(row, key):
            parts.setdefault(kind, {})[name] = row
    return parts


def _kinds(row: Row, key: str) -> list[str]:
    if key == "type":
        return sorted({event["type"] for event in row["events"]}) or [""]
    return [source_kind(row) if key == "source" else str(row.get(key))]
