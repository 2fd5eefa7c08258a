"""The query language: Lucene syntax, compiled once, read three ways with the same answers. Pure.

What a clause means (fields and their kinds: ``core/fields.py``):

- ``word``, ``"some words"``: in the title, the text or the evidence; ``news.title:word``: in that field. Words are
  compared by their tokens (``core/text.py``), so ``F-16`` finds "F16s", and ``武器`` finds it within a sentence.
- ``arms.type:transfer``: a keyword, as a whole; capitals of ASCII do not matter. ``Yon*``, ``?r*``: wildcards.
- ``arms.value.usd:>=1000000``, ``arms.quantity.tank:[10 TO 50}``: numbers. ``@timestamp:[now-7d TO now]``,
  ``@timestamp:2026-11``: dates, with Elasticsearch's date math, in UTC.
- ``field:*`` or ``_exists_:field``: has a value. ``field:(a OR b)``: a group. A field with several values fits a clause
  if any of them does; so ``NOT arms.recipients:UA`` means that none is.
- ``AND``, ``OR``, ``NOT`` in capitals; without an operator clauses are alternatives, as in Kibana's Lucene, among which
  ``+a`` is required and ``-a`` excluded.

Boosts, fuzzy terms, distances and regular expressions are refused with what to write instead.
"""

from armswire.core.query.compiled import CompiledQuery, compile_query
from armswire.core.query.errors import QueryError

__all__ = ["CompiledQuery", "QueryError", "compile_query"]
