"""Dates as feeds write them. What cannot be read, or cannot be, is unknown: None, never now."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
# Zone names beyond RFC 822 that feeds use and that mean one thing (IST and CST do not).
_ZONES = {
    "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "BST": "+0100",
    "WET": "+0000", "WEST": "+0100", "JST": "+0900", "KST": "+0900", "SGT": "+0800", "HKT": "+0800",
    "AEST": "+1000", "AEDT": "+1100", "Z": "+0000", "UTC": "+0000",
}  # fmt: skip
_ZONE = re.compile(r"(?<![A-Za-z])([A-Z]{1,4})\s*$")
_ISO = re.compile(
    r"\s*(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ]\s*(\d\d?):(\d\d?)(?::(\d\d?))?(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*"
)
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*")
_AFTERNOON = re.compile(r"\b(\d{1,2}):\d\d(?::\d\d)?\s*([ap])\.?m\.?", re.IGNORECASE)
# Year 0 to 999: ``email.utils`` would take it for one of two digits.
_YEAR_ZERO = re.compile(r"(?<![+\-:.\d])0\d{3}(?![\d:])")


def parse_date(text: str | None) -> datetime | None:
    """Return an aware UTC time; one without a zone is taken as UTC. None where it says nothing usable."""
    if not text or impossible(text):
        return None
    try:
        return plausible(_epoch(text) or _iso(text) or _rfc822(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def impossible(text: str) -> bool:
    """Say whether this names a year before 1000: a machine's nought, not a date."""
    return _YEAR_ZERO.search(text) is not None


def plausible(when: datetime | None) -> datetime | None:
    """Return the time in UTC, or None for one before 1970 or after 2199: a machine's default, not a date."""
    if when is None:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    # Compared before conversion, which overflows at the ends of the calendar.
    if not EARLIEST - timedelta(days=1) <= aware <= LATEST:
        return None
    return aware.astimezone(UTC).replace(microsecond=0)


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _iso(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{found[7] or 'Z'}").tzinfo
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)


def _rfc822(text: str) -> datetime:
    zone = _ZONE.search(text)
    if zone and zone[1] in _ZONES:
        text = text[: zone.start()] + _ZONES[zone[1]]
    clock = _AFTERNOON.search(text)
    late = clock is not None and clock[2].lower() == "p" and int(clock[1]) < 12
    return parsedate_to_datetime(text) + timedelta(hours=12 if late else 0)
