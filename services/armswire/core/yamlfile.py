"""YAML text that a person wrote, with the line of everything in it, and a reader that gathers what is wrong.

YAML 1.2, so ``on``, ``off``, ``yes`` and ``no`` are words; ``Fields.flag`` takes them as what they mean.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from armswire.errors import Misconfigured, Problem

_MERGE = "tag:yaml.org,2002:merge"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", re.IGNORECASE)
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value and its line (from 1). ``value``: a scalar, a list of ``Entry``, or a dict of name to ``Entry``."""

    line: int
    value: Any

    @property
    def mapping(self) -> "Mapping[str, Entry] | None":
        """The value where it is a mapping, else None."""
        return self.value if isinstance(self.value, dict) else None

    @property
    def sequence(self) -> "Sequence[Entry] | None":
        """The value where it is a list, else None."""
        return self.value if isinstance(self.value, list) else None

    def plain(self) -> Any:
        """The value without lines: dicts, lists and scalars."""
        if self.mapping is not None:
            return {name: entry.plain() for name, entry in self.mapping.items()}
        if self.sequence is not None:
            return [entry.plain() for entry in self.sequence]
        return self.value


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One file. ``root`` is None where it holds nothing but comments."""

    file: str
    root: Entry | None


def load_yaml(text: str, file: str) -> YamlDocument:
    """Read one YAML document. ``Misconfigured`` names the line of what cannot be read."""
    yaml = YAML(typ="safe")
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = ", ".join(part for part in (error.problem, error.context) if part)
        _refuse(file, mark.line + 1 if mark else None, f"not valid YAML: {told}", _syntax_fix(told))
    except YAMLError as error:
        _refuse(file, None, f"not valid YAML: {str(error).splitlines()[0]}")
    return YamlDocument(file, None if node is None else _Builder(file, yaml).build(node))


def _syntax_fix(told: str) -> str | None:
    if "'\\t'" in told:
        return "indent with spaces, not with tabs"
    if "mapping values are not allowed" in told:
        return 'put a value that holds ": " in quotes'
    return None


def _refuse(file: str, line: int | None, message: str, fix: str | None = None) -> NoReturn:
    raise Misconfigured(Problem(file, line, message, fix))


@dataclass(slots=True)
class _Builder:
    """Turns composed nodes into entries. A node that aliases name is built once, so aliases cost nothing."""

    file: str
    yaml: YAML
    done: dict[int, Entry] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)

    def build(self, node: Node) -> Entry:
        line = node.start_mark.line + 1
        if id(node) in self.done:
            return self.done[id(node)]
        if id(node) in self.open:
            _refuse(self.file, line, "an alias stands inside its own anchor", "write the value out")
        self.open.add(id(node))
        entry = self.done[id(node)] = Entry(line, self._value(node, line))
        return entry

    def _value(self, node: Node, line: int) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node)
        if isinstance(node, SequenceNode):
            return [self.build(child) for child in node.value]
        try:
            return self.yaml.constructor.construct_object(node)
        except (YAMLError, ValueError) as error:
            _refuse(self.file, line, f"cannot read {node.value!r}: {str(error).splitlines()[0]}", "put it in quotes")

    def _mapping(self, node: MappingNode) -> dict[str, Entry]:
        merged: dict[str, Entry] = {}
        own: dict[str, Entry] = {}
        for key, value in node.value:
            if key.tag == _MERGE:
                for source in value.value if isinstance(value, SequenceNode) else [value]:
                    merged |= {k: v for k, v in (self.build(source).mapping or {}).items() if k not in merged}
                continue
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                _refuse(self.file, line, "the name of a field must be a word", "write name: value")
            name = str(key.value)
            if name in own:
                _refuse(self.file, line, f"{name!r} is given twice", f"keep one; the first is on line {own[name].line}")
            own[name] = Entry(line, self.build(value).value)
        return merged | own


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name most like this one, or None where none is."""
    return next(iter(get_close_matches(name.lower(), known, n=1, cutoff=0.6)), None)


