"""Is an event this item's news, or history behind it? All frames that tell it, as named features for a model. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from armswire.tagging.features import Apart, surface, tell
from armswire.tagging.frames import Frame
from armswire.tagging.model import Bundle
from armswire.tagging.units import Parsed, kind_of, value_of

MOST_FRAMES = 6
"""Frames of an event that are looked at; more tell nothing new."""
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_TENSES = ("past", "have", "clause")


def history_features(
    kind: str,
    frames: Sequence[Frame],
    others: Sequence[Frame],
    item: Sequence[Parsed],
    published: date | None,
    apart: Apart = None,
) -> list[str]:
    """Of an event of type ``kind`` told by ``frames``. ``others`` are all frames of the item, these among them."""
    entitled = any(parsed.sentence.title for parsed in item)
    headline = {frame.type for frame in others if frame.parsed.sentence.title}
    found = {
        f"k={kind}", f"intitle={kind in headline}|{entitled}", f"intitle={kind in headline}|{kind}",
        f"others={min(len({frame.type for frame in others}) - 1, 3)}", f"nt={len(headline)}",
        f"first={others[0].type == kind}", f"ns={min(len(item), 4)}",
    }  # fmt: skip
    found |= {f"o={other.type}|{kind}" for other in others if other.type != kind}
    found |= {f"to={other}|{kind}" for other in headline if other != kind}
    for frame in frames[:MOST_FRAMES]:
        found |= _of_frame(frame, frame is others[0], _years_ago(frame, published))
    named = sorted(found) if apart is None else list(found)
    tell(named, Bundle(frozenset().union(*[f.parsed.words for f in frames[:MOST_FRAMES]]), ""), apart)
    return named


def _years_ago(frame: Frame, published: date | None) -> int | None:
    """Years from the latest year that the frame's sentence names to publication; None where either is not told."""
    told = [int(year) for year in _YEAR.findall(frame.parsed.folded)]
    return max(0, published.year - max(told)) if told and published else None


def _of_frame(frame: Frame, first: bool, years: int | None) -> set[str]:
    kind, term, parsed = frame.type, frame.term, frame.parsed
    found = {
        f"r={frame.background}", f"t={kind}", f"l={term.lemma}", f"pos={term.pos}|{kind}",
        f"opener={frame.clause.opener}", f"opener={frame.clause.opener}|{kind}",
        f"title={parsed.sentence.title}", f"first={first}", f"first={first}|{kind}",
        f"index={min(parsed.sentence.index, 4)}", f"status={frame.status}|{first}",
        f"years={years if years is None else min(years, 3)}", f"passive={frame.passive}|{term.pos}",
        f"fr={term.frame}|{term.pos}",
    }  # fmt: skip
    for marker in parsed.marked(*_TENSES):
        side = "R" if marker.start >= frame.trigger.end else "L"
        found |= {f"m={surface(parsed, marker)}|{side}", f"m={kind_of(marker)}{value_of(marker)}|{side}"}
    return found.union(parsed.around(frame.trigger.start, frame.trigger.end))
