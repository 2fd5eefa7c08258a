"""What is decided about a batch that failed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.retry import Action, Backoff, Decision, Fault, decide, pause_after
from armswire.errors import Poison, Transient

BACKOFF = Backoff(first=timedelta(seconds=1), ceiling=timedelta(seconds=10), bug_attempts=3)


@pytest.mark.parametrize(
    ("error", "attempt", "size", "expected"),
    [
        pytest.param(Transient("x"), 1, 50, Decision(Action.RETRY, Fault.TRANSIENT, "transient", timedelta(seconds=1)),
                     id="transient: the same batch again"),
        pytest.param(Transient("x"), 99, 1, Decision(Action.RETRY, Fault.TRANSIENT, "transient", timedelta(seconds=10)),
                     id="transient: for ever"),
        pytest.param(Transient("x", 4.5), 1, 1,
                     Decision(Action.RETRY, Fault.TRANSIENT, "transient", timedelta(seconds=4.5)),
                     id="transient: as it asks"),
        pytest.param(Transient("x", 900), 1, 1,
                     Decision(Action.RETRY, Fault.TRANSIENT, "transient", timedelta(seconds=10)),
                     id="transient: never longer than the ceiling"),
        pytest.param(Transient("x", -1), 1, 1,
                     Decision(Action.RETRY, Fault.TRANSIENT, "transient", timedelta(seconds=1)),
                     id="transient: never a busy loop"),
    ],
)  # fmt: skip
def test_transient(error: Exception, attempt: int, size: int, expected: Decision) -> None:
    assert decide(error, attempt, size, BACKOFF) == expected


@pytest.mark.parametrize(
    ("error", "attempt", "size", "action", "reason"),
    [
        pytest.param(Poison("x", "mapping"), 1, 1, Action.BURY, "mapping", id="one poison message"),
        pytest.param(Poison("x", "mapping"), 1, 2, Action.SPLIT, "mapping", id="poison somewhere in a batch"),
        pytest.param(KeyError("x"), 1, 200, Action.SPLIT, "bug", id="a bug met by a batch"),
        pytest.param(KeyError("x"), 1, 1, Action.RETRY, "bug", id="a bug met by one message"),
        pytest.param(KeyError("x"), 3, 1, Action.BURY, "bug", id="a bug that stays"),
    ],
)
def test_the_rest(error: Exception, attempt: int, size: int, action: Action, reason: str) -> None:
    decision = decide(error, attempt, size, BACKOFF)
    assert (decision.action, decision.reason) == (action, reason)


@given(st.integers(min_value=1, max_value=10**6))
def test_pauses_grow_up_to_the_ceiling(attempt: int) -> None:
    assert BACKOFF.first <= pause_after(attempt, BACKOFF) <= pause_after(attempt + 1, BACKOFF) <= BACKOFF.ceiling
