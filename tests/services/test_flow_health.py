"""Live and ready, decided from facts."""

from dataclasses import replace

import pytest

from armswire.flow.health import Condition, Facts, Waiting, judge

FINE = Facts(started=True, crashed=None, beat_age_s=0.5, progress_age_s=1.0, unread=10)
STORE_AWAY = Waiting("indexer", "Elasticsearch is away", 7, 400.0)


@pytest.mark.parametrize(
    ("facts", "live", "ready", "condition"),
    [
        pytest.param(FINE, True, True, Condition.FINE, id="works"),
        pytest.param(replace(FINE, unread=0, progress_age_s=1e6), True, True, Condition.FINE, id="nothing to read"),
        pytest.param(replace(FINE, started=False), True, False, Condition.STARTING, id="starting"),
        pytest.param(replace(FINE, waiting=(STORE_AWAY,), progress_age_s=1e5), True, False, Condition.WAITING,
                     id="the store is away: unready, not dead"),
        pytest.param(replace(FINE, waiting=(replace(STORE_AWAY, since_s=80_000.0),)), False, False,
                     Condition.WAITED_TOO_LONG, id="before the poll interval throws it out"),
        pytest.param(replace(FINE, progress_age_s=301.0), False, False, Condition.NO_PROGRESS,
                     id="messages in hand, but nothing settled"),
        pytest.param(replace(FINE, commit_age_s=31.0), True, False, Condition.BROKER_AWAY, id="the broker is away"),
        pytest.param(replace(FINE, commit_age_s=901.0), False, False, Condition.NO_COMMITS, id="away for too long"),
        pytest.param(replace(FINE, beat_age_s=31.0), False, False, Condition.LOOP_STUCK, id="the loop stands still"),
        pytest.param(replace(FINE, crashed="boom", waiting=(STORE_AWAY,)), False, False, Condition.CRASHED,
                     id="crashed is stronger than all"),
    ],
)  # fmt: skip
def test_health(facts: Facts, live: bool, ready: bool, condition: Condition) -> None:
    health = judge(facts)
    assert (health.live, health.ready, health.condition) == (live, ready, condition)


def test_the_longest_wait_is_told() -> None:
    short = Waiting("tagger", "nothing much", 1, 2.0)
    assert judge(replace(FINE, waiting=(short, STORE_AWAY))).detail == (
        "indexer waits since 400 s (attempt 7): Elasticsearch is away"
    )
