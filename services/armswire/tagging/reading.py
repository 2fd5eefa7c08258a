"""What goes into the tagger and what comes out: the only types the rest of the system sees of it."""

from dataclasses import dataclass
from datetime import date

from armswire_schemas.events import ArmsEvent


@dataclass(frozen=True, slots=True)
class ItemText:
    """One item to be read. ``lang`` is an ISO 639-1 code, None where nobody told; ``published`` anchors dates.

    Spans count code points of ``title + "\\n" + text``.
    """

    id: str
    title: str
    text: str
    lang: str | None = None
    published: date | None = None

    @property
    def whole(self) -> str:
        """The text that spans point into."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tagger found. ``relevance`` is a probability; ``arms_related`` is relevance above the threshold.

    ``events`` have ids, spans and deals; ``lang`` is what the text was read as.
    """

    relevance: float
    arms_related: bool
    events: tuple[ArmsEvent, ...]
    lang: str
    agency: str | None = None
