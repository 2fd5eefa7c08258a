"""YAML with lines: what can be read keeps its line, what cannot is told with its line and a fix."""

from datetime import timedelta

import pytest

from armswire.core.yamlfile import Fields, load_yaml, parse_duration
from armswire.errors import Misconfigured, Problem


def fields(text: str) -> tuple[Fields, list[Problem]]:
    problems: list[Problem] = []
    root = load_yaml(text, "f.yaml").root
    assert root is not None
    return Fields("f.yaml", root, problems), problems


def test_every_entry_knows_its_line() -> None:
    root = load_yaml("a: &x {url: q, alerts: off}\nb:\n  <<: *x\n  url: 5\nl:\n  - 1\n  - *x\n", "f.yaml").root
    assert root is not None and root.mapping is not None
    assert root.plain() == {
        "a": {"url": "q", "alerts": "off"},
        "b": {"url": 5, "alerts": "off"},
        "l": [1, {"url": "q", "alerts": "off"}],
    }
    assert [root.mapping[name].line for name in "abl"] == [1, 2, 5]
    sequence = root.mapping["l"].sequence
    assert sequence is not None and [entry.line for entry in sequence] == [6, 1]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"], ids=["empty", "comment", "marker"])
def test_a_file_of_nothing(text: str) -> None:
    root = load_yaml(text, "f.yaml").root
    assert root is None or root.value is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("a: 1\na: 2", "f.yaml:2: 'a' is given twice", id="twice"),
        pytest.param("a: &x [*x]", "f.yaml:1: an alias stands inside", id="recursive"),
        pytest.param("ok: 1\na: !foo 3", "f.yaml:2: cannot read '3'", id="tag"),
        pytest.param("a: 2020-99-99", "f.yaml:1: cannot read '2020-99-99'", id="date"),
        pytest.param("a:\n\tb", "indent with spaces", id="tab"),
        pytest.param("a: b: c", "in quotes", id="colon"),
        pytest.param("a: [1\nb: 2", "f.yaml:2: not valid YAML", id="bracket"),
        pytest.param("? [a, b]\n: 3", "must be a word", id="list as key"),
        pytest.param("\x00", "not valid YAML", id="nul"),
    ],
)
def test_what_cannot_be_read(text: str, told: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_yaml(text, "f.yaml")
    assert told in str(caught.value)


def test_fields_are_read_by_kind() -> None:
    reader, problems = fields("url: x\ntier: 1\nalerts: off\ninterval: 1h30m\ntags: a, b\nnames: [p, q]\nkind: ngo\n")
    assert reader.text("url", required=True) == "x"
    assert reader.whole("tier", 2, 1, 3) == 1
    assert reader.flag("alerts", True) is False
    assert reader.duration("interval", None) == timedelta(minutes=90)
    assert reader.texts("tags") == ("a", "b")
    assert reader.texts("names") == ("p", "q")
    assert reader.choice("kind", ("news", "ngo"), None) == "ngo"
    assert reader.text("absent") is None
    reader.finish()
    assert problems == []


def test_everything_wrong_is_reported_with_its_line() -> None:
    reader, problems = fields("ur: x\ntier: 9\nalerts: maybe\ninterval: soon\ntags: {a: b}\nkind: newz\nname: [a]\n")
    reader.text("url", required=True)
    reader.whole("tier", 2, 1, 3)
    reader.flag("alerts", True)
    reader.duration("interval", None)
    reader.texts("tags")
    reader.choice("kind", ("news", "ngo"), None)
    reader.text("name")
    reader.finish()
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5, 6, 7, 1]
    assert [problem.fix for problem in problems][-3:] == ["write news", "write name: …", "did you mean 'url'?"]


@pytest.mark.parametrize("text", ["", "0s", "soon", "5", "-3m", "9" * 400 + "d"])
def test_not_a_duration(text: str) -> None:
    assert parse_duration(text) is None
