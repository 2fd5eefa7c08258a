"""The third reader: Elasticsearch's query DSL, over the mapping of ``schemas/armswire_schemas/elastic``."""

from datetime import datetime
from typing import Any

from armswire.core.fields import Field, Kind
from armswire.core.query.pattern import translate
from armswire.core.query.ranges import comparisons
from armswire.core.query.tree import (
    All,
    And,
    Between,
    Equals,
    Exists,
    Leaf,
    Like,
    Node,
    Not,
    Or,
    Pattern,
    WordLike,
    Words,
)
from armswire.core.text import Form

Clause = dict[str, Any]
_RANGE = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
MAX_STARTS = 10_000
"""Tokens that the open end of a phrase may become."""
RULES = "tokens.rules"
"""By which language's rules a document's words were folded."""


def token_field(field: Field) -> str:
    """Return the name of the field that holds a text field's tokens."""
    return f"tokens.{field.name}"


def query(node: Node, now: datetime) -> Clause:
    """Return the clause to send. Only words give a score."""
    match node:
        case All():
            return {"match_all": {"boost": 0}}
        case And():
            wanted = [query(clause, now) for clause in node.clauses if not isinstance(clause, Not)]
            unwanted = [query(clause.clause, now) for clause in node.clauses if isinstance(clause, Not)]
            return {"bool": _filled(must=wanted, must_not=unwanted)}
        case Or():
            return _any([query(clause, now) for clause in node.clauses])
        case Not():
            return {"bool": {"must_not": [query(node.clause, now)]}}
        case Words():
            return _any([_form(field, form, node) for field in node.fields for form in node.forms])
        case _:
            return {"constant_score": {"filter": _leaf(node, now), "boost": 0}}


def _filled(**parts: list[Clause]) -> Clause:
    return {name: part for name, part in parts.items() if part}


def _any(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}


def _form(field: Field, form: Form, node: Words) -> Clause:
    clause = _row(token_field(field), form.tokens, node.open_ended(form))
    if not form.rules:
        return clause
    return {"bool": {"must": [clause], "filter": [{"terms": {RULES: list(form.rules)}}]}}


def _row(name: str, tokens: tuple[str, ...], open_ended: bool) -> Clause:
    match len(tokens), open_ended:
        case 1, False:
            return {"term": {name: {"value": tokens[0]}}}
        case 1, True:
            return {"prefix": {name: {"value": tokens[0]}}}
        case _, False:
            return {"match_phrase": {name: {"query": " ".join(tokens)}}}
        case _:
            return {"match_phrase_prefix": {name: {"query": " ".join(tokens), "max_expansions": MAX_STARTS}}}


def _leaf(node: Leaf, now: datetime) -> Clause:
    match node:
        case Exists(field):
            return {"exists": {"field": token_field(field) if field.kind is Kind.TEXT else field.name}}
        case Equals(field, value) if field.kind is Kind.KEYWORD:
            return {"term": {field.name: {"value": value, "case_insensitive": True}}}
        case Equals(field, value):
            return {"term": {field.name: {"value": value}}}
        case Like(field, pattern):
            return {"wildcard": {field.name: {"value": _wildcard(pattern), "case_insensitive": True}}}
        case Between(field):
            return {"range": {field.name: {_RANGE[how]: value for how, value in comparisons(node, now)}}}
        case WordLike(fields, pattern):
            return _any([{"wildcard": {token_field(field): {"value": _wildcard(pattern)}}} for field in fields])
        case Words():
            return query(node, now)


def _wildcard(pattern: Pattern) -> str:
    return translate(pattern, _escaped)


def _escaped(literal: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\*?" else letter for letter in literal)
