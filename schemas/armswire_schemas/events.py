"""Arms events: what an item tells of arms as goods, in the terms of the labelling guide.

Vocabularies are open: the constants below are what this version writes; an unknown word is kept when read.
"""

from datetime import date

from pydantic import Field

from armswire_schemas.base import Wire
from armswire_schemas.news import Cause, ItemRef

TYPES = (
    "transfer", "procurement", "production", "embargo", "export_control",
    "test", "deployment", "use", "trafficking", "disarmament",
)  # fmt: skip
MODES = ("sale", "aid", "loan", "swap", "unknown")
STATUSES = ("requested", "considered", "pledged", "approved", "agreed", "done", "stopped")
"""How far it has come, in order; ``stopped`` ends any of them."""
BASES = ("stated", "alleged", "disputed")
CATEGORIES = (
    "tank", "armoured_vehicle", "artillery", "combat_aircraft", "helicopter", "drone", "support_aircraft",
    "warship", "missile", "air_defence", "small_arms", "ammunition", "mine", "nuclear", "chem_bio", "sensor",
    "protective", "vehicle", "arms",
)  # fmt: skip
ROLES = (
    "maker", "intermediary", "carrier", "end_user", "financier", "requester", "approver", "authority",
    "claimant", "denier", "transit", "seizure_place",
)  # fmt: skip
DIRECTED_TYPES = frozenset({"transfer", "procurement", "trafficking"})
"""Types whose two sides give and get; of the others the same roles are actors and targets."""


class Span(Wire):
    """Where a field's evidence stands: code points of ``title + "\\n" + text``, end exclusive.

    ``field`` names what it shows: ``trigger``, ``supplier:KR``, ``recipient:PL``, ``weapon:0``, ``value``, ``when`` …
    """

    field: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Weapon(Wire):
    """One line of goods. ``quantity`` counts ``unit``; ``quantity_max`` is set for a range."""

    category: str
    name: str | None = None
    quantity: int | None = None
    quantity_max: int | None = None
    bound: str | None = Field(default=None, description="exact, about, at_least, up_to")
    unit: str | None = Field(default=None, description="unit, round, tonne, battery, squadron, container")
    quantity_text: str | None = None
    goods: str = Field(default="system", description="system, parts, upgrade, repair, training, technology, licence")
    condition: str | None = None


class Money(Wire):
    """Money told for an event, in units (not millions). ``usd`` is for filtering, by yearly average rates."""

    amount: float
    amount_max: float | None = None
    bound: str | None = None
    currency: str | None = Field(default=None, description="ISO 4217")
    kind: str = Field(default="total", description="total, ceiling, unit_price, annual, budget")
    usd: float | None = None
    text: str | None = None


class When(Wire):
    """The event's own date as the text tells it, never the publication's."""

    text: str
    start: date | None = None
    end: date | None = None


class Party(Wire):
    """Somebody else in the event. ``inferred``: known from a designation, not told."""

    role: str
    name: str
    kind: str = "country"
    country: str | None = None
    inferred: bool = False
    span: tuple[int, int] | None = None


class ArmsEvent(Wire):
    """One event of one item. ``id`` is stable for one reading: hash(item, type, sides, status, negated)."""

    id: str = ""
    type: str
    mode: str | None = None
    status: str
    negated: bool = False
    basis: str = "stated"
    background: bool = False
    detail: str | None = None
    suppliers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    value: Money | None = None
    evidence: str = ""
    when: When | None = None
    parties: tuple[Party, ...] = ()
    spans: tuple[Span, ...] = ()
    deals: tuple[str, ...] = ()
    """``KR>PL:tank``: one per supplier, recipient and category, sorted, at most 12; an unknown side gives none."""
    confidence: float = Field(default=1.0, ge=0, le=1)
    tagger: str = ""
    lexicon: str = ""
    origin: str = "machine"


class TaggedItem(Wire):
    """Value of topic ``arms.events``, keyed by item id: what the tagger found in one revision of one item.

    A new item without events is not sent; an updated, re-tagged or replayed one always is, so that
    events which are gone can be deleted. ``tagger_revision`` orders taggers; (item.revision, tagger_revision)
    never goes back for an item.
    """

    v: int = 1
    item: ItemRef
    cause: Cause = Cause.NEW
    relevance: float = Field(default=0.0, ge=0, le=1)
    arms_related: bool = False
    events: tuple[ArmsEvent, ...] = ()
    simhash: int = Field(default=0, ge=0, description="64-bit simhash of title and text")
    agency: str | None = None
    tagger: str = ""
    tagger_revision: int = 0
    lexicon: str = ""
