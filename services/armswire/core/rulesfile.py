"""rules.yaml: which events raise alerts, how they are gathered, and where they go. Pure: text in, ``RuleSet`` out.

    settings: {channels: [log], window: 72h, digest_after: 20, digest_within: 10m}
    channels:
      team: {type: webhook, url: "${TEAM_HOOK}", headers: {X-Team: arms}, secret: "${TEAM_SECRET}"}
      desk: {type: apprise, url: "slack://…"}
    rules:
      - {id: big-deal, title: Big deal, query: "arms.value.usd:>=100000000", severity: high, channels: [team]}

``${NAME}`` in a channel's url, headers and secret is replaced from the mapping given; nothing else is. Everything
wrong is gathered with its line before ``Misconfigured`` is raised, so that one run shows all of it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from armswire.core.alerting.rules import DEFAULT_WINDOW, SEVERITIES, ChannelSpec, ChannelType, Kind, Rule, RuleSet
from armswire.core.fields import FIELDS, Index
from armswire.core.fields import Kind as FieldKind
from armswire.core.query import CompiledQuery, compile_query
from armswire.core.yamlfile import Entry, Fields, YamlDocument, load_yaml, nearest
from armswire.errors import Misconfigured, Problem

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


def parse_rules(text: str, file: str, env: Mapping[str, str]) -> RuleSet:
    """Read a rules file; ``env`` is where ``${NAME}`` is looked up. Raises ``Misconfigured`` with every problem."""
    rules, problems = _read(load_yaml(text, file), env)
    if problems:
        raise Misconfigured(*sorted(problems, key=lambda problem: problem.line or 0))
    return rules


def check_rules(text: str, file: str, env: Mapping[str, str] | None = None) -> list[Problem]:
    """Return what is wrong with a rules file, in order of lines; [] where nothing is.

    With ``env`` None a ``${NAME}`` is taken to be set where the file will be used.
    """
    # An address, so that one that comes wholly from the environment is not taken for a wrong one.
    assumed = {name: f"https://{name}" for name in _VARIABLE.findall(text)}
    try:
        parse_rules(text, file, assumed if env is None else env)
    except Misconfigured as error:
        return list(error.problems)
    return []


@dataclass(frozen=True, slots=True)
class _Defaults:
    channels: tuple[str, ...] = ("log",)
    window: timedelta = DEFAULT_WINDOW
    digest_after: int = 20
    digest_within: timedelta = timedelta(minutes=10)


def _read(document: YamlDocument, env: Mapping[str, str]) -> tuple[RuleSet, list[Problem]]:
    problems: list[Problem] = []
    root = document.root
    if root is None:
        return RuleSet(channels={"log": _log()}, file=document.file), problems
    if root.mapping is None:
        problems.append(Problem(document.file, root.line, "a rules file has named sections", "begin with rules:"))
        return RuleSet(), problems
    top = Fields(document.file, root, problems)
    defaults = _settings(document.file, top.get("settings"), problems)
    channels = _channels(document.file, top.get("channels"), defaults, env, problems)
    rules = _rules(document.file, top.get("rules"), defaults, channels, problems)
    top.finish()
    return RuleSet(rules, channels, document.file), problems


def _settings(file: str, entry: Entry | None, problems: list[Problem]) -> _Defaults:
    if entry is None or not _is_mapping(file, entry, "settings", problems):
        return _Defaults()
    fields, usual = Fields(file, entry, problems), _Defaults()
    read = _Defaults(
        fields.texts("channels") or usual.channels,
        fields.duration("window", usual.window),
        fields.whole("digest_after", usual.digest_after, 1, 100_000),
        fields.duration("digest_within", usual.digest_within),
    )
    fields.finish()
    return read


def _is_mapping(file: str, entry: Entry, name: str, problems: list[Problem]) -> bool:
    if entry.mapping is None:
        problems.append(Problem(file, entry.line, f"{name!r} must hold named fields", f"write {name}: {{name: value}}"))
    return entry.mapping is not None


def _log() -> ChannelSpec:
    return ChannelSpec("log", ChannelType.LOG, digest_after=None)


def _channels(
    file: str, entry: Entry | None, defaults: _Defaults, env: Mapping[str, str], problems: list[Problem]
) -> dict[str, ChannelSpec]:
    channels = {"log": _log()}
    if entry is None or not _is_mapping(file, entry, "channels", problems):
        return channels
    for name, given in (entry.mapping or {}).items():
        if _is_mapping(file, given, name, problems):
            channel = _channel(Fields(file, given, problems), name, defaults, env)
            channels[name] = channel
    return channels


def _channel(fields: Fields, name: str, defaults: _Defaults, env: Mapping[str, str]) -> ChannelSpec:
    told = fields.choice("type", tuple(ChannelType), None)
    if fields.get("type") is None:
        fields.report(None, f"channel {name!r} has no type", f"add type: {', '.join(ChannelType)}")
    kind = ChannelType(told or "log")
    log = kind is ChannelType.LOG
    digest = fields.flag("digest", not log)
    after = fields.whole("digest_after", defaults.digest_after, 1, 100_000)
    channel = ChannelSpec(
        name,
        kind,
        fields.entry.line,
        url="" if log else _url(fields, kind, env),
        headers=_headers(fields, env) if kind is ChannelType.WEBHOOK else {},
        secret=_filled(fields, "secret", fields.text("secret"), env) if kind is ChannelType.WEBHOOK else None,
        digest_after=after if digest else None,
        digest_within=fields.duration("digest_within", defaults.digest_within),
    )
    fields.finish()
    return channel


def _url(fields: Fields, kind: ChannelType, env: Mapping[str, str]) -> str:
    url = _filled(fields, "url", fields.text("url", required=True), env) or ""
    if kind is ChannelType.WEBHOOK and url and not url.startswith(("http://", "https://")):
        fields.report("url", "a webhook's url must begin with http:// or https://", "or use type: apprise")
    return url


def _headers(fields: Fields, env: Mapping[str, str]) -> dict[str, str]:
    given = fields.get("headers")
    if given is None or not _is_mapping(fields.file, given, "headers", fields.problems):
        return {}
    texts = Fields(fields.file, given, fields.problems)
    read = {name: _filled(texts, name, texts.text(name), env) or "" for name in given.mapping or {}}
    for name, value in read.items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or re.search(r"[\r\n\0]", value):
            texts.report(name, f"not a valid HTTP header: {name!r}", "letters, digits and - in the name; one line")
    return read


def _filled(fields: Fields, name: str, text: str | None, env: Mapping[str, str]) -> str | None:
    """The text with each ``${NAME}`` replaced; a name that is not set is a problem. Values are never shown."""
    if text is None:
        return None

    def value(found: re.Match[str]) -> str:
        variable = found[1]
        if variable in env:
            return env[variable]
        fix = f"set it, for instance: export {variable}=…"
        fields.report(name, f"the environment variable {variable} is not set", fix)
        return ""

    return _VARIABLE.sub(value, text)


def _rules(
    file: str,
    entry: Entry | None,
    defaults: _Defaults,
    channels: Mapping[str, ChannelSpec],
    problems: list[Problem],
) -> tuple[Rule, ...]:
    if entry is None:
        return ()
    if entry.sequence is None:
        problems.append(Problem(file, entry.line, "'rules' must be a list", "begin each rule with: - id: …"))
        return ()
    rules: list[Rule] = []
    for given in entry.sequence:
        if given.mapping is None:
            problems.append(Problem(file, given.line, "a rule must hold named fields", "write - id: …"))
            continue
        rule = _rule(Fields(file, given, problems), defaults, channels)
        first = next((other for other in rules if other.id == rule.id), None)
        if first is not None and rule.id:
            problems.append(Problem(file, rule.line, f"two rules have the id {rule.id!r}", f"see line {first.line}"))
        rules.append(rule)
    return tuple(rules)


def _rule(fields: Fields, defaults: _Defaults, channels: Mapping[str, ChannelSpec]) -> Rule:
    identity = fields.text("id", required=True) or ""
    if identity and not _ID.fullmatch(identity):
        fields.report("id", f"{identity!r} is not an id", "small letters, digits, '-', '_' and '.', at most 64")
    kind = Kind(fields.choice("kind", tuple(Kind), Kind.QUERY))
    enabled = fields.flag("enabled", True)
    query = fields.text("query", required=kind is Kind.QUERY) or ""
    rule = Rule(
        identity,
        fields.text("title") or identity,
        query,
        fields.choice("severity", SEVERITIES, "medium"),
        _key(fields),
        fields.duration("window", defaults.window),
        _named(fields, fields.texts("channels") or defaults.channels, channels),
        enabled,
        kind,
        fields.entry.line,
        _compiled(fields, query),
    )
    if kind is not Kind.QUERY and enabled:
        fields.report("kind", f"kind {kind.value!r} is not there in this version", "write enabled: off")
    fields.finish()
    return rule


def _key(fields: Fields) -> tuple[str, ...] | None:
    names = fields.texts("key")
    known = [name for name, field in FIELDS[Index.EVENTS].items() if field.kind is not FieldKind.STORED]
    for name in names:
        if name not in known:
            guess = nearest(name, known)
            fields.report(
                "key", f"there is no field {name!r}", f"write {guess}" if guess else "see the README's fields"
            )
    return names or None


def _named(fields: Fields, names: Sequence[str], channels: Mapping[str, ChannelSpec]) -> tuple[str, ...]:
    for name in names:
        if name not in channels:
            fields.report("channels", f"there is no channel {name!r}", f"channels: {', '.join(channels)}")
    return tuple(dict.fromkeys(names))


def _compiled(fields: Fields, query: str) -> CompiledQuery | None:
    if not query:
        return None
    try:
        return compile_query(query, Index.EVENTS)
    except Misconfigured as error:
        for problem in error.problems:
            fields.report("query", problem.message, problem.fix)
        return None
