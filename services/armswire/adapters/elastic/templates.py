"""Index templates, made from the registry of fields; ``python -m armswire.adapters.elastic`` writes them.

The files in ``armswire_schemas/elastic`` are what is installed, for people to read and to load by hand.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from armswire.core.fields import FIELDS, MAX_KEYWORD, Field, Index, Kind
from armswire.core.query.elastic import RULES, token_field

_LONG = frozenset({"message", "arms.evidence"})
"""Texts that are read, never listed by value."""
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.KEYWORD: {"type": "keyword", "ignore_above": MAX_KEYWORD},
    Kind.DATE: {"type": "date", "format": "strict_date_optional_time"},
    Kind.INTEGER: {"type": "long"},
    Kind.NUMBER: {"type": "double"},
    Kind.BOOL: {"type": "boolean"},
    Kind.STORED: {"type": "keyword", "index": False, "doc_values": False},
}
_TOKENS = {"type": "text", "analyzer": "whitespace"}
"""What ``core/text.py`` made, parted by spaces. The original beside it is for Kibana."""


def template(index: Index) -> dict[str, Any]:
    """Return the body of the composable index template of a kind's indices."""
    return {
        "index_patterns": [f"armswire-{index}-*"],
        "priority": 500,
        "_meta": {"description": f"Armswire: {index}. Made from core/fields.py."},
        "template": {
            "settings": {
                "index.number_of_shards": 1,
                "index.auto_expand_replicas": "0-1",
                "index.refresh_interval": "2s",
            },
            "mappings": {"dynamic": "strict", "properties": _properties(index)},
        },
    }


def load(index: Index) -> dict[str, Any]:
    """Return the template as it is installed."""
    found: dict[str, Any] = json.loads(_file(index).read_text(encoding="utf-8"))
    return found


def written(index: Index) -> str:
    """Return the text that the file of an index must have."""
    return json.dumps(template(index), indent=1, ensure_ascii=False) + "\n"


def _properties(index: Index) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for field in FIELDS[index].values():
        _place(tree, field.name, _mapping(field))
        if field.kind is Kind.TEXT:
            _place(tree, token_field(field), dict(_TOKENS))
    _place(tree, RULES, {"type": "keyword"})
    return tree


def _mapping(field: Field) -> dict[str, Any]:
    if field.kind is not Kind.TEXT:
        return dict(_TYPES[field.kind])
    if field.name in _LONG:
        return {"type": "text"}
    return {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}


def _place(tree: dict[str, Any], name: str, mapping: dict[str, Any]) -> None:
    *parents, last = name.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {"properties": {}})["properties"]
    tree[last] = mapping


def _file(index: Index) -> Path:
    return Path(str(files("armswire_schemas"))) / "elastic" / f"{index}.json"


def write() -> None:
    """Write the files."""
    for index in Index:
        _file(index).parent.mkdir(exist_ok=True)
        _file(index).write_text(written(index), encoding="utf-8")
