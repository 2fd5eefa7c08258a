"""Where alerts go: the log, webhooks, and whatever apprise reaches. ``build_channels`` makes them from rules.yaml."""

from armswire.adapters.channels.build import build_channels
from armswire.adapters.channels.log import LogChannel
from armswire.adapters.channels.webhook import WebhookChannel

__all__ = ["LogChannel", "WebhookChannel", "build_channels"]
