"""Ask many feeds at once how they are. Nothing is stored or remembered."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from armswire.adapters.fetching import Fetcher
from armswire.adapters.parsing import ParserPool
from armswire.core.feeds.config import FeedConfig
from armswire.poller import FeedCheck, check_feed


async def check_feeds(
    feeds: Sequence[FeedConfig], user_agent: str, now: datetime, *, allow_private_addresses: bool
) -> AsyncIterator[FeedCheck]:
    """Yield what was found of each feed, as it comes in."""
    async with Fetcher(user_agent, allow_private_addresses=allow_private_addresses) as fetcher, ParserPool() as parser:
        for coming in asyncio.as_completed([check_feed(feed, fetcher, parser, now) for feed in feeds]):
            yield await coming
