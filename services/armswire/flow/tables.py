"""A Faust table behind the ``Table`` of ``flow.types``: JSON bytes by key, kept in a compacted changelog topic."""

import asyncio
from collections.abc import Callable
from typing import Any


class FlowTable:
    """``written`` is given the future of each changelog message: the batch in hand waits for it before it settles."""

    def __init__(self, table: Any, written: Callable[[asyncio.Future[Any]], None]) -> None:
        self._table = table
        self._written = written

    def get(self, key: str) -> bytes | None:
        """Return the value; None where there is none, or this process does not own the key's partition."""
        value: bytes | None = self._table.data.get(key.encode())
        return value

    def set(self, key: str, value: bytes) -> None:
        """Set the value. ``key`` must be the key of a message of the topic the table was made like."""
        self._write(key.encode(), value)

    def delete(self, key: str) -> None:
        """Forget the key; nothing happens where it is unknown."""
        if self._table.data.get(key.encode()) is not None:
            self._write(key.encode(), None)

    def keys(self) -> list[str]:
        """Return the keys that have a value, in the partitions this process owns."""
        return [key.decode() for key in self._table.data]

    def _write(self, key: bytes, value: bytes | None) -> None:
        sent = self._table.send_changelog(None, key, value, value_serializer="raw")
        store = self._table.data
        if value is None:
            store.data.pop(key, None)
        else:
            store.data[key] = value
        # Faust's memory store notes a key's partition only in recovery, and so would keep it when it is revoked.
        store._key_partition[key] = sent.message.partition
        self._written(sent)
