"""Dates in queries: ``2026-11``, ``2026-11-23T10:00:00Z``, ``now-7d``, ``now/d``, ``2026-11-01||+1M``.

The rules are Elasticsearch's: a date that leaves something out, or is rounded (``/d``), means the whole of its span;
``>=`` and ``<`` count from its start, ``>`` and ``<=`` from its end. All in UTC unless an offset is written.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MOMENT = re.compile(
    r"(?P<y>\d{4})(?:-(?P<M>\d\d)(?:-(?P<d>\d\d)(?:T(?P<h>\d\d)(?::?(?P<m>\d\d)(?::?(?P<s>\d\d)(?:\.(?P<f>\d{1,6})\d*)?)?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_STEP = re.compile(r"(?:(?P<sign>[+-])(?P<count>\d{0,6})|(?P<round>/))(?P<unit>[yMwdhHms])")
_FIXED = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1),
          "s": timedelta(seconds=1)}  # fmt: skip
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class DateExpr:
    """``anchor`` None is now. ``unit`` is the span it stands for: y, M, w, d, h, m, s, or "" for one instant."""

    anchor: datetime | None
    unit: str
    steps: tuple[tuple[str, int], ...] = ()
    """In order: ("+d", 7) adds seven days, ("/d", 0) rounds down to the day."""

    def resolve(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the first and the last millisecond it stands for. Beyond the years 1 to 9999: their ends."""
        start, unit = self.anchor or now.astimezone(UTC), self.unit
        for step, count in self.steps:
            if step[0] == "/":
                start, unit = _floor(start, step[1]), step[1]
            else:
                start = _add(start, step[1], count)
        start = start.replace(microsecond=start.microsecond // 1000 * 1000)
        return start, (_add(start, unit, 1) - _TICK if unit else start)


def parse_date(text: str) -> DateExpr | None:
    """Read a date expression; None where it is none."""
    if text.startswith("now"):
        anchor, unit, rest = None, "", text[3:]
    else:
        head, _, rest = text.partition("||")
        moment = _MOMENT.fullmatch(head)
        read = moment and _read(moment)
        if not read:
            return None
        anchor, unit = read
    steps = _steps(rest)
    return None if steps is None else DateExpr(anchor, unit, steps)


def _read(moment: re.Match[str]) -> tuple[datetime, str] | None:
    part = moment.groupdict()
    zone = part["zone"] if part["zone"] not in (None, "Z") else "+00:00"
    numbers = [int(part[name] or least) for name, least in zip("yMdhms", (1, 1, 1, 0, 0, 0), strict=True)]
    micro = int((part["f"] or "0").ljust(6, "0"))
    try:
        there = datetime(*numbers[:6], micro, tzinfo=datetime.strptime(zone, "%z").tzinfo)  # type: ignore[misc, arg-type]
        told = [name for name in "yMdhms" if part[name] is not None]
        return there.astimezone(UTC), "" if part["f"] else told[-1]
    except (ValueError, OverflowError):
        return None


def _steps(text: str) -> tuple[tuple[str, int], ...] | None:
    steps: list[tuple[str, int]] = []
    at = 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return None
        unit = "h" if step["unit"] == "H" else step["unit"]
        if step["round"]:
            steps.append(("/" + unit, 0))
        else:
            steps.append(("+" + unit, int(step["count"] or 1) * (-1 if step["sign"] == "-" else 1)))
        at = step.end()
    return tuple(steps)


def _floor(moment: datetime, unit: str) -> datetime:
    if unit == "w":
        return _floor(moment, "d") - timedelta(days=min(moment.weekday(), (moment - _FIRST).days))
    keep = "yMdhms".index(unit) + 1
    parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    least = (1, 1, 1, 0, 0, 0)
    return datetime(*parts[:keep], *least[keep:], tzinfo=UTC)  # type: ignore[misc, arg-type]


_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def _add(moment: datetime, unit: str, count: int) -> datetime:
    try:
        if unit in _FIXED:
            return moment + _FIXED[unit] * count
        months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return _FIRST if count < 0 else _LAST
