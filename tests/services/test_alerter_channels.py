"""Channels against real servers: what arrives, and what each answer means."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog
from aiohttp import web

from armswire.adapters.channels import LogChannel, WebhookChannel, build_channels
from armswire.adapters.channels.apprise import AppriseChannel
from armswire.core.alerting.render import alert_message, digest_message
from armswire.core.rulesfile import parse_rules
from armswire.errors import Misconfigured, Poison, Transient
from support.alerting import an_alert
from support.servers import ThreadServer

MESSAGE = alert_message("n1", an_alert())


@dataclass
class Answering(ThreadServer):
    """Answers every request with ``status`` and ``headers``, after ``wait_s``; keeps what came."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.came.append((dict(request.headers), await request.read()))
        await asyncio.sleep(self.wait_s)
        return web.Response(status=self.status, headers=self.headers)


@pytest.fixture
def server() -> Iterator[Answering]:
    with Answering() as running:
        yield running


@pytest.fixture
async def webhook(server: Answering) -> AsyncIterator[WebhookChannel]:
    channel = WebhookChannel("team", f"{server.url}/hook", {"X-Team": "arms"}, "secret", timeout_s=5)
    yield channel
    await channel.close()


async def test_a_webhook_gets_the_alert_its_key_and_a_signature(server: Answering, webhook: WebhookChannel) -> None:
    await webhook.send(MESSAGE)
    ((headers, body),) = server.came
    payload: dict[str, Any] = json.loads(body)
    assert (payload["kind"], payload["id"], payload["alert"]["id"]) == ("alert", "n1", "a1")
    assert payload["alert"]["event"]["evidence"] == "Poland buys K2 tanks"
    assert (headers["Idempotency-Key"], headers["X-Team"], headers["Content-Type"]) == (
        "n1", "arms", "application/json",
    )  # fmt: skip
    assert headers["X-Armswire-Signature"] == "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_2xx_is_delivered(server: Answering, webhook: WebhookChannel, status: int) -> None:
    server.status = status
    await webhook.send(MESSAGE)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_transient(server: Answering, webhook: WebhookChannel, status: int) -> None:
    server.status, server.headers = status, {"Retry-After": "77"}
    with pytest.raises(Transient, match=f"HTTP {status}") as caught:
        await webhook.send(MESSAGE)
    assert caught.value.retry_after_s == 77


@pytest.mark.parametrize(
    ("told", "asked"),
    [("Fri, 31 Dec 1999 23:59:59 GMT", 0), ("soon", None), ("-5", None), ("١٢", None), ("", None)],
)
async def test_retry_after_in_other_words(
    server: Answering, webhook: WebhookChannel, told: str, asked: float | None
) -> None:
    server.status, server.headers = 503, {"Retry-After": told}
    with pytest.raises(Transient) as caught:
        await webhook.send(MESSAGE)
    assert caught.value.retry_after_s == asked


@pytest.mark.parametrize(
    ("status", "told"),
    [(400, "HTTP 400"), (401, "HTTP 401"), (404, "HTTP 404"), (410, "HTTP 410"), (302, "write the new one")],
)
async def test_what_never_will_is_poison(server: Answering, webhook: WebhookChannel, status: int, told: str) -> None:
    server.status, server.headers = status, {"Location": f"{server.url}/other"}
    with pytest.raises(Poison, match=told):
        await webhook.send(MESSAGE)
    assert len(server.came) == 1


async def test_no_answer_is_transient(server: Answering) -> None:
    server.wait_s = 30
    channel = WebhookChannel("team", server.url, timeout_s=0.2)
    with pytest.raises(Transient, match="no answer"):
        await channel.send(MESSAGE)
    await channel.close()
    nobody = WebhookChannel("team", "http://127.0.0.1:1/")
    with pytest.raises(Transient, match="no answer"):
        await nobody.send(MESSAGE)
    await nobody.close()


async def test_apprise_delivers_by_its_own_services(server: Answering) -> None:
    channel = AppriseChannel("desk", f"json://127.0.0.1:{server.port}/x")
    await channel.send(MESSAGE)
    payload = json.loads(server.came[0][1])
    assert payload["title"] == MESSAGE.title and "Poland buys K2 tanks" in payload["message"]
    server.status = 500
    with pytest.raises(Transient, match="did not take"):
        await channel.send(MESSAGE)
    await channel.close()


async def test_apprise_that_hangs_is_transient_and_stops_nobody(server: Answering) -> None:
    server.wait_s = 1.5
    channel = AppriseChannel("desk", f"json://127.0.0.1:{server.port}/x", timeout_s=0.2)
    with pytest.raises(Transient, match="within"):
        await channel.send(MESSAGE)
    await channel.close()


async def test_the_log_tells_each_alert_and_shows_it() -> None:
    shown: list[str] = []
    channel = LogChannel("log", lambda alert: shown.append(alert.id))
    with structlog.testing.capture_logs() as lines:
        await channel.send(MESSAGE)
        await channel.send(digest_message("d", [("n2", an_alert("a2")), ("n3", an_alert("a3"))], "log"))
    assert shown == ["a1", "a2", "a3"] == [line["alert"] for line in lines]
    assert lines[0]["evidence"] == "Poland buys K2 tanks"


async def test_channels_are_built_from_the_rules() -> None:
    text = "channels: {a: {type: webhook, url: 'http://x/'}, b: {type: apprise, url: 'json://localhost/x'}}"
    built = build_channels(parse_rules(text, "f", {}))
    assert {name: type(channel).__name__ for name, channel in built.items()} == {
        "log": "LogChannel", "a": "WebhookChannel", "b": "AppriseChannel",
    }  # fmt: skip
    for channel in built.values():
        await channel.close()


async def test_an_address_apprise_does_not_know_names_its_line_and_keeps_its_secret() -> None:
    text = "channels:\n  log: {type: log}\n  b: {type: apprise, url: 'nosuch://secret'}\n"
    with pytest.raises(Misconfigured, match=r"f:3: channel 'b': .* 'nosuch'") as caught:
        build_channels(parse_rules(text, "f", {}))
    assert "secret" not in str(caught.value)
