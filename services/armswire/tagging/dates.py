"""An event's own date, as its sentence tells it. Pure; ``published`` anchors words such as "last year".

Told are full dates, months and years (English month names, ISO dates, bare years in any language) and spans counted
from publication. A text without one gives None: the publication's date is never an event's.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from armswire_schemas.events import When

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\b{_MONTH}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\.?,? {_YEAR}\b",
        rf"\b(?:in|since|by|from|until|during) {_MONTH}\.?,? {_YEAR}\b",
        rf"(?:\b(?:in|since|by|during|en|im|w|w roku|в|у|з|с|od|año|år)|ab) {_YEAR}\b(?!\s?(?:mm|tons))",
        r"\b(?P<back>last|next|this) (?P<unit>year|month|week|decade)\b",
        r"\b(?P<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>years|months|weeks|days) ago\b",
        r"\b(?P<word>yesterday|tomorrow)\b",
    )
)
_TOLD = re.compile(r"(?:19|20)\d\d|last|next|this|ago|yest|tomo")
"""What every date holds one of: looked for first, since most sentences tell none."""
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_DAYS = {"year": 365, "month": 30, "week": 7, "day": 1, "decade": 3650}


def find_date(text: str, published: date | None) -> tuple[When, int, int] | None:
    """Return the first date told in ``text`` and its place there; None where none is told."""
    if not _TOLD.search(text.casefold()):
        return None
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            start, end = _bounds(match.groupdict(), published)
            return When(text=match.group(), start=start, end=end), match.start(), match.end()
    return None


def _bounds(told: dict[str, str | None], published: date | None) -> tuple[date | None, date | None]:
    try:
        return _calendar(told) if told.get("year") else _relative(told, published)
    except (ValueError, OverflowError):
        return None, None


def _calendar(told: dict[str, str | None]) -> tuple[date, date]:
    year = int(told["year"] or 0)
    name, number, day = told.get("month"), told.get("number"), told.get("day")
    if not name and not number:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(number) if number else _MONTHS.index((name or "")[:3].lower()) + 1
    if day:
        return date(year, month, int(day)), date(year, month, int(day))
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _relative(told: dict[str, str | None], published: date | None) -> tuple[date | None, date | None]:
    if published is None:
        return None, None
    if told.get("word"):
        day = published + timedelta(days=1 if told["word"] == "tomorrow" else -1)
        return day, day
    unit = (told.get("unit") or "").rstrip("s").lower()
    if told.get("count"):
        count = told["count"] or "1"
        back = _COUNTS.get(count.lower()) or int(count)
        return published - timedelta(days=_DAYS[unit] * back), None
    step = {"last": -1, "this": 0, "next": 1}[(told.get("back") or "this").lower()]
    if unit == "year":
        return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
    middle = published + timedelta(days=_DAYS[unit] * step)
    if unit == "month":
        return date(middle.year, middle.month, 1), date(
            middle.year, middle.month, monthrange(middle.year, middle.month)[1]
        )
    return middle - timedelta(days=_DAYS[unit] // 2), middle + timedelta(days=_DAYS[unit] // 2)
