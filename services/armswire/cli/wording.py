"""An event in the few words of a table's cell. Pure. The full sentences are those of core/alerting/words.py.

An allegation never reads as a fact, history never as news, and what nobody told is said as ``?``.
"""

from datetime import UTC, datetime

from armswire.core.alerting.words import one_line
from armswire_schemas.events import ArmsEvent, Money, Weapon

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩"}
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))


def sides(event: ArmsEvent) -> str:
    """``KR → PL``; an unknown side is ``?``. One actor alone where the type needs no other side."""
    left, right = (", ".join(map(one_line, side)) or "?" for side in (event.suppliers, event.recipients))
    alone = event.type not in {"transfer", "trafficking"} and right == "?"
    return left if alone else f"{left} → {right}"


def stage(event: ArmsEvent) -> str:
    """``agreed``, ``alleged, done``, ``not done``, ``history, agreed``; of what stopped, how, where that is told."""
    marks = [
        f"{mark}, " for mark, holds in (("history", event.background), (event.basis, event.basis != "stated")) if holds
    ]
    word = event.detail if event.status == "stopped" and event.detail else event.status
    return "".join([*marks, "not " if event.negated else "", one_line(word).replace("_", " ")])


def goods(event: ArmsEvent) -> str:
    """``180 K2, 212 K9``: numbers and names where they are told, else kinds."""
    return ", ".join(dict.fromkeys(map(_weapon, event.weapons)))


def _weapon(line: Weapon) -> str:
    what = one_line(line.name or line.category.replace("_", " "))
    return f"{line.quantity:,} {what}" if line.quantity is not None else what


def money(value: Money | None) -> str:
    """``$5.8bn``, ``SEK 1.2bn``; empty where no value is told."""
    if value is None:
        return ""
    size, word = next(((size, word) for size, word in SCALES if abs(value.amount) >= size), (1, ""))
    number = f"{value.amount / size:.3g}{word}"
    sign = SIGNS.get(value.currency or "")
    return f"{sign}{number}" if sign else f"{value.currency or ''} {number}".strip()


def when(moment: datetime, now: datetime) -> str:
    """A time in UTC: ``11-23 14:05``, or the day alone where it is of another year than ``now``."""
    return moment.astimezone(UTC).strftime("%m-%d %H:%M" if moment.year == now.year else "%Y-%m-%d")
