"""The two files a person writes: where they are, and what is used where there are none."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from armswire import __version__
from armswire.core.alerting.rules import RuleSet
from armswire.core.feeds.config import FeedConfig
from armswire.core.feedsfile import parse_feeds
from armswire.core.rulesfile import parse_rules
from armswire.errors import Misconfigured, Problem

SHIPPED = files("armswire") / "defaults"


@dataclass(frozen=True, slots=True)
class Located:
    """A file to read. ``shipped``: nobody gave one, so it is the one that comes with Armswire."""

    path: Path
    shipped: bool

    @property
    def copy_command(self) -> str:
        """What a person types to make the shipped file their own."""
        return f"cp {self.path} {self.path.name}"


def locate(name: str, chosen: Path | None) -> Located:
    """Return the file: the one chosen, else ``name`` in the working directory, else the one shipped.

    ``Misconfigured`` where one was chosen and is not there, or is a directory.
    """
    with as_file(SHIPPED / name) as shipped:
        if chosen is not None:
            if chosen.is_dir():
                raise Misconfigured(_directory(chosen, name, shipped))
            if not chosen.is_file():
                raise Misconfigured(
                    Problem(chosen, None, "there is no such file", f"begin with: cp {shipped} {chosen}")
                )
            return Located(chosen, shipped=False)
        here = Path(name)
        return Located(here, shipped=False) if here.is_file() else Located(shipped, shipped=True)


def _directory(chosen: Path, name: str, shipped: Path) -> Problem:
    inside = chosen / name
    fix = f"give the file: {inside}" if inside.is_file() else f"a file is wanted; begin with: cp {shipped} {inside}"
    return Problem(chosen, None, "this is a directory", fix)


def read_text(path: Path) -> str:
    """Return a file's text. ``Misconfigured`` where it is not UTF-8 or cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misconfigured(Problem(path, None, "not UTF-8 text", "save the file as UTF-8")) from error
    except OSError as error:
        raise Misconfigured(Problem(path, None, f"cannot be read: {error.strerror}")) from error


def read_feeds(path: Path) -> tuple[FeedConfig, ...]:
    """Return the feeds of a file; ``Misconfigured`` names every mistake with its line."""
    return parse_feeds(read_text(path), str(path))


def read_rules(path: Path, environment: Mapping[str, str]) -> RuleSet:
    """Return the rules of a file; ``Misconfigured`` names every mistake with its line."""
    return parse_rules(read_text(path), str(path), environment)


def user_agent(contact: str | None = None) -> str:
    """How the fetcher names itself: honestly, with where to complain if that is set."""
    return f"Armswire/{__version__} (feed reader{f'; {contact}' if contact else ''})"
