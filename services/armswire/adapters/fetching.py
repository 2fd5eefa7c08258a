"""Fetch feeds over HTTP: conditionally, politely, within limits, and never from a private address unless allowed."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from armswire.adapters.addresses import ForbiddenAddress, PublicResolver, check_literal, environment_speaks, proxy_hosts
from armswire.adapters.unpacking import BadEncoding, Collector, TooLarge
from armswire.core.feeds.fetched import Fetched, FetchRequest, NotFetched, Outcome

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one request may cost, and how many there may be at once."""

    body_bytes: int = 20 << 20
    total_s: float = 60.0
    connect_s: float = 15.0
    read_s: float = 25.0
    redirects: int = 5
    at_once: int = 64
    per_host: int = 2


class _Refuse(Exception):  # noqa: N818 - carries an answer
    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.answer = NotFetched(outcome, message)


class Fetcher:
    """One client for all feeds. Use as an async context manager; ``fetch`` never raises for what a server does."""

    def __init__(
        self, user_agent: str, limits: FetchLimits | None = None, *, allow_private_addresses: bool = False
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits or FetchLimits()
        self._allow_private = allow_private_addresses
        self._slots = asyncio.Semaphore(self._limits.at_once)
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        limits = self._limits
        resolver = None if self._allow_private else PublicResolver(proxy_hosts())
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=limits.at_once, resolver=resolver, ttl_dns_cache=60),
            timeout=aiohttp.ClientTimeout(limits.total_s, sock_connect=limits.connect_s, sock_read=limits.read_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=environment_speaks(),
            max_line_size=32 << 10,
            max_field_size=32 << 10,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, request: FetchRequest) -> Fetched | NotFetched:
        """Ask for a feed, following redirects. Waits its turn first; only the request itself is timed."""
        try:
            async with self._turn(request.url):
                return await asyncio.wait_for(self._follow(request), self._limits.total_s)
        except _Refuse as refusal:
            return refusal.answer
        except TooLarge:
            return NotFetched(Outcome.TOO_LARGE, f"the body is larger than {self._limits.body_bytes >> 20} MB")
        except BadEncoding as error:
            return NotFetched(Outcome.BAD_ANSWER, f"the body cannot be unpacked: {error}")
        except TimeoutError:
            return NotFetched(Outcome.TIMEOUT, f"no complete answer within {self._limits.total_s:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _unreachable(error)

    @contextlib.asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        """Wait for the host first, so that a slow one does not hold the slots of the others."""
        host = urlsplit(url).hostname or ""
        semaphore, users = self._hosts.get(host, (asyncio.Semaphore(self._limits.per_host), 0))
        self._hosts[host] = (semaphore, users + 1)
        try:
            async with semaphore, self._slots:
                yield
        finally:
            users = self._hosts[host][1] - 1
            if users:
                self._hosts[host] = (semaphore, users)
            else:
                del self._hosts[host]

    async def _follow(self, request: FetchRequest) -> Fetched:
        url, headers = request.url, self._headers(request)
        for _ in range(self._limits.redirects + 1):
            self._check(url)
            answer, target = await self._once(url, headers)
            if target is None:
                return answer
            if _origin(target) != _origin(url):
                headers = {name: value for name, value in headers.items() if name not in request.headers}
            url = target
        raise _Refuse(Outcome.BAD_ANSWER, f"more than {self._limits.redirects} redirects")

    def _headers(self, request: FetchRequest) -> dict[str, str]:
        headers = {"User-Agent": self._user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate, br"}
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        return headers | dict(request.headers)

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _Refuse(Outcome.FORBIDDEN_ADDRESS, f"{url} is no http or https address")
        if not self._allow_private:
            check_literal(parts.hostname)

    async def _once(self, url: str, headers: Mapping[str, str]) -> tuple[Fetched, str | None]:
        """Ask once. Returns the answer, and where it redirects to where it does."""
        assert self._session is not None, "use the fetcher as an async context manager"
        async with self._session.get(URL(url), headers=headers, allow_redirects=False) as response:
            location = response.headers.get("Location")
            if response.status in REDIRECTS and location:
                return Fetched(response.status, url), urljoin(url, location)
            body = await self._body(response) if response.status == 200 else b""
            return _answer(response, url, body), None

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._limits.body_bytes:
            raise TooLarge
        collector = Collector(response.headers.get("Content-Encoding", ""), self._limits.body_bytes)
        async for piece in response.content.iter_chunked(_PIECE_BYTES):
            collector.add(piece)
        return collector.finish()


def _answer(response: aiohttp.ClientResponse, url: str, body: bytes) -> Fetched:
    headers = response.headers
    return Fetched(
        status=response.status,
        url=url,
        body=body,
        content_type=headers.get("Content-Type", ""),
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
        retry_after=retry_after(headers.get("Retry-After"), datetime.now(UTC)),
        challenged=headers.get("cf-mitigated", "").lower() == "challenge",
    )


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or a date (RFC 9110, 10.2.3). None where it says nothing usable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10 * 365 * 86400))
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(aware - now, timedelta())


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _unreachable(error: Exception) -> NotFetched:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ForbiddenAddress):
            return NotFetched(Outcome.FORBIDDEN_ADDRESS, f"{cause}: allow it with --allow-private-addresses")
        if isinstance(cause, ssl.SSLError):
            return NotFetched(Outcome.UNREACHABLE, f"TLS failed: {cause.reason or cause}")
        cause = cause.__cause__ or getattr(cause, "os_error", None)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return NotFetched(Outcome.UNREACHABLE, f"no such host: {error.host}")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return NotFetched(Outcome.BAD_ANSWER, f"not a usable address: {error}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return NotFetched(Outcome.BAD_ANSWER, "the answer broke off")
    return NotFetched(Outcome.UNREACHABLE, f"no connection: {error or type(error).__name__}")
