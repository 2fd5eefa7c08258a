"""Who has which part in the frames that stand: by place, by the whole item, by the grammar's word. Pure."""

from dataclasses import replace
from typing import NamedTuple

from armswire.tagging.analysis import Analysis
from armswire.tagging.features import role_features
from armswire.tagging.frames import Frame, Place
from armswire.tagging.model import Chances
from armswire.tagging.outlook import Outlook
from armswire.tagging.parties import pays
from armswire.tagging.parts import Cast, actor_features, parts_of
from armswire.tagging.trained import Trained

SHORT = 3
"""Sentences of a report that tells one matter; a longer text tells several, each with actors of its own."""
SURE, SURE_LONG = 0.4, 0.5
"""An actor takes a role from this probability on; in a longer text, where others stand beside each event, from more."""
OVER, RULES = 0.9, 0.05
"""In a short text: weight of an actor's part over the whole item, and of what the grammar alone says of a place."""
RULES_FOREIGN = 0.25
"""The same of the grammar in languages that few labelled items are in."""
OVER_LONG, RULES_LONG = 0.15, 0.55
"""The same in a longer text."""
NET_PART = 0.6
"""How much the network counts beside the linear model for an actor's part. All by cross-validation on train."""


class Shares(NamedTuple):
    """Weights of an actor's part over the whole item, and of the rules: more where less was there to learn from."""

    overall: float
    rules: float
    sure: float


def shares_of(analysis: Analysis) -> Shares:
    if len(analysis.parsed) > SHORT:
        return Shares(OVER_LONG, RULES_LONG, SURE_LONG)
    return Shares(OVER, RULES if analysis.lang == "en" else RULES_FOREIGN, SURE)


def mixed(chances: Chances, said: str, weight: float) -> Chances:
    """What the models make of each label, and by ``weight`` what the grammar ``said``."""
    return {name: (1 - weight) * p + weight * (name == said) for name, p in chances.items()}


def cast(frames: list[Frame], analysis: Analysis, trained: Trained, outlook: Outlook | None) -> None:
    """Give every actor its part, by its place beside each trigger and by all its places in events of the type."""
    if "role" not in trained.linear:
        return
    known = {id(place): role_features(frame, place) for frame in frames for place in frame.places}
    over = _parts(frames, analysis, trained, known, outlook)
    shares = shares_of(analysis)
    for frame in frames:
        placed: list[Place] = []
        for place in frame.places:
            alone = trained.linear["role"].probabilities(known[id(place)])
            parts = {code: over.get((frame.type, code)) for code in place.group.codes}
            roles = {code: _role(frame, place, _part(alone, part, place.role, shares), shares.sure)
                     for code, part in parts.items()}  # fmt: skip
            if len({role for role, _ in roles.values()}) == 1:
                place.role, place.sure = min(roles.values(), key=lambda one: one[1])
                placed.append(place)
            else:  # named together, but not alike: "a meeting of US and Australia on submarines for Australia"
                placed += [
                    replace(place, group=place.group.only(code), role=r, sure=p) for code, (r, p) in roles.items()
                ]
        frame.places = placed


def _part(alone: Chances, part: Chances | None, said: str, shares: Shares) -> Chances:
    """An actor's part by its place ``alone``, by its part over the item, and by what the grammar ``said``."""
    over = shares.overall
    whole = alone if part is None else {r: (1 - over) * chance + over * part[r] for r, chance in alone.items()}
    return mixed(whole, said or "none", shares.rules)


def _role(frame: Frame, place: Place, chances: Chances, least: float) -> tuple[str, float]:
    """The side that ``chances`` give, "" for none, and how sure they are of it."""
    gives = 0.0 if pays(frame.parsed, place.group) else chances["S"]
    gets = 0.0 if frame.unnamed else chances["R"]
    role, sure = ("S", gives) if gives >= gets else ("R", gets)
    return (role if sure >= least else ""), sure


def _parts(
    frames: list[Frame],
    analysis: Analysis,
    trained: Trained,
    known: dict[int, list[str]],
    outlook: Outlook | None,
) -> dict[tuple[str, str], Chances]:
    if "actor" not in trained.linear:
        return {}
    named = Cast.of(analysis.parsed)
    parts: dict[tuple[str, str], Chances] = {}
    for (kind, code), places in parts_of(frames).items():
        chances = trained.linear["actor"].weigh(actor_features, kind, code, places, named, known)
        part = outlook.part(kind, code) if outlook is not None else None
        if part is not None:
            chances = {side: (1 - NET_PART) * chance + NET_PART * part[side] for side, chance in chances.items()}
        parts[kind, code] = chances
    return parts
