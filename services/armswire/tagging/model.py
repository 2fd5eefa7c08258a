"""Small log-linear models over named features: what the grammar alone cannot weigh. Pure; no dependency.

Their weights are written by ``python -m armswire.tagging.training`` from labelled items.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

Weight = TypeVar("Weight")
Chances = dict[str, float]
"""Probability of each label."""


class Bundle(NamedTuple):
    """Features that differ only in the middle: a table tells them all without writing each out."""

    middles: Iterable[str]
    after: str

    def written(self) -> list[str]:
        """Every feature as it is named."""
        return [f"{BUNDLED}{middle}{self.after}" for middle in self.middles]


BUNDLED = "w="
"""What the features begin with that come in bundles; their middles hold no "|", which begins what is after."""


@dataclass(frozen=True, slots=True)
class Model:
    """``weights[feature]`` has one number a label, in the order of ``labels``; ``bundled[after][middle]`` too."""

    labels: tuple[str, ...]
    weights: dict[str, list[float]]
    odds: dict[str, float] | None = None
    """Of a model with two labels: weight of the second less that of the first, which is all that counts."""
    bundled: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    bundled_odds: dict[str, dict[str, float]] = field(default_factory=dict)

    def weigh(self, features: Callable[..., list[str]], *seen: object) -> Chances:
        """Return the probability of every label by the ``features`` of what is ``seen``."""
        apart: list[Bundle] = []
        return self.probabilities(features(*seen, apart=apart), apart)

    def probabilities(self, features: Iterable[str], bundles: Sequence[Bundle] = ()) -> dict[str, float]:
        """Return the probability of every label. Sums are exact, so the order of the features changes nothing."""
        if self.odds is not None:
            told = list(filter(None, map(self.odds.get, features)))
            for middles, after in bundles:
                told += filter(None, map(self.bundled_odds.get(after, _NONE).get, middles))
            second = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, math.fsum(told)))))
            return {self.labels[0]: 1.0 - second, self.labels[1]: second}
        rows = list(filter(None, map(self.weights.get, features)))
        for middles, after in bundles:
            rows += filter(None, map(self.bundled.get(after, _NO_ROWS).get, middles))
        sums = list(map(math.fsum, zip(*rows, strict=True))) if rows else [0.0] * len(self.labels)
        top = max(sums)
        exps = [math.exp(value - top) for value in sums]
        total = sum(exps)
        return {label: value / total for label, value in zip(self.labels, exps, strict=True)}


_NONE: dict[str, float] = {}
_NO_ROWS: dict[str, list[float]] = {}


Models = dict[str, Model]


def models_of(raw: dict[str, dict[str, object]]) -> Models:
    """Models from their JSON form."""
    models: Models = {}
    for name, part in raw.items():
        labels, weights = part["labels"], part["weights"]
        assert isinstance(labels, list)
        assert isinstance(weights, dict)
        if len(labels) == 2:
            odds = {feature: row[1] - row[0] for feature, row in weights.items()}
            models[name] = Model(tuple(labels), {}, odds, bundled_odds=_bundled(odds))
        else:
            models[name] = Model(tuple(labels), weights, bundled=_bundled(weights))
    return models


def _bundled(weights: dict[str, Weight]) -> dict[str, dict[str, Weight]]:
    """The features that come in bundles, by what is after the middle, then by the middle."""
    tables: dict[str, dict[str, Weight]] = {}
    for feature, weight in weights.items():
        if feature.startswith(BUNDLED):
            middle, bar, after = feature[len(BUNDLED) :].partition("|")
            tables.setdefault(bar + after, {})[middle] = weight
    return tables
