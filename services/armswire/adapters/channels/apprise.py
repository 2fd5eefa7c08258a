"""Mail, Slack, Matrix and some hundred other services by apprise, which blocks: so in a thread, with a time-out.

These know no idempotency key: after a crash between sending and recording, a message can come twice.
"""

import asyncio
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from armswire.core.alerting.render import Outgoing
from armswire.errors import Transient

TIMEOUT_S = 60.0


class AppriseChannel:
    """One apprise URL. ``ValueError`` where apprise does not know it."""

    def __init__(self, name: str, url: str, timeout_s: float = TIMEOUT_S) -> None:
        self.name = name
        self._timeout_s = timeout_s
        self._apprise = _service(url)
        # A thread of its own: one that hangs keeps no other channel waiting, and at most one hangs.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"apprise-{name}")

    async def send(self, message: Outgoing) -> None:
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._notify, message)
        try:
            async with asyncio.timeout(self._timeout_s):
                delivered = await work
        except TimeoutError as error:
            raise Transient(f"channel {self.name}: no answer within {self._timeout_s:.0f} s") from error
        if not delivered:
            raise Transient(f"channel {self.name}: the service did not take the message")

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _notify(self, message: Outgoing) -> bool:
        return bool(
            self._apprise.notify(title=message.title, body=message.text, body_format="text", interpret_escapes=False)
        )


def _service(url: str) -> Any:
    """Apprise, ready to notify one URL. It takes a second and 15 MB to load, so only where it is used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its PGP support imports imghdr
        import apprise

        service = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Armswire", async_mode=False))
        if not service.add(url):
            raise ValueError(f"apprise does not know a service for an address that begins {url.split(':', 1)[0]!r}")
    return service
