"""``armswire up``: everything in one process."""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from armswire.cli import alertview, console, logs, options, plans, progress
from armswire.core.feeds.fetched import Outcome
from armswire.runtime.embedded import running
from armswire.runtime.files import locate
from armswire.runtime.follow import Shown
from armswire.runtime.plan import Plan
from armswire.runtime.report import Summary

T = TypeVar("T")
INTERRUPTED = 130
UNREACHABLE = Outcome.UNREACHABLE.value


def up(
    feeds: options.Feeds = None,
    rules: options.Rules = None,
    data: options.Data = None,
    once: Annotated[bool, typer.Option("--once", help="Poll every feed once, finish the work, sum up, end.")] = False,
    allow_private_addresses: options.AllowPrivate = None,
) -> None:
    """Watch the feeds: poll, tag, store and alert, in one process. Ctrl-C stops it; nothing is lost by that.

    Without a feeds.yaml or rules.yaml in the working directory, those that come with Armswire are used.
    """
    settings = options.settings(feeds=feeds, rules=rules, data=data, allow_private_addresses=allow_private_addresses)
    logs.setup(settings.log_level, settings.log_format)
    files = locate("feeds.yaml", settings.feeds), locate("rules.yaml", settings.rules)
    for file in files:
        if file.shipped:
            what = file.path.stem
            console.say(f"using the {what} that come with Armswire; to make them your own: {file.copy_command}")
    plan = plans.plan_of(settings, *files)
    summary = asyncio.run(work(plan, tell_on_terminal(), once=once))
    if summary is not None:
        show(summary)
    elif once:
        console.say("stopped before the end; what was read is kept, and the next run goes on from there")
        raise typer.Exit(INTERRUPTED)


def tell_on_terminal() -> Shown | None:
    """Show alerts as boxes on a terminal, in place of their log lines; elsewhere the log lines do."""
    if not console.err.is_terminal:
        return None
    logging.getLogger("armswire.alerts").setLevel(logging.ERROR)
    return lambda alert: console.err.print(alertview.panel(alert, console.err.width))


async def work(plan: Plan, shown: Shown | None, *, once: bool) -> Summary | None:
    """Run until stopped, or ``once``. None where it was stopped."""
    stop = asyncio.Event()
    with stopping(stop):
        async with running(plan, shown) as system, progress.shown(system.progress):
            if once:
                return await unless(stop, system.once())
            console.say(f"watching {system.progress().feeds} feeds; Ctrl-C stops")
            await system.run(stop)
    return None


async def unless(stop: asyncio.Event, doing: Coroutine[None, None, T]) -> T | None:
    """Do it, unless ``stop`` comes first: then it is cancelled and the answer is None."""
    task, stopped = asyncio.create_task(doing), asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return None


@contextmanager
def stopping(stop: asyncio.Event) -> Iterator[None]:
    """Set ``stop`` on Ctrl-C or SIGTERM instead of dying; a second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def asked(number: int) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked, number)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def show(summary: Summary) -> None:
    """Print what a run came to; the summary line last."""
    if summary.errors:
        table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
        for column in ("Feed with errors", "Reason", "What is the matter"):
            table.add_column(column, overflow="fold")
        for error in summary.errors:
            table.add_row(Text(error.name, style="bold"), Text(error.outcome, style="red"), Text(error.told))
        console.out.print(table)
    if summary.feeds and [error.outcome for error in summary.errors] == [UNREACHABLE] * summary.feeds:
        console.say(console.OFFLINE, style="yellow")
    if summary.backlog:
        items = "1 item" if summary.backlog == 1 else f"{summary.backlog} items"
        told = f"backlog: {items} stored that may not alert, being too old at their feed's first poll"
        console.tell(told, "dim")
    console.tell(summary.line(), "bold")
