"""A local web server for the sample feeds: conditional GET, one feed that fails on purpose, pages behind the links."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from armswire.demo.articles import SampleFeed
from armswire.demo.documents import document, page

BROKEN = "broken"
"""Slug of the feed that always answers 503."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news: standard error belongs to the demo."""


class DemoServer:
    """Serves on a free port of 127.0.0.1 in a thread of its own, from ``with`` to its end.

    ``turn`` says which entries are there: raise it to 2 and the feeds have news.
    """

    def __init__(self, feeds: Sequence[SampleFeed]) -> None:
        self.feeds = {feed.slug: feed for feed in feeds}
        self.turn = 1
        self.started = datetime.now(UTC).replace(microsecond=0)
        self._http = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)

    @property
    def base(self) -> str:
        """The server's URL, without a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def url(self, slug: str) -> str:
        """The address of a feed."""
        return f"{self.base}/feeds/{slug}.xml"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Return status, content type and body for a path."""
        match path.strip("/").split("/"):
            case ["feeds", name] if (feed := self.feeds.get(name.removesuffix(".xml"))) is not None:
                kind = "application/atom+xml" if feed.atom else "application/rss+xml"
                return HTTPStatus.OK, kind, document(feed, self.turn, self.base, self.started)
            case ["feeds", name] if name.removesuffix(".xml") == BROKEN:
                return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"closed for repairs\n"
            case ["article", slug, number] if slug in self.feeds:
                feed = self.feeds[slug]
                for entry in feed.shown(self.turn):
                    if str(entry.number) == number:
                        return HTTPStatus.OK, "text/html", page(feed, entry)
        return HTTPStatus.NOT_FOUND, "text/plain", b"not found\n"

    def etag(self, path: str) -> str:
        """The validator of a feed: it changes only where this turn shows more than the one before."""
        feed = self.feeds.get(path.rpartition("/")[2].removesuffix(".xml"))
        return f'"{len(feed.shown(self.turn)) if feed else 0}-{self.started.timestamp():.0f}"'

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = server.answer(self.path)
                etag = server.etag(self.path)
                if status is HTTPStatus.OK and self.headers.get("If-None-Match") == etag:
                    status, body = HTTPStatus.NOT_MODIFIED, b""
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", etag)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Requests are not logged: standard error belongs to the demo."""

        return Handler
