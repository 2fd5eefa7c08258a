"""Weigh what the rules found by the trained models: which frames stand, who, how far, on what basis. Pure."""

from dataclasses import dataclass

from armswire.tagging.analysis import Analysis, guessed
from armswire.tagging.choose import GUESSES
from armswire.tagging.features import (
    Rivals,
    basis_features,
    frame_features,
    item_features,
    stage_features,
    type_features,
)
from armswire.tagging.frames import Frame
from armswire.tagging.goods import frames_by_sentence, goods_features, mentions_by_category
from armswire.tagging.history import history_features
from armswire.tagging.model import Chances
from armswire.tagging.outlook import Outlook
from armswire.tagging.roles import RULES_LONG, SHORT, cast, mixed, shares_of
from armswire.tagging.tokens import tokens_of
from armswire.tagging.trained import Trained
from armswire.tagging.units import WeaponUnit

FIRST = 0.3
"""The likeliest type of an item stands from this probability on, further ones from ``NEXT``."""
NEXT = 0.45
HOPELESS = 0.5
"""An item less relevant than this is not read further: it has no events."""
DOUBT = 0.2
"""An item that the linear model finds less relevant than this is not shown to the network."""
NET_ITEM, NET_TYPE = 0.5, 0.5
"""How much the network counts beside the linear models: for relevance, and for types."""
UNSEEN = 0.7
"""A type that no frame stands for is told all the same where the network is so sure of it."""
MOVED = 0.4
"""A weapon belongs to the events of a type from this probability on."""
LEXICAL = 0.3
"""What the grammar alone says of a stage counts so much where the trigger's own entry in the lexicon names it."""
REFUSED = 0.45
"""What the grammar says counts so much more where it says that a deal was stopped: refusals are rare among the labels,
and the words for them are plain. By cross-validation on train 23 of 33 are found instead of 20, with 2 more false."""
ARTICLE = 8
"""A text of more sentences is an article, such as no labelled item is."""
SHARE = 0.45
"""A frame stands where it is at least this likely as the likeliest of its type. All by cross-validation on train."""


