"""Topics as they should be, as they are, and what to do about it. ``plan`` is pure; ``TopicsAdmin`` does it.

Never done by itself: fewer partitions (Kafka cannot), or another replication (needs a reassignment). More partitions
are shown but not made either: a key would change its partition, and with it its order and its table.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from armswire.adapters.kafka.connection import Connection
from armswire.errors import Transient
from armswire_schemas.topics import TOPICS, Topic

FOR_EVER_MS = "-1"
LOOKS, PAUSE_S = 100, 0.1
"""A change of topics reaches the brokers a little after the controller has agreed to it."""


class Change(StrEnum):
    """What differs."""

    CREATE = "create"
    CONFIGURE = "configure"
    PARTITIONS = "partitions"


@dataclass(frozen=True, slots=True)
class Existing:
    """A topic in the cluster: its partitions and the settings that are of interest."""

    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to do; ``applicable`` is False where it is only told."""

    topic: str
    change: Change
    detail: str
    partitions: int = 0
    config: Mapping[str, str] = field(default_factory=dict)

    @property
    def applicable(self) -> bool:
        return self.change is not Change.PARTITIONS

    def __str__(self) -> str:
        return f"{self.topic}: {self.change}: {self.detail}"


def wanted_config(topic: Topic) -> dict[str, str]:
    """Return a topic's settings in Kafka's words."""
    kept = FOR_EVER_MS if topic.kept is None else str(int(topic.kept.total_seconds() * 1000))
    policy = "compact" if topic.compacted else "delete"
    if topic.compacted and topic.kept is not None:
        policy = "compact,delete"
    return {"cleanup.policy": policy, "retention.ms": kept}


def plan(topics: Iterable[Topic], existing: Mapping[str, Existing]) -> list[Difference]:
    """Return what to change so that the cluster has these topics as they should be; empty when it has."""
    differences: list[Difference] = []
    for topic in topics:
        config = wanted_config(topic)
        found = existing.get(topic.name)
        if found is None:
            detail = f"{topic.partitions} partitions, {_told(config)}"
            differences.append(Difference(topic.name, Change.CREATE, detail, topic.partitions, config))
            continue
        wrong = {name: value for name, value in config.items() if found.config.get(name) != value}
        if wrong:
            now = {name: found.config.get(name, "unset") for name in wrong}
            differences.append(
                Difference(topic.name, Change.CONFIGURE, f"{_told(now)} -> {_told(wrong)}", config=config)
            )
        if found.partitions != topic.partitions:
            detail = f"{found.partitions}, expected {topic.partitions}: keys would move, so it is left alone"
            differences.append(Difference(topic.name, Change.PARTITIONS, detail))
    return differences


def _told(config: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(config.items()))


class TopicsAdmin:
    """Looks at and changes the topics of one cluster. An async context manager."""

    def __init__(self, connection: Connection) -> None:
        self._client = AIOKafkaAdminClient(**connection.client(), client_id="armswire-topics")

    async def __aenter__(self) -> "TopicsAdmin":
        try:
            await self._client.start()
        except KafkaError as error:
            await self._client.close()
            raise Transient(f"Kafka cannot be reached: {error}") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def existing(self, topics: Sequence[Topic] = TOPICS) -> dict[str, Existing]:
        """Return those of the topics that the cluster has."""
        names = {topic.name for topic in topics}
        found = [told for told in await self._client.describe_topics() if told["topic"] in names]
        if not found:
            return {}
        wanted = [ConfigResource(ConfigResourceType.TOPIC, told["topic"]) for told in found]
        configs: dict[str, dict[str, str]] = {}
        for answer in await self._client.describe_configs(wanted):
            for code, message, _, name, entries in answer.resources:
                _raise_for(code, f"{name}: {message}")
                configs[name] = {entry[0]: entry[1] for entry in entries}
        return {told["topic"]: Existing(len(told["partitions"]), configs[told["topic"]]) for told in found}

    async def apply(self, differences: Sequence[Difference], *, replication: int = 1) -> None:
        """Make the differences that can be made. A topic that somebody else made meanwhile is fine."""
        new = [
            NewTopic(one.topic, one.partitions, replication, topic_configs=dict(one.config))
            for one in differences
            if one.change is Change.CREATE
        ]
        if new:
            answer = await self._client.create_topics(new)
            for name, code, *rest in answer.topic_errors:
                if code != TopicAlreadyExistsError.errno:
                    _raise_for(code, f"{name}: {rest[0] if rest else ''}")
        changed = [
            ConfigResource(ConfigResourceType.TOPIC, one.topic, dict(one.config))
            for one in differences
            if one.change is Change.CONFIGURE
        ]
        if changed:
            for reply in await self._client.alter_configs(changed):
                for code, message, _, name in reply.resources:
                    _raise_for(code, f"{name}: {message}")

    async def ensure(self, topics: Sequence[Topic] = TOPICS, *, replication: int = 1) -> list[Difference]:
        """Look, apply, and wait until every broker asked shows it; return what differed."""
        differences = plan(topics, await self.existing(topics))
        await self.apply(differences, replication=replication)
        for _ in range(LOOKS):
            if not any(one.applicable for one in plan(topics, await self.existing(topics))):
                return differences
            await asyncio.sleep(PAUSE_S)
        raise Transient(f"Kafka does not show what was changed: {', '.join(map(str, differences))}")

    async def delete(self, topics: Sequence[str]) -> None:
        """Delete topics with all they hold; for tests."""
        await self._client.delete_topics(list(topics))


def _raise_for(code: int, detail: str) -> None:
    if code:
        error: Any = for_code(code)
        raise Transient(f"Kafka refused {detail} ({error.__name__})")
