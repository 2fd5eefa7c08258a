"""Opening alerts and joining them: a timeline a test, then laws over any order, replay and crash."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.alerting.decide import KEPT, REMEMBERED, REPORTS, KeyState, Reason, decide, forgettable
from armswire_schemas.alerts import Alert, Match
from support.alerting import T0, a_match, an_event

H = timedelta(hours=1)


def run(
    matches: list[Match], state: KeyState | None = None, first: int = 0
) -> tuple[KeyState | None, list[Alert], list[Reason]]:
    """Apply matches at offsets ``first``, ``first`` + 1, …"""
    alerts, reasons = [], []
    for offset, match in enumerate(matches, first):
        state, alert, reason = decide(state, match, 0, offset)
        reasons.append(reason)
        if alert is not None:
            alerts.append(alert)
    return state, alerts, reasons


@pytest.mark.parametrize(
    ("matches", "reasons", "told"),
    [
        pytest.param([a_match()], ["opened"], [(1, True, 1)], id="the first opens"),
        pytest.param([a_match("i1"), a_match("i2", 5 * H)], ["opened", "added"], [(1, True, 1), (2, False, 2)],
                     id="a further report is added quietly"),
        pytest.param([a_match("i1"), a_match("i1", event=an_event("i1"))], ["opened", "same_match"], [(1, True, 1)],
                     id="the same match sent twice"),
        pytest.param([a_match("i1", article="A"), a_match("i2", H, article="A")], ["opened", "same_article"],
                     [(1, True, 1)], id="another item of one article"),
        pytest.param([a_match("i1"), a_match("i2", 72 * H)], ["opened", "opened"], [(1, True, 1), (1, True, 1)],
                     id="the window ends before 72 h"),
        pytest.param([a_match("i1"), a_match("i2", 72 * H - timedelta(microseconds=1))], ["opened", "added"],
                     [(1, True, 1), (2, False, 2)], id="and not before"),
        pytest.param([a_match("i1", 10 * H), a_match("i2", -100 * H)], ["opened", "late"],
                     [(1, True, 1), (2, False, 2)], id="a late one joins what is open"),
        pytest.param([a_match("i1", event=an_event("i1", basis="alleged")), a_match("i2", H)], ["opened", "confirmed"],
                     [(1, True, 1), (2, True, 2)], id="told as fact after an allegation is notified"),
        pytest.param([a_match("i1"), a_match("i2", H, event=an_event("i2", basis="alleged"))], ["opened", "added"],
                     [(1, True, 1), (2, False, 2)], id="an allegation after the fact is not"),
    ],
)  # fmt: skip
def test_timeline(matches: list[Match], reasons: list[str], told: list[tuple[int, bool, int]]) -> None:
    _, alerts, got = run(matches)
    assert got == reasons
    assert [(alert.revision, alert.notify, len(alert.reports)) for alert in alerts] == told


def test_a_confirmed_alert_tells_the_fact_from_then_on() -> None:
    alleged = an_event("i1", basis="alleged")
    _, (first, second), _ = run([a_match("i1", event=alleged), a_match("i2", H)])
    assert first.title.startswith("[ALLEGED") and not second.title.startswith("[")
    assert (second.event.basis, second.id) == ("stated", first.id)
    assert [report.source for report in second.reports] == ["Paper i1", "Paper i2"]


def test_the_window_and_its_opening_do_not_move() -> None:
    _, alerts, _ = run([a_match("i1"), a_match("i2", -9 * H), a_match("i3", 9 * H)])
    assert {alert.opened for alert in alerts} == {T0}
    assert [alert.last_report for alert in alerts] == [T0, T0, T0 + 9 * H]


def test_an_applied_offset_changes_nothing_even_with_another_match() -> None:
    state, _, _ = run([a_match("i1"), a_match("i2", H)])
    after, alert, reason = decide(state, a_match("i3", 500 * H), 0, 1)
    assert (after, alert, reason) == (state, None, Reason.APPLIED)


def test_an_offset_of_another_partition_is_no_replay() -> None:
    state, _, _ = run([a_match("i1")], first=900)
    _, alert, reason = decide(state, a_match("i2", H), 1, 5)
    assert alert is not None and reason is Reason.ADDED


def test_a_match_resent_after_the_next_alert_opened_is_known() -> None:
    state, _, _ = run([a_match("i1"), a_match("i2", 80 * H)])
    _, alert, reason = decide(state, a_match("i1"), 0, 2)
    assert (alert, reason) == (None, Reason.SAME_MATCH)


def test_an_alert_takes_so_many_reports_and_no_more() -> None:
    state, alerts, reasons = run([a_match(f"i{n}", timedelta(minutes=n)) for n in range(REPORTS + 5)])
    assert len(alerts[-1].reports) == REPORTS and reasons[-5:] == ["full"] * 5
    assert state is not None and len(state.recent) <= REMEMBERED and len(state.model_dump_json()) < 1_000_000


def test_a_state_is_forgotten_when_nothing_can_ask_for_it_again() -> None:
    state, _, _ = run([a_match("i1", window=H), a_match("i2", -H, window=H)])
    assert state is not None
    assert not forgettable(state, T0 + H + KEPT)
    assert forgettable(state, T0 + H + KEPT + timedelta(seconds=1))


def test_state_survives_json() -> None:
    state, _, _ = run([a_match("i1"), a_match("i2", H)])
    assert state is not None and KeyState.model_validate_json(state.model_dump_json()) == state


steps = st.lists(st.tuples(st.integers(0, 12), st.integers(-100, 300), st.booleans()), min_size=1, max_size=25)


def some(given_steps: list[tuple[int, int, bool]]) -> list[Match]:
    return [
        a_match(f"i{n}", hours * H, event=an_event(f"i{n}", basis="alleged" if alleged else "stated"))
        for n, hours, alleged in given_steps
    ]


@given(steps, st.data())
def test_a_crash_anywhere_gives_the_same_alerts(given_steps: list[tuple[int, int, bool]], data: st.DataObject) -> None:
    """Killed after the alert is sent and before the state is kept, at any point, from any earlier commit."""
    matches = some(given_steps)
    state, alerts, _ = run(matches)
    kept = data.draw(st.integers(0, len(matches)))
    committed = data.draw(st.integers(0, kept))
    half, sent, _ = run(matches[:kept])
    again, resent, _ = run(matches[committed:], half, committed)
    assert again == state
    latest = {(alert.id, alert.revision): alert for alert in [*sent, *resent]}
    assert latest == {(alert.id, alert.revision): alert for alert in alerts}


@given(steps)
def test_laws(given_steps: list[tuple[int, int, bool]]) -> None:
    matches = some(given_steps)
    _, alerts, reasons = run(matches)
    assert len(alerts) == sum(r in {"opened", "added", "late", "confirmed"} for r in reasons)
    revisions: dict[str, int] = {}
    for alert in alerts:
        assert alert.revision == revisions.get(alert.id, 0) + 1
        revisions[alert.id] = alert.revision
        articles = [report.article for report in alert.reports]
        assert len(set(articles)) == len(articles)
        assert alert.notify or alert.revision > 1