def standing(analysis: Analysis) -> list[Frame]:
    """The frames that the rules let stand."""
    return [frame for frame in analysis.frames if not frame.why]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the models make of an item. ``relevance`` is a probability, ``frames`` are those that stand.

    ``moved`` holds, for each type that stands in a short text, the weapons that its events are about.
    """

    relevance: float
    frames: list[Frame]
    moved: dict[str, list[WeaponUnit]]


def judge(analysis: Analysis, trained: Trained) -> Verdict:
    """Settle every standing frame in place; those that do not stand after all say ``why``."""
    frames = standing(analysis)
    relevance, outlook = _relevance(analysis, frames, trained)
    if relevance < HOPELESS:
        for frame in frames:
            frame.why = f"the item is not about arms ({relevance:.2f})"
        return Verdict(relevance, [], {})
    _score(frames, analysis, trained, outlook)
    if "frame" not in trained.linear:
        for frame in frames:
            if frame.twin or frame.term in GUESSES:
                frame.why = "a guess, and no model to weigh it"
    if outlook is not None:
        frames += _unseen(frames, analysis, outlook)
    _drop_unlikely(frames)
    for frame in frames:
        if not frame.why:
            _settle(frame, analysis, trained)
    kept = [frame for frame in frames if not frame.why]
    cast(kept, analysis, trained, outlook)
    return Verdict(relevance, kept, _choose_goods(kept, analysis, trained))


def _unseen(frames: list[Frame], analysis: Analysis, outlook: Outlook) -> list[Frame]:
    """Frames of types that the network is sure of and the rules let no frame stand for: one dropped, or a guess."""
    found = []
    for kind in outlook.sure_of(UNSEEN) - {frame.type for frame in frames}:
        dropped = next((frame for frame in analysis.frames if frame.type == kind), None)
        frame = dropped or guessed(kind, analysis)
        if frame is not None:
            frame.why, frame.score = "", outlook.types[kind]
            found.append(frame)
    return sorted(found, key=lambda frame: frame.trigger.start)


def _choose_goods(frames: list[Frame], analysis: Analysis, trained: Trained) -> dict[str, list[WeaponUnit]]:
    """Leave each frame the weapons that are likely its own, and return those of each type over a short text."""
    if "goods" not in trained.linear:
        return {}
    model = trained.linear["goods"]
    moved: dict[str, list[WeaponUnit]] = {}
    mentions = mentions_by_category(analysis.parsed)
    for kind in dict.fromkeys(frame.type for frame in frames):
        beside = frames_by_sentence(kind, frames)
        likely = {
            category
            for category, places in mentions.items()
            if model.probabilities(goods_features(kind, category, places, beside, len(mentions)))["yes"] >= MOVED
        }
        for frame in (frame for frame in frames if frame.type == kind):
            frame.weapons = [unit for unit in frame.weapons if unit.term.category in likely] or frame.weapons
        if likely and len(analysis.parsed) <= SHORT:
            moved[kind] = [
                unit for parsed in analysis.parsed for unit in parsed.weapons if unit.term.category in likely
            ]
    return moved


def _drop_unlikely(frames: list[Frame]) -> None:
    best_of: dict[str, float] = {}
    for frame in frames:
        best_of[frame.type] = max(frame.score, best_of.get(frame.type, 0.0))
    top = max(best_of.values(), default=0.0)
    for frame in frames:
        likeliest = best_of[frame.type]
        enough = FIRST if likeliest == top else NEXT
        if likeliest < enough or frame.score < SHARE * likeliest:
            frame.why = f"unlikely ({frame.score:.2f})"


def _relevance(analysis: Analysis, frames: list[Frame], trained: Trained) -> tuple[float, Outlook | None]:
    """How likely an item is about arms, and what the network makes of it where it was asked."""
    if any(negative.scope == "item" for negative in analysis.negatives):
        return 0.0, None
    if "item" not in trained.linear:
        return float(bool(frames) or any(parsed.weapons for parsed in analysis.parsed)), None
    seen = (list(analysis.parsed), frames, len(analysis.negatives))
    chance = trained.linear["item"].weigh(item_features, *seen)["yes"]
    if trained.network is None or chance < DOUBT or not analysis.parsed:
        return chance, None
    outlook = trained.network.read(tokens_of(analysis.parsed, frames))
    return (1 - NET_ITEM) * chance + NET_ITEM * outlook.relevance, outlook


def _score(frames: list[Frame], analysis: Analysis, trained: Trained, outlook: Outlook | None) -> None:
    """Fill the score of every frame: its own probability, and that of its type in the item by model and network."""
    types: Chances = {}
    if "type" in trained.linear:
        types = trained.linear["type"].weigh(type_features, list(analysis.parsed), frames)
    rivals = Rivals.among(frames)
    for frame in frames:
        share, told = 1.0, 0.0
        if types:
            share, told = share / 2, types.get(frame.type, 0.0) / 2
        if outlook is not None:
            share *= 1 - NET_TYPE
            told = (1 - NET_TYPE) * told + NET_TYPE * outlook.types[frame.type]
        own = 1.0
        # One that could not stand by its own word either is not asked for it.
        if "frame" in trained.linear and share + told >= FIRST:
            own = trained.linear["frame"].weigh(frame_features, frame, rivals, frame is frames[0])["yes"]
        frame.score = share * own + told


def _settle(frame: Frame, analysis: Analysis, trained: Trained) -> None:
    """Settle stage and basis, by the roles that the rules gave."""
    rules = shares_of(analysis).rules
    if "stage" in trained.linear:
        chances = trained.linear["stage"].weigh(stage_features, frame)
        frame.chances["stage"] = mixed(chances, frame.status, _weight_of_stage(frame, rules))
        frame.status = best(frame.chances["stage"])
    if "basis" in trained.linear:
        chances = trained.linear["basis"].weigh(basis_features, frame, list(analysis.parsed))
        frame.chances["basis"] = mixed(chances, frame.basis, rules)
        frame.basis = best(frame.chances["basis"])


def _weight_of_stage(frame: Frame, rules: float) -> float:
    """How much what the grammar alone says of a stage counts, where it counts ``rules`` elsewhere."""
    sure = max(rules, LEXICAL) if frame.status == frame.term.status else rules
    return sure + (1 - sure) * REFUSED if frame.status == "stopped" else sure


def tell_history(groups: list[list[Frame]], analysis: Analysis, trained: Trained) -> None:
    """Settle for each event, told by a group of frames, how likely it is history behind the news."""
    if "background" not in trained.linear:
        return
    # The model learnt from short texts. In a longer one it may add to what the rules say, where it is surer.
    rules = RULES_LONG if len(analysis.parsed) > ARTICLE else 0.0
    others = [frame for group in groups for frame in group]
    others.sort(key=lambda frame: frame.trigger.start)
    for group in groups:
        seen = (group[0].type, group, others, analysis.parsed, analysis.item.published)
        chance = trained.linear["background"].weigh(history_features, *seen)["yes"]
        said = sum(frame.background for frame in group) / len(group)
        chance = max((1 - rules) * chance, rules * said)
        for frame in group:
            frame.chances["background"] = {"yes": chance, "no": 1 - chance}


def best(probabilities: dict[str, float]) -> str:
    """The likeliest label; the first of equals."""
    return max(probabilities, key=lambda label: probabilities[label])
