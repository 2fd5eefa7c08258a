"""The line that says what a run has come to: live at the foot of a terminal, a log line now and then elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from armswire.cli import console
from armswire.runtime.report import Progress

REDRAW_S = 0.25
LOG_EVERY_S = 60.0


def line(progress: Progress) -> str:
    """``128 feeds, 3261 items, 214 events, 9 alerts``, and what is still to be done."""
    told = [
        f"{progress.feeds} feeds",
        f"{progress.items} items",
        f"{progress.events} events",
        f"{progress.alerts} alerts",
    ]
    if progress.failing:
        told.append(f"{progress.failing} feeds with errors")
    return ", ".join(told) + (f" · {progress.now}" if progress.now else "")


@asynccontextmanager
async def shown(progress: Callable[[], Progress]) -> AsyncIterator[None]:
    """Show the progress until the end of the block."""
    task = asyncio.create_task(_live(progress) if console.err.is_terminal else _logged(progress), name="progress")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _live(progress: Callable[[], Progress]) -> None:
    spinner = Spinner("dots", Text(line(progress())), style="cyan")
    with Live(spinner, console=console.err, refresh_per_second=1 / REDRAW_S, transient=True):
        while True:
            spinner.update(text=Text(line(progress()), no_wrap=True, overflow="ellipsis"))
            await asyncio.sleep(REDRAW_S)


async def _logged(progress: Callable[[], Progress]) -> None:
    log = structlog.get_logger("armswire")
    while True:
        await asyncio.sleep(LOG_EVERY_S)
        log.info(line(progress()))
