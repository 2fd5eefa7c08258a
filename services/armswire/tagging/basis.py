"""Told as fact or alleged, news or history: cues in the sentence. Pure."""

import re

from armswire.tagging.frames import Frame
from armswire.tagging.units import value_of

_YEAR = re.compile(r"\b(?:in|since|of) (1[89]\d\d|20\d\d)\b")


def set_basis(frame: Frame) -> None:
    cues = {value_of(m) for m in frame.parsed.marked("basis")}
    if "alleged" in cues:
        frame.basis = "disputed" if "denied" in cues else "alleged"


def set_background(frame: Frame, year: int | None) -> None:
    opener = frame.clause.opener
    told_past = any(value_of(m) == "ago" for m in frame.parsed.marked("past"))
    if told_past and frame.term.pos in ("ed", "past", "base", "part") and not frame.parsed.sentence.title:
        frame.background = True
        return
    if opener in ("after", "since"):
        frame.background = True
        return
    told = _YEAR.search(frame.parsed.folded) if year else None
    if told and year and int(told[1]) < year - 1:
        frame.background = True
