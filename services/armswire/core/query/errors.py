"""What is wrong with a query: where, what, and what to write instead."""

from armswire.errors import Misconfigured, Problem


class QueryError(Misconfigured):
    """A query that cannot be used. ``problems[0]`` has the message (with the clause at fault) and the fix."""

    def __init__(self, message: str, fix: str | None = None) -> None:
        super().__init__(Problem("query", None, message, fix))
