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

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Return the probability of every label."""
        sums = [0.0] * len(self.labels)
        for feature in features:
            row = self.weights.get(feature)
            if row is not None:
                for index, weight in enumerate(row):
                    sums[index] += weight
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
        models[name] = Model(tuple(labels), weights)
    return models
