"""rules.yaml: files that are right, files that are wrong, and the rules that ship."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.alerting.doubts import doubts
from armswire.core.alerting.rules import ChannelType, Kind
from armswire.core.rulesfile import check_rules, parse_rules
from armswire.errors import Misconfigured

DATA = Path(__file__).parent.parent / "data" / "rules"
ENV = {"TEAM_PATH": "p1", "TEAM_TOKEN": "t1", "TEAM_SECRET": "s1", "DESK_HOST": "h1"}
DEFAULTS = (files("armswire") / "defaults" / "rules.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((DATA / "good").glob("*.yaml")), ids=lambda path: path.stem)
def test_good_files_are_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parse_rules(text, path.name, ENV)
    assert check_rules(text, path.name) == []


@pytest.mark.parametrize("path", sorted((DATA / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_files_name_the_line_and_the_fix(path: Path) -> None:
    """The first line of each file says what must be said: ``# error: LINE: part of the message``."""
    text = path.read_text(encoding="utf-8")
    line, told = text.splitlines()[0].removeprefix("# error: ").split(": ", 1)
    problems = check_rules(text, path.name, {})
    said = [str(problem) for problem in problems]
    assert any(each.startswith(f"{path.name}:{line}: ") and told in each for each in said), said
    with pytest.raises(Misconfigured) as caught:
        parse_rules(text, path.name, {})
    assert list(caught.value.problems) == problems


def test_every_field_is_read() -> None:
    rules = parse_rules((DATA / "good" / "every_field.yaml").read_text(encoding="utf-8"), "f", ENV)
    tanks, everything, later = rules.rules
    assert (tanks.severity, tanks.key, tanks.window) == (
        "critical", ("arms.suppliers", "news.country"), timedelta(hours=12),
    )  # fmt: skip
    assert tanks.channels == ("log", "machine")
    assert (everything.title, everything.severity, everything.key) == ("all-of-it", "medium", None)
    assert (everything.window, everything.channels) == (timedelta(days=2), ("team",))
    assert (later.kind, later.enabled, later.line) == (Kind.CHANGE, False, 21)
    assert rules.active == (tanks, everything)
    team, machine, desk = (rules.channels[name] for name in ("team", "machine", "desk"))
    assert (team.type, team.url, team.secret) == (ChannelType.WEBHOOK, "https://hooks.example/p1", "s1")
    assert team.headers == {"Authorization": "Bearer t1", "X-Team": "arms"}
    assert (team.digest_after, team.digest_within) == (3, timedelta(minutes=1))
    assert (machine.digest_after, desk.digest_after, rules.channels["log"].digest_after) == (None, 5, None)
    assert desk.url == "json://h1/x"


def test_all_problems_are_told_at_once_in_order() -> None:
    text = "rules:\n  - {id: a}\n  - {id: b, query: 'x:y'}\n  - {id: c, query: '*', severity: loud}\n"
    assert [problem.line for problem in check_rules(text, "f")] == [2, 3, 4]


def test_secrets_are_shown_nowhere() -> None:
    rules = parse_rules((DATA / "good" / "every_field.yaml").read_text(encoding="utf-8"), "f", ENV)
    assert not any(secret in repr(rules) for secret in ("p1", "t1", "s1", "h1"))


def test_a_replaced_value_is_not_replaced_again() -> None:
    text = 'channels: {a: {type: webhook, url: "http://x/${A}"}}'
    assert parse_rules(text, "f", {"A": "${B}", "B": "no"}).channels["a"].url == "http://x/${B}"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    check_rules(text, "f")


@given(st.dictionaries(st.sampled_from(["settings", "channels", "rules", "x"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "query", "kind", "url", "type", "log", "key", "window", "headers"]), inner, max_size=4),
    max_leaves=8,
)))  # fmt: skip
def test_any_structure_is_read_or_refused(tree: dict[str, object]) -> None:
    import json

    check_rules(json.dumps(tree), "f")


def test_the_default_rules_are_right_and_leave_history_out() -> None:
    rules = parse_rules(DEFAULTS, "rules.yaml", {})
    assert doubts(rules) == []
    on = {rule.id for rule in rules.active}
    assert on == {
        "big-deal", "listed-destination", "non-state-recipient", "portable-missiles", "seizure-diversion", "blocked",
        "law-and-embargo", "disputed",
    }  # fmt: skip
    waiting = {rule.id: rule.kind for rule in rules.rules if rule.kind is not Kind.QUERY}
    assert waiting == {"stage-change": Kind.CHANGE, "first-pair": Kind.FIRST}
    assert all("AND NOT arms.background:true" in rule.query for rule in rules.rules)
    assert not any("violation" in rule.title.lower() for rule in rules.rules)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param("arms.type:tranfer", "never 'tranfer' (did you mean 'transfer'?)", id="misspelt"),
        pytest.param("arms.type:test AND arms.type:use", "can never fire", id="two types at once"),
        pytest.param("arms.type:test AND NOT arms.type:Test", "can never fire", id="asked for and excluded"),
        pytest.param("(arms.type:test OR arms.type:use) AND arms.type:transfer", "can never fire", id="no way fits"),
        pytest.param("arms.recipients:UA AND arms.recipients:PL", None, id="a list can hold both"),
        pytest.param("arms.type:(test OR use) AND NOT arms.type:test", None, id="one way is left"),
        pytest.param("NOT (arms.type:test OR arms.type:use)", None, id="denied alternatives"),
    ],
)
def test_doubts(query: str, told: str | None) -> None:
    text = f"rules:\n  - id: a\n    query: ({query}) AND NOT arms.background:true\n"
    said = [str(problem) for problem in doubts(parse_rules(text, "f", {}))]
    assert said == [] if told is None else any(told in each and each.startswith("f:2: ") for each in said), said


def test_doubts_about_the_whole_file() -> None:
    text = "channels: {team: {type: webhook, url: 'http://x'}}\nrules:\n  - {id: a, query: '*', enabled: off}\n"
    said = "\n".join(str(problem) for problem in doubts(parse_rules(text, "f", {})))
    assert "no rule is enabled" in said and "sends to channel 'team'" in said and "alerts on history" in said