@dataclass(slots=True)
class Fields:
    """Reads one mapping field by field. What is wrong is added to ``problems`` and the default returned.

    Call ``finish`` last: every field that nobody asked for is then reported with the nearest name that exists.
    """

    file: str
    entry: Entry
    problems: list[Problem]
    asked: list[str] = field(default_factory=list)

    def report(self, name: str | None, message: str, fix: str | None = None) -> None:
        """Add a problem at the line of a field, or of the mapping where it is not given."""
        given = (self.entry.mapping or {}).get(name or "")
        self.problems.append(Problem(self.file, given.line if given else self.entry.line, message, fix))

    def get(self, name: str) -> Entry | None:
        """The field as it stands; None where it is missing or empty."""
        self.asked.append(name)
        given = (self.entry.mapping or {}).get(name)
        return None if given is None or given.value is None else given

    def text(self, name: str, *, required: bool = False) -> str | None:
        """A text, or a number or date as it would be written; None where missing or empty."""
        given = self.get(name)
        if given is None or given.value == "":
            if required:
                self.report(name, f"{name!r} is missing", f"add {name}: …")
            return None
        if isinstance(given.value, dict | list):
            self.report(name, f"{name!r} must be one text", f"write {name}: …")
            return None
        return str(given.value).strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone, or several between commas, will do."""
        given = self.get(name)
        if given is None:
            return ()
        if isinstance(given.value, str):
            return tuple(part.strip() for part in given.value.split(",") if part.strip())
        if given.sequence is None or any(isinstance(part.value, dict | list | None) for part in given.sequence):
            self.report(name, f"{name!r} must be a list of texts", f"write {name}: [a, b]")
            return ()
        return tuple(str(part.value) for part in given.sequence)

    def flag(self, name: str, default: bool) -> bool:
        """True or false; on, off, yes and no will do."""
        given = self.get(name)
        if given is None:
            return default
        value = _FLAGS.get(str(given.value).lower())
        if value is None:
            self.report(name, f"{name!r} must be on or off, not {given.value!r}", f"write {name}: on")
            return default
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds, both included."""
        given = self.get(name)
        if given is None:
            return default
        value = given.value
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.report(name, f"{name!r} must be a number from {low} to {high}, not {given.plain()!r}")
            return default
        return value

    def choice(self, name: str, known: Sequence[str], default: _T) -> str | _T:
        """One of these words."""
        given = self.text(name)
        if given is None or given in known:
            return default if given is None else given
        guess = nearest(given, known)
        self.report(name, f"{name!r} is {given!r}", f"write {guess}" if guess else f"use one of {', '.join(known)}")
        return default

    def duration(self, name: str, default: _T) -> timedelta | _T:
        """A duration such as ``90s``, ``15m``, ``6h``, ``3d``; longer than zero."""
        given = self.text(name)
        if given is None:
            return default
        value = parse_duration(given)
        if value is None:
            self.report(name, f"{name!r} is not a duration: {given!r}", "write 15m, 6h or 3d")
            return default
        return value

    def finish(self) -> None:
        """Report every field that was not asked for."""
        for name in self.entry.mapping or {}:
            if name not in self.asked:
                guess = nearest(name, self.asked)
                fix = f"did you mean {guess!r}?" if guess else f"known fields: {', '.join(sorted(set(self.asked)))}"
                self.report(name, f"unknown field {name!r}", fix)


def parse_duration(text: str) -> timedelta | None:
    """Return ``90s``, ``15m``, ``1h30m``, ``3d`` or ``2w`` as a duration; None for anything else, zero, or an age."""
    if not re.fullmatch(f"(?:{_DURATION.pattern})+", text, re.IGNORECASE):
        return None
    try:
        total = sum((timedelta(**{_UNITS[u.lower()]: float(n)}) for n, u in _DURATION.findall(text)), timedelta())
    except OverflowError:
        return None
    return total or None
