"""The tagger: one item in, its reading out. Pure; the lexicon is all it knows."""

from collections import Counter
from dataclasses import dataclass

from armswire.core.identity import event_id
from armswire.tagging.analysis import analyse
from armswire.tagging.choose import compete
from armswire.tagging.events import joined, make_event
from armswire.tagging.frames import Frame
from armswire.tagging.gate import may_be_armed
from armswire.tagging.judge import HOPELESS, judge, tell_history
from armswire.tagging.lexicon import Lexicon, load_lexicon
from armswire.tagging.merge import merge, without_halted
from armswire.tagging.reading import ItemText, Reading
from armswire.tagging.roles import SHORT
from armswire.tagging.trained import Trained, load_trained
from armswire.tagging.units import Parsed
from armswire_schemas.events import ArmsEvent

TAGGER_VERSION = "1.0"
TAGGER_REVISION = 1
"""Orders taggers: a higher one may replace what a lower one wrote."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the tagger saw in an item: its sentences in units, every frame with why it was dropped."""

    reading: Reading
    parsed: tuple[Parsed, ...]
    frames: tuple[Frame, ...]


class Tagger:
    """Reads items by one lexicon. Has no state of its own: the same item gives the same reading."""

    def __init__(self, lexicon: Lexicon, trained: Trained | None = None) -> None:
        """``trained`` None: what is shipped with the program; an empty ``Trained()``: rules alone."""
        self._lexicon = lexicon
        self._trained = load_trained() if trained is None else trained
        self._gate = lexicon.gate()

    @property
    def version(self) -> str:
        return TAGGER_VERSION

    @property
    def lexicon_version(self) -> str:
        return self._lexicon.version

    def prepare(self) -> None:
        """Make what the first item about arms would wait a tenth of a second for."""
        self._lexicon.automaton("en")

    def read(self, item: ItemText) -> Reading:
        """Return what ``item`` tells of arms; an item that names none costs one scan."""
        if not may_be_armed(item.whole, self._gate):
            return Reading(0.0, False, (), item.lang or "und")
        return self.explain(item).reading

    def explain(self, item: ItemText) -> Explanation:
        """Return the reading with everything that led to it."""
        analysis = analyse(item, self._lexicon)
        verdict = judge(analysis, self._trained)
        if verdict.relevance < HOPELESS:
            return Explanation(Reading(verdict.relevance, False, (), analysis.lang), analysis.parsed, analysis.frames)
        groups = merge(without_halted(compete(verdict.frames)), short=len(analysis.parsed) <= SHORT)
        tell_history(groups, analysis, self._trained)
        types = Counter(group[0].type for group in groups)
        moved = {kind: units for kind, units in verdict.moved.items() if types[kind] == 1}
        whole, day = item.whole, item.published
        events = [make_event(whole, group, moved.get(group[0].type), day) for group in groups]
        told: dict[str, ArmsEvent] = {}  # one id, one event
        for event in events:
            stamped = self._stamp(item, event)
            told[stamped.id] = joined(told[stamped.id], stamped) if stamped.id in told else stamped
        reading = Reading(verdict.relevance, True, tuple(told.values()), analysis.lang)
        seen = set(map(id, analysis.frames))
        unseen = [frame for frame in verdict.frames if id(frame) not in seen]
        return Explanation(reading, analysis.parsed, (*analysis.frames, *unseen))

    def _stamp(self, item: ItemText, event: ArmsEvent) -> ArmsEvent:
        made = event_id(item.id, event.type, event.suppliers, event.recipients, event.status, event.negated)
        return event.model_copy(update={"id": made, "tagger": TAGGER_VERSION, "lexicon": self._lexicon.version})


__all__ = ["TAGGER_REVISION", "TAGGER_VERSION", "Explanation", "ItemText", "Tagger", "load_lexicon"]
