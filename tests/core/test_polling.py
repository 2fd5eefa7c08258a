"""When a feed is polled next, what is asked, what is remembered, and whose turn it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armswire.core.feeds.config import FeedConfig
from armswire.core.feeds.fetched import WELL, Fetched, NotFetched, Outcome, outcome_of
from armswire.core.feeds.polling import Verdict, after_poll, blocked, fresh, judge, next_due, request
from armswire.core.feeds.schedule import JITTER, Policy, Reason, schedule
from armswire.core.feeds.turns import Turns
from armswire_schemas.feeds import PollState

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLICY = Policy()
FEED = FeedConfig("f", "https://a.example/feed", "A")


def near(wait: timedelta) -> tuple[timedelta, timedelta]:
    return wait * (1 - JITTER), wait * (1 + JITTER)


@pytest.mark.parametrize(
    ("outcome", "failures", "interval", "asked", "wait", "reason"),
    [
        pytest.param(Outcome.READ, 0, None, None, near(15 * MINUTE), Reason.STEADY, id="steady"),
        pytest.param(Outcome.UNCHANGED, 5, None, None, near(15 * MINUTE), Reason.STEADY, id="recovered"),
        pytest.param(Outcome.READ, 0, HOUR, None, near(HOUR), Reason.STEADY, id="its own interval"),
        pytest.param(Outcome.READ, 0, timedelta(seconds=1), None, near(MINUTE), Reason.STEADY, id="floor"),
        pytest.param(Outcome.READ, 0, 30 * DAY, None, (DAY * 0.9, DAY), Reason.STEADY, id="ceiling"),
        pytest.param(Outcome.TIMEOUT, 0, None, None, near(30 * MINUTE), Reason.BACKOFF, id="first failure"),
        pytest.param(Outcome.TIMEOUT, 2, None, None, near(2 * HOUR), Reason.BACKOFF, id="third failure"),
        pytest.param(Outcome.TIMEOUT, 10**6, None, None, (DAY * 0.9, DAY), Reason.BACKOFF, id="for ever failing"),
        pytest.param(Outcome.READ, 0, None, HOUR, (HOUR, HOUR), Reason.SERVER_ASKED, id="server asks"),
        pytest.param(Outcome.RATE_LIMITED, 0, None, 9 * DAY, (DAY, DAY), Reason.SERVER_ASKED, id="up to a day"),
        pytest.param(Outcome.READ, 0, None, MINUTE, near(15 * MINUTE), Reason.STEADY, id="asks for less"),
    ],
)
def test_when_a_feed_is_due(
    outcome: Outcome,
    failures: int,
    interval: timedelta | None,
    asked: timedelta | None,
    wait: tuple[timedelta, timedelta],
    reason: Reason,
) -> None:
    due = schedule("f", outcome, failures, POLICY, NOW, interval=interval, retry_after=asked)
    assert due.at is not None
    assert max(wait[0], POLICY.floor) <= due.at - NOW <= wait[1]
    assert due.reason is reason
    assert due.failures == (0 if outcome in WELL else failures + 1)


def test_gone_is_for_good() -> None:
    due = schedule("f", Outcome.GONE, 0, POLICY, NOW, retry_after=HOUR)
    assert (due.at, due.reason) == (None, Reason.GONE)


@settings(deadline=None)
@given(
    st.text(),
    st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.GONE]),
    st.integers(0, 10**9),
    st.none() | st.timedeltas(),
    st.none() | st.timedeltas(),
)
def test_bounds_hold(
    feed: str, outcome: Outcome, failures: int, interval: timedelta | None, asked: timedelta | None
) -> None:
    due = schedule(feed, outcome, failures, POLICY, NOW, interval=interval, retry_after=asked)
    assert due.at is not None
    assert POLICY.floor <= due.at - NOW <= POLICY.ceiling
    assert due == schedule(feed, outcome, failures, POLICY, NOW, interval=interval, retry_after=asked)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.READ), (304, Outcome.UNCHANGED), (410, Outcome.GONE), (404, Outcome.NOT_FOUND),
        (403, Outcome.REFUSED), (401, Outcome.REFUSED), (429, Outcome.RATE_LIMITED), (503, Outcome.SERVER_ERROR),
        (204, Outcome.BAD_ANSWER), (418, Outcome.BAD_ANSWER),
    ],
)  # fmt: skip
def test_statuses(status: int, outcome: Outcome) -> None:
    found, message = outcome_of(Fetched(status, FEED.url))
    assert found is outcome
    assert (message is None) == (outcome in WELL)


def polled(state: PollState, answer: Fetched | NotFetched, now: datetime = NOW) -> PollState:
    return after_poll(FEED, state, answer, judge(answer, state), POLICY, now)


def test_validators_are_kept_and_sent() -> None:
    state = polled(fresh(FEED, None), Fetched(200, FEED.url, b"x", etag='"1"', last_modified="then"))
    asked = request(FEED, state)
    assert (asked.etag, asked.last_modified, state.name) == ('"1"', "then", FEED.name)
    again = polled(state, Fetched(304, FEED.url, etag='"2"'))
    assert (again.etag, again.last_modified, again.body_digest) == ('"2"', "then", state.body_digest)
    broken = polled(again, NotFetched(Outcome.TIMEOUT, "slow"))
    assert (broken.etag, broken.error, broken.failures) == ('"2"', "slow", 1)
    assert broken.succeeded == again.succeeded


def test_a_body_that_broke_off_is_asked_for_again_whole() -> None:
    before = polled(fresh(FEED, None), Fetched(200, FEED.url, b"x", etag='"1"', last_modified="then"))
    answer = Fetched(200, FEED.url, b"half", etag='"2"', last_modified="now")
    after = after_poll(FEED, before, answer, judge(answer, before), POLICY, NOW, entries=1, cut=True)
    asked = request(FEED, after)
    assert (asked.etag, asked.last_modified, after.items) == (None, None, 1)
    assert judge(answer, after).outcome is Outcome.READ


def test_the_same_bytes_are_not_parsed_again_unless_they_failed() -> None:
    answer = Fetched(200, FEED.url, b"x")
    state = polled(fresh(FEED, None), answer)
    assert judge(answer, state) == Verdict(Outcome.UNCHANGED)
    assert judge(Fetched(200, FEED.url, b"y"), state).outcome is Outcome.READ
    unreadable = after_poll(FEED, fresh(FEED, None), answer, Verdict(Outcome.NOT_A_FEED, "no"), POLICY, NOW)
    assert judge(answer, unreadable).outcome is Outcome.READ


def test_what_is_gone_is_asked_no_more_until_its_address_changes() -> None:
    state = polled(fresh(FEED, None), Fetched(410, FEED.url))
    told = blocked(state, NOW)
    assert told is not None and told.outcome is Outcome.GONE
    assert next_due(FEED, state, POLICY, NOW) is None
    moved = FeedConfig("f", "https://a.example/new", "A")
    assert blocked(fresh(moved, state), NOW) is None
    assert next_due(moved, fresh(moved, state), POLICY, NOW) == NOW


def test_what_the_server_asked_for_is_waited_out() -> None:
    state = polled(fresh(FEED, None), Fetched(429, FEED.url, retry_after=HOUR))
    told = blocked(state, NOW + 59 * MINUTE)
    assert told is not None and told.outcome is Outcome.WAITING
    assert blocked(state, NOW + HOUR) is None


def test_a_changed_interval_and_a_wrong_clock_take_effect_at_once() -> None:
    state = polled(fresh(FEED, None), Fetched(200, FEED.url, b"x"))
    assert next_due(FEED, state, POLICY, NOW) == state.due
    quick = FeedConfig("f", FEED.url, "A", interval=MINUTE)
    due = next_due(quick, state, POLICY, NOW)
    assert due is not None and due - NOW <= 2 * MINUTE
    ahead = polled(fresh(FEED, None), Fetched(200, FEED.url, b"x"), NOW + 365 * DAY)
    assert next_due(FEED, ahead, POLICY, NOW) == NOW + POLICY.ceiling


def test_turns_are_bounded_in_all_and_by_host() -> None:
    turns = Turns(at_once=3, per_host=2)
    for n, host in enumerate("aaabbb"):
        turns.put(f"{host}{n}", host, NOW + n * timedelta(seconds=1))
    assert turns.next(NOW - MINUTE) is None
    assert turns.next_due() == NOW
    assert [turns.next(NOW + MINUTE) for _ in range(4)] == ["a0", "a1", "b3", None]
    assert turns.next_due() is None
    turns.done("a0")
    assert turns.next(NOW + MINUTE) == "a2"
    turns.done("b3")
    assert turns.next(NOW + MINUTE) == "b4"
    assert (turns.running, turns.waiting) == (3, 1)


def test_a_host_that_has_answered_is_free_while_the_answer_is_worked_on() -> None:
    turns = Turns(at_once=2, per_host=1)
    for n in range(3):
        turns.put(f"a{n}", "a", NOW + n * timedelta(seconds=1))
    assert [turns.next(NOW + MINUTE), turns.next(NOW + MINUTE)] == ["a0", None]
    turns.answered("a0")
    assert [turns.next(NOW + MINUTE), turns.next(NOW + MINUTE)] == ["a1", None]
    turns.answered("a1")
    assert turns.next(NOW + MINUTE) is None, "two are at work"
    turns.done("a0")
    assert turns.next(NOW + MINUTE) == "a2"


def test_a_feed_put_again_while_it_runs_waits_for_its_end() -> None:
    turns = Turns(at_once=3, per_host=2)
    turns.put("a", "h", NOW)
    assert turns.next(NOW) == "a"
    turns.put("a", "h", NOW)
    assert turns.next(NOW) is None
    turns.done("a")
    assert turns.next(NOW) == "a"
    turns.clear()
    turns.done("a")
    assert turns.next(NOW) is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 20)), max_size=40), st.integers(1, 3))
def test_every_feed_gets_its_turn(puts: list[tuple[str, int]], per_host: int) -> None:
    turns = Turns(at_once=4, per_host=per_host)
    for feed, second in puts:
        turns.put(feed, (feed in "abc" and "one") or feed, NOW + timedelta(seconds=second))
    came: list[str] = []
    running: list[str] = []
    while turns.waiting or running:
        while (feed := turns.next(NOW + MINUTE)) is not None:
            running.append(feed)
        assert running, "something waits, but nothing runs or may start"
        came.append(running.pop(0))
        turns.done(came[-1])
    assert sorted(came) == sorted({feed for feed, _ in puts})
