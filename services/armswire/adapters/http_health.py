"""A small HTTP server for probes and metrics: ``/livez``, ``/readyz``, ``/metrics``. Nothing else is answered.

200 where the answer is yes, 503 where it is no; the body is the same JSON for both probes, for a person to read.
"""

from collections.abc import Callable, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from armswire.errors import Misconfigured, Problem
from armswire.flow.health import Health

GIVE_UP_S = 1.0
"""How long ``close`` waits for answers that are under way."""


class HealthServer:
    """Serves on ``host``:``port`` between ``open`` and ``close``; port 0 takes a free one, told by ``address``."""

    def __init__(self, host: str, port: int, health: Callable[[], Health], registry: CollectorRegistry) -> None:
        self._host, self._port, self._health, self._registry = host, port, health, registry
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """``http://host:port`` once open."""
        if self._runner is None or not self._runner.addresses:
            raise RuntimeError("open the health server first")
        host, port = self._runner.addresses[0][:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def open(self) -> None:
        """Start serving. ``Misconfigured`` where the address cannot be had."""
        app = web.Application()
        app.add_routes([web.get("/livez", self._livez), web.get("/readyz", self._readyz)])
        app.add_routes([web.get("/metrics", self._metrics)])
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=GIVE_UP_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self.close()
            where = f"{self._host}:{self._port}"
            raise Misconfigured(
                Problem("ARMSWIRE_HTTP", None, f"cannot listen on {where}: {error.strerror}", "choose another port")
            ) from error

    async def close(self) -> None:
        """Stop serving; nothing happens where it does not serve."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _livez(self, _request: web.Request) -> web.Response:
        health = self._health()
        return _answer(health.live, health.facts())

    async def _readyz(self, _request: web.Request) -> web.Response:
        health = self._health()
        return _answer(health.ready, health.facts())

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _answer(good: bool, facts: Mapping[str, object]) -> web.Response:
    return web.json_response(dict(facts), status=200 if good else 503)
