"""What a feed is to be remembered by after a poll, and what a poll is to ask for. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from armswire.core.feeds.config import FeedConfig
from armswire.core.feeds.fetched import WELL, Fetched, FetchRequest, NotFetched, Outcome, outcome_of
from armswire.core.feeds.schedule import Policy, Reason, schedule
from armswire_schemas.feeds import PollState


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a poll: for the state, the log line and the person who reads the summary."""

    outcome: Outcome
    message: str | None = None


def fresh(feed: FeedConfig, state: PollState | None) -> PollState:
    """Return what is known of a feed. A changed address starts anew: its validators and its end were another's."""
    if state is None or state.url != feed.url:
        return PollState(feed=feed.id, url=feed.url)
    return state


def request(feed: FeedConfig, state: PollState) -> FetchRequest:
    """Return the conditional request for the feed."""
    return FetchRequest(feed.url, state.etag, state.last_modified, feed.headers)


def body_digest(body: bytes) -> str:
    """What tells one body from another."""
    return blake2b(body, digest_size=16).hexdigest()


def judge(answer: Fetched | NotFetched, state: PollState) -> Verdict:
    """Judge an answer before anybody parses it: only ``READ`` is worth parsing."""
    if isinstance(answer, NotFetched):
        return Verdict(answer.outcome, answer.message)
    outcome, message = outcome_of(answer)
    # A body that could not be read is tried again: the parser may have been at fault.
    if outcome is Outcome.READ and state.error is None and body_digest(answer.body) == state.body_digest:
        return Verdict(Outcome.UNCHANGED)
    return Verdict(outcome, message)


def blocked(state: PollState, now: datetime) -> Verdict | None:
    """Say why a feed must not be asked now, whoever wants it: gone, or the server said when. None: ask."""
    if state.reason == Reason.GONE and state.due is None:
        return Verdict(Outcome.GONE, "the feed is gone for good (HTTP 410): remove it, or change its address")
    if state.reason == Reason.SERVER_ASKED and state.due is not None and now < state.due:
        return Verdict(Outcome.WAITING, f"the server asked to be left alone until {state.due:%Y-%m-%d %H:%M} UTC")
    return None


def next_due(feed: FeedConfig, state: PollState, policy: Policy, now: datetime) -> datetime | None:
    """Return when a feed is due by what is remembered of it; None: never. A changed interval counts at once."""
    if state.polled is None:
        return now
    due = state.due
    if state.reason == Reason.STEADY:
        due = schedule(feed.id, Outcome.READ, 0, policy, state.polled, interval=feed.interval).at
    # A clock that was wrong once must not silence a feed.
    return min(due, now + policy.ceiling) if due else None


def after_poll(
    feed: FeedConfig,
    state: PollState,
    answer: Fetched | NotFetched,
    verdict: Verdict,
    policy: Policy,
    now: datetime,
    *,
    entries: int | None = None,
    cut: bool = False,
) -> PollState:
    """Return what is remembered of the feed. ``entries``: how many its body held, where it was read.

    ``cut``: the body broke off. Its validators are not kept, or a 304 would keep back what was missing in it.
    """
    fetched = answer if isinstance(answer, Fetched) else None
    asked: timedelta | None = fetched.retry_after if fetched else None
    due = schedule(feed.id, verdict.outcome, state.failures, policy, now, interval=feed.interval, retry_after=asked)
    well = verdict.outcome in WELL
    update: dict[str, object] = {
        "name": feed.name,
        "polled": now,
        "due": due.at,
        "failures": due.failures,
        "reason": due.reason.value,
        "error": verdict.message if not well else None,
        "status": fetched.status if fetched else None,
    }
    if well:
        update["succeeded"] = now
    if fetched and well:
        unknown = {"etag": None, "last_modified": None, "body_digest": None}
        update |= unknown if cut else _validators(fetched, state)
    if entries is not None:
        update["items"] = entries
    return state.model_copy(update=update)


def _validators(fetched: Fetched, state: PollState) -> dict[str, object]:
    """A 304 may leave out what has not changed; a 200 replaces all."""
    if fetched.status == 304:
        return {
            "etag": fetched.etag or state.etag,
            "last_modified": fetched.last_modified or state.last_modified,
        }
    return {
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "body_digest": body_digest(fetched.body),
    }
