"""An event in words: who, how far, what goods, how much. Pure text, one line each, in English.

What is only alleged carries ALLEGED, what is denied too DISPUTED, history BACKGROUND, a denied event NOT; what is
not known is said to be not said. Nothing here names a thing more certainly than the event does.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from armswire.core.alerting.stages import stage
from armswire_schemas.events import DIRECTED_TYPES, ArmsEvent, Money, Weapon

ALLEGED = "ALLEGED, not established"
DISPUTED = "DISPUTED, alleged and denied"
BACKGROUND = "BACKGROUND, not new"
DENIED = "NOT DONE: the report says that this did not happen"
_FORMER = {"SU": "Soviet Union", "YU": "Yugoslavia", "CS": "Czechoslovakia", "DD": "East Germany", "NATO": "NATO"}
_SHORT = {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "PS": "Palestine", "EU": "EU", "UN": "UN"}
_SHORT |= {"CD": "DR Congo", "CG": "Republic of the Congo"}
_CATEGORIES = {
    "tank": "tanks",
    "armoured_vehicle": "armoured vehicles",
    "artillery": "artillery",
    "combat_aircraft": "combat aircraft",
    "helicopter": "helicopters",
    "drone": "drones",
    "support_aircraft": "support aircraft",
    "warship": "warships",
    "missile": "missiles",
    "air_defence": "air defence",
    "small_arms": "small arms",
    "ammunition": "ammunition",
    "mine": "mines",
    "nuclear": "nuclear arms",
    "chem_bio": "chemical or biological arms",
    "sensor": "sensors and electronics",
    "protective": "protective equipment",
    "vehicle": "unarmoured vehicles",
    "arms": "arms (kind not said)",
}
_GOODS = {
    "parts": "parts for {}",
    "upgrade": "upgrade of {}",
    "repair": "repair of {}",
    "training": "training on {}",
    "technology": "technology of {}",
    "licence": "licence for {}",
}
_PLURALS = {"battery": "batteries"}
_BOUNDS = {"about": "about ", "at_least": "at least ", "up_to": "up to "}
_SCALES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
_KINDS = {"unit_price": "{} each", "annual": "{} a year", "budget": "budget of {}", "ceiling": "ceiling {}"}
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale("en").territories.items()}


def name_of(party: str) -> str:
    """A country's English name by its code; anything else (a group, an organisation) as it stands."""
    known = _SHORT.get(party) or _FORMER.get(party)
    if known is None and len(party) == 2 and party.isupper():
        known = _territories().get(party)
    return known or one_line(party)


def one_line(text: str) -> str:
    """The text on one line: no control characters, no invisible direction marks, single spaces."""
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def names(parties: Sequence[str], unknown: str) -> str:
    """The parties by name between commas; ``unknown`` where there is none."""
    return ", ".join(map(name_of, parties)) or unknown


def sides(event: ArmsEvent) -> str:
    """Who to whom, as the event's type reads its two sides."""
    left, right = event.suppliers, event.recipients
    if event.type == "procurement":
        maker = f" from {names(left, '')}" if left else " (maker's country not said)"
        return names(right, "buyer not said") + maker
    if event.type in DIRECTED_TYPES:
        return f"{names(left, 'supplier not said')} → {names(right, 'recipient not said')}"
    if event.type in {"embargo", "export_control"}:
        return _with(names(left, "authority not said"), "concerning", right)
    if event.type == "use":
        return _with(names(left, "user not said"), "against", right)
    return _with(names(left, "country not said"), "at or with", right)


def _with(left: str, word: str, right: Sequence[str]) -> str:
    return f"{left}, {word} {names(right, '')}" if right else left


def markers(event: ArmsEvent) -> tuple[str, ...]:
    """What must be said before anything else, strongest first; () for news told as fact."""
    basis = {"stated": None, "alleged": ALLEGED, "disputed": DISPUTED}.get(
        event.basis, f"BASIS {one_line(event.basis).upper()}"
    )
    found = (basis, DENIED if event.negated else None, BACKGROUND if event.background else None)
    return tuple(marker for marker in found if marker)


def headline(event: ArmsEvent) -> str:
    """The event on one line: markers, who, how far, goods, money."""
    parts = [f"[{marker}] " for marker in markers(event)]
    parts.append(f"{sides(event)}: {stage(event)}: {goods(event.weapons)}")
    if event.value:
        parts.append(f", {money(event.value, ceiling=event.detail == 'notification')}")
    return "".join(parts)


def goods(weapons: Sequence[Weapon]) -> str:
    """The weapons between commas, or that none is named."""
    return ", ".join(map(weapon, weapons)) or "weapons not said"


def weapon(line: Weapon) -> str:
    """One line of goods: how many, which, of what kind; parts, training and the like said as such."""
    kind = _CATEGORIES.get(line.category, one_line(line.category).replace("_", " "))
    what = kind if line.name is None else f"{one_line(line.name)} ({kind})"
    if line.condition:
        what = f"{what}, {one_line(line.condition)}"
    count = _count(line)
    if count:
        what = f"{count} {_unit(line)} {what}" if line.quantity is not None else f"{count} {what}"
    return _GOODS.get(line.goods, "{}" if line.goods == "system" else one_line(line.goods) + " of {}").format(what)


def _unit(line: Weapon) -> str:
    if line.unit in (None, "unit"):
        return "×"
    unit = one_line(line.unit or "")
    return f"{unit if line.quantity == 1 else _PLURALS.get(unit, unit + 's')} of"


def _count(line: Weapon) -> str:
    if line.quantity is None:
        return one_line(line.quantity_text or "")
    upper = f"–{line.quantity_max:,}" if line.quantity_max is not None and line.quantity_max != line.quantity else ""
    return f"{_BOUNDS.get(line.bound or '', '')}{line.quantity:,}{upper}"


def money(value: Money, *, ceiling: bool = False) -> str:
    """An amount for people: ``USD 5.8 billion``. A notified value is a ceiling, whatever the text calls it."""
    low, scale = _scaled(value.amount)
    upper = ""
    if value.amount_max is not None and value.amount_max != value.amount:
        high, high_scale = _scaled(value.amount_max)
        low, scale = (low, scale) if scale == high_scale else (low + scale, high_scale)
        upper = f"–{high}"
    told = f"{_BOUNDS.get(value.bound or '', '')}{value.currency or ''} {low}{upper}{scale}".replace("  ", " ").strip()
    if value.currency is None:
        told += " (currency not said)"
    kind = "ceiling" if ceiling and value.kind == "total" else value.kind
    return _KINDS.get(kind, "{}").format(told)


def _scaled(amount: float) -> tuple[str, str]:
    for size, word in _SCALES:
        if abs(amount) >= size * 0.9995:
            return f"{amount / size:,.3f}".rstrip("0").rstrip("."), word
    return f"{amount:,.2f}".removesuffix(".00"), ""
