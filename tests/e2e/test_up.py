"""``armswire up`` as a process: a run to the end, a second run, a second process, a stop, mistakes in files."""

import json
import re
import signal
import subprocess
import threading

import pytest

from armswire.demo.articles import sample_feeds
from armswire.demo.feedsfile import feeds_file
from armswire.demo.server import DemoServer
from support.commandline import COMMAND, armswire
from support.processes import environment

SUMMARY = re.compile(r"(\d+) feeds, (\d+) items, (\d+) events, (\d+) alerts, (\d+) feeds with errors")
RULES = "rules:\n  - id: all\n    title: Anything\n    query: arms.type:*\n"


@pytest.fixture
def served(tmp_path):
    with DemoServer(sample_feeds()) as server:
        (tmp_path / "feeds.yaml").write_text(feeds_file(server))
        (tmp_path / "rules.yaml").write_text(RULES)
        yield server


def last_line(told: str) -> tuple[int, ...]:
    return tuple(map(int, SUMMARY.fullmatch(told.splitlines()[-1]).groups()))


def test_once_and_once_more(served, tmp_path):
    first = armswire(tmp_path, "up", "--once", "--allow-private-addresses")
    assert first.returncode == 0, first.stderr
    feeds, items, events, alerts, errors = last_line(first.stdout)
    assert (feeds, items, errors) == (7, sum(len(feed.shown(1)) for feed in served.feeds.values()), 1)
    assert events and alerts
    assert "Silent Post" in first.stdout and "HTTP 503" in first.stdout
    again = armswire(tmp_path, "up", "--once", "--allow-private-addresses")
    assert last_line(again.stdout) == (7, 0, 0, 0, 1)
    served.turn = 2
    third = armswire(tmp_path, "up", "--once", "--allow-private-addresses")
    new = sum(len(feed.entries) for feed in served.feeds.values()) - items
    assert last_line(third.stdout)[1] == new
    stored = armswire(tmp_path, "search", "--index", "news", "--json", "--size", "1000").stdout.splitlines()
    assert len(stored) == len({json.loads(line)["id"] for line in stored}) == items + new
    health = armswire(tmp_path, "search", "--index", "feeds")
    assert "7 feeds found" in health.stderr + health.stdout
    ill = armswire(tmp_path, "search", "--index", "feeds", "--json", "feed.failures:3").stdout.splitlines()
    assert [json.loads(line)["feed.error"] for line in ill] == ["the server failed (HTTP 503)"]


def test_private_addresses_are_refused_unless_allowed(served, tmp_path):
    done = armswire(tmp_path, "up", "--once")
    assert done.returncode == 0, done.stderr
    assert last_line(done.stdout) == (7, 0, 0, 0, 7)
    assert "--allow-private-addresses" in done.stdout
    allowed = armswire(tmp_path, "up", "--once", env={"ARMSWIRE_ALLOW_PRIVATE_ADDRESSES": "true"})
    assert last_line(allowed.stdout)[4] == 1


def test_a_second_process_is_told_so_and_search_works_meanwhile(served, tmp_path):
    command = [*COMMAND, "up", "--allow-private-addresses"]
    log = (tmp_path / "log").open("w+")
    with log, subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=log, stdout=log) as running:
        try:
            wait_for(tmp_path, "watching 7 feeds", running)
            second = armswire(tmp_path, "up", "--once", "--allow-private-addresses")
            assert second.returncode == 2
            assert "Another armswire process" in second.stderr and "Traceback" not in second.stderr
            assert armswire(tmp_path, "search").returncode == 0
        finally:
            running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def wait_for(where, words, running) -> None:
    """Until the words are in the log; the test's own time-out ends it where they never come."""
    again = threading.Event()
    while words not in (where / "log").read_text():
        again.wait(0.05)
        assert running.poll() is None, (where / "log").read_text()


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("feeds.yaml", "feeds:\n  - url: https://a.example\n", "feeds.yaml:2:"),
        ("feeds.yaml", "feeds: [", "feeds.yaml:"),
        ("rules.yaml", "rules:\n  - id: x\n    query: 'arms.tipe:use'\n", "rules.yaml:3:"),
    ],
    ids=["feed without a name", "broken YAML", "unknown field in a query"],
)
def test_mistakes_in_files_stop_it_at_the_start(tmp_path, name, text, line):
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    (tmp_path / name).write_text(text)
    done = armswire(tmp_path, "up", "--once")
    assert done.returncode == 2
    assert line in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "armswire-data").exists()


def test_without_files_the_shipped_ones_are_used_and_said_so(tmp_path):
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    done = armswire(tmp_path, "up", "--once")
    assert done.returncode == 0, done.stderr
    assert "rules that come with Armswire" in done.stderr and "rules.yaml" in done.stderr
    assert last_line(done.stdout) == (0, 0, 0, 0, 0)


def test_a_broker_of_another_kind_is_refused(tmp_path):
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    done = armswire(tmp_path, "up", "--once", env={"ARMSWIRE_BROKER": "kafka://127.0.0.1:1"})
    assert done.returncode == 2
    assert "armswire poller" in done.stderr
