"""Mentions of one sentence → units: what stands where, before anybody asks who does what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from armswire.tagging.binding import bare_offers, bind_numbers, bind_origins
from armswire.tagging.cases import group_actors
from armswire.tagging.casing import set_cases
from armswire.tagging.lexicon import Automaton
from armswire.tagging.measures import measures
from armswire.tagging.money import find_money
from armswire.tagging.numbers import Number, find_numbers
from armswire.tagging.origins import bind_counters, join_names, settle_origins
from armswire.tagging.scan import Layers, scan
from armswire.tagging.sentences import Sentence
from armswire.tagging.terms import Actor, Mention, Negative, Trigger, Weapon
from armswire.tagging.units import HEAD_FINAL, Parsed, WeaponUnit, Word
from armswire_schemas.events import DIRECTED_TYPES


@dataclass(frozen=True, slots=True)
class Scanned:
    """The mentions of one sentence, at their places in the item."""

    sentence: Sentence
    text: str
    folded: str
    entities: list[Mention]
    triggers: list[Word]
    markers: list[Word]


def scan_item(whole: str, cut: Sequence[Sentence], lexicon: Automaton) -> list[Scanned]:
    """Find the mentions of every sentence of ``whole``; what lies in a figure of speech is left out."""
    return [
        _without_false(whole, sentence, layers) for sentence, layers in zip(cut, scan(whole, cut, lexicon), strict=True)
    ]


def _without_false(whole: str, sentence: Sentence, layers: Layers) -> Scanned:
    folded, entities, triggers, markers = layers
    if triggers:
        weapons = [(m.start, m.end, m.term.name) for m in entities if isinstance(m.term, Weapon)]
        triggers = [t for t in triggers if not _only_maker(t, whole, sentence, markers) and not _is_weapon(t, weapons)]
    names = [(m.start, m.end) for m in entities if isinstance(m.term, Actor)]
    markers = [m for m in markers if _is_free(m, names) and not _false_possessive(m, whole, sentence)]
    if triggers:
        dead = [(m.start, m.end) for m in entities if isinstance(m.term, Negative)]
        triggers = [
            t for t in triggers if not any(start <= t.start < end for start, end in dead) and _is_free(t, names)
        ]
    return Scanned(sentence, whole[sentence.start : sentence.end], folded, entities, triggers, markers)


def _is_free(word: Word, names: list[tuple[int, int]]) -> bool:
    """True outside of names; a cue of war or armies counts in them too."""
    for start, end in names:
        if start <= word.start and word.end <= end:
            return word.term.kind == "arms_context"
    return True


def _false_possessive(word: Word, whole: str, sentence: Sentence) -> bool:
    """The "s" of "U.S." is folded like that of "Iran's"."""
    if word.term.kind != "poss":
        return False
    return whole[word.start - 1 if word.start > sentence.start else sentence.end - 1] not in "'’"


def _only_maker(trigger: Word, whole: str, sentence: Sentence, markers: list[Word]) -> bool:
    """The verb of "Korean-made" tells who made it, not that it is being made."""
    if trigger.start == sentence.start or whole[trigger.start - 1] not in "-‐‑–":
        return False
    return any(m.start == trigger.start and m.term.kind == "made" for m in markers)


def _is_weapon(trigger: Word, weapons: list[tuple[int, int, str | None]]) -> bool:
    """The verb of "arms", "shells", "ships" is the weapon there; that of "Joint Strike Fighter" part of a name."""
    verb = trigger.term.pos != "noun"
    return any(start <= trigger.start and trigger.end <= end and (verb or name) for start, end, name in weapons)


def is_armed(item: list[Scanned]) -> bool:
    """True where arms are named without doubt somewhere in the item: ambiguous words count then too."""
    for scanned in item:
        if any(isinstance(m.term, Weapon) and m.term.category and not m.context for m in scanned.entities):
            return True
        if any(isinstance(t.term, Trigger) and not t.term.needs for t in scanned.triggers):
            return True
        if any(m.term.kind == "arms_context" for m in scanned.markers):
            return True
    ambiguous = {m.term for s in item for m in s.entities if isinstance(m.term, Weapon) and m.term.category}
    if len({term.category for term in ambiguous}) > 1 or len({term.name for term in ambiguous}) > 1:
        return True
    return any(_is_deal(scanned) for scanned in item)


def _is_deal(scanned: Scanned) -> bool:
    """True where two states and an ambiguous weapon ("tanks") stand with a word of giving or buying."""
    if not any(isinstance(m.term, Weapon) and m.term.category for m in scanned.entities):
        return False
    if not any(isinstance(t.term, Trigger) and t.term.type in DIRECTED_TYPES for t in scanned.triggers):
        return False
    states = {m.term.code for m in scanned.entities if isinstance(m.term, Actor) and m.term.code and not m.context}
    return len(states) > 1


def parse(scanned: Scanned, armed: bool, lang: str = "en") -> Parsed:
    """Return the units of one sentence; words that need arms nearby count only where ``armed``."""
    sentence, text = scanned.sentence, scanned.text
    parsed = Parsed(sentence, text, scanned.folded, lang, triggers=scanned.triggers, markers=scanned.markers)
    actors = _units(parsed, scanned.entities, armed)
    if parsed.weapons:
        join_names(parsed)
    if actors:
        parsed.actors = group_actors(parsed, actors)
        set_cases(parsed, lang)
    if parsed.weapons or parsed.triggers:  # finding figures costs more than all the rest, and they are for these
        _find_figures(parsed)
    if parsed.weapons:
        _bind(parsed)
    return parsed


def _units(parsed: Parsed, entities: list[Mention], armed: bool) -> list[Mention]:
    """Fill the weapons, and return the actors."""
    actors, start = [], parsed.sentence.start
    for mention in entities:
        term = mention.term
        if mention.context and not armed:
            continue
        if isinstance(term, Actor):
            if term.code:
                actors.append(mention)
        elif isinstance(term, Weapon) and term.category:
            written = parsed.text[mention.start - start : mention.end - start]
            parsed.weapons.append(WeaponUnit(mention.start, mention.end, term, written))
    return actors


def _bind(parsed: Parsed) -> None:
    """Bind to the weapons who makes them, whose they are, how many, and for whom."""
    parsed.triggers = parsed.triggers + bare_offers(parsed)
    bind_origins(parsed)
    settle_origins(parsed)
    if parsed.lang in HEAD_FINAL:
        bind_counters(parsed)
    else:
        bind_numbers(parsed)


def _find_figures(parsed: Parsed) -> None:
    """Fill money, and numbers where there are weapons that they may count."""
    base, numbers = parsed.sentence.start, find_numbers(parsed.text, parsed.tokens)
    if not numbers:
        return
    found = find_money(parsed.text, numbers)
    parsed.money = [replace(a, start=a.start + base, end=a.end + base) for a in found]
    if parsed.weapons:
        parsed.numbers = _free_numbers(parsed, numbers)


def _free_numbers(parsed: Parsed, numbers: list[Number]) -> list[Number]:
    """Numbers that may count weapons: no money, no part of a designation, no year, calibre or age."""
    found = []
    base = parsed.sentence.start
    for number in numbers:
        start, end = number.start + base, number.end + base
        if any(m.start <= start < m.end for m in parsed.money):
            continue
        if any(w.start < end and start < w.end for w in parsed.weapons):
            continue
        if measures(number, parsed.text):
            continue
        found.append(replace(number, start=start, end=end))
    return found
