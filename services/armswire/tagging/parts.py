"""The part an actor has in an item's events of a type: all its places together, as named features. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from armswire.tagging.features import Apart, role_features, tell
from armswire.tagging.frames import Frame, Place
from armswire.tagging.model import Bundle
from armswire.tagging.units import Parsed

MOST_PLACES = 12
"""Mentions of an actor that are looked at for one type of event; more tell nothing new."""
TELLING = 4
"""Sentences of an item whose words are held against each of its actors."""

Parts = dict[tuple[str, str], list[tuple[Frame, Place]]]


def parts_of(frames: Sequence[Frame]) -> Parts:
    """Where each actor stands in the frames of each type: (type, code) → its places, at most MOST_PLACES of them."""
    parts: Parts = {}
    for frame in frames:
        for place in frame.places:
            for code in place.group.codes:
                known = parts.setdefault((frame.type, code), [])
                if len(known) < MOST_PLACES:
                    known.append((frame, place))
    return parts


def actor_order(item: Sequence[Parsed]) -> dict[str, int]:
    """Number the actors of an item in the order they come."""
    order: dict[str, int] = {}
    for parsed in item:
        for group in parsed.actors:
            for code in group.codes:
                order.setdefault(code, len(order))
    return order


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what an item names: its actors numbered as they come, its kinds of weapon, the words of its opening."""

    order: dict[str, int]
    categories: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, item: Sequence[Parsed]) -> "Cast":
        """Take in a whole item."""
        categories = frozenset(weapon.term.category for parsed in item for weapon in parsed.weapons)
        opening = frozenset(word for parsed in item[:TELLING] for word in parsed.words)
        return cls(actor_order(item), categories, opening)


def actor_features(
    kind: str,
    code: str,
    places: Sequence[tuple[Frame, Place]],
    cast: Cast,
    known: dict[int, list[str]] | None = None,
    apart: Apart = None,
) -> list[str]:
    """Of an actor in an item: its part in the events of a type. ``known`` may hold the places' role features by ``id``.

    Beside whom and what an actor is named tells much of its part: of Iran and Israel, who fires; of Iran and Russia,
    who supplies.
    """
    found: set[str] = set()
    for frame, place in places:
        found.update(known[id(place)] if known else role_features(frame, place))
    roles = [place.role for _, place in places]
    given, got = roles.count("S"), roles.count("R")
    found |= {f"nS={min(given, 3)}|{kind}", f"nR={min(got, 3)}|{kind}", f"n0={min(len(roles) - given - got, 3)}|{kind}"}
    found.add(f"frac={round(given / len(roles), 1)}|{round(got / len(roles), 1)}")
    found.add(f"ord={min(cast.order.get(code, 9), 4)}|{kind}")
    found |= {
        f"ncodes={min(len(cast.order), 5)}|{kind}",
        f"it={any(f.parsed.sentence.title for f, _ in places)}|{kind}",
    }
    found |= {f"beside={other}|{code}|{kind}" for other in cast.order if other != code}
    if len(cast.order) == 1:
        found |= {f"alone={code}|{kind}", f"alone|{kind}"}
    found |= {f"c={category}|{code}|{kind}" for category in cast.categories}
    named = sorted(found) if apart is None else list(found)
    tell(named, Bundle(cast.words, f"|{code}"), apart)
    return named
