"""What a form in the lexicon stands for, and a place in a text where it was found. Types only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple


class ActorKind(StrEnum):
    """How a form names an actor; decides how it may stand in a sentence."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    LEADER = "leader"
    MINISTRY = "ministry"
    FORCES = "forces"
    CITY = "city"
    GROUP = "group"
    COMPANY = "company"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Weapon:
    """A designation (``name`` set) or a generic word. ``makers`` are parties, never suppliers."""

    category: str
    name: str | None = None
    makers: tuple[str, ...] = ()
    goods: str = "system"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """``code`` is what events carry: ISO 3166-1, EU, UN, NATO, or a group's usual name; "" for other bodies."""

    code: str
    kind: ActorKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that opens a frame; see lexicon/README.md for every field."""

    type: str
    frame: str
    pos: str
    status: str = ""
    detail: str = ""
    mode: str = ""
    needs: frozenset[str] = frozenset()
    lemma: str = ""
    kind: ClassVar[str] = ""
    value: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A function word or cue: ``kind`` says what it does (prep, neg, stage, basis, past …), ``value`` how."""

    kind: str
    value: str = ""
    pos: str = ""


@dataclass(frozen=True, slots=True)
class Negative:
    """A figure of speech or homonym: mentions inside it are no arms. ``scope`` item: the whole item is not."""

    reason: str
    scope: str = "mention"


Term = Weapon | Actor | Trigger | Marker | Negative


class Form(NamedTuple):
    """One way to write a term. ``text`` is folded; ``exact`` is the original where case counts.

    A tuple, because tens of thousands are read from the cache at every start.
    """

    text: str
    term: Term
    lang: str = ""
    star: bool = False
    exact: str = ""
    context: bool = False


@dataclass(slots=True)
class Mention:
    """A term at ``start:end`` of the text."""

    start: int
    end: int
    term: Term
    context: bool = False
    """True while it counts only with arms nearby."""
