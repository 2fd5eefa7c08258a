"""The poller: asks feeds when they are due and publishes what is new, with what it has to remember, in one go."""

from armswire.poller.check import FeedCheck, Health, check_feed
from armswire.poller.service import Poller, reload_on
from armswire.poller.types import FeedReport, Options, PollerMetrics, PollSummary

__all__ = [
    "FeedCheck", "FeedReport", "Health", "Options", "PollSummary", "Poller", "PollerMetrics", "check_feed", "reload_on",
]  # fmt: skip
