"""Channels from their specifications."""

from collections.abc import Callable

from armswire.adapters.channels.apprise import AppriseChannel
from armswire.adapters.channels.log import LogChannel
from armswire.adapters.channels.webhook import WebhookChannel
from armswire.core.alerting.rules import ChannelSpec, ChannelType, RuleSet
from armswire.errors import Misconfigured, Problem
from armswire.ports import Channel
from armswire_schemas.alerts import Alert


def build_channels(rules: RuleSet, shown: Callable[[Alert], None] | None = None) -> dict[str, Channel]:
    """Return every channel of the rules by name; ``shown`` is called with each alert that the log channel tells.

    Nothing is connected yet. Raises ``Misconfigured`` where apprise does not know a channel's URL.
    """
    built: dict[str, Channel] = {}
    problems: list[Problem] = []
    for name, spec in rules.channels.items():
        try:
            built[name] = _channel(spec, shown)
        except ValueError as error:
            problems.append(
                Problem(rules.file, spec.line, f"channel {name!r}: {error}", "see https://appriseit.com/services/")
            )
    if problems:
        raise Misconfigured(*problems)
    return built


def _channel(spec: ChannelSpec, shown: Callable[[Alert], None] | None) -> Channel:
    match spec.type:
        case ChannelType.LOG:
            return LogChannel(spec.name, shown)
        case ChannelType.WEBHOOK:
            return WebhookChannel(spec.name, spec.url, spec.headers, spec.secret)
        case ChannelType.APPRISE:
            return AppriseChannel(spec.name, spec.url)
