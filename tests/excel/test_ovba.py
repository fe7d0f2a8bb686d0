"""Compressed VBA text comes back as it was, by our reader and by olevba's."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from sop_addin.errors import BookError
from sop_addin.excel.ovba import compress, decompress

LINES = st.lists(st.sampled_from(["End Sub\r\n", "Sub A()\r\n", "x = 1", " ", "é", "0123"]))


@given(LINES, st.integers(1, 400))
def test_text_comes_back_identical_by_either_reader(lines: list[str], times: int) -> None:
    text = "".join(lines).encode("cp1252") * times
    packed = compress(text)
    assert decompress(packed) == text
    if text:
        assert bytes(decompress_stream(bytearray(packed))) == text


@given(st.binary(max_size=3600))
def test_any_short_bytes_come_back(data: bytes) -> None:
    assert decompress(compress(data)) == data


def test_a_whole_chunk_that_does_not_shrink_is_stored_as_it_is() -> None:
    chunk = b"".join(struct.pack(">H", number * 31 % 65521) for number in range(2048))
    packed = compress(chunk)
    assert len(packed) == 1 + 2 + 4096
    assert decompress(packed) == chunk


def test_the_standards_own_example_is_read_and_packed_as_tightly() -> None:
    """MS-OVBA 3.2.2: normal compression."""
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    printed = bytes.fromhex(
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30"
        "6D 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    )
    assert decompress(printed) == text
    assert len(compress(text)) == len(printed)


@pytest.mark.parametrize("data", [b"", b"\x02abc", b"\x01\x05", b"\x01\x02\xb0\x01\xff\xff"])
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BookError, match="a damaged module"):
        decompress(data)
