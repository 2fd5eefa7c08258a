"""Which offsets a ledger lets be committed: laws over any order of settling."""

from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from armswire.flow.ledger import Ledger, LedgerMessage

PLACE = TP("topic", 0)


def message(offset: int, agents: int = 1) -> LedgerMessage:
    made = LedgerMessage("topic", 0, offset, 0.0, 0, None, None, b"", None, tp=PLACE)
    made.incref(agents)
    return made


def test_the_oldest_unsettled_message_holds_all_back() -> None:
    ledger = Ledger()
    messages = [message(offset) for offset in range(5)]
    for one in messages:
        ledger.track(one)
    for one in messages[1:]:
        one.settle()
    assert ledger.committable() == {}
    messages[0].settle()
    assert ledger.committable() == {PLACE: 5}


def test_every_agent_of_the_topic_has_to_settle() -> None:
    ledger = Ledger()
    one = message(7, agents=2)
    ledger.track(one)
    one.settle()
    assert ledger.committable() == {}
    one.settle()
    assert ledger.committable() == {PLACE: 8}


def test_faust_cannot_acknowledge() -> None:
    ledger = Ledger()
    one = message(3)
    ledger.track(one)
    one.ack(None)
    assert ledger.committable() == {}


def test_what_was_delivered_before_a_seek_counts_no_more() -> None:
    ledger = Ledger()
    stale, again = message(3), message(3)
    ledger.track(stale)
    ledger.restart({PLACE: 3})
    ledger.track(again)
    stale.settle()
    assert ledger.committable() == {}
    again.settle()
    assert ledger.committable() == {PLACE: 4}


@given(st.lists(st.integers(min_value=1, max_value=5), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_never_past_an_unsettled_message_and_never_short(gaps: list[int], chance: object) -> None:
    offsets = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    ledger = Ledger()
    messages = {offset: message(offset) for offset in offsets}
    for one in messages.values():
        ledger.track(one)
    order = list(offsets)
    chance.shuffle(order)  # type: ignore[attr-defined]
    settled: set[int] = set()
    for offset in order:
        messages[offset].settle()
        settled.add(offset)
        done = [one for number, one in enumerate(offsets) if settled.issuperset(offsets[: number + 1])]
        assert ledger.committable() == ({PLACE: done[-1] + 1} if done else {})
    assert ledger.unsettled() == 0
