"""Who else is in an event: makers, who asks, approves, claims, denies or pays, the way it goes, where it was seized.

Pure. By grammar and lexicon alone: a party is named where the text gives somebody that part, and nobody is guessed.
"""

from collections.abc import Iterable, Iterator, Sequence

from armswire.tagging.frames import Frame
from armswire.tagging.units import ActorGroup, Parsed, WeaponUnit, Word, value_of
from armswire_schemas.events import Party

MOST_PARTIES = 8
_MAX_WORDS_TO_VERB = 3
_DECIDES = {"requested": "requester", "approved": "approver", "stopped": "authority"}
"""What somebody is who rules the trigger of an event at this stage and is neither side of it."""
_RULING = frozenset({"subj", "by"})
_PAID = frozenset({"funded", "financed", "paid", "sponsored", "bankrolled"})

Found = Iterator[tuple[str, ActorGroup]]


def parties_of(
    kind: str, status: str, basis: str, frames: Sequence[Frame], units: Iterable[WeaponUnit]
) -> tuple[Party, ...]:
    """Return the parties beside suppliers and recipients, each once, at most eight.

    A maker is told ("Iranian-made") or, where it follows only from the designation, marked ``inferred``. A denier may
    be a supplier or recipient too; the others are not.
    """
    found: dict[tuple[str, str], Party] = {}
    for unit in units:
        for code, inferred in [(c, False) for c in unit.made] + [(c, True) for c in unit.term.makers]:
            party = Party(role="maker", name=code, country=code, inferred=inferred, span=(unit.start, unit.end))
            found.setdefault(("maker", code), party)
    sides = {code for frame in frames for code in (*frame.suppliers, *frame.recipients)}
    for frame in frames:
        for role, group in _told(frame, kind, status, basis):
            for code, start, end in group.spans:
                if code not in sides or role == "denier":
                    found.setdefault((role, code), Party(role=role, name=code, country=code, span=(start, end)))
    return tuple(found.values())[:MOST_PARTIES]


def _told(frame: Frame, kind: str, status: str, basis: str) -> Found:
    for place in frame.places:
        if place.role:
            continue
        if place.group.case == "in" and kind == "trafficking":
            yield "seizure_place", place.group
        elif place.group.case == "via":
            yield "transit", place.group
        elif place.name in _RULING and status in _DECIDES and not pays(frame.parsed, place.group):
            yield _DECIDES[status], place.group
    yield from (("financier", group) for group in frame.parsed.actors if pays(frame.parsed, group))
    if status in _DECIDES:
        stages = [marker for marker in frame.parsed.marked("stage") if value_of(marker).partition(":")[0] == status]
        yield from ((_DECIDES[status], group) for group, _ in _before(frame.parsed, stages))
    if basis != "stated":
        yield from _speakers(frame.parsed, basis)


def pays(parsed: Parsed, group: ActorGroup) -> bool:
    """True in "paid for by Germany", "funded by the EU"."""
    if group.case != "by":
        return False
    before = parsed.folded[: group.start - parsed.sentence.start].split()[-4:]
    return not _PAID.isdisjoint(before)


def _speakers(parsed: Parsed, basis: str) -> Found:
    """Who claims, and who denies where the event is disputed."""
    for group, marker in _before(parsed, parsed.marked("basis", "say")):
        if value_of(marker) != "denied":
            yield "claimant", group
        elif basis == "disputed":
            yield "denier", group


def _before(parsed: Parsed, markers: Iterable[Word]) -> Iterator[tuple[ActorGroup, Word]]:
    """Each marker with the group that stands right before it: nothing but an adverb or a title in between."""
    verbs: list[Word | WeaponUnit] = [*parsed.triggers, *parsed.weapons]
    for marker in markers:
        group = next((g for g in reversed(parsed.actors) if g.end <= marker.start), None)
        if group is None or group.case not in ("", "subj") or group.adjective_of >= 0:
            continue
        if parsed.gap(group.end, marker.start) > _MAX_WORDS_TO_VERB:
            continue
        if not any(group.end <= one.start and one.end <= marker.start for one in verbs):
            yield group, marker
