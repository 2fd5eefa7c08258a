"""One item, analysed by grammar alone: sentences in units, and every frame with what the rules make of it. Pure."""

from dataclasses import dataclass

from armswire.tagging.basis import set_background, set_basis
from armswire.tagging.choose import GUESSES, fits, retype, twins, yield_to_deeds
from armswire.tagging.counts import count_on
from armswire.tagging.foreign import settle
from armswire.tagging.frames import Frame
from armswire.tagging.language import detect
from armswire.tagging.lexicon import Lexicon
from armswire.tagging.parse import is_armed, parse, scan_item
from armswire.tagging.places import Context, build
from armswire.tagging.reading import ItemText
from armswire.tagging.sentences import sentences
from armswire.tagging.stages import set_stage
from armswire.tagging.terms import Negative, Trigger
from armswire.tagging.units import Parsed, Word


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rules see in an item. ``negatives`` are the figures of speech found, by reason."""

    item: ItemText
    lang: str
    parsed: tuple[Parsed, ...]
    frames: tuple[Frame, ...]
    negatives: tuple[Negative, ...]


def analyse(item: ItemText, lexicon: Lexicon) -> Analysis:
    """Read ``item`` by grammar and lexicon. Frames that fail their needs are in it too, with ``why``."""
    whole = item.whole
    lang = detect(whole, item.lang)
    automaton = lexicon.automaton(lang)
    scanned = scan_item(whole, sentences(item.title, item.text), automaton)
    armed = is_armed(scanned)
    parsed = tuple(parse(sentence, armed, lang) for sentence in scanned)
    count_on(parsed)
    negatives = tuple(m.term for s in scanned for m in s.entities if isinstance(m.term, Negative))
    return Analysis(item, lang, parsed, tuple(_frames(parsed, item)), negatives)


def _frames(parsed: tuple[Parsed, ...], item: ItemText) -> list[Frame]:
    frames: list[Frame] = []
    context = Context()
    year = item.published.year if item.published else None
    for sentence in parsed:
        here: list[Frame] = []
        for trigger in sentence.triggers:
            frame = build(sentence, trigger, context)
            here.append(frame)
            if fits(frame):
                retype(frame)
                _describe(frame, year)
                here += twins(frame)
        yield_to_deeds([frame for frame in here if not frame.why])
        settle(here)
        frames += here
        context.hear(sentence)
    if any(not frame.why for frame in frames):
        return frames
    return frames + _guesses(parsed, year)


def _describe(frame: Frame, year: int | None) -> None:
    set_stage(frame)
    set_basis(frame)
    set_background(frame, year)


def _guesses(parsed: tuple[Parsed, ...], year: int | None) -> list[Frame]:
    """Frames of the likeliest types about the first weapon of an item without any other: headlines need no verb."""
    return [frame for term in GUESSES if (frame := _guess(term, parsed, year))]


def guessed(kind: str, analysis: Analysis) -> Frame | None:
    """A frame of a type about the first weapon of an item; None where it names none or the type needs a word."""
    published = analysis.item.published
    for term in GUESSES:
        if term.type == kind:
            return _guess(term, analysis.parsed, published.year if published else None)
    return None


def _guess(term: Trigger, parsed: tuple[Parsed, ...], year: int | None) -> Frame | None:
    sentence = next((one for one in parsed if one.weapons), None)
    if sentence is None:
        return None
    weapon = sentence.weapons[0]
    frame = build(sentence, Word(weapon.start, weapon.end, term), Context())
    if not fits(frame):
        return None
    _describe(frame, year)
    return frame
