"""Marks that continue a search: where a page ended, as an opaque word for URLs."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from armswire.core.query.errors import QueryError


def mark(place: Sequence[Any]) -> str:
    """Return the mark of a place in the order of hits."""
    return urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def place_of(mark: str | None, length: int) -> list[Any] | None:
    """Return the place of a mark, None at the beginning. ``length`` tells marks of other orders apart."""
    if mark is None:
        return None
    try:
        place = json.loads(urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except ValueError:
        place = None
    if not isinstance(place, list) or len(place) != length:
        raise QueryError("this page mark is of another search", "begin with the first page")
    return place
