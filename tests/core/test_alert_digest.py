"""When messages become one digest, and how long a failure waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.alerting.digest import LONGEST_ASKED, Plan, Policy, digest_id, plan, retry_at
from support.alerting import T0

S = timedelta(seconds=1)
POLICY = Policy(after=20, within=timedelta(minutes=10), gather=10 * S)


@dataclass(frozen=True)
class Note:
    id: str
    created: datetime


def notes(count: int, age: timedelta = timedelta()) -> list[Note]:
    return [Note(f"n{n}", T0 - age) for n in range(count)]


@pytest.mark.parametrize(
    ("waiting", "sent", "flush", "told"),
    [
        pytest.param(notes(0), 0, False, Plan.NOTHING, id="nothing waits"),
        pytest.param(notes(20), 0, False, Plan.SINGLE, id="20 go one by one"),
        pytest.param(notes(21), 0, False, Plan.GATHER, id="21 are gathered"),
        pytest.param(notes(21, 10 * S), 0, False, Plan.DIGEST, id="and go when the oldest has waited"),
        pytest.param(notes(1), 19, False, Plan.SINGLE, id="the 20th in the window"),
        pytest.param(notes(1, 10 * S), 20, False, Plan.DIGEST, id="the digest is one more"),
        pytest.param(notes(5, 99 * S), 21, False, Plan.HOLD, id="and there is one only"),
        pytest.param(notes(5), 21, True, Plan.DIGEST, id="at the end nothing is held"),
        pytest.param(notes(5), 3, True, Plan.SINGLE, id="at the end few are still single"),
    ],
)
def test_plan(waiting: list[Note], sent: int, flush: bool, told: Plan) -> None:
    assert plan(waiting, sent, POLICY, T0, flush=flush) is told


def test_a_channel_may_never_gather() -> None:
    assert plan(notes(5000), 9999, Policy(after=None), T0) is Plan.SINGLE


@given(st.lists(st.integers(0, 1500), max_size=150), st.integers(1, 25))
def test_never_more_than_after_and_one_in_any_window(arrivals: list[int], after: int) -> None:
    """A whole hour, second by second: whatever comes, whenever it comes, goes out, and no window holds more."""
    policy = Policy(after, timedelta(minutes=5), 10 * S)
    waiting: list[Note] = []
    sent: list[datetime] = []
    told = 0
    for second in range(1500 + 1200):
        now = T0 + second * S
        waiting += [Note(f"n{second}", now)] * arrivals.count(second)
        recent = sum(when >= now - policy.within for when in sent)
        step = plan(waiting, recent, policy, now)
        if step in (Plan.SINGLE, Plan.DIGEST):
            sent += [now] * (len(waiting) if step is Plan.SINGLE else 1)
            told += len(waiting)
            waiting = []
        assert sum(when >= now - policy.within for when in sent) <= after + 1
    assert (told, waiting) == (len(arrivals), [])


@given(st.lists(st.text(max_size=5), unique=True, min_size=2), st.randoms())
def test_a_digests_key_is_its_members(ids: list[str], random: object) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest_id(ids) == digest_id(shuffled) != digest_id(ids[1:])


@pytest.mark.parametrize(
    ("attempts", "asked", "seconds"),
    [(0, None, 5), (1, None, 10), (3, None, 40), (50, None, 3600), (0, 120, 120), (5, 1, 160),
     (0, 1e12, 86400), (0, -5, 5)],
)  # fmt: skip
def test_retry(attempts: int, asked: float | None, seconds: int) -> None:
    assert retry_at(attempts, asked, T0) == T0 + seconds * S


@given(st.integers(0, 10_000), st.none() | st.floats(allow_nan=False))
def test_retry_is_bounded(attempts: int, asked: float | None) -> None:
    assert T0 < retry_at(attempts, asked, T0) <= T0 + LONGEST_ASKED
