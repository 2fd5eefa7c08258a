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
    """gzip, in one or several members, or deflate with or without the zlib header: servers disagree on it.

    RFC 9110, 8.4.1.2 and 8.4.1.3.
    """

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)
        self._started = False

    def unpack(self, data: bytes, limit: int) -> bytes:
        out = b""
        while data:
            if self._inner.eof:
                self._inner = zlib.decompressobj(self._wbits)
            out += self._piece(data, limit + 1 - len(out))
            if len(out) > limit:
                raise TooLarge
            # What follows a whole deflate stream is no part of it.
            data = self._inner.unused_data if self._wbits > zlib.MAX_WBITS else b""
        return out

    def _piece(self, data: bytes, limit: int) -> bytes:
        try:
            out = self._inner.decompress(data, limit)
        except zlib.error as error:
            if self._started or self._wbits != zlib.MAX_WBITS:
                raise BadEncoding(str(error)) from error
            self._wbits = -zlib.MAX_WBITS
            self._inner = zlib.decompressobj(self._wbits)
            return self._piece(data, limit)
        self._started = True
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
