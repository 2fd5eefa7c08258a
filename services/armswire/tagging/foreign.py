"""Readings that other languages need once all frames of a sentence stand. English passes untouched. Pure.

- "halts exports" is an embargo, "halts deliveries" a delivery that stopped: one of the two frames yields.
- Who is asked gives: "Украина попросила Швецию передать истребители", "demande à la Suède de livrer".
- A contract "for the purchase of" yields to the purchase; a bare "weapon for somebody" to any verb beside it.
- Rules that are eased are an export control that is done.
- What is only denied is disputed.
"""

import re

from armswire.tagging.frames import Frame, Place
from armswire.tagging.units import HEAD_FINAL, value_of

_OFFER = "<weapon> for"
"""Lemma of the trigger that a weapon before "for somebody" opens."""
_EXPORT = re.compile(r"export|eksport|экспорт|експорт|수출|輸出|تصدير|بيع|ausfuhr|vente|venta|verkauf")
_ASKED_CASES = frozenset({"", "to", "from", "obj"})
_MAX_ASKED_WORDS = 3


def settle(frames: list[Frame]) -> None:
    """Settle in place the frames of one sentence; those that yield get ``why``."""
    standing = [f for f in frames if not f.why]
    if not standing or standing[0].parsed.lang == "en":
        return
    for frame in standing:
        frame.why = _no_event(frame)
    standing = [f for f in standing if not f.why]
    for frame in standing:
        _import(frame)
    _halted(standing)
    _contracts(standing)
    for frame in standing:
        _hearsay(frame)
        _for_others(frame)
        if frame.basis in ("alleged", "disputed"):
            _accused(frame)
        if frame.status == "requested":
            _asked(frame)
        if (
            frame.type == "use"
            and frame.term.frame == "shoot"
            and not frame.recipients
            and _STOCKS.search(_object(frame))
        ):
            frame.type = "disarmament"
        if frame.type == "export_control" and frame.detail in ("lifted", "eased"):
            frame.status, frame.detail = "done", "eased"
        if frame.basis == "stated" and frame.status in ("done", "agreed") and _denied(frame):
            frame.basis = "disputed"


_MADE = re.compile(r"produkcji|производства|виробництва|fabrication|fabricación")
_HANDS_ON = re.compile(r"przeka|переда|podał|podaj")
_SAYS_BEFORE = re.compile(r"[-–—,]\s*$")
_SAYS_AFTER = re.compile(
    r"^\s*(?:,?\s*(?:że|что|що)\b|w\s+\w+\s+(?:rzecznik|minister|szef|wicepremier)|media|rzecznik|minister|szef|агентств)"
)


def _no_event(frame: Frame) -> str:
    """Why a frame is none: "irańskiej produkcji" tells the maker, "– przekazał rzecznik" and "передает ТАСС" report."""
    parsed, trigger = frame.parsed, frame.trigger
    form = parsed.between(trigger.start, trigger.end)
    if frame.term.lemma == _OFFER and any(p.role == "R" and p.group.adjective_of >= 0 for p in frame.places):
        return "the name belongs to another weapon"
    if frame.type == "production" and _MADE.fullmatch(form):
        beside = any(
            parsed.gap(g.end, trigger.start) == 0 and g.end <= trigger.start for g in parsed.actors if g.demonym
        )
        if beside or frame.parsed.lang in ("fr", "es"):
            return "tells only the maker"
    if frame.type == "transfer" and _HANDS_ON.match(form) and frame.is_verb:
        before = parsed.raw(parsed.sentence.start, trigger.start)
        after = parsed.raw(trigger.end, parsed.sentence.end)
        if _SAYS_BEFORE.search(before) or _SAYS_AFTER.match(after):
            return "a word of saying here"
    return ""


_STOCKS = re.compile(r"запас|stocks?\b|arsenal|bestände|مخزون|재고|在庫|備蓄|zapas|reserv|lager av")


def _object(frame: Frame) -> str:
    """What stands between the trigger and the farthest weapon of the frame, on either side."""
    ends = [frame.trigger.start, frame.trigger.end, *(w.start for w in frame.weapons), *(w.end for w in frame.weapons)]
    return frame.parsed.between(max(min(ends), frame.clause.start), min(max(ends), frame.clause.end))


def _same_clause(a: Frame, b: Frame) -> bool:
    return a.clause.start == b.clause.start or a.clause.start <= b.trigger.start < a.clause.end


def _halted(frames: list[Frame]) -> None:
    for stop in frames:
        if stop.type != "embargo" or stop.term.frame != "stop":
            continue
        for trade in frames:
            if trade.type != "transfer" or trade.term.lemma == _OFFER or not _same_clause(stop, trade) or trade.why:
                continue
            lemma = f"{trade.term.lemma} {trade.parsed.between(trade.trigger.start, trade.trigger.end)}"
            if _EXPORT.search(lemma.lower()):
                trade.why = "its stop is an embargo"
            elif trade.status == "stopped":
                stop.why = "stops a delivery, not all trade"


