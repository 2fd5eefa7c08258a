"""How an event document is put in words. Pure; the flat field names are those of core/documents.py.

An allegation never reads as a fact, history never as news, and what nobody told is said as unknown.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Document = Mapping[str, Any]

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩"}
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))
UNKNOWN = "unknown"


def many(value: Any) -> list[str]:
    """A field's values as texts: a list as it is, one value as a list, none as []."""
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def sides(document: Document) -> str:
    """``KR → PL``; an unknown side of something that has two is ``?``; one actor without a target stands alone."""
    givers, getters = many(document.get("arms.suppliers")), many(document.get("arms.recipients"))
    actors, targets = many(document.get("arms.actors")), many(document.get("arms.targets"))
    if givers or getters:
        return f"{', '.join(givers) or '?'} → {', '.join(getters) or '?'}"
    if actors and targets:
        return f"{', '.join(actors)} → {', '.join(targets)}"
    if targets:
        return f"? → {', '.join(targets)}"
    return ", ".join(actors) or UNKNOWN


def stage(document: Document) -> str:
    """``agreed``, ``alleged done``, ``not done``, ``history agreed``; what stopped says how, where that is told."""
    status = first(document, "arms.status")
    if status == "stopped":
        status = first(document, "arms.detail") or status
    basis = document.get("arms.basis")
    marks = [
        *(["history"] if _true(document, "arms.background") else []),
        *([str(basis)] if basis in ("alleged", "disputed") else []),
        *(["not"] if _true(document, "arms.negated") else []),
    ]
    return " ".join([*marks, status]).strip()


def goods(document: Document) -> str:
    """Names of the systems where they are told, else their kinds."""
    names = list(dict.fromkeys(many(document.get("arms.weapon.name"))))
    kinds = [kind.replace("_", " ") for kind in dict.fromkeys(many(document.get("arms.weapon.category")))]
    return ", ".join(names or kinds)


def money(document: Document) -> str:
    """``$5.8bn``, ``SEK 1.2bn``; empty where no value is told."""
    amount, currency = document.get("arms.value.amount"), str(document.get("arms.value.currency") or "")
    if not isinstance(amount, int | float):
        return ""
    number = next((f"{amount / size:.3g}{word}" for size, word in SCALES if abs(amount) >= size), f"{amount:g}")
    return f"{SIGNS[currency]}{number}" if currency in SIGNS else f"{currency} {number}".strip()


def when(document: Document, now: datetime) -> str:
    """The document's time in UTC: ``11-23 14:05``, or the day alone where it is of another year than ``now``."""
    told = document.get("@timestamp")
    moment = told if isinstance(told, datetime) else datetime.fromisoformat(str(told)) if told else None
    if moment is None:
        return UNKNOWN
    moment = moment.astimezone(UTC)
    return moment.strftime("%m-%d %H:%M" if moment.year == now.year else "%Y-%m-%d")


def first(document: Document, *names: str) -> str:
    """The first of these fields that says anything."""
    return next((told[0] for name in names if (told := many(document.get(name)))), "")


def _true(document: Document, name: str) -> bool:
    return "true" in [value.lower() for value in many(document.get(name))]
