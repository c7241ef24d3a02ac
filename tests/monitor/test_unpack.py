"""Packed bodies, and those that are no such thing."""

import gzip
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetching.unpack import ACCEPTED, CODINGS, Unpacker
from monitor.guard import Unusable

TEXT = b"<rss version='2.0'><channel><title>Gazette</title></channel></rss>"


def bare(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstd.compress,
}


def unpack(data, encoding, limit=1 << 20, step=1 << 20):
    unpacker = Unpacker(encoding)
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    out = b"".join(unpacker.feed(piece, limit) for piece in pieces)
    unpacker.finish()
    return out


def test_all_that_is_asked_for_can_be_unpacked():
    assert set(ACCEPTED.split(", ")) == set(PACKED) == set(CODINGS) - {"x-gzip"}


@given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from(sorted(PACKED)))
def test_unpacking_does_not_depend_on_how_the_bytes_arrive(data, step, encoding):
    assert unpack(PACKED[encoding](data), encoding, step=step) == data


@given(st.lists(st.binary(max_size=99), min_size=1), st.integers(1, 50))
def test_streams_that_follow_one_another_are_one_body(parts, step):
    for encoding in ("gzip", "zstd"):
        packed = b"".join(PACKED[encoding](part) for part in parts)
        assert unpack(packed, encoding, step=step) == b"".join(parts)


@given(st.integers(1, 30))
def test_padding_after_the_last_stream_is_left(step):
    for encoding in ("gzip", "deflate", "zstd"):
        assert unpack(PACKED[encoding](TEXT) + bytes(50), encoding, step=step) == TEXT


def test_deflate_is_read_with_and_without_its_header():
    assert unpack(zlib.compress(TEXT), "deflate") == unpack(bare(TEXT), "deflate") == TEXT


@given(st.binary(max_size=200), st.sampled_from(["", *sorted(CODINGS)]))
def test_whatever_arrives_is_unpacked_or_unusable(data, encoding):
    try:
        assert len(unpack(data, encoding)) >= len(data) * (not encoding)
    except Unusable:
        assert encoding


@pytest.mark.parametrize("encoding", sorted(PACKED))
def test_a_bomb_unfolds_to_its_limit_and_a_block_at_most(encoding):
    bomb = PACKED[encoding](bytes(3_000_000))
    assert len(bomb) < 100_000
    assert 100_001 <= len(Unpacker(encoding).feed(bomb, 100_001)) <= 500_000


def test_a_bomb_of_many_streams_ends_at_the_limit_too():
    many = PACKED["gzip"](bytes(1000)) * 1000
    assert len(Unpacker("gzip").feed(many, 5_001)) == 5_001


def test_a_window_as_big_as_the_memory_is_refused():
    wide = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    packed = wide.compress(bytes(range(256)) * 40_000) + wide.flush()
    with pytest.raises(Unusable, match="cannot be unpacked as zstd"):
        unpack(packed, "zstd", limit=1 << 30)


@pytest.mark.parametrize("encoding", sorted(PACKED))
def test_a_stream_that_breaks_off_is_unusable(encoding):
    with pytest.raises(Unusable, match="broke off"):
        unpack(PACKED[encoding](TEXT)[:-6], encoding)


@pytest.mark.parametrize("encoding", sorted(PACKED))
def test_a_stream_that_is_none_is_unusable(encoding):
    with pytest.raises(Unusable, match="cannot be unpacked"):
        unpack(b"plain after all, for the whole of its length", encoding)


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [
        ("gzip, br", "packed more than once"),
        ("gzip,gzip", "packed more than once"),
        ("compress", "not asked for"),
        ("aes128gcm" * 99, "not asked for"),
    ],
)
def test_other_codings_are_refused_clearly(encoding, reason):
    with pytest.raises(Unusable, match=reason) as refused:
        Unpacker(encoding)
    assert len(str(refused.value)) < 120


def test_what_is_not_packed_passes():
    for encoding in ("", "identity", " Identity "):
        assert unpack(TEXT, encoding, step=7) == TEXT
