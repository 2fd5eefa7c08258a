"""Rules and channels as they are once read: what ``core/rulesfile.py`` makes of rules.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from armswire.core.query import CompiledQuery

SEVERITIES = ("low", "medium", "high", "critical")
DEFAULT_WINDOW = timedelta(hours=72)


class Kind(StrEnum):
    """What a rule looks at. ``change`` and ``first`` are known names that no version evaluates yet."""

    QUERY = "query"
    CHANGE = "change"
    FIRST = "first"


class ChannelType(StrEnum):
    """How a channel delivers."""

    LOG = "log"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """One named channel. ``digest_after`` None: every alert is a message of its own, however many there are."""

    name: str
    type: ChannelType
    line: int = 0
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: str | None = field(default=None, repr=False)
    digest_after: int | None = 20
    digest_within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``key`` None: the default dedupe key. ``compiled`` is None for kinds other than ``query``."""

    id: str
    title: str
    query: str
    severity: str
    key: tuple[str, ...] | None
    window: timedelta
    channels: tuple[str, ...]
    enabled: bool
    kind: Kind
    line: int
    compiled: CompiledQuery | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A whole file: rules in file order, channels by name (``log`` is always there)."""

    rules: tuple[Rule, ...] = ()
    channels: Mapping[str, ChannelSpec] = field(default_factory=dict)
    file: str = "rules.yaml"

    @property
    def active(self) -> tuple[Rule, ...]:
        """The rules that are evaluated."""
        return tuple(rule for rule in self.rules if rule.enabled and rule.kind is Kind.QUERY and rule.compiled)
