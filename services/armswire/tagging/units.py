"""One sentence as a row of units: who, what, how many, how much, and the words that tie them. Types only."""

from dataclasses import dataclass, field, replace

from armswire.tagging.money import Amount
from armswire.tagging.numbers import Number
from armswire.tagging.sentences import Sentence
from armswire.tagging.terms import ActorKind, Marker, Trigger, Weapon

SHORTEST_WORD = 3
_NEAR = 40
"""Code points on either side of a place that its neighbours are looked for in."""
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

    def only(self, code: str) -> "ActorGroup":
        """One of the actors alone."""
        return replace(self, codes=(code,), spans=tuple(span for span in self.spans if span[0] == code))


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


@dataclass(frozen=True, slots=True)
class Clause:
    """``start:end`` around a word; ``opener`` is the clause marker just before ``start``, "" where none is."""

    start: int
    end: int
    opener: str = ""


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
    clauses: dict[tuple[int, int], Clause] = field(default_factory=dict, repr=False, compare=False)
    """The clauses around words that were asked for, by the words' places."""
    _marked: dict[tuple[str, ...], list[Word]] = field(default_factory=dict, repr=False, compare=False)
    _tokens: list[str] | None = field(default=None, repr=False, compare=False)
    _words: frozenset[str] | None = field(default=None, repr=False, compare=False)
    _around: dict[tuple[int, int], list[str]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def tokens(self) -> list[str]:
        """The folded words."""
        if self._tokens is None:
            self._tokens = self.folded.split()
        return self._tokens

    @property
    def words(self) -> frozenset[str]:
        """The words that may carry meaning."""
        if self._words is None:
            long = [word for word in self.tokens if len(word) >= SHORTEST_WORD and not word.isdigit()]
            self._words = frozenset(long)
        return self._words

    def around(self, start: int, end: int) -> list[str]:
        """Three words on either side of a place, each with how far it stands: "w-1=…", "w+2=…"."""
        found = self._around.get((start, end))
        if found is None:
            base, folded = self.sentence.start, self.folded
            left = folded[max(0, start - base - _NEAR) : start - base].split()[:-4:-1]
            right = folded[end - base : end - base + _NEAR].split()[:3]
            found = [f"w-{i}={word}" for i, word in enumerate(left, 1)]
            found += [f"w+{i}={word}" for i, word in enumerate(right, 1)]
            self._around[start, end] = found
        return found

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
