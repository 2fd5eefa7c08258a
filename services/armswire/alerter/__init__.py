"""Alerts: rules on the stream of events, one alert a matter, and its notifications through a durable outbox.

``attach`` adds the agents to a flow; an ``OutboxDrain`` beside them delivers. No agent waits for a channel.
"""

from armswire.alerter.drain import OutboxDrain
from armswire.alerter.rules import Rules, RuleSource, policies
from armswire.alerter.service import Tally, attach

__all__ = ["OutboxDrain", "RuleSource", "Rules", "Tally", "attach", "policies"]
