"""The command line as people meet it: real processes, what they print where, and their exit codes."""

import json
import os
import re

import pytest
from typer.testing import CliRunner

from armswire.cli.app import COMMANDS, build
from support.commandline import armswire

ITEM = {"id": "a1", "title": "Poland signs $5.8 billion contract for South Korean tanks and howitzers", "lang": "en"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help_with_an_example(command):
    told = CliRunner().invoke(build(), [*command.name.split(), "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert told.exit_code == 0, told.output
    assert "Example:" in told.output
    assert command.example.split()[0] in told.output


def test_version(tmp_path):
    done = armswire(tmp_path, "version")
    assert done.returncode == 0
    assert re.fullmatch(r"armswire \d+\.\d+\.\d+ \(Python 3\.\d+\.\d+\)\n", done.stdout)
    assert done.stderr == ""


def test_a_wrong_command_is_wrong_use(tmp_path):
    done = armswire(tmp_path, "serch", "x")
    assert done.returncode == 2
    assert "serch" in done.stderr and done.stdout == ""


def test_tag_reads_lines_and_writes_the_form_of_the_guide(tmp_path):
    done = armswire(tmp_path, "tag", stdin=json.dumps(ITEM) + "\n\n" + json.dumps({"title": "A leopard in the zoo"}))
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["id"] == "a1" and first["arms_related"] is True
    event = first["events"][0]
    assert set(event) == {
        "type", "mode", "status", "negated", "basis", "background", "detail", "suppliers", "recipients", "weapons",
        "value", "evidence",
    }  # fmt: skip
    assert (event["type"], event["suppliers"], event["recipients"]) == ("transfer", ["KR"], ["PL"])
    assert event["value"] == {"amount": 5.8e9, "currency": "USD"}
    assert event["evidence"] in ITEM["title"]
    assert second["events"] == []


def test_tag_names_the_line_that_is_wrong_and_goes_on(tmp_path):
    (tmp_path / "items.jsonl").write_text('{"title": 3}\nnot json\n' + json.dumps(ITEM) + "\n")
    done = armswire(tmp_path, "tag", "items.jsonl")
    assert done.returncode == 1
    assert "items.jsonl:1:" in done.stderr and "items.jsonl:2:" in done.stderr
    assert json.loads(done.stdout)["id"] == "a1"


def test_tag_drops_markup_and_bytes_that_are_no_text(tmp_path):
    marked = {
        "id": "b",
        "title": "Poland buys <b>howitzers</b>",
        "text": "<p>Safe &amp; sound</p><script>Iran</script>",
    }
    (tmp_path / "items.jsonl").write_bytes(b'{"title": "\xff"}\n' + json.dumps(marked).encode())
    done = armswire(tmp_path, "tag", "items.jsonl")
    assert done.returncode == 1
    assert "items.jsonl:1:" in done.stderr and "fault" not in done.stderr
    (event,) = json.loads(done.stdout)["events"]
    assert event["evidence"] == "Poland buys howitzers"


def test_a_mistake_is_told_as_it_was_written(tmp_path):
    rule = "{id: a, title: A, severity: low, query: 'arms.value.usd:abc'}"
    (tmp_path / "rules.yaml").write_text(f"rules:\n  - {rule}\n")
    done = armswire(tmp_path, "rules", "check")
    assert done.returncode == 1
    assert "arms.value.usd:abc: 'abc' is no number" in done.stderr


def test_tag_of_a_file_that_is_not_there(tmp_path):
    done = armswire(tmp_path, "tag", "nowhere.jsonl")
    assert done.returncode == 2
    assert "nowhere.jsonl" in done.stderr and "Traceback" not in done.stderr


def test_tag_pretty_is_for_people(tmp_path):
    done = armswire(tmp_path, "tag", "--pretty", stdin=json.dumps(ITEM))
    assert done.returncode == 0
    assert "South Korea → Poland" in done.stdout


def test_search_where_nothing_is_stored(tmp_path):
    done = armswire(tmp_path, "search", "x")
    assert done.returncode == 2
    assert "armswire up" in done.stderr
    assert not (tmp_path / "armswire-data").exists()


def test_config_shows_what_is_in_force_and_hides_what_is_secret(tmp_path):
    env = {"ARMSWIRE_STORE": "https://kim:geheim@es.example:9200", "ARMSWIRE_FEEEDS": "x"}
    done = armswire(tmp_path, "config", "--json", env=env)
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["ARMSWIRE_STORE"] == "https://••••••@es.example:9200"
    assert told["ARMSWIRE_FIRST_POLL"] == "recent"
    assert "ARMSWIRE_FEEEDS" in done.stderr
    assert "geheim" not in done.stdout + done.stderr


def test_a_setting_that_cannot_be_is_named(tmp_path):
    done = armswire(tmp_path, "config", env={"ARMSWIRE_POLL_AT_ONCE": "many"})
    assert done.returncode == 2
    assert "ARMSWIRE_POLL_AT_ONCE" in done.stderr and "Traceback" not in done.stderr


def test_the_rules_that_are_shipped_are_right(tmp_path):
    done = armswire(tmp_path, "rules", "check")
    assert done.returncode == 0, done.stderr
    assert "nothing wrong" in done.stderr and "big-deal" in done.stdout


def test_rules_check_names_each_mistake_with_its_line(tmp_path):
    (tmp_path / "rules.yaml").write_text(
        "rules:\n  - id: a\n    query: arms.recipient:UA\n  - id: b\n    query: arms.type:transfer\n    severty: high\n"
    )
    done = armswire(tmp_path, "rules", "check")
    assert done.returncode == 1
    assert "rules.yaml:3:" in done.stderr and "arms.recipients" in done.stderr
    assert "rules.yaml:6:" in done.stderr and "severity" in done.stderr


def test_the_feeds_that_are_shipped_are_listed(tmp_path):
    done = armswire(tmp_path, "feeds", "list", "--json")
    assert done.returncode == 0, done.stderr
    feeds = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(feeds) > 20
    assert len({feed["url"] for feed in feeds}) == len(feeds)


def test_feeds_add_keeps_what_is_there(tmp_path):
    (tmp_path / "feeds.yaml").write_text("# ours\nfeeds:\n  - url: https://a.example/rss # first\n    name: A\n")
    done = armswire(tmp_path, "feeds", "add", "https://b.example/rss", "--name", "B", "--tier", "1", "--tag", "eu")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "feeds.yaml").read_text()
    assert text.startswith("# ours\nfeeds:\n  - url: https://a.example/rss # first\n")
    listed = armswire(tmp_path, "feeds", "list", "--json").stdout.splitlines()
    assert [json.loads(line)["name"] for line in listed] == ["A", "B"]
    again = armswire(tmp_path, "feeds", "add", "https://b.example/rss", "--name", "B")
    assert again.returncode == 2
    assert (tmp_path / "feeds.yaml").read_text() == text


def test_feeds_add_without_a_file_begins_with_the_shipped_ones(tmp_path):
    done = armswire(tmp_path, "feeds", "add", "https://b.example/rss", "--name", "B")
    assert done.returncode == 0, done.stderr
    assert len(armswire(tmp_path, "feeds", "list", "--json").stdout.splitlines()) > 20


def test_output_cut_off_by_a_pipe_is_no_error(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    done = armswire(tmp_path, "feeds", "list", stdout=writing)
    os.close(writing)
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr
