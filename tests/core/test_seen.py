"""What a feed has shown: first times never change, chunks stay small and are written only when they change."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from armswire.core.feeds.seen import CHUNK_ITEMS, KEPT, Change, Observation, SeenState, Shown, observe, open_seen
from armswire_schemas.feeds import SeenChunk

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Memory:
    """A feed's memory as the topic keeps it: by bytes."""

    def __init__(self) -> None:
        self.state = SeenState()

    def poll(self, now: datetime, *shown: Shown) -> Observation:
        found = observe("f", open_seen(self.state), shown, now)
        self.state = self.state.with_chunks({c.chunk: c.model_dump_json().encode() for c in found.chunks})
        return found


def test_new_once_and_updated_by_what_it_says() -> None:
    memory = Memory()
    assert memory.poll(NOW, Shown("a", "1")).changes == (Change("a", NOW, 1),)
    assert memory.poll(NOW + DAY, Shown("a", "1")) == Observation((), ())
    later = memory.poll(NOW + 2 * DAY, Shown("a", "2"), Shown("b", "1"))
    assert later.changes == (Change("a", NOW, 2), Change("b", NOW + 2 * DAY, 1))
    assert memory.poll(NOW + 3 * DAY, Shown("a", "3")).changes == (Change("a", NOW, 3),)


def test_remembered_while_shown_and_400_days_after() -> None:
    memory = Memory()
    memory.poll(NOW, Shown("shown", "1"), Shown("gone", "1"))
    for day in range(5, 401, 5):
        assert memory.poll(NOW + day * DAY, Shown("shown", "1")).changes == ()
    assert memory.poll(NOW + KEPT, Shown("gone", "1")).changes == ()
    end = NOW + 2 * KEPT + 8 * DAY
    assert [change.id for change in memory.poll(end, Shown("gone", "1"), Shown("shown", "1")).changes] == []
    assert [change.id for change in memory.poll(end + KEPT + DAY).changes] == []
    assert [change.id for change in memory.poll(end + KEPT + 2 * DAY, Shown("gone", "1")).changes] == ["gone"]


def test_ten_thousand_items_stay_within_the_contract() -> None:
    memory = Memory()
    shown = [Shown(f"{n:020x}", f"{n:020x}") for n in range(10_000)]
    chunks = memory.poll(NOW, *shown).chunks
    assert len(chunks) == 10_000 / CHUNK_ITEMS
    assert max(len(chunk.model_dump_json()) for chunk in chunks) < 256 * 1024
    assert memory.poll(NOW, *shown) == Observation((), ())
    one = memory.poll(NOW + DAY, *shown, Shown("new", "1"))
    assert [(chunk.chunk, len(chunk.items)) for chunk in one.chunks] == [(40, 1)]


def test_an_entry_in_two_chunks_is_read_once() -> None:
    twice = SeenChunk.model_validate(
        {"feed": "f", "chunk": 0, "items": [{"id": "a", "first_seen": NOW, "last_shown": NOW, "digest": "1"}]}
    )
    state = SeenState().with_chunks({0: twice.model_dump_json().encode(), 1: twice.model_dump_json().encode()})
    assert [remembered.chunk for remembered in open_seen(state).values()] == [0]


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("12")), max_size=6), max_size=8))
def test_first_seen_is_set_once_and_revisions_only_grow(polls: list[list[tuple[str, str]]]) -> None:
    memory = Memory()
    first: dict[str, datetime] = {}
    revision: dict[str, int] = {}
    for number, poll in enumerate(polls):
        now = NOW + number * DAY
        for change in memory.poll(now, *(Shown(*one) for one in dict(poll).items())).changes:
            assert first.setdefault(change.id, now) == change.first_seen
            assert change.revision == revision.get(change.id, 0) + 1
            revision[change.id] = change.revision
