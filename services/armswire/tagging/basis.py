"""Told as fact or alleged, news or history: cues in the sentence. Pure."""

import re

from armswire.tagging.frames import Frame
from armswire.tagging.terms import Marker

_YEAR = re.compile(r"\b(?:in|since|of) (1[89]\d\d|20\d\d)\b")


def set_basis(frame: Frame) -> None:
    cues = {m.term.value for m in frame.parsed.markers if isinstance(m.term, Marker) and m.term.kind == "basis"}
    if "alleged" in cues:
        frame.basis = "disputed" if "denied" in cues else "alleged"


def set_background(frame: Frame, year: int | None) -> None:
    opener = frame.clause.opener
    if opener in ("after", "since"):
        frame.background = True
        return
    told = _YEAR.search(frame.parsed.folded)
    if told and year and int(told[1]) < year - 1:
        frame.background = True
