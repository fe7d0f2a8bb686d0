"""A compound file gives back its streams, and other readers find the same ones."""

from __future__ import annotations

import io

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.errors import BookError
from sop_addin.excel.compound import read_streams, write_streams

NAMES = st.text("ABCdef_19", min_size=1, max_size=12)
PATHS = st.one_of(NAMES.map(str.upper), NAMES.map(lambda name: f"Store/{name.upper()}"))


@given(st.dictionaries(PATHS, st.binary(max_size=200).map(lambda data: data * 40), max_size=30))
def test_streams_come_back_identical(streams: dict[str, bytes]) -> None:
    assert read_streams(write_streams(streams)) == dict(sorted(streams.items()))


@pytest.mark.parametrize("size", [0, 1, 63, 64, 4095, 4096, 4097, 200_000])
def test_another_reader_finds_a_stream_of_any_size(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    written = write_streams({"VBA/dir": data[:size], "PROJECT": b"text"})
    with olefile.OleFileIO(io.BytesIO(written)) as found:
        assert found.openstream("VBA/dir").read() == data[:size]
        assert found.openstream("PROJECT").read() == b"text"
        assert not found.parsing_issues


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 100, 255, 300])
def test_siblings_form_a_red_black_tree_in_the_standards_order(count: int) -> None:
    """MS-CFB 2.6.4: sorted by length, then upper case; no red below red; black heights equal."""
    written = write_streams({f"sheet{number}": b"x" for number in range(count)})
    with olefile.OleFileIO(io.BytesIO(written)) as found:
        entries = found.direntries
        order: list[str] = []
        none, red = 0xFFFFFFFF, 0

        def black_height(number: int, above: int) -> int:
            if number == none:
                return 0
            entry = entries[number]
            assert not (entry.color == red and above == red)
            left = black_height(entry.sid_left, entry.color)
            order.append(entry.name)
            assert black_height(entry.sid_right, entry.color) == left
            return left + (entry.color != red)

        black_height(entries[0].sid_child, red)
        assert order == sorted(order, key=lambda name: (len(name), name.upper()))
        assert len(order) == count


def test_bytes_hold_no_clock() -> None:
    written = write_streams({"VBA/dir": b"x"})
    assert written == write_streams({"VBA/dir": b"x"})
    with olefile.OleFileIO(io.BytesIO(written)) as found:
        assert found.getmtime("VBA") is None
        assert found.getctime("VBA") is None


def test_damaged_files_are_refused() -> None:
    written = write_streams({"VBA/dir": b"x" * 9000})
    for damaged in (b"", b"PK\x03\x04", written[:100], written[:3000], written[:-512]):
        with pytest.raises(BookError, match="expected a compound file"):
            read_streams(damaged)