def _import(frame: Frame) -> None:
    """Receiving is a transfer whoever gives; so is buying what only others make."""
    if frame.type != "procurement" or frame.term.type != "transfer":
        return
    makers = [set(w.term.makers) for w in frame.weapons if w.term.makers]
    foreign = bool(makers) and not any(made & set(frame.recipients) for made in makers)
    if frame.term.mode == "unknown" or foreign:
        frame.type = "transfer"


def _contracts(frames: list[Frame]) -> None:
    for frame in frames:
        contract = frame.term.frame == "deal" and frame.term.status == "agreed"
        offer = frame.term.lemma == _OFFER
        others = [f for f in frames if f is not frame and not f.why and _same_clause(frame, f)]
        if contract:
            others = [f for f in others if f.type in ("transfer", "procurement")]
        rivals = [f for f in others if f.term.lemma != _OFFER and not (contract and f.term.status == "agreed")]
        if (contract or offer) and rivals:
            frame.why = f"{rivals[0].term.lemma} tells it"


def _asked(frame: Frame) -> None:
    """Make the one who is asked the supplier, and the asker the recipient where nobody else is."""
    if frame.type not in ("transfer", "procurement") or frame.term.frame not in ("give", "deal"):
        return
    asked = next((p for p in frame.places if _is_asked(frame, p)), None)
    bare = [p for p in frame.places if p is not asked and p.group.case in ("", "subj") and p.group.adjective_of < 0]
    asker = next((p for p in bare if asked and p.group.end <= asked.group.start), None)
    if asker is None or asked is None or asker.group.codes == asked.group.codes:
        return
    asked.role = "S"
    others = [p for p in frame.places if p.role == "R" and p is not asked and p is not asker]
    asker.role = "" if others else "R"


_SAID_TO_HAVE = re.compile(r"\b(?:soll|sollen) .*\b(?:haben|sein)\b")


def _hearsay(frame: Frame) -> None:
    """ "Der Iran soll Raketen geliefert haben": alleged, and done."""
    if frame.parsed.lang == "de" and frame.term.pos == "ed" and _SAID_TO_HAVE.search(frame.parsed.folded):
        frame.basis = "alleged" if frame.basis == "stated" else frame.basis
        frame.status = "done" if frame.status == "pledged" else frame.status


def _for_others(frame: Frame) -> None:
    """Who orders "åt Ukraina", "für die Ukraine" gives what it buys."""
    if frame.term.frame != "get" or frame.term.mode != "sale":
        return
    buyer = next((p for p in frame.places if p.name == "subj"), None)
    cases = ("to", "for") if frame.parsed.lang == "sv" else ("for",)
    others = [p for p in frame.places if p.name in cases and not p.group.demonym]
    if buyer and others and all(p.group.codes != buyer.group.codes for p in others):
        buyer.role, frame.type, frame.mode = "S", "transfer", "aid"
        for place in others:
            place.role = "R"


_ACCUSING = re.compile(r"accus|acus|обвин|звинувач|oskarż|beschuldig|wirft|anklag|اتهم|يتهم")


def _accused(frame: Frame) -> None:
    """Who is accused does it, the accuser takes no part: "Venezuela acusa a Colombia de enviar armas"."""
    parsed = frame.parsed
    cues = [m for m in parsed.marked("basis") if _ACCUSING.match(parsed.between(m.start, m.end))]
    cue = next((m for m in cues if m.end <= frame.trigger.start), None)
    if cue is None or (not frame.is_verb and frame.term.frame != "deal"):
        return
    accused = [p for p in frame.places if cue.end <= p.group.start and p.group.end <= frame.trigger.start]
    accused = [p for p in accused if p.group.case in ("", "subj", "to", "obj") and p.group.adjective_of < 0]
    accusers = [p for p in frame.places if p.group.end <= cue.start and p.group.case in ("", "subj")]
    if accused and frame.term.frame in ("give", "deal", "make", "act", "fire"):
        accused[0].role = "S"
        frame.status = "done" if frame.status == "pledged" else frame.status
        for place in accusers:
            place.role = ""


def _is_asked(frame: Frame, place: Place) -> bool:
    """True for the actor between the word of asking and what is asked for (before it in Korean and Japanese)."""
    group, parsed = place.group, frame.parsed
    if group.case not in _ASKED_CASES or group.adjective_of >= 0:
        return False
    asking = [m for m in parsed.marked("stage") if value_of(m) == "requested"]
    if parsed.lang in HEAD_FINAL:
        return group.case in ("to", "from") and any(m.start >= frame.trigger.start for m in asking)
    near = any(m.end <= group.start and parsed.gap(m.end, group.start) <= _MAX_ASKED_WORDS for m in asking)
    return near and group.end <= frame.trigger.start


def _denied(frame: Frame) -> bool:
    return any(value_of(m) == "denied" for m in frame.parsed.marked("basis"))
