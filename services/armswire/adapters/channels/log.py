"""The channel that is always there: one structured log line an alert."""

from collections.abc import Callable

import structlog

from armswire.core.alerting.render import Outgoing
from armswire_schemas.alerts import Alert

_LOG = structlog.get_logger("armswire.alerts")


class LogChannel:
    """Logs each alert at level ``warning`` and hands it to ``shown``, which must not raise."""

    def __init__(self, name: str, shown: Callable[[Alert], None] | None = None) -> None:
        self.name = name
        self._shown = shown

    async def send(self, message: Outgoing) -> None:
        for alert in message.alerts:
            first = alert.reports[0]
            _LOG.warning(
                "alert",
                title=alert.title,
                rule=alert.rule,
                severity=alert.severity,
                source=first.source,
                url=first.url,
                evidence=alert.event.evidence,
                terms=list(alert.terms),
                alert=alert.id,
                revision=alert.revision,
                notification=message.key,
            )
            if self._shown is not None:
                self._shown(alert)

    async def close(self) -> None:
        """Nothing is open."""
