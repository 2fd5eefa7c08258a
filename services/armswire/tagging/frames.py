"""Frames: a trigger with the roles that the sentence gives it. Types, and the table of roles. Pure.

``ROLES`` says, for every frame of the trigger tables, what each place in the sentence is: ``S`` supplier, ``R``
recipient, absent: nobody. Places: ``subj`` (before an active verb, or who rules a noun), ``obj`` (right after a verb,
or before a passive one), the cases (to, for, from, by …), ``origin`` (whose weapon it is), ``owner`` (before a noun:
"US arms sale"), ``beneficiary`` (an owner beside a subject: "US approves Taiwan arms sale").
"""

from dataclasses import dataclass, field

from armswire.tagging.terms import Trigger
from armswire.tagging.units import ActorGroup, Clause, Parsed, WeaponUnit, Word

_TARGET = {"on": "R", "against": "R", "at": "R", "into": "R", "over": "R", "in": "R", "to": "R"}
_GIVE = {
    "subj": "S",
    "obj": "R",
    "to": "R",
    "for": "R",
    "by": "S",
    "from": "S",
    "origin": "S",
    "owner": "S",
    "partner": "R",
}
_DOES = {"subj": "S", "by": "S", "origin": "S", "owner": "S"}
ROLES: dict[str, dict[str, str]] = {
    "give": _GIVE,
    "give_direct": {"subj": "S", "obj": "R", "by": "S", "origin": "S"},
    "get": {"subj": "R", "from": "S", "by": "R", "origin": "S", "owner": "R", "for": "R", "of": "R", "partner": "S"},
    "ask": {"subj": "R", "obj": "S", "to": "S", "from": "S", "owner": "R", "of": "R", "for": "R"},
    "deal": {**_DOES, "to": "R", "for": "R", "from": "S", "with": "R", "beneficiary": "R", "partner": "R"},
    "make": {**_DOES, "for": "R", "of": "S", "in": "S"},
    "act": {**_DOES, "in": "R", "to": "R", "of": "S", "on": "R"},
    "launch": {**_DOES, "of": "S"},
    "fire": {**_DOES, "obj": "R", **_TARGET},
    "shoot": {"subj": "S", "by": "S", "origin": "R", "owner": "S", "from": "R", "of": "R"},
    "impose": {"subj": "S", "by": "S", "owner": "S", "on": "R", "against": "R", "obj": "R", "to": "R", "for": "R"},
    "stop": {"subj": "S", "by": "S", "to": "R", "for": "R", "owner": "S", "origin": "S", "on": "R", "against": "R"},
    "traffic": {"from": "S", "to": "R", "for": "R", "origin": "S"},
    "disarm": {**_DOES, "of": "S", "in": "S", "with": "S"},
}


@dataclass(slots=True)
class Place:
    """Where a group stands seen from the trigger, and the role that follows: S, R or ""."""

    group: ActorGroup
    name: str
    role: str = ""
    sure: float = 1.0
    """Probability of the role, 1 where only the rules spoke."""


@dataclass(slots=True)
class Frame:
    """One reading of one trigger. ``places`` hold every actor of the sentence; ``why`` tells why it was dropped."""

    parsed: Parsed
    trigger: Word
    type: str
    clause: Clause
    places: list[Place] = field(default_factory=list)
    weapons: list[WeaponUnit] = field(default_factory=list)
    passive: bool = False
    status: str = ""
    detail: str = ""
    negated: bool = False
    mode: str = ""
    basis: str = "stated"
    background: bool = False
    twin: bool = False
    """True for a second reading that only the models may prefer."""
    weak: bool = False
    """True where no word tells the stage: the noun's usual one was taken."""
    unnamed: bool = False
    """True where the text says "countries" or "others" in the recipient's place: no name may be filled in."""
    why: str = ""
    score: float = 0.0
    chances: dict[str, dict[str, float]] = field(default_factory=dict)
    """What the models make of stage, basis and background, by label; empty where only the rules spoke."""
    term: Trigger = field(init=False)
    """The trigger's entry in the lexicon."""

    def __post_init__(self) -> None:
        assert isinstance(self.trigger.term, Trigger)
        self.term = self.trigger.term

    @property
    def is_verb(self) -> bool:
        """True where the trigger is a verb, in whatever form."""
        return self.term.pos in VERBS

    def side(self, role: str) -> dict[str, tuple[int, int]]:
        """The codes in a role, each with the span that shows it."""
        found: dict[str, tuple[int, int]] = {}
        for place in reversed(self.places):
            if place.role == role:
                for code, start, end in reversed(place.group.spans):
                    found[code] = (start, end)
        return found

    @property
    def given(self) -> bool:
        """True where anybody is the supplier."""
        return "S" in [place.role for place in self.places]

    @property
    def received(self) -> bool:
        """True where anybody is the recipient."""
        return "R" in [place.role for place in self.places]

    @property
    def suppliers(self) -> dict[str, tuple[int, int]]:
        return self.side("S")

    @property
    def recipients(self) -> dict[str, tuple[int, int]]:
        """Recipients that are not suppliers too."""
        found = self.side("R")
        if found:
            for code in self.side("S"):
                found.pop(code, None)
        return found


VERBS = frozenset({"base", "s", "ed", "past", "part", "ing", "any", "verb", "future"})
