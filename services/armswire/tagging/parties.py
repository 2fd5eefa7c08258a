"""Who else is in an event: makers, and where arms were seized. Pure."""

from collections.abc import Iterable

from armswire.tagging.frames import Frame
from armswire.tagging.units import WeaponUnit
from armswire_schemas.events import Party

MOST_PARTIES = 8


def parties_of(kind: str, frames: Iterable[Frame], units: Iterable[WeaponUnit]) -> tuple[Party, ...]:
    """Return the parties beside suppliers and recipients, each once.

    A maker is told ("Iranian-made") or, where it follows only from the designation, marked ``inferred``.
    """
    found: dict[tuple[str, str], Party] = {}
    for unit in units:
        for code in unit.made:
            party = Party(role="maker", name=code, country=code, span=(unit.start, unit.end))
            found.setdefault(("maker", code), party)
        for code in unit.term.makers:
            party = Party(role="maker", name=code, country=code, inferred=True, span=(unit.start, unit.end))
            found.setdefault(("maker", code), party)
    for frame in frames if kind == "trafficking" else ():
        for place in frame.places:
            if place.name == "in" and not place.role:
                for code, start, end in place.group.spans:
                    party = Party(role="seizure_place", name=code, country=code, span=(start, end))
                    found.setdefault(("seizure_place", code), party)
    return tuple(found.values())[:MOST_PARTIES]
