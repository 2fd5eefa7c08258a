"""A message that could not be handled and never will be, kept whole with the reason."""

from pydantic import Base64Bytes

from armswire_schemas.base import Utc, Wire


class DeadLetter(Wire):
    """Value of topic ``dead.letters``. ``raw`` is the message's value to the byte."""

    v: int = 1
    topic: str
    partition: int
    offset: int
    key: str | None = None
    raw: Base64Bytes
    agent: str
    reason: str
    error: str
    when: Utc
