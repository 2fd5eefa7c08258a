"""The query language: Lucene syntax, compiled once, read three ways with the same answers. Pure."""

from armswire.core.query.compiled import CompiledQuery, compile_query
from armswire.core.query.errors import QueryError

__all__ = ["CompiledQuery", "QueryError", "compile_query"]
