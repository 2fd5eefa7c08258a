"""The dedupe key: what makes two matches the same matter. Matches with one key inside one window share an alert."""

from collections.abc import Mapping, Sequence
from typing import Any

from armswire_schemas.events import ArmsEvent
from armswire_schemas.news import ItemRef

NONE = "-"


def default_key(event: ArmsEvent, item: ItemRef) -> str:
    """Suppliers, recipients, status and first deal; without a deal, the article.

    A denied event never shares a key with the one it denies.
    """
    if not event.deals:
        return f"article {item.article}"
    sides = f"{_joined(event.suppliers)}>{_joined(event.recipients)}"
    denied = " not" if event.negated else ""
    return f"{sides} {event.status}{denied} {event.deals[0]}"


def custom_key(fields: Sequence[str], document: Mapping[str, Any]) -> str:
    """The values of these fields of the event document, in the rule's order; a missing one counts as ``-``."""
    return " ".join(f"{name}={_joined(_values(document.get(name)))}" for name in fields)


def _values(value: Any) -> Sequence[str]:
    if value is None:
        return ()
    return [str(each) for each in value] if isinstance(value, list | tuple) else (str(value),)


def _joined(values: Sequence[str]) -> str:
    return ",".join(sorted(set(values))) or NONE
