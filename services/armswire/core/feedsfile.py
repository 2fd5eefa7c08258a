"""``feeds.yaml``: the feeds a team watches, as it wrote them, with every mistake named by its line."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from armswire.core.feeds.config import KINDS, FeedConfig
from armswire.core.identity import feed_id
from armswire.core.yamlfile import Entry, Fields, load_yaml, nearest
from armswire.errors import Misconfigured, Problem

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w ./?=&%+-]|:(?! ))*[\w/]")
SHORTEST = timedelta(minutes=1)


def parse_feeds(text: str, file: str) -> tuple[FeedConfig, ...]:
    """Return the feeds in order, switched-off ones too. ``Misconfigured`` holds every problem found, by line."""
    problems: list[Problem] = []
    reader = _Reader(file, problems)
    feeds = [feed for entry in _listed(text, file, problems) if (feed := reader.feed(entry))]
    if problems:
        raise Misconfigured(*problems)
    return tuple(feeds)


def _listed(text: str, file: str, problems: list[Problem]) -> list[Entry]:
    root = load_yaml(text, file).root
    if root is None or root.value is None:
        return []
    if root.sequence is not None:
        return list(root.sequence)
    if root.mapping is None:
        problems.append(Problem(file, root.line, "this is not a list of feeds", "write feeds: and below it - url: …"))
        return []
    for name, entry in root.mapping.items():
        if name != "feeds":
            guess = "write feeds:" if nearest(name, ("feeds",)) else "only feeds: stands at the top"
            problems.append(Problem(file, entry.line, f"unknown field {name!r}", guess))
    given = root.mapping.get("feeds")
    if given is None or given.value is None:
        return []
    if given.sequence is None:
        problems.append(Problem(file, given.line, "'feeds' must be a list", "write - url: … below it, for each feed"))
    return list(given.sequence or ())


@dataclass(slots=True)
class _Reader:
    file: str
    problems: list[Problem]
    urls: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def feed(self, entry: Entry) -> FeedConfig | None:
        if entry.mapping is None:
            self.problems.append(Problem(self.file, entry.line, "this is no feed", "write - url: … and name: … below"))
            return None
        before = len(self.problems)
        fields = Fields(self.file, entry, self.problems)
        url = fields.text("url", required=True) or ""
        config = FeedConfig(
            id=self._matching(fields, "id", _ID, "letters, digits, . _ and -") or feed_id(url),
            url=url,
            name=fields.text("name", required=True) or "",
            tags=fields.texts("tags"),
            language=self._matching(fields, "language", _LANGUAGE, "a language code such as en or uk"),
            tier=fields.whole("tier", 2, 1, 3),
            kind=fields.choice("kind", KINDS, "news"),
            country=self._matching(fields, "country", _COUNTRY, "a country code such as US or KR"),
            alerts=fields.flag("alerts", True),
            fulltext=fields.flag("fulltext", False),
            interval=fields.duration("interval", None),
            headers=self._headers(fields),
            enabled=fields.flag("enabled", True),
            line=entry.line,
        )
        fields.finish()
        self._check(fields, config)
        return config if len(self.problems) == before else None

    def _matching(self, fields: Fields, name: str, pattern: re.Pattern[str], wanted: str) -> str | None:
        given = fields.text(name)
        if given is not None and not pattern.fullmatch(given):
            fields.report(name, f"{name!r} is {given!r}", f"write {wanted}")
            return None
        return given

    def _headers(self, fields: Fields) -> dict[str, str]:
        given = fields.get("headers")
        if given is None:
            return {}
        headers = {name: str(entry.value) for name, entry in (given.mapping or {}).items()}
        bad = [name for name, value in headers.items() if not _HEADER.fullmatch(name) or not value.isprintable()]
        if given.mapping is None or bad:
            fields.report("headers", "'headers' must be names and values", 'write headers: {Authorization: "…"}')
        return headers

    def _check(self, fields: Fields, config: FeedConfig) -> None:
        told = _url_problem(config.url) if config.url else None
        if told:
            fields.report("url", f"{config.url!r} {told}", "write the feed's full address: https://…")
        if config.interval and config.interval < SHORTEST:
            fields.report("interval", "'interval' is under a minute", "write 1m or more")
        for name, value, known in (("url", config.url, self.urls), ("id", config.id, self.ids)):
            first = known.setdefault(value, config.line)
            if value and first != config.line and not (name == "id" and "id" not in (fields.entry.mapping or {})):
                fields.report(name, f"this {name} is that of the feed on line {first}", "remove one of the two")


def _url_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError as error:
        return f"is no address ({error})"
    if parts.scheme not in ("http", "https"):
        return "does not start with http:// or https://"
    if not parts.hostname:
        return "names no host"
    return "has a space in it" if re.search(r"\s", url) else None


def add_feed(text: str, file: str, url: str, name: str, **fields: str | int | list[str]) -> str:
    """Return the file with one more feed at the end of its list; all else stays as it is, comments too.

    ``Misconfigured`` where the file or the new feed is wrong, or the list is written in a way that cannot be added to.
    """
    before = parse_feeds(text, file)
    written = [f"{key}: {_scalar(value)}" for key, value in {"url": url, "name": name, **fields}.items()]
    lines = text.splitlines()
    at, indent = _place(lines, before)
    block = [" " * indent + ("- " if n == 0 else "  ") + line for n, line in enumerate(written)]
    if not before:
        lines = [line for line in lines if not re.fullmatch(r"feeds:\s*(?:\[\s*\])?\s*(?:#.*)?", line)]
        at, block = len(lines), ["feeds:", *block]
    added = "\n".join([*lines[:at], *block, *lines[at:]]) + "\n"
    after = parse_feeds(added, file)
    if [feed.id for feed in after[:-1]] != [feed.id for feed in before] or after[-1].url != url:
        raise Misconfigured(Problem(file, None, "cannot add to this list", "write it with one - url: … a line, last"))
    return added


def _place(lines: list[str], feeds: tuple[FeedConfig, ...]) -> tuple[int, int]:
    """Where the last feed ends, and how far its dash is indented."""
    if not feeds:
        return len(lines), 2
    first = feeds[-1].line - 1
    indent = len(lines[first]) - len(lines[first].lstrip())
    last = first
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        if line.strip() and not line.lstrip().startswith("#"):
            last = number
    return last + 1, indent


def _scalar(value: str | int | list[str]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(part) for part in value) + "]"
    if isinstance(value, int):
        return str(value)
    plain = _PLAIN.fullmatch(value) and "," not in value and value.lower() not in ("null", "true", "false")
    return value if plain else json.dumps(value, ensure_ascii=False)
