"""Fit the models of ``model.py`` by SciPy. For the training command alone: nothing here runs where items are read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Example = tuple[str, list[str]]
"""The right label, and the named features."""

_LEAST = 0.05
"""Features whose weights are all smaller are left out: together they change less than rounding does."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model is fitted: ``l2`` is the penalty on the sum of losses, ``rarest`` the fewest uses of a feature."""

    l2: float = 2.0
    rarest: int = 5
    rounds: int = 120


def fit(found: Sequence[Example], recipe: Recipe) -> dict[str, Any]:
    """Return labels and weights of the multinomial logistic model that is likeliest under the penalty.

    The problem is convex, so within the solver's tolerance the result depends on neither the order of the examples nor
    a starting point.
    """
    counts = Counter(feature for _, features in found for feature in set(features))
    kept = sorted(feature for feature, count in counts.items() if count >= recipe.rarest)
    labels = sorted({label for label, _ in found})
    column = {feature: index for index, feature in enumerate(kept)}
    rows = [sorted({column[f] for f in features if f in column}) for _, features in found]
    ends = np.cumsum([0, *map(len, rows)])
    uses = csr_matrix((np.ones(ends[-1]), np.concatenate([np.array(row, dtype=int) for row in rows]), ends),
                      shape=(len(rows), len(kept)))  # fmt: skip
    right = np.zeros((len(rows), len(labels)))
    right[np.arange(len(rows)), [labels.index(label) for label, _ in found]] = 1.0
    weights = _likeliest(uses, right, recipe)
    small = {f: [round(float(w), 2) for w in row] for f, row in zip(kept, weights, strict=True) if _tells(row)}
    return {"labels": labels, "weights": small}


def _tells(row: NDArray[np.float64]) -> bool:
    return bool(np.abs(row).max() > _LEAST)


def _likeliest(uses: Any, right: NDArray[np.float64], recipe: Recipe) -> NDArray[np.float64]:
    shape = (uses.shape[1], right.shape[1])
    columns = uses.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(shape)
        sums = uses @ weights
        sums -= sums.max(axis=1, keepdims=True)
        logs = sums - np.log(np.exp(sums).sum(axis=1, keepdims=True))
        slope = columns @ (np.exp(logs) - right) + recipe.l2 * weights
        return float(-(right * logs).sum() + recipe.l2 / 2 * (flat @ flat)), slope.ravel()

    options = {"maxiter": recipe.rounds, "maxcor": 8, "ftol": 1e-6}
    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x).reshape(shape)
