"""The rules in force, which may be replaced while the alerter runs."""

from collections.abc import Mapping
from typing import Protocol

from armswire.core.alerting.digest import Policy
from armswire.core.alerting.rules import RuleSet


class RuleSource(Protocol):
    """Where the agents look the rules up, once a batch."""

    @property
    def current(self) -> RuleSet: ...


class Rules:
    """Holds a rule set; ``replace`` it when the file was edited well."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules

    @property
    def current(self) -> RuleSet:
        return self._rules

    def replace(self, rules: RuleSet) -> None:
        """Put other rules in force from the next batch on. Alerts that are open go on with their own window."""
        self._rules = rules


def policies(rules: RuleSet) -> Mapping[str, Policy]:
    """How each channel's messages are gathered into digests."""
    return {name: Policy(spec.digest_after, spec.digest_within) for name, spec in rules.channels.items()}
