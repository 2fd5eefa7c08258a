"""What the README shows is right: queries compile, files parse, commands exist, places are there."""

import re
from pathlib import Path

import pytest

from armswire.cli.app import COMMANDS
from armswire.core.feedsfile import parse_feeds
from armswire.core.fields import Index
from armswire.core.query import compile_query
from armswire.core.rulesfile import parse_rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
NAMES = {word for command in COMMANDS for word in (command.name, command.name.split()[0])}
SEARCHES = re.search(r"## Search\n\n```\n(.*?)```", README, re.DOTALL)[1].splitlines()


@pytest.mark.parametrize("line", SEARCHES)
def test_queries_compile(line):
    compile_query(line.partition(" #")[0].strip(), Index.EVENTS)


def test_files_parse():
    yaml = [text for kind, text in BLOCKS if kind == "yaml"]
    (feed,) = (found for text in yaml if "feeds:" in text for found in parse_feeds(text, "README.md"))
    assert (feed.name, feed.tier) == ("Example News", 2)
    environment = {"TEAM_HOOK": "https://hook.example", "DESK_URL": "mailto://desk.example"}
    (rules,) = (parse_rules(text, "README.md", environment) for text in yaml if "rules:" in text)
    assert [rule.id for rule in rules.active] == ["big-deal"]


def test_commands_exist():
    shown = re.findall(r"(?:\./run\.sh |^\| `|, `|`)armswire ([a-z]+)", README)
    assert len(shown) > 10
    assert set(shown) <= NAMES
    script = (ROOT / "run.sh").read_text("utf-8")
    for command in set(re.findall(r"\./run\.sh ([a-z]+)", README)):
        assert re.search(rf"^\s+(?:\w+ \| )*{command}(?: \| [\w-]+)*\)", script, re.MULTILINE), command


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
