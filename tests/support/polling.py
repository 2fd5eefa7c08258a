"""A poller over real HTTP and the real embedded log, for tests: serve bodies, poll, look at what was published."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from armswire.adapters.fetching import Fetcher, FetchLimits
from armswire.adapters.parsing import ParserPool
from armswire.adapters.sqlite_log import Peek, SqliteLog
from armswire.core.feeds.config import FeedConfig
from armswire.core.identity import feed_id
from armswire.poller import Options, Poller
from armswire_schemas.news import NewsItem
from support.servers import ThreadServer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class BodyServer(ThreadServer):
    """Serves what ``answer`` says of a path: bytes, a response made for the request, or 404 for None."""

    def __init__(self, answer: Callable[[web.Request], bytes | web.StreamResponse | None]) -> None:
        super().__init__()
        self.answer = answer
        self.requests: list[web.Request] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        answer = self.answer(request)
        if answer is None:
            raise web.HTTPNotFound
        return web.Response(body=answer, content_type="application/xml") if isinstance(answer, bytes) else answer


@contextlib.contextmanager
def serving(bodies: Mapping[str, bytes]) -> Iterator[BodyServer]:
    """Serve these bodies by their path without its slash."""
    with BodyServer(lambda request: bodies.get(request.path.removeprefix("/"))) as server:
        yield server


def config(url: str, name: str = "A feed", **fields: object) -> FeedConfig:
    """A feed as ``feeds.yaml`` would give it."""
    return FeedConfig(**{"id": feed_id(url), "url": url, "name": name, **fields})  # type: ignore[arg-type]


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Rig:
    """A poller and what it works on. ``restart`` gives a new one on the same log, as after a kill."""

    log: SqliteLog
    fetcher: Fetcher
    parser: ParserPool
    clock: Clock
    options: Options = field(default_factory=Options)

    async def poller(self, feeds: Sequence[FeedConfig]) -> Poller:
        poller = Poller(feeds, self.log, self.log, self.fetcher, self.parser, clock=self.clock, options=self.options)
        await poller.load()
        return poller

    def news(self) -> list[NewsItem]:
        """Every news item published so far, in order of arrival."""
        values = [value for _, _, _, value in Peek(self.log.path).dump("news.items")]
        return [NewsItem.model_validate_json(value) for value in values if value is not None]


@contextlib.asynccontextmanager
async def rig(
    folder: Path, *, limits: FetchLimits | None = None, parse_timeout_s: float = 30.0, options: Options | None = None
) -> AsyncIterator[Rig]:
    """Everything a poller needs, on a log in this folder; loopback allowed."""
    wide = limits or FetchLimits(per_host=64)
    async with (
        SqliteLog(folder / "log.db") as log,
        Fetcher("armswire-test", wide, allow_private_addresses=True) as fetcher,
        ParserPool(timeout_s=parse_timeout_s) as parser,
    ):
        yield Rig(log, fetcher, parser, Clock(), options or Options(per_host=64, batch_within_s=0.0))
