"""``armswire poller``, ``tagger``, ``indexer``, ``alerter``: one a process, on Kafka; and what keeps house there."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from armswire.adapters.kafka import Difference, TopicsAdmin
from armswire.adapters.kafka import plan as planned
from armswire.cli import console, logs, options, plans, up
from armswire.runtime import stores
from armswire.runtime.distributed import serve
from armswire.runtime.follow import utc_now
from armswire.runtime.plan import Plan
from armswire.runtime.process import kafka_of
from armswire_schemas.topics import TOPICS


def poller(
    feeds: options.Feeds = None, data: options.Data = None, allow_private_addresses: options.AllowPrivate = None
) -> None:
    """Poll feeds into Kafka. Any number of these share the feeds between them."""
    _serve("poller", feeds=feeds, data=data, allow_private_addresses=allow_private_addresses)


def tagger(data: options.Data = None) -> None:
    """Tag news items. Up to 8 of these share the work, as many as the topic has partitions."""
    _serve("tagger", data=data)


def indexer(data: options.Data = None) -> None:
    """Bring news, events and alerts into the store. Up to 8 of these share the work."""
    _serve("indexer", data=data)


def alerter(rules: options.Rules = None, data: options.Data = None) -> None:
    """Match events with the rules, open alerts, and deliver them. Up to 8 of these share the work."""
    _serve("alerter", rules=rules, data=data)


def _serve(service: str, **given: object) -> None:
    settings = options.settings(**given)
    logs.setup(settings.log_level, settings.log_format)
    plan = plans.plan_of(settings)
    kafka_of(plan)
    plan.data.mkdir(parents=True, exist_ok=True)
    asyncio.run(_until_stopped(service, plan))


async def _until_stopped(service: str, plan: Plan) -> None:
    stop = asyncio.Event()
    with up.stopping(stop):
        await serve(service, plan, stop)


def topics_apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be changed.")] = False,
) -> None:
    """Make Kafka's topics as they should be: partitions, retention, compaction. Shows what differs.

    Nothing is ever deleted; what cannot be changed without moving keys is shown and left alone.
    """
    logs.setup("warning", "text")
    plan = plans.plan_of(options.settings())
    differences = asyncio.run(_apply(plan, dry_run))
    if not differences:
        console.say("the topics are as they should be")
        return
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for column in ("Topic", "Change", "What"):
        table.add_column(column, overflow="fold")
    for one in differences:
        done = "would be done" if dry_run else "done"
        table.add_row(one.topic, Text(f"{one.change} ({done if one.applicable else 'left alone'})"), Text(one.detail))
    console.out.print(table)
    if not all(one.applicable for one in differences):
        raise typer.Exit(console.PROBLEMS)


async def _apply(plan: Plan, dry_run: bool) -> list[Difference]:
    async with TopicsAdmin(kafka_of(plan)) as admin:
        if dry_run:
            return planned(TOPICS, await admin.existing())
        return await admin.ensure(replication=plan.replication)


def prune(data: options.Data = None) -> None:
    """Delete stored news without events that is older than it is kept (ARMSWIRE_NEWS_KEPT_DAYS)."""
    plan = plans.plan_of(options.settings(data=data))
    removed = asyncio.run(_prune(plan))
    console.say(f"{removed} news items deleted, first seen more than {plan.news_kept.days} days ago")


async def _prune(plan: Plan) -> int:
    async with stores.opened(plan.store) as store:
        return await store.prune(utc_now(), plan.news_kept)
