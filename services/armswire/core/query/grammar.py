"""luqum's parser, without what its generator does on import.

luqum ships its tables as made by one Python; imported by another (3.13 reads docstrings differently, and the grammar
is in docstrings) PLY makes them anew, writes them and a log into the installed package, and talks on standard error.
A package that is installed read-only or shared by two Pythons must not be written to: the tables stay in memory.
"""

import copy
from functools import partial
from typing import Any

from luqum.tree import Item
from ply import yacc


def _quietly() -> Any:
    loud = yacc.yacc
    yacc.yacc = partial(loud, debug=False, write_tables=False, errorlog=yacc.NullLogger())
    try:
        from luqum import parser
    finally:
        yacc.yacc = loud
    return parser


_LUQUM = _quietly()


def parse(text: str) -> Item:
    """Return luqum's tree. PLY keeps state in lexer and parser: each call has its own copies, for any thread."""
    return copy.copy(_LUQUM.parser).parse(text, lexer=_LUQUM.lexer.clone())
