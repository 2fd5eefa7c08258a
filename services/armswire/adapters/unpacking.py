"""Unpack a compressed body piece by piece, so that a small answer cannot become a large one unnoticed."""

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]


class TooLarge(Exception):  # noqa: N818 - names what it found
    """The body is larger, unpacked, than was allowed."""


class BadEncoding(Exception):  # noqa: N818
    """The body is not packed as its header says."""


class _Unpacker(Protocol):
    def unpack(self, data: bytes, limit: int) -> bytes:
        """Return at most ``limit`` bytes; raise ``TooLarge`` where there are more."""

    def finish(self) -> None:
        """Raise ``BadEncoding`` where the data ended early."""


class _Plain:
    def unpack(self, data: bytes, limit: int) -> bytes:
        if len(data) > limit:
            raise TooLarge
        return data

    def finish(self) -> None:
        return


class _Zlib:
    """gzip or deflate; the latter with or without the zlib header, as servers disagree (RFC 9110, 8.4.1.2)."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._raw = wbits == zlib.MAX_WBITS

    def unpack(self, data: bytes, limit: int) -> bytes:
        try:
            out = self._inner.decompress(data, limit + 1)
        except zlib.error as error:
            if not self._raw:
                raise BadEncoding(str(error)) from error
            self._inner, self._raw = zlib.decompressobj(-zlib.MAX_WBITS), False
            return self.unpack(data, limit)
        self._raw = False
        if len(out) > limit:
            raise TooLarge
        return out

    def finish(self) -> None:
        if not self._inner.eof:
            raise BadEncoding("the compressed body ends early")


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def unpack(self, data: bytes, limit: int) -> bytes:
        try:
            out: bytes = self._inner.process(data, output_buffer_limit=limit + 1)
        except brotli.error as error:
            raise BadEncoding(str(error)) from error
        if len(out) > limit:
            raise TooLarge
        return out

    def finish(self) -> None:
        if not self._inner.is_finished():
            raise BadEncoding("the compressed body ends early")


def _unpacker(encoding: str) -> _Unpacker:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Zlib(zlib.MAX_WBITS | 16)
        case "deflate":
            return _Zlib(zlib.MAX_WBITS)
        case "br":
            return _Brotli()
        case other:
            raise BadEncoding(f"packed as {other!r}, which was not asked for")


class Collector:
    """Gathers one body. ``add`` each piece as it comes, then ``finish``."""

    def __init__(self, encoding: str, limit_bytes: int) -> None:
        self._unpacker = _unpacker(encoding)
        self._room = limit_bytes
        self._pieces: list[bytes] = []

    def add(self, data: bytes) -> None:
        """Unpack a piece. Raises ``TooLarge`` or ``BadEncoding``."""
        piece = self._unpacker.unpack(data, self._room)
        self._room -= len(piece)
        self._pieces.append(piece)

    def finish(self) -> bytes:
        """Return the whole body; empty is fine."""
        if self._pieces:
            self._unpacker.finish()
        return b"".join(self._pieces)
