"""The particle after a Korean or Japanese name, over the ministry or army that stands between. Pure."""

import re

from armswire.tagging.terms import Trigger
from armswire.tagging.units import ActorGroup, Parsed, Word

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
_TAILS = {"ko": re.compile(_KO_TAIL), "ja": re.compile(_JA_TAIL)}
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


_HEADLINE_SUBJECT = re.compile(r"^\s?(?:정부|군|국방부|해군|공군|육군|政府|政権|軍|海軍|空軍|陸軍|国防省)?\s?[,、，]")
_LEAD = 3
"""Code points before a name that opens a headline: a quote, a bracket."""


def _takes(trigger: Word) -> bool:
    """True for buying and smuggling, which are done "in" whom they are done from."""
    return isinstance(trigger.term, Trigger) and trigger.term.frame in ("get", "traffic")


def particle(parsed: Parsed, group: ActorGroup, lang: str) -> str:
    rest = parsed.raw(group.end, parsed.sentence.end)
    if parsed.sentence.title and group.start - parsed.sentence.start <= _LEAD and _HEADLINE_SUBJECT.match(rest):
        return "subj"
    match = _TAILS[lang].match(rest)
    case = _BY_PARTICLE[match["p"]] if match else ""
    if case == "in" and any(_takes(t) for t in parsed.triggers):
        return "from"
    return case
