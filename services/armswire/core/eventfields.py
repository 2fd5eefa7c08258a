"""The fields that an event has in documents of its own and of alerts. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from math import isfinite
from typing import Any

from armswire.core.money import usd
from armswire_schemas.events import CATEGORIES, DIRECTED_TYPES, ROLES, ArmsEvent, Money, Party, Weapon

UNROCA = {
    "tank": "I battle tanks",
    "armoured_vehicle": "II armoured combat vehicles",
    "artillery": "III large-calibre artillery systems",
    "combat_aircraft": "IV combat aircraft",
    "helicopter": "V attack helicopters",
    "warship": "VI warships",
    "missile": "VII missiles and missile launchers",
    "air_defence": "VII missiles and missile launchers",
    "small_arms": "VIII small arms and light weapons",
}
"""UN Register of Conventional Arms, categories I-VII and the optional eighth (A/RES/46/36 L, and GGE reports).

By category only: whether a helicopter or an air-defence system is of a registered kind, the designation tells.
"""


def event_fields(event: ArmsEvent, told: datetime) -> dict[str, Any]:
    """Return the fields of an event, missing ones too. Rates are of its own year, or of when it was ``told``."""
    directed = event.type in DIRECTED_TYPES
    givers, takers = ("arms.suppliers", "arms.recipients") if directed else ("arms.actors", "arms.targets")
    return {
        "event.id": event.id,
        "arms.type": event.type,
        "arms.mode": event.mode,
        "arms.status": event.status,
        "arms.negated": event.negated,
        "arms.basis": event.basis,
        "arms.background": event.background,
        "arms.detail": event.detail,
        givers: event.suppliers,
        takers: event.recipients,
        "arms.countries": _countries(event),
        "arms.deals": event.deals,
        "arms.confidence": event.confidence,
        "arms.evidence": event.evidence,
        "arms.when.start": event.when and _day(event.when.start),
        "arms.when.end": event.when and _day(event.when.end),
        "arms.origin": event.origin,
        "arms.tagger": event.tagger,
        "arms.lexicon": event.lexicon,
        **(_weapon_fields(event.weapons) if event.weapons else {}),
        **(_money_fields(event.value, _year(event, told)) if event.value else {}),
        **(_party_fields(event.parties) if event.parties else {}),
    }


def _countries(event: ArmsEvent) -> list[str]:
    parties = (party.country for party in event.parties if party.country)
    return sorted({*event.suppliers, *event.recipients, *parties})


def _weapon_fields(weapons: tuple[Weapon, ...]) -> dict[str, Any]:
    counted: dict[str, int] = {}
    for weapon in weapons:
        if weapon.quantity is not None and weapon.category in CATEGORIES:
            counted[weapon.category] = counted.get(weapon.category, 0) + weapon.quantity
    return {
        "arms.weapon.category": distinct(weapon.category for weapon in weapons),
        "arms.weapon.name": distinct(weapon.name for weapon in weapons if weapon.name),
        "arms.weapon.quantity": [weapon.quantity for weapon in weapons if weapon.quantity is not None],
        "arms.weapon.unit": distinct(weapon.unit for weapon in weapons if weapon.unit),
        "arms.weapon.goods": distinct(weapon.goods for weapon in weapons),
        "arms.weapon.condition": distinct(weapon.condition for weapon in weapons if weapon.condition),
        "arms.unroca": distinct(UNROCA[weapon.category] for weapon in weapons if weapon.category in UNROCA),
        **{f"arms.quantity.{category}": number for category, number in counted.items()},
    }


def _year(event: ArmsEvent, told: datetime) -> int:
    own = event.when.start if event.when else None
    return min(own.year, told.year) if own else told.year


def _money_fields(value: Money, year: int) -> dict[str, Any]:
    return {
        "arms.value.amount": _finite(value.amount),
        "arms.value.amount_max": _finite(value.amount_max),
        "arms.value.bound": value.bound,
        "arms.value.currency": value.currency,
        "arms.value.kind": value.kind,
        "arms.value.usd": _finite(usd(value.amount, value.currency, year) if value.usd is None else value.usd),
    }


def _party_fields(parties: Iterable[Party]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for party in parties:
        if party.role in ROLES:
            found.setdefault(f"arms.party.{party.role}", []).extend(filter(None, (party.name, party.country)))
    return {name: distinct(names) for name, names in found.items()}


def _finite(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00.000Z"


def distinct(found: Iterable[str]) -> list[str]:
    """Return them in order without repeats."""
    return list(dict.fromkeys(found))
