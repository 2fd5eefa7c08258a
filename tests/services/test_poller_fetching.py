"""The fetcher against a real server: what is asked, what is refused, and what everything comes to."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from aiohttp import web

from armswire.adapters.addresses import ForbiddenAddress, PublicResolver, is_public
from armswire.adapters.fetching import Fetcher, FetchLimits, retry_after
from armswire.core.feeds.fetched import Fetched, FetchRequest, NotFetched, Outcome
from support.polling import BodyServer

FEED = b"<rss><channel><item><title>x</title></item></channel></rss>" * 50


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    limits = FetchLimits(body_bytes=1 << 20, total_s=5.0)
    async with Fetcher("armswire-test/1", limits, allow_private_addresses=True) as made:
        yield made


def answered(found: Fetched | NotFetched) -> Fetched:
    assert isinstance(found, Fetched), found
    return found


def failed(found: Fetched | NotFetched) -> NotFetched:
    assert isinstance(found, NotFetched), found
    return found


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def packed(encoding: str, body: bytes) -> web.Response:
    return web.Response(body=body, headers={"Content-Encoding": encoding})


async def test_it_asks_conditionally_and_says_who_it_is(fetcher: Fetcher) -> None:
    def answer(request: web.Request) -> web.Response:
        return web.Response(status=304 if "If-None-Match" in request.headers else 200, headers={"ETag": '"1"'})

    with BodyServer(answer) as server:
        first = answered(await fetcher.fetch(FetchRequest(server.url + "/f")))
        again = answered(await fetcher.fetch(FetchRequest(server.url + "/f", first.etag, "then", {"X-Key": "k"})))
    sent = server.requests[1].headers
    assert (first.status, again.status) == (200, 304)
    assert (sent["If-None-Match"], sent["If-Modified-Since"], sent["X-Key"]) == ('"1"', "then", "k")
    assert sent["User-Agent"] == "armswire-test/1"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("gzip", gzip.compress(FEED), id="gzip"),
        pytest.param("gzip", gzip.compress(FEED[:99]) + gzip.compress(FEED[99:]), id="gzip in two members"),
        pytest.param("deflate", zlib.compress(FEED), id="deflate"),
        pytest.param("deflate", deflate_raw(FEED), id="deflate without header"),
        pytest.param("br", brotli.compress(FEED), id="brotli"),
    ],
)
async def test_packed_bodies(fetcher: Fetcher, encoding: str, body: bytes) -> None:
    with BodyServer(lambda _: packed(encoding, body)) as server:
        assert answered(await fetcher.fetch(FetchRequest(server.url))).body == FEED


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("identity", b"x" * (2 << 20), id="plain"),
        pytest.param("gzip", gzip.compress(bytes(50 << 20)), id="gzip bomb"),
        pytest.param("deflate", zlib.compress(bytes(50 << 20)), id="deflate bomb"),
        pytest.param("br", brotli.compress(bytes(50 << 20), quality=1), id="brotli bomb"),
    ],
)
async def test_what_is_too_large_unpacked_is_refused(fetcher: Fetcher, encoding: str, body: bytes) -> None:
    with BodyServer(lambda _: packed(encoding, body)) as server:
        found = failed(await fetcher.fetch(FetchRequest(server.url)))
    assert found == NotFetched(Outcome.TOO_LARGE, "the body is larger than 1 MB")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("gzip", b"not gzip", id="no gzip"),
        pytest.param("gzip", gzip.compress(FEED)[:-20], id="cut gzip"),
        pytest.param("deflate", b"\xff\xff\xff", id="no deflate"),
        pytest.param("br", b"not brotli", id="no brotli"),
        pytest.param("br", brotli.compress(FEED)[:-3], id="cut brotli"),
        pytest.param("zstd", b"x", id="not asked for"),
    ],
)
async def test_what_cannot_be_unpacked_is_told(fetcher: Fetcher, encoding: str, body: bytes) -> None:
    with BodyServer(lambda _: packed(encoding, body)) as server:
        found = failed(await fetcher.fetch(FetchRequest(server.url)))
    assert found.outcome is Outcome.BAD_ANSWER
    assert "cannot be unpacked" in found.message


async def test_redirects_are_followed_with_secrets_left_behind(fetcher: Fetcher) -> None:
    with BodyServer(lambda _: FEED) as other:

        def answer(request: web.Request) -> web.Response:
            target = {"/a": "/b", "/b": other.url + "/c"}[request.path]
            return web.Response(status=301, headers={"Location": target})

        with BodyServer(answer) as server:
            found = answered(await fetcher.fetch(FetchRequest(server.url + "/a", headers={"Authorization": "s"})))
    assert (found.body, found.url) == (FEED, other.url + "/c")
    assert [request.headers.get("Authorization") for request in server.requests] == ["s", "s"]
    assert "Authorization" not in other.requests[0].headers


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        pytest.param("/again", Outcome.BAD_ANSWER, id="for ever"),
        pytest.param("file:///etc/passwd", Outcome.FORBIDDEN_ADDRESS, id="a file"),
        pytest.param("http://[::1", Outcome.BAD_ANSWER, id="nonsense"),
    ],
)
async def test_redirects_to_nowhere(fetcher: Fetcher, location: str, outcome: Outcome) -> None:
    with BodyServer(lambda _: web.Response(status=302, headers={"Location": location})) as server:
        assert failed(await fetcher.fetch(FetchRequest(server.url))).outcome is outcome


async def test_what_does_not_answer(fetcher: Fetcher) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    refused = failed(await fetcher.fetch(FetchRequest(f"http://127.0.0.1:{port}/f")))
    unknown = failed(await fetcher.fetch(FetchRequest("http://no-such-host.invalid/f")))
    assert refused.outcome is unknown.outcome is Outcome.UNREACHABLE
    assert unknown.message == "no such host: no-such-host.invalid"


async def test_a_server_that_never_ends_is_given_up() -> None:
    left = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Fetcher("t", FetchLimits(total_s=0.2), allow_private_addresses=True) as fetcher:
        found = failed(await fetcher.fetch(FetchRequest(f"http://127.0.0.1:{port}/f")))
        await left.wait()
    server.close()
    await server.wait_closed()
    assert found.outcome is Outcome.TIMEOUT


async def test_private_addresses_are_refused_at_every_hop() -> None:
    async with Fetcher("t") as fetcher:
        with BodyServer(lambda _: FEED) as server:
            for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
                found = failed(await fetcher.fetch(FetchRequest(f"http://{host}:{server.port}/f")))
                assert found.outcome is Outcome.FORBIDDEN_ADDRESS, found
                assert "--allow-private-addresses" in found.message
            for host in ("2130706433", "0x7f.1", "017700000001"):
                failed(await fetcher.fetch(FetchRequest(f"http://{host}:{server.port}/f")))
    assert server.requests == []


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1", True), ("10.0.0.1", False), ("169.254.169.254", False),
        ("127.0.0.1", False), ("0.0.0.0", False), ("100.64.0.1", False), ("224.0.0.1", False), ("::", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("2002:0a00:0001::1", False),
        ("64:ff9b::a00:1", False), ("64:ff9b::5db8:d822", True), ("not an address", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(host: str, public: bool) -> None:
    assert is_public(host) is public


async def test_a_name_is_connected_to_as_it_was_checked() -> None:
    resolver = PublicResolver()
    with pytest.raises(ForbiddenAddress, match="localhost leads to a private"):
        await resolver.resolve("localhost", 80)
    assert await PublicResolver(exempt={"localhost"}).resolve("localhost", 80)
    await resolver.close()


async def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with BodyServer(lambda request: f"asked for {request.url}".encode()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://localhost:{proxy.port}")
        async with Fetcher("t") as fetcher:
            found = answered(await fetcher.fetch(FetchRequest("http://feed.example/f")))
            inside = failed(await fetcher.fetch(FetchRequest("http://10.0.0.1/f")))
    assert found.body == b"asked for http://feed.example/f"
    assert inside.outcome is Outcome.FORBIDDEN_ADDRESS


async def test_one_host_is_not_asked_more_than_its_share_at_once() -> None:
    now_open, most = 0, 0
    gate = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now_open, most
        await reader.readuntil(b"\r\n\r\n")
        now_open += 1
        most = max(most, now_open)
        if now_open == 2:
            gate.set()
        await gate.wait()
        await asyncio.sleep(0)
        now_open -= 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with Fetcher("t", FetchLimits(per_host=2), allow_private_addresses=True) as fetcher:
        found = await asyncio.gather(*(fetcher.fetch(FetchRequest(f"{url}{n}")) for n in range(8)))
    server.close()
    assert {answered(one).status for one in found} == {200}
    assert most == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("120", timedelta(minutes=2)),
        ("-5", None),
        ("9" * 30, timedelta(seconds=10 * 365 * 86400)),
        ("Mon, 23 Nov 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Mon, 23 Nov 2020 12:01:00 GMT", timedelta()),
    ],
)
def test_retry_after(value: str | None, expected: timedelta | None) -> None:
    assert retry_after(value, datetime(2026, 11, 23, 12, 0, tzinfo=UTC)) == expected
