"""Kafka without a Kafka: what is made of settings, and what is to be done about topics."""

import ssl
from datetime import timedelta
from pathlib import Path

import faust
import pytest

from armswire.adapters.kafka import Connection, plan
from armswire.adapters.kafka.publisher import feed_of, feed_partition
from armswire.adapters.kafka.topics import Change, Existing, wanted_config
from armswire.errors import Misconfigured, Poison
from armswire.ports import Record
from armswire_schemas.deadletter import DeadLetter
from armswire_schemas.topics import FEEDS_STATE, TOPICS, Topic

NEWS = Topic("news", (DeadLetter,), "id", 8, timedelta(days=7))
STATE = Topic("state", (DeadLetter,), "id", 8, compacted=True)
AS_WANTED = {topic.name: Existing(topic.partitions, wanted_config(topic)) for topic in (NEWS, STATE)}


def test_nothing_to_do() -> None:
    assert plan([NEWS, STATE], AS_WANTED) == []


def test_missing_topics_are_made_with_all_they_need() -> None:
    news, state = plan([NEWS, STATE], {})
    assert (news.change, news.partitions, news.config) == (
        Change.CREATE, 8, {"cleanup.policy": "delete", "retention.ms": "604800000"},
    )  # fmt: skip
    assert state.config == {"cleanup.policy": "compact", "retention.ms": "-1"}


def test_settings_that_differ_are_set() -> None:
    existing = AS_WANTED | {"news": Existing(8, {"cleanup.policy": "delete", "retention.ms": "1000"})}
    (only,) = plan([NEWS, STATE], existing)
    assert (only.change, only.applicable) == (Change.CONFIGURE, True)
    assert str(only) == "news: configure: retention.ms=1000 -> retention.ms=604800000"


def test_other_partitions_are_told_and_left() -> None:
    (only,) = plan([NEWS], AS_WANTED | {"news": Existing(3, wanted_config(NEWS))})
    assert (only.change, only.applicable) == (Change.PARTITIONS, False)
    assert "3, expected 8" in str(only)


def test_every_topic_of_the_contract_has_a_plan() -> None:
    assert {one.topic for one in plan(TOPICS, {})} == {topic.name for topic in TOPICS}


@pytest.mark.parametrize(
    ("connection", "protocol"),
    [
        (Connection("kafka://k:9092"), "PLAINTEXT"),
        (Connection("kafka://k:9092", tls=True), "SSL"),
        (Connection("kafka://k:9092", username="u", password="p"), "SASL_PLAINTEXT"),
        (Connection("kafka://k:9092", username="u", password="p", mechanism="SCRAM-SHA-512", tls=True), "SASL_SSL"),
    ],
    ids=["plain", "tls", "sasl", "sasl over tls"],
)
def test_security(connection: Connection, protocol: str) -> None:
    client = connection.client()
    assert client["security_protocol"] == protocol
    assert isinstance(client.get("ssl_context"), ssl.SSLContext) == protocol.endswith("SSL")
    assert client.get("sasl_plain_username") == connection.username
    credentials = connection.faust().get("broker_credentials")
    assert (credentials is None) == (protocol == "PLAINTEXT")
    if isinstance(credentials, faust.SASLCredentials):
        assert (credentials.mechanism.value, credentials.protocol.value) == (connection.mechanism, protocol)
        assert credentials.username == "u"


def test_brokers() -> None:
    assert Connection("kafka://one,two:9093").bootstrap == ["one:9092", "two:9093"]


@pytest.mark.parametrize(
    "wrong",
    [
        Connection("one:9092"),
        Connection("kafka://k:9092", ca=Path("no-such-file.pem")),
        Connection("kafka://k:9092", username="u", mechanism="GSSAPI"),
    ],
    ids=["no scheme", "no such file", "unknown mechanism"],
)
def test_what_is_wrong_is_said(wrong: Connection) -> None:
    with pytest.raises(Misconfigured):
        wrong.client()


def test_all_of_a_feed_belongs_together() -> None:
    records = [
        Record(FEEDS_STATE.name, "f1|poll", b"{}"),
        Record(FEEDS_STATE.name, "f1|seen|3", None),
        Record("news.items", "item", b'{"feed": "f1", "title": "x"}'),
    ]
    assert {feed_of(record) for record in records} == {"f1"}
    assert {feed_partition(f"feed{n}") for n in range(200)} == set(range(8))


def test_an_item_of_no_feed_is_poison() -> None:
    with pytest.raises(Poison):
        feed_of(Record("news.items", "item", b'{"title": "x"}'))
