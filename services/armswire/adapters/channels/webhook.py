"""Alerts as HTTP POSTs of JSON.

``Idempotency-Key`` carries the message's key: a receiver that keeps the keys it has seen gets each message once.
With a secret, ``X-Armswire-Signature: sha256=<hex>`` is the HMAC-SHA256 of the body.
A webhook is an address somebody chose, so private and loopback ones are fine.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

import aiohttp
import orjson
from yarl import URL

from armswire.core.alerting.render import Outgoing
from armswire.errors import Poison, Transient

TIMEOUT_S = 15.0
_WAIT = frozenset({408, 421, 423, 425, 429})
"""Client errors that a later attempt may not meet: RFC 9110, 8470, 4918, 6585."""


class WebhookChannel:
    """POSTs to one address. 2xx is delivered; 5xx, 429 and no answer ``Transient``; other answers ``Poison``."""

    def __init__(
        self,
        name: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        secret: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.name = name
        self._url = URL(url)
        self._headers = dict(headers or {})
        self._secret = secret
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, message: Outgoing) -> None:
        body = orjson.dumps(message.payload)
        try:
            async with self._client().post(
                self._url, data=body, headers=self._signed(message.key, body), allow_redirects=False
            ) as response:
                self._judge(response)
        except (aiohttp.InvalidURL, ValueError) as error:
            raise Poison(f"channel {self.name}: cannot be posted to: {error}", "address") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Transient(f"channel {self.name}: no answer ({type(error).__name__})") from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, trust_env=not _is_local(self._url.host or ""))
        return self._session

    def _signed(self, key: str, body: bytes) -> dict[str, str]:
        headers = {
            "User-Agent": "Armswire",
            **self._headers,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        if self._secret is not None:
            digest = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Armswire-Signature"] = f"sha256={digest}"
        return headers

    def _judge(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if 200 <= status < 300:
            return
        told = f"channel {self.name}: HTTP {status}"
        if status >= 500 or status in _WAIT:
            raise Transient(told, _retry_after_s(response.headers.get("Retry-After")))
        if 300 <= status < 400:
            raise Poison(f"{told}: the address has moved, write the new one in rules.yaml", "redirect")
        raise Poison(told, f"http_{status}")


def _retry_after_s(told: str | None) -> float | None:
    """Seconds to wait as the header says it, in seconds or as a date; None where it says nothing usable."""
    if told is None:
        return None
    if told.strip().isascii() and told.strip().isdigit():
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _is_local(host: str) -> bool:
    """True for this machine and private networks, which are not asked for through a proxy."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_private
