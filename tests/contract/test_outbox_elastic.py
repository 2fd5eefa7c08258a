"""What the Elasticsearch outbox promises beyond the contract: many processes, and errors that say what to do."""

import asyncio
from datetime import timedelta

import pytest
from elasticsearch import AsyncElasticsearch

from armswire.adapters.elastic.outbox import LEASE, ElasticOutbox
from armswire.errors import Poison, Transient
from support.alerting import T0, a_notification
from support.elastic import elastic_index

pytestmark = pytest.mark.engines
S = timedelta(seconds=1)


async def test_what_one_process_was_given_no_other_gets_until_its_lease_is_over() -> None:
    async with elastic_index() as (client, index):
        left, right = ElasticOutbox(client, "left", index), ElasticOutbox(client, "right", index)
        await left.open()
        await right.open()
        await left.put([a_notification(f"a{n}") for n in range(5)])
        assert [len(await box.due("team", T0 + after, 9)) for box, after in (
            (left, 0 * S), (right, S), (left, 2 * S), (right, LEASE - S), (right, LEASE), (left, LEASE + S),
        )] == [5, 0, 5, 0, 5, 0]  # fmt: skip


async def test_many_at_once_never_get_the_same() -> None:
    async with elastic_index() as (client, index):
        boxes = [ElasticOutbox(client, f"p{n}", index) for n in range(4)]
        await asyncio.gather(*(box.open() for box in boxes))
        notes = [a_notification(f"a{n:02}") for n in range(40)]
        assert sum(await asyncio.gather(*(box.put(notes) for box in boxes))) == 40
        await boxes[0].bundle([note.id for note in notes[:15]], "digest-1", T0)
        given = await asyncio.gather(*(box.due("team", T0, 100) for box in boxes))
        ids = [note.id for notes in given for note in notes]
        assert sorted(ids) == sorted(note.id for note in notes)
        assert {sum(note.digest is not None for note in notes) for notes in given} <= {0, 15}


async def test_a_bundle_whose_process_died_goes_to_another_whole() -> None:
    async with elastic_index() as (client, index):
        dead, heir = ElasticOutbox(client, "dead", index), ElasticOutbox(client, "heir", index)
        await dead.open()
        await dead.put([a_notification("a0")])
        assert len(await dead.due("team", T0, 9)) == 1
        await dead.put([a_notification("a1")])
        assert len(await dead.due("team", T0 + 20 * S, 9)) == 2
        await dead.bundle([a_notification(name).id for name in ("a0", "a1")], "digest-1", T0 + 20 * S)
        await dead.pending()  # the heir sees what was written
        given = [len(await heir.due("team", T0 + after, 9)) for after in (LEASE + 5 * S, LEASE + 20 * S)]
        assert given == [0, 2]


async def test_errors_say_what_to_do() -> None:
    async with AsyncElasticsearch("http://127.0.0.1:1", max_retries=0) as nobody:
        with pytest.raises(Transient, match="does not answer"):
            await ElasticOutbox(nobody, "me").put([a_notification("a1")])
    async with elastic_index() as (client, index):
        await client.indices.create(index=index, mappings={"dynamic": "strict"})
        with pytest.raises(Poison, match="refuses a notification"):
            await ElasticOutbox(client, "me", index).put([a_notification("a1")])
        with pytest.raises(Poison, match="404"):
            await ElasticOutbox(client, "me", "armswire-test-never-made").pending()


async def test_what_is_over_is_not_given_again_though_search_still_shows_it_waiting() -> None:
    async with elastic_index() as (client, index):
        box = ElasticOutbox(client, "me", index)
        await box.open()
        await client.indices.put_settings(index=index, settings={"refresh_interval": "-1"})
        notes = [a_notification(f"a{n}") for n in range(3)]
        await box.put(notes)
        assert len(await box.due("team", T0, 9)) == 3
        await box.sent([notes[0].id], T0)
        await box.fail([notes[1].id], T0, "no")
        shown = await client.count(index=index, query={"term": {"state": "waiting"}})
        assert shown["count"] == 3
        assert [note.alert.id for note in await box.due("team", T0, 9)] == ["a2"]
        again = ElasticOutbox(client, "me", index)  # after a crash, under the same name
        assert [note.alert.id for note in await again.due("team", T0, 9)] == ["a2"]
        assert (await box.sent_since("team", T0), await box.pending()) == (1, 1)
