"""The case of an actor that no preposition tells: by its ending, particle, article, or place by the verb. Pure.

English needs none of it. Russian, Ukrainian and Polish decline the name ("Украине", "przez Polskę"); Korean and
Japanese put a particle after it ("폴란드에", "米国が"); Arabic glues a preposition before it and puts the verb first;
German and Swedish turn verb and subject ("Nun liefert Polen …"); German has a dative by article ("der Ukraine").
Cases are those of the markers, and ``subj`` / ``obj``.
"""

import re
from itertools import pairwise

from armswire.tagging.casing_declension import before, declined, direct
from armswire.tagging.casing_particles import particle
from armswire.tagging.casing_slavic import CASE_OF
from armswire.tagging.terms import ActorKind, Trigger
from armswire.tagging.units import HEAD_FINAL, ActorGroup, Parsed, Word, pos_of, value_of

_FINITE = frozenset({"ed", "s", "future", "any", "past"})
_VERBAL = _FINITE | {"base", "part", "ing"}


def set_cases(parsed: Parsed, lang: str) -> None:
    """Fill or refine ``case`` of the groups of a sentence in ``lang``; English stays as it is."""
    _drop_namesakes(parsed)
    _take_in_ministries(parsed)
    for group in parsed.actors:
        if lang in CASE_OF:
            group.case = declined(parsed, group, lang)
        elif lang in HEAD_FINAL:
            group.case = particle(parsed, group, lang) or group.case
        elif lang == "ar":
            group.case = _arabic(parsed, group)
        elif lang in ("fr", "es"):
            group.case = _romance(parsed, group, lang)
        elif lang == "de":
            group.case = _german(parsed, group)
    if lang in _TURNING:
        _turn(parsed)
    if lang == "de":
        _second_names(parsed)


def _drop_namesakes(parsed: Parsed) -> None:
    """The company of a weapon's name is none where the weapon is meant: "Lieferung von Taurus"."""
    if parsed.lang == "en":
        return
    named = [(w.start, w.end) for w in parsed.weapons if w.term.name]
    companies = [g for g in parsed.actors if g.kinds == {ActorKind.COMPANY}]
    dropped = [g for g in companies if any(start <= g.start and g.end <= end for start, end in named)]
    parsed.actors = [g for g in parsed.actors if g not in dropped]


_BODIES = frozenset({ActorKind.MINISTRY, ActorKind.FORCES})
_COUNTRY = frozenset({ActorKind.NAME, ActorKind.DEMONYM})


def _take_in_ministries(parsed: Parsed) -> None:
    """A ministry beside the name of another country is that country's: "루마니아 국방부", "Минобороны Украины"."""
    if parsed.lang == "en":
        return
    kept: list[ActorGroup] = []
    for index, group in enumerate(parsed.actors):
        last = kept[-1] if kept else None
        following = parsed.actors[index + 1] if index + 1 < len(parsed.actors) else None
        body = group.kinds <= _BODIES
        if body and last and last.kinds & _COUNTRY and len(parsed.raw(last.end, group.start).strip()) == 0:
            last.end = group.end
            continue
        beside = following and following.kinds & _COUNTRY and not parsed.raw(group.end, following.start).strip()
        if body and beside and parsed.lang not in HEAD_FINAL and following:
            following.case = following.case or group.case
            continue
        kept.append(group)
    parsed.actors = kept


_ARABIC_TO = re.compile(r"(?:^|\s)[وف]?ل{1,2}$")
_MAX_SUBJECT_WORDS = 2
_GLUED = re.compile(r"^لل")


def _arabic(parsed: Parsed, group: ActorGroup) -> str:
    form = parsed.between(group.start, group.end)
    if _ARABIC_TO.search(before(parsed, group.start)) or _GLUED.match(form):
        return "to"
    if group.case and group.case != "of" and direct(parsed, group):
        return group.case
    rulers: list[Word] = parsed.marked("stage", "basis", "say")
    for trigger in (*rulers, *parsed.triggers):
        if trigger.end > group.start or parsed.gap(trigger.end, group.start) > _MAX_SUBJECT_WORDS:
            continue
        first = any(
            g.end <= trigger.start and not g.case and parsed.gap(g.end, trigger.start) <= 1 for g in parsed.actors
        )
        if not first and (trigger in rulers or pos_of(trigger) in _FINITE) and not _crossed(parsed, trigger, group):
            return "subj"
        if pos_of(trigger) == "noun" and parsed.gap(trigger.end, group.start) == 0:
            return "by"
    return group.case


def _crossed(parsed: Parsed, trigger: Word, group: ActorGroup) -> bool:
    """True where a weapon or another actor stands between a verb and ``group``."""
    inside = [w.start for w in parsed.weapons] + [g.start for g in parsed.actors if g is not group]
    return any(trigger.end <= start < group.start for start in inside)


