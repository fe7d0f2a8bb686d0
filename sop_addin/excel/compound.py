"""Compound files (MS-CFB), the container of ``vbaProject.bin``: streams by path, in and out.

Written bytes depend on nothing but the streams: no time stamps, no class ids, entries in the
order that the standard prescribes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sop_addin.errors import BookError

__all__ = ["read_streams", "write_streams"]

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR, _MINI, _CUTOFF, _ENTRY = 512, 64, 4096, 128
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LAST_REGULAR = 0xFFFFFFF9
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_HEADER_FATS = 109


@dataclass
class _Entry:
    """One directory entry; siblings form a red-black tree below their storage."""

    name: str
    kind: int
    data: bytes = b""
    children: dict[str, _Entry] = field(default_factory=dict)
    number: int = 0
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    colour: int = _BLACK
    start: int = 0
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBB", len(name) + 2, self.kind, self.colour)
            + struct.pack("<III", self.left, self.right, self.child)
            + bytes(36)  # class id, state, two times
            + struct.pack("<IQ", self.start, self.size)
        )


_UNUSED = bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)


def write_streams(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file (version 3) that holds `streams`.

    Parameters
    ----------
    streams
        Content by path, storages separated by ``/``: ``{"VBA/dir": b"…", "PROJECT": b"…"}``.

    Examples
    --------
    >>> read_streams(write_streams({"VBA/dir": b"abc", "PROJECT": b""}))
    {'PROJECT': b'', 'VBA/dir': b'abc'}
    """
    entries = _directory(streams)
    sectors = _Sectors()
    mini = _place_streams(entries, sectors)
    root = entries[0]
    root.start, root.size = sectors.add(bytes(mini.data)), len(mini.data)
    mini_table = _numbers(mini.chain)
    mini_start = sectors.add(mini_table, fill=b"\xff")
    listing = b"".join(entry.pack() for entry in entries)
    listing += _UNUSED * (-len(entries) % (_SECTOR // _ENTRY))
    directory_start = sectors.add(listing)
    fats = sectors.close()
    first = len(sectors.data) // _SECTOR - fats
    header = (
        _SIGNATURE
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
        + struct.pack("<IIII", fats, directory_start, 0, _CUTOFF)
        + struct.pack("<II", mini_start, -(-len(mini_table) // _SECTOR))
        + struct.pack("<II", _END, 0)
        + _numbers(first + i if i < fats else _FREE for i in range(_HEADER_FATS))
    )
    return header + bytes(sectors.data)


def _numbers(values: Iterable[int]) -> bytes:
    listed = list(values)
    return struct.pack(f"<{len(listed)}I", *listed)


@dataclass
class _Sectors:
    """Sectors in order, with the chain that links them."""

    size: int = _SECTOR
    data: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes, fill: bytes = b"\0") -> int:
        """Append `content` on sectors of its own and return the first one's number."""
        if not content:
            return _END
        count, start = -(-len(content) // self.size), len(self.chain)
        self.data += content.ljust(count * self.size, fill)
        self.chain += [*range(start + 1, start + count), _END]
        return start

    def close(self) -> int:
        """Append the chain itself and return on how many sectors it stands."""
        each, count = self.size // 4, 1
        while count * each < len(self.chain) + count:
            count += 1
        if count > _HEADER_FATS:
            raise BookError(
                "VBA project", f"{len(self.data):,} bytes", "at most 7 MB", "Remove code."
            )
        table = self.chain + [_FAT] * count
        self.data += _numbers(table).ljust(count * self.size, b"\xff")
        return count


def _place_streams(entries: list[_Entry], sectors: _Sectors) -> _Sectors:
    mini = _Sectors(_MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < _CUTOFF else sectors).add(entry.data)
    return mini


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    root = _Entry("Root Entry", _ROOT)
    for path, data in streams.items():
        *storages, name = path.split("/")
        parent = root
        for storage in storages:
            parent = parent.children.setdefault(storage, _Entry(storage, _STORAGE))
        parent.children[name] = _Entry(name, _STREAM, data)
    entries = [root]
    _number_children(root, entries)
    return entries


def _number_children(parent: _Entry, entries: list[_Entry]) -> None:
    siblings = sorted(
        parent.children.values(),
        key=lambda entry: (len(entry.name.encode("utf-16-le")), entry.name.upper()),
    )
    for entry in siblings:
        entry.number = len(entries)
        entries.append(entry)
    full = (len(siblings) + 1) & len(siblings) == 0
    deepest = -1 if full else len(siblings).bit_length() - 1
    parent.child = _balance(siblings, 0, deepest)
    for entry in siblings:
        if entry.kind == _STORAGE:
            _number_children(entry, entries)


def _balance(siblings: list[_Entry], depth: int, deepest: int) -> int:
    """Link sorted siblings as a balanced tree; an incomplete last level is red, all else black."""
    if not siblings:
        return _FREE
    middle = len(siblings) // 2
    entry = siblings[middle]
    entry.colour = _RED if depth == deepest and depth else _BLACK
    entry.left = _balance(siblings[:middle], depth + 1, deepest)
    entry.right = _balance(siblings[middle + 1 :], depth + 1, deepest)
    return entry.number


def read_streams(data: bytes) -> dict[str, bytes]:
    """Return the streams of a compound file by path, in order of path.

    Raises
    ------
    BookError
        `data` is not a whole compound file.
    """
    try:
        return dict(sorted(_read(data).items()))
    except (struct.error, IndexError, UnicodeDecodeError, RecursionError) as error:
        raise _broken("a damaged one") from error


def _broken(got: str) -> BookError:
    remedy = "Take the workbook from a backup, or make a new one with sop new."
    return BookError("VBA project", got, "a compound file", remedy)


def _read(data: bytes) -> dict[str, bytes]:
    if data[:8] != _SIGNATURE:
        raise _broken("something else")
    shift = struct.unpack_from("<H", data, 30)[0]
    _, directory, _, cutoff, mini_start, _, more, _ = struct.unpack_from("<8I", data, 44)
    size = 1 << shift
    fat = _read_fat(data, size, more)

    def sectors(start: int, table: list[int], source: bytes, each: int, first: int) -> bytes:
        parts: list[bytes] = []
        number = start
        while number <= _LAST_REGULAR:
            at = first + number * each
            if len(parts) > len(table) or at >= len(source):
                raise _broken("a damaged one")
            parts.append(source[at : at + each])
            number = table[number]
        return b"".join(parts)

    listing = sectors(directory, fat, data, size, size)
    raw = [listing[at : at + _ENTRY] for at in range(0, len(listing), _ENTRY)]
    mini_table = _unpack(sectors(mini_start, fat, data, size, size))
    root_start = struct.unpack_from("<I", raw[0], 116)[0]
    mini = sectors(root_start, fat, data, size, size)
    found: dict[str, bytes] = {}

    def walk(number: int, path: str) -> None:
        if number == _FREE:
            return
        entry = raw[number]
        length, kind = struct.unpack_from("<HB", entry, 64)
        left, right, child = struct.unpack_from("<III", entry, 68)
        start, extent = struct.unpack_from("<II", entry, 116)
        name = path + entry[: length - 2].decode("utf-16-le")
        walk(left, path)
        if kind == _STREAM and extent < cutoff:
            found[name] = sectors(start, mini_table, mini, _MINI, 0)[:extent] if extent else b""
        elif kind == _STREAM:
            found[name] = sectors(start, fat, data, size, size)[:extent]
        else:
            walk(child, name + "/")
        walk(right, path)

    walk(struct.unpack_from("<I", raw[0], 76)[0], "")
    return found


def _unpack(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content))


def _read_fat(data: bytes, size: int, more: int) -> list[int]:
    numbers = _unpack(data[76:512])
    while more <= _LAST_REGULAR:
        *listed, more = _unpack(data[size * (more + 1) : size * (more + 2)])
        numbers += listed
    kept = [number for number in numbers if number <= _LAST_REGULAR]
    return _unpack(b"".join(data[size * (n + 1) : size * (n + 2)] for n in kept))
