"""Compression of VBA streams (MS-OVBA 2.4.1): chunks of 4,096 bytes, literals and copies."""

from __future__ import annotations

import struct
from collections import defaultdict

from sop_addin.errors import BookError

__all__ = ["compress", "decompress"]

_CHUNK = 4096
_SIGNED = 0x3000
_PACKED = 0x8000


def _offset_bits(position: int) -> int:
    """Return how many of a copy's 16 bits hold its offset, at `position` in the chunk."""
    return max((position - 1).bit_length(), 4) if position else 4


def compress(data: bytes) -> bytes:
    """Return `data` as a compressed container.

    Examples
    --------
    >>> packed = compress(b"Option Explicit" * 100)
    >>> len(packed) < 40, decompress(packed) == b"Option Explicit" * 100
    (True, True)
    """
    chunks = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
    return b"\x01" + b"".join(_pack_chunk(chunk) for chunk in chunks)


def _pack_chunk(chunk: bytes) -> bytes:
    tokens = bytearray()
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    position = 0
    while position < len(chunk):
        flag_at, flags = len(tokens), 0
        tokens.append(0)
        for bit in range(8):
            if position >= len(chunk):
                break
            bits = _offset_bits(position)
            start, length = _longest(chunk, position, (0xFFFF >> bits) + 3, seen)
            if length:
                flags |= 1 << bit
                tokens += struct.pack("<H", (position - start - 1) << (16 - bits) | (length - 3))
            else:
                length = 1
                tokens.append(chunk[position])
            for at in range(position, position + length):
                seen[chunk[at : at + 3]].append(at)
            position += length
        tokens[flag_at] = flags
    if len(tokens) > _CHUNK and len(chunk) < _CHUNK:
        raise BookError("VBA module", "text without any repetition", "VBA code", "Rewrite it.")
    if len(tokens) > _CHUNK:  # stored as it is, which the format allows for whole chunks only
        return struct.pack("<H", _SIGNED | (_CHUNK - 1)) + chunk
    return struct.pack("<H", _PACKED | _SIGNED | (len(tokens) - 1)) + bytes(tokens)


def _longest(
    chunk: bytes, position: int, most: int, seen: dict[bytes, list[int]]
) -> tuple[int, int]:
    """Return start and length of the longest earlier match, nearest first; length 0 for none."""
    best_start = best = 0
    most = min(most, len(chunk) - position)
    for start in reversed(seen.get(chunk[position : position + 3], ())):
        length = 3
        while length < most and chunk[start + length] == chunk[position + length]:
            length += 1
        if length > best and length <= most:
            best_start, best = start, length
        if best == most:
            break
    return best_start, best


def decompress(data: bytes) -> bytes:
    """Return what a compressed container holds.

    Raises
    ------
    BookError
        `data` is not a whole container.
    """
    try:
        return _unpack(data)
    except (struct.error, IndexError) as error:
        raise _damaged() from error


def _damaged() -> BookError:
    remedy = "Take the workbook from a backup, or make a new one with sop new."
    return BookError("VBA project", "a damaged module", "compressed VBA text", remedy)


def _unpack(data: bytes) -> bytes:
    if data[:1] != b"\x01":
        raise _damaged()
    out = bytearray()
    at = 1
    while at < len(data):
        header = struct.unpack_from("<H", data, at)[0]
        end = at + (header & 0x0FFF) + 3
        at += 2
        if not header & _PACKED:
            out += data[at:end]
        else:
            _unpack_chunk(data[at:end], out)
        at = end
    return bytes(out)


def _unpack_chunk(tokens: bytes, out: bytearray) -> None:
    start, at = len(out), 0
    while at < len(tokens):
        flags = tokens[at]
        at += 1
        for bit in range(8):
            if at >= len(tokens):
                break
            if not flags >> bit & 1:
                out.append(tokens[at])
                at += 1
                continue
            token = struct.unpack_from("<H", tokens, at)[0]
            at += 2
            bits = _offset_bits(len(out) - start)
            source = len(out) - (token >> (16 - bits)) - 1
            if source < start:
                raise _damaged()
            for step in range((token & (0xFFFF >> bits)) + 3):
                out.append(out[source + step])
