"""The commands by name, and what happens to an error: one clear sentence and an exit code, never a traceback."""

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import typer

from armswire.cli import config, console, demo, feeds, rules, search, tag, up
from armswire.errors import ArmswireError, Locked, Misconfigured, Transient

HELP = """News feeds in, arms-related events out: who supplies which weapons to whom, how far each deal has come.

`armswire up` watches feeds, `armswire search` looks at what was found. Settings are variables ARMSWIRE_…:
`armswire config` lists them. `--debug` anywhere shows where an error came from."""


def build() -> typer.Typer:
    """Return the command line with every command on it."""
    app = typer.Typer(
        name="armswire", help=HELP, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False
    )
    _add(app, "up", up.up, "armswire up --once")
    _add(app, "search", search.search, "armswire search 'arms.recipients:UA AND arms.status:agreed'")
    _add(app, "tag", tag.tag, """echo '{"title": "Poland buys tanks from South Korea"}' | armswire tag --pretty""")
    _group(app, "feeds", feeds.HELP, (
        ("list", feeds.list_feeds, "armswire feeds list --feeds feeds.yaml"),
        ("check", feeds.check, "armswire feeds check"),
        ("add", feeds.add, "armswire feeds add https://example.org/rss.xml --name 'Example News' --tier 2"),
    ))  # fmt: skip
    _group(app, "rules", rules.HELP, (("check", rules.check, "armswire rules check --rules rules.yaml"),))
    _add(app, "config", config.config, "ARMSWIRE_DATA=/srv/armswire armswire config")
    _add(app, "demo", demo.demo, "armswire demo --stay")
    _add(app, "version", config.version, "armswire version")
    return app


def _add(app: typer.Typer, name: str, function: Callable[..., Any], example: str) -> None:
    app.command(name, epilog=f"Example:  `{example}`")(function)


def _group(app: typer.Typer, name: str, text: str, commands: tuple[tuple[str, Callable[..., Any], str], ...]) -> None:
    group = typer.Typer(help=text, no_args_is_help=True, rich_markup_mode="markdown")
    for command, function, example in commands:
        _add(group, command, function, example)
    app.add_typer(group, name=name)


def main() -> NoReturn:
    """Run the command line and exit."""
    debug = _take_debug(sys.argv)
    try:
        build()()
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
