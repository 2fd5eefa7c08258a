"""Bring a tree into its plainest form, and keep it within what every engine takes."""

from collections.abc import Iterator

from armswire.core.query.errors import QueryError
from armswire.core.query.tree import All, And, Leaf, Node, Not, Or

MAX_DEPTH = 20
"""AND, OR and NOT within each other. Elasticsearch stops at 30 (``indices.query.bool.max_nested_depth``)."""
MAX_LEAVES = 1000
"""Clauses. Elasticsearch promises 1024 (``indices.query.bool.max_clause_count``)."""


def simple(node: Node) -> Node:
    """Merge an And within an And, an Or within an Or, and drop double negation."""
    match node:
        case And():
            return _merged(And, node.clauses)
        case Or():
            return _merged(Or, node.clauses)
        case Not():
            inner = simple(node.clause)
            return inner.clause if isinstance(inner, Not) else Not(inner)
        case _:
            return node


def _merged(kind: type[And] | type[Or], clauses: tuple[Node, ...]) -> Node:
    flat: list[Node] = []
    for clause in map(simple, clauses):
        flat.extend(clause.clauses if isinstance(clause, kind) else (clause,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield every leaf, from left to right."""
    match node:
        case And() | Or():
            for clause in node.clauses:
                yield from leaves(clause)
        case Not():
            yield from leaves(node.clause)
        case All():
            return
        case _:
            yield node


def within_limits(node: Node) -> Node:
    """Return the tree, or raise QueryError where it is too large for the engines."""
    if _depth(node) > MAX_DEPTH:
        raise QueryError("nested too deeply", f"at most {MAX_DEPTH} levels of AND, OR and NOT within each other")
    if sum(1 for _ in leaves(node)) > MAX_LEAVES:
        raise QueryError(f"more than {MAX_LEAVES} clauses", "split it into several queries")
    return node


def _depth(node: Node) -> int:
    match node:
        case And() | Or():
            return 1 + max(map(_depth, node.clauses))
        case Not():
            return 1 + _depth(node.clause)
        case _:
            return 1
