"""The tagger: one item in, its reading out. Pure; the lexicon is all it knows."""

from dataclasses import dataclass

from armswire.core.identity import event_id
from armswire.tagging.basis import set_background, set_basis
from armswire.tagging.choose import compete, fits, retype
from armswire.tagging.events import make_event
from armswire.tagging.fold import fold
from armswire.tagging.frames import Frame, build
from armswire.tagging.language import detect
from armswire.tagging.lexicon import Lexicon, load_lexicon
from armswire.tagging.merge import merge
from armswire.tagging.parse import parse
from armswire.tagging.reading import ItemText, Reading
from armswire.tagging.sentences import sentences
from armswire.tagging.stages import set_stage
from armswire.tagging.units import ActorGroup, Parsed
from armswire_schemas.events import ArmsEvent

TAGGER_VERSION = "1.0"
TAGGER_REVISION = 1
"""Orders taggers: a higher one may replace what a lower one wrote."""

_MAX_EVENTS = 24
_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the tagger saw in an item: its sentences in units, every frame with why it was dropped."""

    reading: Reading
    parsed: tuple[Parsed, ...]
    frames: tuple[Frame, ...]


class Tagger:
    """Reads items by one lexicon. Has no state of its own: the same item gives the same reading."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._gate = lexicon.gate()

    @property
    def version(self) -> str:
        return TAGGER_VERSION

    @property
    def lexicon_version(self) -> str:
        return self._lexicon.version

    def read(self, item: ItemText) -> Reading:
        """Return what ``item`` tells of arms; an item that names none costs one scan."""
        whole = item.whole
        if not self._gate.find_matches_as_indexes(f" {fold(whole)} "):
            return Reading(0.0, False, (), item.lang or "und")
        return self.explain(item).reading

    def explain(self, item: ItemText) -> Explanation:
        """Return the reading with everything that led to it."""
        whole = item.whole
        lang = detect(whole, item.lang)
        automaton = self._lexicon.automaton(lang)
        parsed = [parse(whole, sentence, automaton) for sentence in sentences(item.title, item.text)]
        frames = self._frames(parsed, item)
        kept = compete([frame for frame in frames if not frame.why])
        events = [make_event(whole, group) for group in merge(kept)][:_MAX_EVENTS]
        stamped = tuple(self._stamp(item, event) for event in events)
        related = bool(events) or any(len(p.weapons) >= 1 for p in parsed)
        reading = Reading(float(related), related, stamped, lang)
        return Explanation(reading, tuple(parsed), tuple(frames))

    def _frames(self, parsed: list[Parsed], item: ItemText) -> list[Frame]:
        frames: list[Frame] = []
        context: ActorGroup | None = None
        year = item.published.year if item.published else None
        for sentence in parsed:
            for trigger in sentence.triggers:
                frame = build(sentence, trigger, context)
                if fits(frame):
                    retype(frame)
                    set_stage(frame)
                    set_basis(frame)
                    set_background(frame, year)
                frames.append(frame)
            context = next((g for g in sentence.actors if not g.case), context)
        return frames

    def _stamp(self, item: ItemText, event: ArmsEvent) -> ArmsEvent:
        made = event_id(item.id, event.type, event.suppliers, event.recipients, event.status, event.negated)
        return event.model_copy(update={"id": made, "tagger": TAGGER_VERSION, "lexicon": self._lexicon.version})


__all__ = ["TAGGER_REVISION", "TAGGER_VERSION", "Explanation", "ItemText", "Tagger", "load_lexicon"]