_OF_HEADS = {
    "fr": "gouvernement président présidente ministre ministère armée forces armées parlement régime autorités marine",
    "es": "gobierno presidente presidenta ministro ministra ministerio ejército fuerzas armadas congreso parlamento "
    "fuerza régimen autoridades armada reino república",
}
_HEAD_WORDS = {lang: frozenset(words.split()) for lang, words in _OF_HEADS.items()}


def _romance(parsed: Parsed, group: ActorGroup, lang: str) -> str:
    """ "acheter à" is buying from."""
    if group.case == "of" and _heads(parsed, group, lang):
        group.case = _head_case(parsed, group)
    if group.demonym and any(
        t.end <= group.start and pos_of(t) == "noun" and parsed.gap(t.end, group.start) == 0 for t in parsed.triggers
    ):
        return "by"
    if group.case == "to":
        earlier = [t for t in parsed.triggers if t.end <= group.start and isinstance(t.term, Trigger)]
        last = earlier[-1].term if earlier else None
        if isinstance(last, Trigger) and last.frame == "get" and last.mode == "sale":
            return "from"
    return group.case


_HEAD_CASES = frozenset({"to", "from", "for", "by", "with", "against"})
_MAX_HEAD_WORDS = 5


def _head_case(parsed: Parsed, group: ActorGroup) -> str:
    """The case of "a la Fuerza Aérea" in "a la Fuerza Aérea de Dinamarca"."""
    before_of = [m for m in parsed.marked("prep") if m.end <= group.start and value_of(m) != "of"]
    if not before_of or parsed.gap(before_of[-1].end, group.start) > _MAX_HEAD_WORDS:
        return ""
    return value_of(before_of[-1]) if value_of(before_of[-1]) in _HEAD_CASES else ""


def _heads(parsed: Parsed, group: ActorGroup, lang: str) -> bool:
    """True in "le gouvernement de la France": the name tells whose, the government acts."""
    return bool(_HEAD_WORDS[lang] & set(before(parsed, group.start).split()[-4:]))


_DATIVE = re.compile(r"(?P<prev>\S+)\s+(?:der|dem|den)\s+$")


_IN_PLURAL = re.compile(r"\bin den (?:USA|Vereinigten|Niederlanden|Emiraten|Philippinen|VAE)\w*$")


def _german(parsed: Parsed, group: ActorGroup) -> str:
    """ "liefert der Ukraine" gives, "die Armee der Ukraine" owns: a noun before the article is capital."""
    start = group.start - parsed.sentence.start
    if group.case:
        plural = group.case == "to" and _IN_PLURAL.search(parsed.text[: group.end - parsed.sentence.start])
        buys = any(isinstance(t.term, Trigger) and t.term.frame == "get" for t in parsed.triggers)
        return ("from" if buys else "in") if plural else group.case
    match = _DATIVE.search(parsed.text[:start])
    if match is None or ActorKind.DEMONYM in group.kinds:
        return ""
    after_actor = any(
        a.end <= group.start and parsed.gap(a.end, group.start) == 1 for a in parsed.actors if a is not group
    )
    if match["prev"][0].islower() or after_actor:
        return "to"
    noun = any(
        t.end <= group.start and parsed.gap(t.end, group.start) == 1 and pos_of(t) == "noun" for t in parsed.triggers
    )
    return "for" if noun else ""


_TURNING = frozenset({"de", "sv", "es"})
_CUTS = re.compile(r"[,;:–—]")


def _turn(parsed: Parsed) -> None:
    """A bare name right after a finite verb or auxiliary that has no subject before it is the subject."""
    verbs = [t for t in parsed.triggers if isinstance(t.term, Trigger) and pos_of(t) in _FINITE]
    verbs += [m for m in parsed.marked("be", "have", "stage") if pos_of(m) == "fin"]
    for verb in verbs:
        after = next((g for g in parsed.actors if g.start >= verb.end), None)
        if after is None or after.case or parsed.gap(verb.end, after.start) > 1:
            continue
        clause = _CUTS.split(parsed.text[: verb.start - parsed.sentence.start])[-1]
        from_here = verb.start - len(clause)
        if not any(g.start >= from_here and g.end <= verb.start and not g.case for g in parsed.actors):
            after.case = "subj"


_MAX_BETWEEN_NAMES = 2


def _second_names(parsed: Parsed) -> None:
    """ "Deutschland wird Israel Panzer liefern": of two bare names before a verb the second is given to."""
    bare = [g for g in parsed.actors if g.case in ("", "subj") and not g.demonym and not g.possessive]
    for first, second in pairwise(bare):
        between = parsed.raw(first.end, second.start)
        verb = any(t.start >= second.end and pos_of(t) in _VERBAL for t in parsed.triggers)
        if verb and not _CUTS.search(between) and parsed.gap(first.end, second.start) <= _MAX_BETWEEN_NAMES:
            second.case = "to"
