"""Unpacks what a server packed, as it arrives and never further than it is told (pure)."""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli

from monitor.guard import Unusable
from monitor.zstd import zstd

#: What is asked for; a server that packs otherwise was not listening.
ACCEPTED = "gzip, deflate, br, zstd"
#: The window that zstd may use on the web, as a power of two: 8 MB (RFC 9659).
WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Stream(Protocol):
    """One packed stream, read as zlib reads it."""

    @property
    def eof(self) -> bool:
        """Whether its last byte has been read."""

    @property
    def unused_data(self) -> bytes:
        """What came after its last byte."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Unpack what has arrived, to `max_length` bytes at most."""


class BrotliStream:
    """A stream of brotli, which tells nothing of what follows it."""

    unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        """Whether its last byte has been read."""
        return bool(self._stream.is_finished())

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Unpack what has arrived, to `max_length` bytes and a block at most."""
        return bytes(self._stream.process(data, output_buffer_limit=max_length))


def inflate(first: bytes) -> Stream:
    """Begin "deflate": zlib by the book, and without its header from some servers."""
    return zlib.decompressobj(47 if first[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS)


#: How each coding is begun, given its first bytes.
CODINGS: dict[str, Callable[[bytes], Stream]] = {
    "gzip": lambda first: zlib.decompressobj(31),
    "x-gzip": lambda first: zlib.decompressobj(31),
    "deflate": inflate,
    "br": lambda first: BrotliStream(),
    "zstd": lambda first: zstd.ZstdDecompressor(options=WINDOW),
}
#: How a stream begins that may follow another one.
AGAIN = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


class Unpacker:
    """Unpacks one body as it arrives."""

    def __init__(self, encoding: str) -> None:
        self._coding = encoding.strip().lower()
        if "," in self._coding:
            raise Unusable(
                f"the answer is packed more than once ({encoding!r:.40}); it is left"
            )
        if self._coding not in ("", "identity", *CODINGS):
            raise Unusable(f"the answer is packed as {encoding!r:.40}, which was not asked for")
        self._begin = CODINGS.get(self._coding)
        self._stream: Stream | None = None
        self._after = b""

    def feed(self, data: bytes, limit: int) -> bytes:
        """Unpack what has arrived, to hardly more than `limit` bytes.

        Raises:
            Unusable: the data is not what its server says.
        """
        if self._begin is None:
            return data
        try:
            return self._unpack(self._after + data, limit, self._begin)
        except (zlib.error, brotli.error, zstd.ZstdError):
            raise Unusable(f"the answer cannot be unpacked as {self._coding}") from None

    def _unpack(self, data: bytes, limit: int, begin: Callable[[bytes], Stream]) -> bytes:
        """Unpack stream after stream; what follows the last and begins none is padding."""
        out = self._after = b""
        again = AGAIN.get(self._coding)
        while data and len(out) < limit:
            if self._stream is None:
                self._stream = begin(data)
            elif self._stream.eof:
                if not again or not data.startswith(again):
                    self._after = data[:4]
                    break
                self._stream = begin(data)
            out += self._stream.decompress(data, limit - len(out))
            data = self._stream.unused_data if self._stream.eof else b""
        return out

    def finish(self) -> None:
        """Make sure that the last byte was the last.

        Raises:
            Unusable: the packed data broke off.
        """
        if self._stream is not None and not self._stream.eof:
            raise Unusable("the packed answer broke off; it is asked for again next time")
