"""A range at some moment: comparisons with plain values, the same for every reader."""

from datetime import datetime

from armswire.core.documents import stamp
from armswire.core.query.dates import DateExpr
from armswire.core.query.tree import Between, Bound

Comparison = tuple[str, int | float | str]
"""One of ``> >= < <=``, and the value. Dates are strings as in the documents."""


def comparisons(node: Between, now: datetime) -> list[Comparison]:
    """Return what a value has to hold to lie in the range: one or two comparisons."""
    found: list[Comparison] = []
    if node.low:
        found.append((">=" if node.low.inclusive else ">", _value(node.low, now, last=not node.low.inclusive)))
    if node.high:
        found.append(("<=" if node.high.inclusive else "<", _value(node.high, now, last=node.high.inclusive)))
    return found


def _value(bound: Bound, now: datetime, last: bool) -> int | float | str:
    if not isinstance(bound.value, DateExpr):
        return bound.value
    return stamp(bound.value.resolve(now)[1 if last else 0])
