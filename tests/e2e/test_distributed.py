"""A service a process, on a real Kafka (and Elasticsearch): feeds in, events stored, an alert at a webhook, probes."""

import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from armswire.demo.articles import sample_feeds
from armswire.demo.feedsfile import feeds_file
from armswire.demo.server import DemoServer
from support.commandline import COMMAND, armswire
from support.processes import environment
from support.servers import Receiver, free_port

BROKER = os.environ.get("ARMSWIRE_TEST_KAFKA")
ELASTIC = os.environ.get("ARMSWIRE_TEST_ES")
SERVICES = ("tagger", "indexer", "alerter", "poller")
RULES = """
channels: {hook: {type: webhook, url: "%s/hook"}}
rules:
  - {id: deals-%s, title: A deal, query: "arms.type:transfer AND arms.status:(agreed OR done)", channels: [hook]}
"""
needs_kafka = pytest.mark.skipif(
    not BROKER, reason="set ARMSWIRE_TEST_KAFKA=kafka://127.0.0.1:9092 (./run.sh test starts one where it can)"
)


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(30)


def until(condition: Callable[[], object]) -> None:
    """Look again and again; the test's time-out ends it where it never comes true."""
    again = threading.Event()
    while not condition():
        again.wait(0.05)


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


@needs_kafka
@pytest.mark.engines
@pytest.mark.timeout(120)
def test_four_processes_do_the_whole_job(tmp_path):
    settings = {
        "ARMSWIRE_BROKER": BROKER or "",
        "ARMSWIRE_STORE": ELASTIC or f"sqlite://{tmp_path}/store.db",
        "ARMSWIRE_ALLOW_PRIVATE_ADDRESSES": "true",
    }
    ports = {service: free_port() for service in SERVICES}
    with ExitStack() as stack:
        served, hook = stack.enter_context(DemoServer(sample_feeds())), stack.enter_context(Receiver())
        # The broker remembers feeds and alerts of other runs, so this one's have names of their own.
        mine = uuid4().hex[:8]
        (tmp_path / "feeds.yaml").write_text(feeds_file(served).replace("    id: ", f"    id: {mine}-"))
        (tmp_path / "rules.yaml").write_text(RULES % (hook.url, mine))
        running = {}
        for service in SERVICES:
            extra = settings | {
                "ARMSWIRE_HTTP": f"127.0.0.1:{ports[service]}",
                "ARMSWIRE_DATA": str(tmp_path / service),
            }
            log = stack.enter_context((tmp_path / f"{service}.log").open("w"))
            command = [*COMMAND, service]
            running[service] = subprocess.Popen(command, cwd=tmp_path, env=environment(extra), stdout=log, stderr=log)
            stack.callback(end, running[service])

        def alive() -> bool:
            for service, process in running.items():
                assert process.poll() is None, (tmp_path / f"{service}.log").read_text()
            return True

        until(lambda: alive() and hook.seen)
        until(lambda: alive() and all(get(f"http://127.0.0.1:{port}/readyz")[0] == 200 for port in ports.values()))
        assert {get(f"http://127.0.0.1:{port}/livez")[0] for port in ports.values()} == {200}
        assert "armswire_messages_total" in get(f"http://127.0.0.1:{ports['tagger']}/metrics")[1]
        assert get(f"http://127.0.0.1:{ports['tagger']}/nothing")[0] == 404
        items = sum(len(feed.shown(1)) for feed in served.feeds.values())
        until(lambda: alive() and found(tmp_path, settings, "news", mine) == items)
        until(lambda: alive() and found(tmp_path, settings, "events", mine))
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        assert {process.wait(60) for process in running.values()} == {0}
    for service in SERVICES:
        assert "Traceback" not in (tmp_path / f"{service}.log").read_text()


def found(where: Path, settings: dict[str, str], index: str, mine: str) -> int:
    """How many documents of this run's feeds there are."""
    query = f"news.feed_id:{mine}*"
    told = armswire(where, "search", query, "--index", index, "--size", "1000", "--json", env=settings)
    assert told.returncode in (0, 1, 2), told.stderr
    lines = told.stdout.splitlines()
    assert len(lines) == len({json.loads(line)["id"] for line in lines})
    return len(lines)


@needs_kafka
@pytest.mark.engines
def test_topics_are_made_once(tmp_path):
    settings = {"ARMSWIRE_BROKER": BROKER or ""}
    assert armswire(tmp_path, "topics", "apply", env=settings).returncode == 0
    again = armswire(tmp_path, "topics", "apply", "--dry-run", env=settings)
    assert again.returncode == 0
    assert "as they should be" in again.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_on_sqlite_a_service_alone_is_refused(tmp_path, service):
    done = armswire(tmp_path, service)
    assert done.returncode == 2
    assert "armswire up" in done.stderr and "Traceback" not in done.stderr
