"""Small log-linear models over named features: what the grammar alone cannot weigh. Pure; no dependency.

Weights come from ``weights.json``, written by ``python -m armswire.tagging.training`` from labelled items.
A model that is absent says nothing, and the rules decide alone.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson

WEIGHTS = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Model:
    """``weights[feature]`` has one number a label, in the order of ``labels``."""

    labels: tuple[str, ...]
    weights: dict[str, list[float]]
    odds: dict[str, float] | None = None
    """Of a model with two labels: weight of the second less that of the first, which is all that counts."""

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Return the probability of every label. Sums are exact, so the order of the features changes nothing."""
        if self.odds is not None:
            known = self.odds.get
            total = math.fsum([known(name, 0.0) for name in features])
            second = 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))
            return {self.labels[0]: 1.0 - second, self.labels[1]: second}
        sums = [0.0] * len(self.labels)
        rows = list(filter(None, map(self.weights.get, features)))
        if rows:
            sums = list(map(math.fsum, zip(*rows, strict=True)))
        top = max(sums)
        exps = [math.exp(value - top) for value in sums]
        total = sum(exps)
        return {label: value / total for label, value in zip(self.labels, exps, strict=True)}


Models = dict[str, Model]


def load_models(file: Path = WEIGHTS) -> Models:
    """Read the models shipped with the program; an absent file gives none."""
    if not file.exists():
        return {}
    return models_of(orjson.loads(file.read_bytes()))


def models_of(raw: dict[str, dict[str, object]]) -> Models:
    """Models from their JSON form."""
    models: Models = {}
    for name, part in raw.items():
        labels, weights = part["labels"], part["weights"]
        assert isinstance(labels, list)
        assert isinstance(weights, dict)
        two = len(labels) == 2
        odds = {feature: row[1] - row[0] for feature, row in weights.items()} if two else None
        models[name] = Model(tuple(labels), {} if two else weights, odds)
    return models
