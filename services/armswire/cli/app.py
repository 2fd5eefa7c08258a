"""The commands by name, and what happens to an error: one clear sentence and an exit code, never a traceback."""

import asyncio
import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

import typer

from armswire.cli import console
from armswire.errors import ArmswireError, Locked, Misconfigured, Transient

HELP = """News feeds in, arms-related events out: who supplies which weapons to whom, how far each deal has come.

`armswire up` watches feeds, `armswire search` looks at what was found. Settings are variables ARMSWIRE_…:
`armswire config` lists them. `--debug` anywhere shows where an error came from."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``module`` (in armswire.cli) is imported only when it may be run."""

    name: str
    module: str
    function: str
    example: str


COMMANDS = (
    Command("up", "up", "up", "armswire up --once"),
    Command("search", "search", "search", "armswire search 'arms.recipients:UA AND arms.status:agreed'"),
    Command("tag", "tag", "tag", """echo '{"title": "Peru buys howitzers from France"}' | armswire tag --pretty"""),
    Command("explain", "evaluate", "explain", "armswire explain 'Norway gives Ukraine six F-16s'"),
    Command("eval", "evaluate", "evaluate", "armswire eval labelled.jsonl --misses 5 --by lang"),
    Command("lexicon check", "evaluate", "lexicon_check", "armswire lexicon check"),
    Command("feeds list", "feeds", "list_feeds", "armswire feeds list --feeds feeds.yaml"),
    Command("feeds check", "feeds", "check", "armswire feeds check"),
    Command("feeds add", "feeds", "add", "armswire feeds add https://example.org/rss.xml --name 'Example News'"),
    Command("rules check", "rules", "check", "armswire rules check --rules rules.yaml"),
    Command("poller", "services", "poller", "ARMSWIRE_BROKER=kafka://127.0.0.1:9092 armswire poller"),
    Command("tagger", "services", "tagger", "ARMSWIRE_BROKER=kafka://127.0.0.1:9092 armswire tagger"),
    Command("indexer", "services", "indexer", "ARMSWIRE_STORE=http://127.0.0.1:9200 armswire indexer"),
    Command("alerter", "services", "alerter", "armswire alerter --rules rules.yaml"),
    Command("topics apply", "services", "topics_apply", "armswire topics apply --dry-run"),
    Command("prune", "services", "prune", "ARMSWIRE_NEWS_KEPT_DAYS=14 armswire prune"),
    Command("config", "config", "config", "ARMSWIRE_DATA=/srv/armswire armswire config"),
    Command("demo", "demo", "demo", "armswire demo --stay"),
    Command("version", "config", "version", "armswire version"),
)
GROUPS = {
    "feeds": "The feeds: which there are, whether they work, one more.",
    "topics": "Kafka's topics.",
    "lexicon": "The words the tagger knows.",
    "rules": "The alert rules: which events alert, how severe they are, where they go.",
}


def build(commands: Iterable[Command] = COMMANDS) -> typer.Typer:
    """Return the command line with these commands on it."""
    app = typer.Typer(
        name="armswire", help=HELP, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False
    )
    app.callback()(_nothing)
    groups: dict[str, typer.Typer] = {}
    for command in commands:
        group, _, name = command.name.rpartition(" ")
        if group and group not in groups:
            groups[group] = typer.Typer(help=GROUPS[group], no_args_is_help=True, rich_markup_mode="markdown")
            app.add_typer(groups[group], name=group)
        function = getattr(importlib.import_module(f"armswire.cli.{command.module}"), command.function)
        groups.get(group, app).command(name, epilog=f"Example:  `{command.example}`")(function)
    return app


def _nothing() -> None:
    """Keeps a lone command a command: without a callback typer would make it the whole program."""


def wanted(arguments: list[str]) -> Iterator[Command]:
    """Yield the commands that these arguments may run: all of a group, and all there are for help and completion."""
    word = next((argument for argument in arguments if not argument.startswith("-")), None)
    found = [command for command in COMMANDS if command.name.split()[0] == word]
    yield from found or COMMANDS


def main() -> NoReturn:
    """Run the command line and exit."""
    debug = _take_debug(sys.argv)
    try:
        build(COMMANDS if "_ARMSWIRE_COMPLETE" in os.environ else wanted(sys.argv[1:]))(prog_name="armswire")
    except BrokenPipeError:  # `armswire search … | head` is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(console.FINE)
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        sys.exit(_explain(error))
    sys.exit(console.FINE)


def _explain(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    match error:
        case Misconfigured() | Locked():
            console.say(str(error))
            return console.MISUSED
        case Transient():
            console.say(f"{error}. It may work later.")
            return console.PROBLEMS
        case ArmswireError():
            console.say(str(error))
            return console.PROBLEMS
        case ExceptionGroup():  # of a service whose tasks end together: the first to fail is the reason
            return _explain(error.exceptions[0])
        case FileNotFoundError() | PermissionError() | IsADirectoryError() | NotADirectoryError():
            console.say(f"{error.filename}: {error.strerror}")
            return console.MISUSED
        case _:
            console.say(f"{type(error).__name__}: {error}. This is a fault of Armswire; --debug shows where.")
            return console.PROBLEMS


def _take_debug(argv: list[str]) -> bool:
    """Remove ``--debug`` from anywhere in the arguments and tell whether it was there."""
    given = "--debug" in argv
    argv[:] = [argument for argument in argv if argument != "--debug"]
    return given or bool(os.environ.get("ARMSWIRE_DEBUG"))
