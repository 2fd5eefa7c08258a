"""``armswire demo``: it ends by itself, shows alerts, and leaves a search that works."""

import json
import re

import pytest

from support.commandline import armswire

SUMMARY = re.compile(r"^(\d+) feeds, (\d+) items, (\d+) events, (\d+) alerts, (\d+) feeds with errors$", re.MULTILINE)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    where = tmp_path_factory.mktemp("demo")
    done = armswire(where, "demo", env={"ARMSWIRE_CALLED_AS": "./run.sh armswire"})
    assert done.returncode == 0, done.stdout + done.stderr
    return where, done.stdout


def test_it_shows_alerts_and_sums_up(shown):
    _, told = shown
    feeds, items, events, alerts, errors = map(int, SUMMARY.search(told).groups())
    assert (feeds, errors) == (7, 1)
    assert items == 46
    assert events >= 20
    assert told.count("\nALERT ") >= alerts >= 8
    assert "South Korea → Poland" in told
    assert "Silent Post" in told
    assert "backlog: 1 item stored" in told


def test_what_only_sounds_like_arms_raises_no_alert(shown):
    _, told = shown
    alerts = "\n".join(line for line in told.splitlines() if line.startswith("ALERT "))
    for word in ("leopard", "Leopardenbaby", "javelin with", "supermarket", "Caesar"):
        assert word not in alerts


def test_the_commands_it_suggests_work(shown):
    where, told = shown
    suggested = re.findall(r"^\./run\.sh armswire search --data armswire-demo '(.+)'$", told, re.MULTILINE)
    assert len(suggested) >= 3
    for query in suggested:
        done = armswire(where, "search", "--data", "armswire-demo", "--json", query)
        assert done.returncode == 0, done.stderr
        assert done.stdout, f"nothing is found by {query}"
        for line in done.stdout.splitlines():
            assert json.loads(line)["arms.type"]


def test_it_clears_only_what_it_made(shown, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = armswire(tmp_path, "demo", "--data", "mine")
    assert done.returncode == 2
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
