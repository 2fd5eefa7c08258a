"""Settings → ``Plan``: where what was set becomes the plain values that the wiring takes."""

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from armswire.cli import options
from armswire.core.feeds.items import FirstPoll
from armswire.core.retry import Backoff
from armswire.runtime.files import Located, locate, user_agent
from armswire.runtime.places import host_and_port
from armswire.runtime.plan import Plan
from armswire.settings import Settings

if TYPE_CHECKING:
    from armswire.adapters.kafka import Connection


def plan_of(settings: Settings, feeds: Located | None = None, rules: Located | None = None) -> Plan:
    """What is to be run, by the settings; the files are located where they are not given."""
    broker = options.broker_url(settings)
    feeds, rules = feeds or locate("feeds.yaml", settings.feeds), rules or locate("rules.yaml", settings.rules)
    return Plan(
        data=settings.data.absolute(),
        broker=broker,
        store=options.store(settings),
        feeds=feeds.path,
        rules=rules.path,
        lexicon=options.lexicon(settings),
        user_agent=user_agent(settings.contact),
        environment=os.environ,
        allow_private_addresses=settings.allow_private_addresses,
        first_poll=FirstPoll(settings.first_poll),
        at_once=settings.poll_at_once,
        interval=timedelta(seconds=settings.poll_interval_s),
        parsers=settings.parsers,
        news_kept=timedelta(days=settings.news_kept_days),
        http=host_and_port(settings.http, "ARMSWIRE_HTTP") if settings.http else None,
        kafka=_kafka(settings, broker) if broker.startswith("kafka:") else None,
        replication=settings.kafka_replication,
        poll_interval=timedelta(seconds=settings.kafka_poll_interval_s),
        backoff=Backoff(ceiling=timedelta(seconds=settings.retry_at_most_s)),
    )


def _kafka(settings: Settings, broker: str) -> "Connection":
    """How Kafka is reached. Imported here: it takes half a second that a process on SQLite need not spend."""
    from armswire.adapters.kafka import Connection

    return Connection(
        broker,
        username=settings.kafka_username,
        password=options.secret(settings.kafka_password),
        mechanism=settings.kafka_mechanism,
        tls=settings.kafka_tls,
        ca=settings.kafka_ca,
        certificate=settings.kafka_certificate,
        key=settings.kafka_key,
    )
