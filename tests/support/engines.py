"""A real Kafka and a real Elasticsearch of the tests' own, so that they may kill them and start them again."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

STACK = Path(__file__).parents[3] / "shared" / "stack" / "stack.py"
HINT = (
    "the faults need engines of their own: put the project's shared folder with stack/stack.py beside the checkout"
    " (it starts a real Kafka and Elasticsearch), or leave these tests out"
)


def free_pair(gap: int) -> int:
    """A loopback port that is free now, and so is the one ``gap`` above it."""
    for _ in range(200):
        with ExitStack() as held:
            low = held.enter_context(socket.socket())
            low.bind(("127.0.0.1", 0))
            port = int(low.getsockname()[1])
            try:
                held.enter_context(socket.socket()).bind(("127.0.0.1", port + gap))
            except (OSError, OverflowError):
                continue
            return port
    raise RuntimeError("no two free ports")


class Engines:
    """``with`` starts both. ``kill`` is kill -9, ``up`` starts again what is down, with the data it had.

    ``settings`` are further variables of the stack, such as ``STACK_JIT``.
    """

    def __init__(self, **settings: str) -> None:
        # Not in pytest's folder: Elasticsearch does not run as root and must get in.
        self.run = Path(tempfile.mkdtemp(prefix="armswire-engines-"))
        self.run.chmod(0o755)
        kafka, elastic = free_pair(1), free_pair(100)
        self.bootstrap, self.broker = f"127.0.0.1:{kafka}", f"kafka://127.0.0.1:{kafka}"
        self.elastic_port, self.elastic = elastic, f"http://127.0.0.1:{elastic}"
        own = {"STACK_RUN": str(self.run), "KAFKA_PORT": str(kafka), "ES_PORT": str(elastic)}
        self._environment = dict(os.environ) | own | settings

    def __enter__(self) -> "Engines":
        try:
            self.up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack("kill")
        shutil.rmtree(self.run, ignore_errors=True)

    def up(self, *which: str) -> None:
        """Start these (both, where none is named) and wait until they answer."""
        self._stack("up", *which)

    def kill(self, *which: str) -> None:
        """kill -9 these, and wait until they are gone."""
        self._stack("kill", *which)

    def pids(self) -> dict[str, int]:
        """The process of each engine, by its name in the stack."""
        return {name: int((self.run / f"{name}.pid").read_text()) for name in ("kafka", "es")}

    def empty(self) -> None:
        """Delete every topic (and with them what groups have committed) and every index of ours."""
        asyncio.run(self._drop_topics())
        for address in ("armswire-*", "_index_template/armswire-*"):
            request = urllib.request.Request(f"{self.elastic}/{address}", method="DELETE")
            try:
                urllib.request.urlopen(request, timeout=30).close()
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise

    async def _drop_topics(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            await admin.delete_topics([name for name in await admin.list_topics() if not name.startswith("__")])
        finally:
            await admin.close()

    def _stack(self, command: str, *which: str) -> None:
        done = subprocess.run(
            [sys.executable, str(STACK), command, *which],
            env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"stack.py {command} {' '.join(which)}: {done.stderr[-4000:]}")


@pytest.fixture(scope="session")
def own_engines() -> Iterator[Engines]:
    """One pair for all tests that break engines; each test begins with ``empty``."""
    if not STACK.is_file():
        pytest.skip(HINT)
    with Engines() as engines:
        yield engines
