"""Content-Encoding undone piece by piece, so that a compression bomb ends at the reader's limit.

httpx decodes a whole network chunk at once: 64 kB of gzip may become 64 MB, of Brotli gigabytes.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

PIECE = 65_536
_MOST_CODINGS = 2  # more than one is rare already; each multiplies what a bomb can do
# A zstd block of 4 bytes may become 128 kB and the library gives all at once: so few bytes at a time.
_ZSTD_SLICE = 64
_ZSTD_LARGEST_WINDOW = 8 * 2**20  # RFC 8878, 3.1.1.1.2: what a decoder should support
_DAMAGE = (zlib.error, brotli.error, zstandard.ZstdError)


class BadCoding(ValueError):
    """The bytes are not what their Content-Encoding says, end early, or the coding is unknown."""


class Decoder(Protocol):
    """One coding, undone."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` becomes, in pieces of bounded size."""

    def is_complete(self) -> bool:
        """Return whether the coded stream came to its end."""


class Inflate:
    """gzip, and deflate both as the standard says (zlib) and as some servers send it (raw)."""

    def __init__(self, *, gzip: bool) -> None:
        self._may_be_raw = not gzip
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces; what stands behind the end of the stream is left out, as browsers do."""
        while data and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error:
                if not self._may_be_raw:
                    raise
                self._stream, piece = zlib.decompressobj(-zlib.MAX_WBITS), b""
            else:
                data = self._stream.unconsumed_tail
            self._may_be_raw = False
            yield piece
        while not self._stream.eof and (piece := self._stream.decompress(b"", PIECE)):
            yield piece

    def is_complete(self) -> bool:
        """Return whether the end was seen."""
        return self._stream.eof


class Brotli:
    """br."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces; output that waits inside is asked for with empty input."""
        yield self._stream.process(data, output_buffer_limit=PIECE)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=PIECE)

    def is_complete(self) -> bool:
        """Return whether the end was seen."""
        return bool(self._stream.is_finished())


class Zstd:
    """zstd; several frames in a row are one content."""

    def __init__(self) -> None:
        self._new = zstandard.ZstdDecompressor(max_window_size=_ZSTD_LARGEST_WINDOW).decompressobj
        self._frame = self._new()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield pieces of 2 MB at the most."""
        for start in range(0, len(data), _ZSTD_SLICE):
            rest = data[start : start + _ZSTD_SLICE]
            while rest:
                if self._frame.eof:
                    self._frame = self._new()
                yield self._frame.decompress(rest)
                rest = self._frame.unused_data if self._frame.eof else b""

    def is_complete(self) -> bool:
        """Return whether the last frame came to its end."""
        return self._frame.eof


def make_decoders(content_encoding: str) -> list[Decoder]:
    """Return the decoders for the header's value, in the order of their use. Raises BadCoding."""
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > _MOST_CODINGS:
        raise BadCoding(f"{len(codings)} codings on top of each other")
    decoders: list[Decoder] = []
    for coding in reversed(codings):
        match coding:
            case "gzip" | "x-gzip":
                decoders.append(Inflate(gzip=True))
            case "deflate":
                decoders.append(Inflate(gzip=False))
            case "br":
                decoders.append(Brotli())
            case "zstd":
                decoders.append(Zstd())
            case _:
                raise BadCoding(f"unknown coding {coding[:40]!r}")
    return decoders


def decode_chunk(decoders: list[Decoder], chunk: bytes) -> Iterator[bytes]:
    """Yield what a chunk becomes when all codings are undone. Raises BadCoding when damage is met."""
    pieces: Iterable[bytes] = [chunk]
    for decoder in decoders:
        pieces = _feed_all(decoder, pieces)
    try:
        yield from pieces
    except _DAMAGE as error:
        raise BadCoding(f"damaged: {error}") from None


def _feed_all(decoder: Decoder, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from decoder.feed(piece)


def decode_content(raw: bytes, content_encoding: str, limit: int) -> bytes:
    """Return the content of stored bytes, at most `limit` of it. Raises BadCoding."""
    content = bytearray()
    for piece in decode_chunk(make_decoders(content_encoding), raw):
        content += piece
        if len(content) >= limit:
            break
    return bytes(content[:limit])
