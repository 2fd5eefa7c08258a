"""A small convolutional network over an item's words: one forward pass, by NumPy to read and by JAX to learn.

Every function takes the array library as ``xp`` and one item, so that what is learnt is what is read.
"""

from collections.abc import Callable
from typing import Any

Array = Any
"""Of NumPy or of JAX."""
Params = dict[str, Array]

HEADS = ("relevance", "type", "part")
"""What the network tells of an item; more is asked of it while it learns."""
REACH = 2
"""Words on either side that a convolution sees; the second one sees every other word."""
LOWEST = -9.0
"""Below whatever a normalised unit may be: stands where there is no word."""


def _same(h: Array) -> Array:
    return h


def forward(
    xp: Any,
    params: Params,
    units: Array,
    here: Array | None,
    named: Array,
    drop: Callable[[Array], Array] = _same,
) -> dict[str, Array]:
    """Return the log-odds of ``HEADS`` for one item, and the units ``told`` of each type and ``about`` each name.

    ``units`` [n, width] are the sums of a word's row and its notes' rows; ``here`` [n, 1] is 1.0 where there is a word,
    None where there is one everywhere. ``named`` [m, n] averages over the words that name an actor (or a kind of
    weapon), one a row. ``type`` is in the order of the guide's types, ``part`` [m, 2 for each type]: gives, gets.
    ``drop`` is what is done to units while learning.
    """
    h = drop(units)
    h = drop(_convolved(xp, params, "1", h, here, 1))
    h = drop(_convolved(xp, params, "2", h, here, 2))
    look = h @ params["look"]
    if here is None:
        whole = xp.concatenate([h.mean(0), h.max(0)])
    else:
        whole = xp.concatenate([h.sum(0) / here.sum(), xp.where(here > 0, h, LOWEST).max(0)])
        look = xp.where(here > 0, look, 1000 * LOWEST)
    look = xp.exp(look - look.max(0))
    told = (look / look.sum(0)).T @ h
    about = xp.concatenate([named @ h, xp.broadcast_to(whole, (named.shape[0], whole.shape[0]))], 1)
    part = drop(xp.maximum(about @ params["part_in"] + params["part_in_bias"], 0.0))
    return {
        "relevance": whole @ params["relevance"] + params["relevance_bias"],
        "type": (told * params["type"]).sum(1) + whole @ params["type_whole"] + params["type_bias"],
        "part": part @ params["part"] + params["part_bias"],
        "told": told,
        "about": about,
    }


def _convolved(xp: Any, params: Params, layer: str, h: Array, here: Array | None, step: int) -> Array:
    n, width = h.shape
    edge = xp.zeros((REACH * step, width), h.dtype)
    wide = xp.concatenate([edge, h, edge])
    seen = xp.concatenate([wide[i * step : i * step + n] for i in range(2 * REACH + 1)], 1)
    h = h + xp.maximum(seen @ params["conv" + layer] + params["bias" + layer], 0.0)
    h = h - h.sum(1, keepdims=True) / width
    h = h / xp.sqrt((h * h).sum(1, keepdims=True) / width + 1e-5)
    h = h * params["scale" + layer] + params["shift" + layer]
    return h if here is None else h * here
