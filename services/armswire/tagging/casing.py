"""The case of an actor that no preposition tells: by its ending, particle, article, or place by the verb. Pure.

English needs none of it. Russian, Ukrainian and Polish decline the name ("Украине", "przez Polskę"); Korean and
Japanese put a particle after it ("폴란드에", "米国が"); Arabic glues a preposition before it and puts the verb first;
German and Swedish turn verb and subject ("Nun liefert Polen …"); German has a dative by article ("der Ukraine").
Cases are those of the markers, and ``subj`` / ``obj``.
"""

import re
from itertools import pairwise

from armswire.tagging.casing_slavic import CASE_OF, HEAD_PATTERNS, polish
from armswire.tagging.terms import ActorKind, Trigger
from armswire.tagging.units import ActorGroup, Parsed, Word, kind_of, pos_of

_FINITE = frozenset({"ed", "s", "future", "any", "past"})
_VERBAL = _FINITE | {"base", "part", "ing"}


def set_cases(parsed: Parsed, lang: str) -> None:
    """Fill or refine ``case`` of the groups of a sentence in ``lang``; English stays as it is."""
    _take_in_ministries(parsed)
    for group in parsed.actors:
        if lang in CASE_OF:
            group.case = _slavic(parsed, group, lang)
        elif lang in _PARTICLES:
            group.case = _particle(parsed, group, lang) or group.case
        elif lang == "ar":
            group.case = _arabic(parsed, group)
        elif lang in ("fr", "es"):
            group.case = _romance(parsed, group, lang)
        elif lang == "de" and not group.case:
            group.case = _german(parsed, group)
    if lang in _TURNING:
        _turn(parsed)
    if lang == "de":
        _second_names(parsed)


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
        if body and beside and parsed.lang not in _PARTICLES and following:
            following.case = following.case or group.case
            continue
        kept.append(group)
    parsed.actors = kept


def _before(parsed: Parsed, at: int) -> str:
    """The folded sentence up to ``at``."""
    return parsed.folded[: at - parsed.sentence.start]


def _ends_at(parsed: Parsed, start: int) -> str:
    """What stands right before ``start``: weapon, verb, noun, actor, number, or "" for another word."""
    units: list[tuple[str, int]] = [("weapon", w.end) for w in parsed.weapons]
    units += [("actor", g.end) for g in parsed.actors if g.end <= start]
    units += [("verb" if pos_of(t) in _VERBAL else "noun", t.end) for t in parsed.triggers]
    near = [name for name, end in units if end <= start and parsed.gap(end, start) == 0]
    return "weapon" if "weapon" in near else near[0] if near else ""


def _slavic(parsed: Parsed, group: ActorGroup, lang: str) -> str:
    form = parsed.between(group.spans[-1][1], group.end).strip()
    last = form.split()[-1] if form else ""
    adjective = bool(group.kinds & {ActorKind.DEMONYM, ActorKind.COMPANY})
    letter = polish(last, adjective) if lang == "pl" else CASE_OF[lang](last)
    if group.case and _direct(parsed, group):
        return _after_preposition(parsed, group, letter)
    if letter == "m":
        letter = "d" if re.match(r"\s*\w+(?:ам|ям|om)\b", parsed.raw(group.end, parsed.sentence.end)) else "i"
    if letter in ("d", "i"):
        return "to" if letter == "d" else "by"
    if letter not in ("g", "x", "l"):
        return ""
    left = _ends_at(parsed, group.start)
    if letter == "x" and left:
        return "to"
    if left in ("weapon", "noun"):
        return "of"
    head = _before(parsed, group.start)
    return next((case for case, pattern in HEAD_PATTERNS[lang] if pattern.search(head)), "")


def _direct(parsed: Parsed, group: ActorGroup) -> bool:
    """False in "zgoda na sprzedaż Polsce": the preposition governs the noun between."""
    prep = next((m for m in reversed(parsed.markers) if kind_of(m) == "prep" and m.end <= group.start), None)
    between = [u.start for u in (*parsed.triggers,)] + [w.start for w in parsed.weapons]
    return prep is None or not any(prep.end <= start < group.start for start in between)


_AGREEING = re.compile(
    r"(?:umow|rozm|kontrakt|porozum|współprac|granic|wojn|razem|wraz|negocj|соглаш|контракт|договор|переговор|границ|войн|"
    r"вместе|сотруднич|угод|кордон|спільно|разом|співпрац|війн)\w*(?: \w+)?(?: \w+)? \w+ $"
)


def _after_preposition(parsed: Parsed, group: ActorGroup, letter: str) -> str:
    """Motion takes the accusative, place the locative; "с" and "z" mean from with the genitive."""
    case = group.case
    if case == "with" and letter == "n":
        return case if _AGREEING.search(_before(parsed, group.start)) else "from"
    if case in ("in", "on") and letter in ("n", "a"):
        return "to"
    if case == "in" and (letter == "g" or (letter == "x" and _owner_preposition(parsed, group))):
        return "from"
    return "from" if case == "with" and letter in ("g", "x") else case


