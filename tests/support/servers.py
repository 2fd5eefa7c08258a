"""Real HTTP servers on loopback, each in a thread of its own: one that serves feeds, one that receives webhooks."""

import asyncio
import json
import socket
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self
from xml.sax.saxutils import escape

from aiohttp import web

from support.articles import Article, article

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def rss(name: str, articles: Sequence[Article], published: datetime) -> bytes:
    """Return an RSS 2.0 document; guid and link carry the article's number."""
    when = format_datetime(published)
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>http://{name}.example/{a.number}</link>"
        f'<guid isPermaLink="false">{name}-{a.number}</guid><pubDate>{when}</pubDate>'
        f"<description>{escape(a.text)}</description></item>"
        for a in articles
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>http://{name}.example/</link><description>made for a test</description>{items}</channel></rss>"
    ).encode()


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class ThreadServer:
    """An aiohttp server on a free loopback port, started and stopped with a ``with`` statement."""

    def __init__(self) -> None:
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._runner: web.AppRunner | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPNotFound

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._up.set()
        self._loop.run_forever()
        assert self._runner is not None
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{tail:.*}", self.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(20), "the test's server did not start"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)


class FeedServer(ThreadServer):
    """Serves ``/f<k>.xml``, k < ``feeds``; each shows ``step`` more of its ``each`` articles at every poll."""

    def __init__(self, feeds: int, each: int, step: int, arms_every: int = 10) -> None:
        super().__init__()
        self.feeds, self.each, self.step, self.arms_every = feeds, each, step, arms_every
        self.published = datetime.now(UTC).replace(microsecond=0)
        self.polls: Counter[int] = Counter()
        self._lock = threading.Lock()

    def articles(self, feed: int) -> list[Article]:
        return [article(feed * self.each + n, self.arms_every) for n in range(self.each)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        feed = int(request.path.removeprefix("/f").removesuffix(".xml"))
        with self._lock:
            self.polls[feed] += 1
            shown = min(self.each, self.polls[feed] * self.step)
        body = rss(f"f{feed}", self.articles(feed)[:shown], self.published)
        return web.Response(body=body, content_type="application/rss+xml")

    def show_all(self) -> None:
        """From now on each feed shows all its articles."""
        with self._lock:
            for feed in range(self.feeds):
                self.polls[feed] += self.each

    def feeds_yaml(self, extra: str = "") -> str:
        lines = [
            f"  - url: {self.url}/f{n}.xml\n    name: Feed {n}\n    language: en\n{extra}" for n in range(self.feeds)
        ]
        return "feeds:\n" + "".join(lines)


class Receiver(ThreadServer):
    """A webhook receiver that honours the idempotency key: ``seen`` holds each message once, ``repeats`` the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[tuple[str, str], Any] = {}
        self.times: dict[tuple[str, str], datetime] = {}
        self.repeats: Counter[str] = Counter()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        payload = json.loads(await request.read())
        key = request.path.strip("/"), request.headers["Idempotency-Key"]
        if key in self.seen:
            self.repeats[key[0]] += 1
        else:
            self.seen[key] = payload
            self.times[key] = datetime.now(UTC)
        return web.Response(text="ok")

    def told(self, path: str) -> Counter[str]:
        """How often each alert was told to ``/path``, alone or in a digest, repeats under one key left out."""
        alerts: Counter[str] = Counter()
        for (where, _), payload in list(self.seen.items()):
            if where == path:
                members = payload["alerts"] if payload["kind"] == "digest" else [payload]
                alerts.update(member["alert"]["id"] for member in members)
        return alerts
