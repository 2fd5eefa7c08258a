"""Tell quickly whether an item can be about arms at all: what cannot is not read any further. Pure."""

from armswire.tagging.fold import fold
from armswire.tagging.lexicon import Automaton
from armswire.tagging.scan import all_hits, arabic_start, form_end
from armswire.tagging.terms import Marker, Term


def may_be_armed(text: str, gate: Automaton) -> bool:
    """True where ``text`` names arms without doubt, or an ambiguous word together with a cue of war or armies."""
    folded = f" {fold(text)} "
    hits = all_hits(folded, gate)
    if not hits:
        return False
    ambiguous: set[Term] = set()
    cue = False
    seen: set[int] = set()
    for pattern, start in hits:
        if pattern in seen:
            continue
        if gate.arabic(pattern) and not arabic_start(folded, start):
            continue
        for form in gate.forms(pattern):
            if form_end(form, folded, start) < 0 or (form.exact and not text.startswith(form.exact, start - 1)):
                continue
            seen.add(pattern)
            if isinstance(form.term, Marker):
                cue = True
            elif form.context:
                ambiguous.add(form.term)
            else:
                return True
        if ambiguous and (cue or len(ambiguous) > 1):
            return True
    return False