def _owner_preposition(parsed: Parsed, group: ActorGroup) -> bool:
    """True for Russian "у" and for Ukrainian names in -у: "у Китаю" is from China."""
    word = _before(parsed, group.start).split()[-1:]
    form = parsed.between(group.start, group.end)
    return word == ["у"] if parsed.lang == "ru" else form.endswith(("у", "ю"))


_KO_TAIL = (
    r"^\s?(?:정부|군|국방부|당국|측|정권|행정부|육군|해군|공군|방위사업청|대통령|총리|국방장관|외교부|의회|본토|지역|영토|산)?"
    r"(?P<p>에게서|으로부터|로부터|에 대한|에 대해|에 대하여|에게|에서|에는|에도|에|으로|로의|로|께|과도|와도|"
    r"이|가|은|는|의|와의|과의|와|과|을|를|도)"
    r"(?=$|[\s,.\"'”’…·\]\[()]|수출|판매|공급|무기|도)"
)
_JA_TAIL = (
    r"^(?:政府|政権|軍|側|国防省|防衛省|大統領|首相|外相|国防相|防衛相|議会|当局|海軍|空軍|陸軍|本土|領内|国内|企業|など)*"
    r"(?P<p>に対する|に対して|に対し|に向けて|による|によって|により|からの|から|への|へ|には|にも|に|では|で|向けに|向け|との|と|は|が|も|の|を)"
)
_PARTICLES = {"ko": re.compile(_KO_TAIL), "ja": re.compile(_JA_TAIL)}
_PARTICLE_CASES = {
    "from": "에게서 으로부터 로부터 からの から",
    "to": "에 대한|에 대해|에 대하여|에게|에는|에도|에|으로|로의|로|께|"
    "に対する|に対して|に対し|に向けて|への|へ|には|にも|に|向けに|向け",
    "in": "에서 では で",
    "subj": "이 가 은 는 도 は が も",
    "of": "의 の",
    "with": "와의 과의 과도 와도 와 과 との と",
    "obj": "을 를 を",
    "by": "による によって により",
}
_BY_PARTICLE = {
    particle: case
    for case, row in _PARTICLE_CASES.items()
    for particle in (row.split("|") if "|" in row else row.split())
}


_LEAD = 3
"""Code points before a name that opens a headline: a quote, a bracket."""


def _takes(trigger: Word) -> bool:
    """True for buying and smuggling, which are done "in" whom they are done from."""
    return isinstance(trigger.term, Trigger) and trigger.term.frame in ("get", "traffic")


def _particle(parsed: Parsed, group: ActorGroup, lang: str) -> str:
    rest = parsed.raw(group.end, parsed.sentence.end)
    if parsed.sentence.title and group.start - parsed.sentence.start <= _LEAD and re.match(r"\s?[,、，]", rest):
        return "subj"
    match = _PARTICLES[lang].match(rest)
    case = _BY_PARTICLE[match["p"]] if match else ""
    if case == "in" and any(_takes(t) for t in parsed.triggers):
        return "from"
    return case


_ARABIC_TO = re.compile(r"(?:^|\s)[وف]?ل{1,2}$")
_MAX_SUBJECT_WORDS = 2
_GLUED = re.compile(r"^لل")


def _arabic(parsed: Parsed, group: ActorGroup) -> str:
    if group.case and group.case != "of":
        return group.case
    form = parsed.between(group.start, group.end)
    if _ARABIC_TO.search(_before(parsed, group.start)) or _GLUED.match(form):
        return "to"
    rulers: list[Word] = [m for m in parsed.markers if kind_of(m) in ("stage", "basis", "say")]
    for trigger in (*rulers, *parsed.triggers):
        if trigger.end > group.start or parsed.gap(trigger.end, group.start) > _MAX_SUBJECT_WORDS:
            continue
        if (trigger in rulers or pos_of(trigger) in _FINITE) and not _crossed(parsed, trigger, group):
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
    "régimen autoridades armada reino república",
}
_HEAD_WORDS = {lang: frozenset(words.split()) for lang, words in _OF_HEADS.items()}


def _romance(parsed: Parsed, group: ActorGroup, lang: str) -> str:
    """ "acheter à" is buying from."""
    if group.case == "of" and _heads(parsed, group, lang):
        return ""
    if group.case == "to":
        before = [t for t in parsed.triggers if t.end <= group.start and isinstance(t.term, Trigger)]
        last = before[-1].term if before else None
        if isinstance(last, Trigger) and last.frame == "get" and last.mode == "sale":
            return "from"
    return group.case


def _heads(parsed: Parsed, group: ActorGroup, lang: str) -> bool:
    """True in "le gouvernement de la France": the name tells whose, the government acts."""
    return bool(_HEAD_WORDS[lang] & set(_before(parsed, group.start).split()[-4:]))


_DATIVE = re.compile(r"(?P<prev>\S+)\s+(?:der|dem|den)\s+$")


def _german(parsed: Parsed, group: ActorGroup) -> str:
    """ "liefert der Ukraine" gives, "die Armee der Ukraine" owns: a noun before the article is capital."""
    start = group.start - parsed.sentence.start
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
    verbs += [m for m in parsed.markers if kind_of(m) in ("be", "have", "stage") and pos_of(m) == "fin"]
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
