"""Tell quickly whether an item can be about arms at all: what cannot is not read any further. Pure."""

from armswire.tagging.fold import fold
from armswire.tagging.lexicon import CLOSED, MARKERS, Automaton
from armswire.tagging.scan import all_hits, arabic_start, word_end
from armswire.tagging.terms import Term


def may_be_armed(text: str, gate: Automaton) -> bool:
    """True where ``text`` names arms without doubt, or an ambiguous word together with a cue of war or armies."""
    folded = f" {fold(text)} "
    ambiguous: set[Term] = set()
    cue = False
    seen: set[int] = set()
    for hits in all_hits(folded, gate):
        for pattern, begin, _ in hits:
            if pattern in seen:
                continue
            lead, prefixes, ways = gate.known.get(pattern) or gate.ways(pattern)
            start = begin + lead
            if prefixes and not arabic_start(folded, start):
                continue
            for term, layer, length, context, exact, ending in ways:
                if ending is not CLOSED and word_end(ending, folded, start + length) < 0:
                    continue
                if exact and not text.startswith(exact, start - 1):
                    continue
                seen.add(pattern)
                if layer == MARKERS:
                    cue = True
                elif context:
                    ambiguous.add(term)
                else:
                    return True
            if ambiguous and (cue or len(ambiguous) > 1):
                return True
    return False
