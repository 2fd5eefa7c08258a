"""Cut a text into sentences. The title is one of its own. Pure, linear; no sentence is longer than LONGEST."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1200
"""Code points. Longer stretches without a full stop (lists, lost punctuation) are cut at a space."""

_MAY_STOP = re.compile(r"[.!?؟。！？\n…|•·]")
"""Where a sentence may end: looked for first, since the whole patterns are dear."""
_STOP = re.compile(r"[.!?؟]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]?|\n+|…\s")
_BAR = re.compile(r"\s[|•·]\s")
_GLUED = re.compile(r"(?<=[a-z]{3})\.(?=[A-Z])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“])(?:[A-ZА-Я]|Mr|Mrs|Ms|Dr|St|Lt|Gen|Col|Maj|Sgt|Capt|Adm|Sen|Rep|Gov|Pres|Prof|No|vs|Jr|Sr|Inc|Co|Corp|Ltd|"
    r"approx|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Mt|Ft|U\.S|U\.K|U\.N|E\.U|S|N|a\.m|p\.m|i\.e|e\.g|тыс|млн|млрд|тис|им|г|"
    r"tys|mln|mld|ul|im|gen|płk|prof|ok|m\.in|nr|ca|bl\.a|t\.ex|z\.B|bzw|Nr|Mio|Mrd|EE\.UU|D\.C|[A-Z]\.[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """``start:end`` in the whole text; ``title`` for the headline, ``index`` counts from 0 over the item."""

    start: int
    end: int
    index: int
    title: bool = False


def sentences(title: str, text: str) -> list[Sentence]:
    """Return the sentences of ``title + "\\n" + text`` in order, empty ones left out."""
    found: list[Sentence] = []
    for start, end in _pieces(title, 0):
        found.append(Sentence(start, end, len(found), True))
    for start, end in _pieces(text, len(title) + 1):
        found.append(Sentence(start, end, len(found)))
    return found


def _pieces(text: str, offset: int) -> Iterator[tuple[int, int]]:
    start = stopped = 0
    for place in _MAY_STOP.finditer(text):
        at = place.start()
        if at < stopped:
            continue
        char = text[at]
        if char in "|•·":
            match = _BAR.match(text, at - 1) if at > stopped else None
        else:
            match = _STOP.match(text, at) or (_GLUED.match(text, at) if char == "." else None)
        if match is None:
            continue
        stopped = end = match.end()
        if char == "." and match.re is _STOP and _ABBREVIATION.search(text[max(start, end - 10) : end]):
            continue
        yield from _cut(text, start, end, offset)
        start = end
    yield from _cut(text, start, len(text), offset)


def _cut(text: str, start: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = space if space > 0 else start + LONGEST
        yield start + offset, middle + offset
        start = middle
    if text[start:end].strip():
        yield start + offset, end + offset
