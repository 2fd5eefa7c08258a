"""Is this process alive, is it ready? Decided from facts; the facts are gathered elsewhere.

Live: the loop turns, and commits advance, or there is nothing to read, or the guard says what it waits for.
Ready: started, and waiting for nothing. So a store that is away makes pods unready, never kills them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Condition(StrEnum):
    """Why a process is, or is not, live and ready. A metric label too."""

    FINE = "fine"
    STARTING = "starting"
    WAITING = "waiting"
    WAITED_TOO_LONG = "waited_too_long"
    LOOP_STUCK = "loop_stuck"
    NO_PROGRESS = "no_progress"
    BROKER_AWAY = "broker_away"
    NO_COMMITS = "no_commits"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one agent's guard waits for."""

    agent: str
    error: str
    attempt: int
    since_s: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be seen of a flow. Ages in seconds.

    ``unread`` counts messages delivered and not yet settled. ``commit_age_s``: since when there is something to commit
    that could not be committed.
    """

    started: bool
    crashed: str | None
    beat_age_s: float
    progress_age_s: float
    unread: int
    commit_age_s: float = 0.0
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """``broker``: no commit for so long means the broker is away; ``commits``: for so long, that a restart may help.

    ``wait``: under Faust's poll interval (a day), after which a worker would leave its group and never rejoin.
    """

    beat: timedelta = timedelta(seconds=30)
    progress: timedelta = timedelta(minutes=5)
    broker: timedelta = timedelta(seconds=30)
    commits: timedelta = timedelta(minutes=15)
    wait: timedelta = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Health:
    """``condition`` is the one reason for both answers; ``detail`` is for a person."""

    live: bool
    ready: bool
    condition: Condition
    detail: str = ""

    def facts(self) -> Mapping[str, object]:
        """The same as a plain mapping, for an HTTP answer."""
        return {"live": self.live, "ready": self.ready, "condition": self.condition.value, "detail": self.detail}


def judge(facts: Facts, limits: Limits | None = None) -> Health:
    """Return whether the process is live and ready, and the strongest reason."""
    limits = limits or Limits()
    if facts.crashed is not None:
        return Health(False, False, Condition.CRASHED, facts.crashed)
    if facts.beat_age_s > limits.beat.total_seconds():
        return Health(False, False, Condition.LOOP_STUCK, f"the loop last turned {facts.beat_age_s:.0f} s ago")
    if facts.waiting:
        longest = max(facts.waiting, key=lambda waiting: waiting.since_s)
        detail = f"{longest.agent} waits since {longest.since_s:.0f} s (attempt {longest.attempt}): {longest.error}"
        if longest.since_s > limits.wait.total_seconds():
            return Health(False, False, Condition.WAITED_TOO_LONG, detail)
        return Health(True, False, Condition.WAITING, detail)
    if not facts.started:
        return Health(True, False, Condition.STARTING)
    if facts.unread and facts.progress_age_s > limits.progress.total_seconds():
        detail = f"{facts.unread} messages in hand, nothing settled for {facts.progress_age_s:.0f} s"
        return Health(False, False, Condition.NO_PROGRESS, detail)
    if facts.commit_age_s > limits.broker.total_seconds():
        live = facts.commit_age_s <= limits.commits.total_seconds()
        detail = f"nothing could be committed for {facts.commit_age_s:.0f} s"
        return Health(live, False, Condition.BROKER_AWAY if live else Condition.NO_COMMITS, detail)
    return Health(True, True, Condition.FINE)
