"""``armswire demo``: the real pipeline over real HTTP on sample feeds, shown as it works."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.rule import Rule
from rich.text import Text

from armswire.cli import alertview, console, logs, options, plans, up
from armswire.demo.articles import sample_feeds
from armswire.demo.feedsfile import feeds_file
from armswire.demo.server import DemoServer
from armswire.errors import Misconfigured, Problem
from armswire.runtime.embedded import Embedded, running
from armswire.runtime.files import Located
from armswire.runtime.plan import Plan
from armswire.runtime.report import Summary
from armswire_schemas.alerts import Alert

MARK = ".armswire-demo"
SEARCHES = (
    ("who sends what to Ukraine", "arms.recipients:UA"),
    ("deals over a billion dollars", "arms.value.usd:>1000000000"),
    ("what was alleged, or denied", "NOT arms.basis:stated OR arms.negated:true"),
    ("words, in whatever language", "Leopard"),
)


def demo(
    data: Annotated[Path, typer.Option(help="Where to keep what the demo finds.")] = Path("armswire-demo"),
    stay: Annotated[bool, typer.Option("--stay", help="Go on until Ctrl-C; alerts' links work.")] = False,
) -> None:
    """Show the whole pipeline in a few seconds: sample feeds, a local server, alerts as they come, a search after.

    The articles are invented. Nothing leaves this machine.
    """
    _clear(data)
    logs.setup("error", "text")
    with DemoServer(sample_feeds()) as server:
        plan = _plan(server, data)
        stopped = asyncio.run(_show(server, plan, stay))
    if stopped:
        raise typer.Exit(up.INTERRUPTED)
    _suggest(data)


def _clear(data: Path) -> None:
    """Make the directory anew. One that the demo did not make is left alone."""
    if data.exists() and not (data / MARK).exists() and (not data.is_dir() or any(data.iterdir())):
        raise Misconfigured(Problem(data, None, "this was not made by the demo", "name another place with --data"))
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    (data / MARK).touch()


def _plan(server: DemoServer, data: Path) -> Plan:
    rules = data / "rules.yaml"
    rules.write_text((files("armswire.demo") / "rules.yaml").read_text("utf-8"), encoding="utf-8")
    feeds = data / "feeds.yaml"
    feeds.write_text(feeds_file(server), encoding="utf-8")
    settings = options.settings(data=data, allow_private_addresses=True, broker=None, store=None, http=None)
    return plans.plan_of(settings, Located(feeds, shipped=False), Located(rules, shipped=False))


async def _show(server: DemoServer, plan: Plan, stay: bool) -> bool:
    """Run the demo; True where it was stopped before its end."""
    stop = asyncio.Event()
    with up.stopping(stop):
        console.tell(
            f"{len(server.feeds) + 1} sample feeds at {server.base}: invented articles, one feed broken on purpose"
        )
        async with _started(plan) as system:
            summary = await up.unless(stop, _rounds(server, system))
            if summary is None:
                return True
            _heading("What it came to")
            up.show(summary)
            if stay:
                console.tell(f"\nStill watching, and serving the articles at {server.base}. Ctrl-C ends it.")
                await system.run(stop)
    return False


@asynccontextmanager
async def _started(plan: Plan) -> AsyncIterator[Embedded]:
    """The pipeline, with a word on the terminal while it starts."""
    with console.out.status("starting poller, tagger, indexer and alerter …") as waiting:
        async with running(plan, _tell) as system:
            waiting.stop()
            yield system


async def _rounds(server: DemoServer, system: Embedded) -> Summary:
    _heading("The first poll")
    first = await system.once()
    _heading("The next poll: four feeds have news")
    server.turn = 2
    second = await system.once()
    return first.plus(second)


def _tell(alert: Alert) -> None:
    if console.out.is_terminal:
        console.out.print(alertview.panel(alert, console.out.width))
    else:
        console.tell(alertview.plain(alert))


def _heading(words: str) -> None:
    console.out.print()
    if console.out.is_terminal:
        console.out.print(Rule(Text(words, style="bold"), align="left", style="dim"))
    else:
        console.tell(f"== {words}")


def _suggest(data: Path) -> None:
    program = os.environ.get("ARMSWIRE_CALLED_AS", "armswire")
    place = f" --data {data}"
    _heading("Try next")
    for words, query in SEARCHES:
        _command(words, f"{program} search{place} '{query}'")
    _command("a deal that two outlets told of: one alert", f"{program} search{place} --index alerts 'alert.reports:>1'")
    _command("the rules they came from", f"{program} rules check --rules {data / 'rules.yaml'}")
    _command("real feeds", program.removesuffix(" armswire") + " up" if program != "armswire" else "armswire up")


def _command(words: str, command: str) -> None:
    console.out.print(Text.assemble(("# " + words + "\n", "dim"), (command, "bold green")), soft_wrap=True)
