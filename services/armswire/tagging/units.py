"""One sentence as a row of units: who, what, how many, how much, and the words that tie them. Types only."""

from dataclasses import dataclass, field

from armswire.tagging.money import Amount
from armswire.tagging.numbers import Number
from armswire.tagging.sentences import Sentence
from armswire.tagging.terms import ActorKind, Marker, Trigger, Weapon

HEAD_FINAL = frozenset({"ko", "ja"})
"""Languages in which everything stands before its verb, and what rules the verb after it."""


@dataclass(slots=True)
class ActorGroup:
    """Actors named together ("the US and Japan"). ``case`` is how they stand: to, from, by, in …, "" bare."""

    start: int
    end: int
    codes: tuple[str, ...]
    kinds: frozenset[ActorKind]
    spans: tuple[tuple[str, int, int], ...]
    case: str = ""
    possessive: bool = False
    adjective_of: int = -1
    """Index of the weapon it stands before as an attribute ("Russian S-400"), or -1."""
    joined: bool = False
    """True for a hyphenated pair ("US-Poland agreement")."""

    @property
    def demonym(self) -> bool:
        return self.kinds == {ActorKind.DEMONYM}


@dataclass(slots=True)
class WeaponUnit:
    """A weapon in the sentence with what is bound to it."""

    start: int
    end: int
    term: Weapon
    text: str
    origin: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    number: Number | None = None
    unit: str = ""


@dataclass(slots=True)
class Word:
    """A trigger or a marker at its place."""

    start: int
    end: int
    term: Trigger | Marker


@dataclass(slots=True)
class Parsed:
    """A sentence in units, each list sorted by place. ``folded`` is the folded sentence, offset ``base``."""

    sentence: Sentence
    text: str
    folded: str
    lang: str = "en"
    actors: list[ActorGroup] = field(default_factory=list)
    weapons: list[WeaponUnit] = field(default_factory=list)
    triggers: list[Word] = field(default_factory=list)
    markers: list[Word] = field(default_factory=list)
    money: list[Amount] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    breaks: list[tuple[int, int]] | None = None
    """Where punctuation ends a clause, once that was asked."""
    _marked: dict[tuple[str, ...], list[Word]] = field(default_factory=dict, repr=False, compare=False)
    _tokens: list[str] | None = field(default=None, repr=False, compare=False)

    @property
    def tokens(self) -> list[str]:
        """The folded words."""
        if self._tokens is None:
            self._tokens = self.folded.split()
        return self._tokens

    def marked(self, *kinds: str) -> list[Word]:
        """The markers of some kinds, by place."""
        found = self._marked.get(kinds)
        if found is None:
            found = self._marked[kinds] = [marker for marker in self.markers if marker.term.kind in kinds]
        return found

    def between(self, start: int, end: int) -> str:
        """The folded words from ``start`` to ``end`` (positions in the whole text)."""
        base = self.sentence.start
        return self.folded[start - base : end - base]

    def gap(self, start: int, end: int) -> int:
        """How many words lie between two places; 0 where they touch or cross."""
        if end <= start:
            return 0
        base = self.sentence.start
        return len(self.folded[start - base : end - base].split())

    def raw(self, start: int, end: int) -> str:
        """The text as written between two places."""
        base = self.sentence.start
        return self.text[start - base : end - base]


def kind_of(word: Word) -> str:
    """The kind of a marker; "" for a trigger."""
    return word.term.kind


def value_of(word: Word) -> str:
    """The value of a marker; "" for a trigger."""
    return word.term.value


def pos_of(word: Word) -> str:
    """What form of the word it is: base, s, ed, past, part, ing, any, verb, noun, adj; "" where nobody told."""
    return word.term.pos
