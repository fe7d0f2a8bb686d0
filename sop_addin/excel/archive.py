"""The zip container: what is not edited is copied as it lies, compressed bytes included."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from sop_addin.errors import BookError

__all__ = ["Archive", "Stored", "deflated", "pack"]

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ZIP64 = 0x0001
_STREAMED = 0x0008
_UTF8 = 0x0800
_LIMIT = 0xFFFFFFFF


@dataclass(frozen=True)
class Stored:
    """One member ready to be written: its directory entry, local extra field, compressed bytes."""

    info: zipfile.ZipInfo
    extra: bytes
    payload: bytes | memoryview


class Archive:
    """A zip file held in memory, its members decompressed when they are asked for.

    Raises
    ------
    BookError
        When the bytes are not a whole zip archive, or a member is encrypted or doubled.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self._data = memoryview(data)
        self._where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            # NotImplementedError: the directory asks for a newer version of the format
            raise self._damaged(str(error)) from error
        self._infos = {info.filename: info for info in self._zip.infolist()}
        if len(self._infos) != len(self._zip.infolist()):
            raise self._damaged("two members of one name")
        if any(info.flag_bits & 1 for info in self._infos.values()):
            raise self._damaged("an encrypted member")

    def _damaged(self, what: str) -> BookError:
        return BookError(
            self._where,
            f"a damaged or cut-off file ({what})",
            "a whole workbook",
            "Take the last good copy; nothing was changed.",
        )

    @property
    def comment(self) -> bytes:
        """The archive's comment."""
        return self._zip.comment

    def names(self) -> list[str]:
        """Return the members' names in the order of the directory."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def info(self, name: str) -> zipfile.ZipInfo:
        """Return a member's directory entry."""
        return self._infos[name]

    def read(self, name: str) -> bytes:
        """Return a member's bytes, checked against its checksum."""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            # NotImplementedError: a method of compression that Python does not have
            raise self._damaged(f"{name}: {error}") from error

    def holds(self, name: str, data: bytes) -> bool:
        """Return whether there is a member of exactly these bytes."""
        info = self._infos.get(name)
        return info is not None and info.file_size == len(data) and self.read(name) == data

    def stored(self, name: str) -> Stored:
        """Return a member as it lies in the file, for copying."""
        info = self._infos[name]
        start = info.header_offset
        try:
            header = _LOCAL.unpack(self._data[start : start + _LOCAL.size])
        except struct.error as error:
            raise self._damaged(name) from error
        extra_at = start + _LOCAL.size + header[9]
        payload_at = extra_at + header[10]
        payload = self._data[payload_at : payload_at + info.compress_size]
        if header[0] != b"PK\x03\x04" or len(payload) != info.compress_size:
            raise self._damaged(name)
        return Stored(info, bytes(self._data[extra_at:payload_at]), payload)


def deflated(name: str, data: bytes, like: zipfile.ZipInfo | None, level: int) -> Stored:
    """Return new bytes for a member, with date and attributes of the one it replaces.

    `level` is zlib's; 0 stores without compressing.
    """
    info = zipfile.ZipInfo(name, like.date_time if like else (1980, 1, 1, 0, 0, 0))
    if like is not None:
        info.create_system, info.external_attr = like.create_system, like.external_attr
        info.internal_attr, info.comment = like.internal_attr, like.comment
    else:
        info.create_system = 0
    if not name.isascii():
        info.flag_bits = _UTF8
    info.CRC, info.file_size = zlib.crc32(data), len(data)
    payload = data
    if level:
        compressor = zlib.compressobj(level, zlib.DEFLATED, -15)
        payload = compressor.compress(data) + compressor.flush()
        info.compress_type = zipfile.ZIP_DEFLATED
    info.compress_size = len(payload)
    return Stored(info, b"", payload)


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept + extra[at:]


def pack(members: Iterable[Stored], comment: bytes = b"") -> bytes:
    """Return a zip archive of the members, in their order."""
    out = io.BytesIO()
    directory = []
    for member in members:
        info, offset = member.info, out.tell()
        flags = info.flag_bits & ~_STREAMED
        name = info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437")
        year, month, day, hour, minute, second = info.date_time
        clock = hour << 11 | minute << 5 | second // 2
        date = (year - 1980) << 9 | month << 5 | day
        sizes = (info.CRC, info.compress_size, info.file_size)
        extra = _without_zip64(member.extra)
        version = max(20, min(info.extract_version, 45))
        common = (version, flags, info.compress_type, clock, date, *sizes)
        out.write(_LOCAL.pack(b"PK\x03\x04", *common, len(name), len(extra)))
        out.write(name + extra)
        out.write(member.payload)
        central = _without_zip64(info.extra)
        made_by = info.create_system << 8 | (info.create_version & 0xFF)
        attributes = (len(name), len(central), len(info.comment), 0, info.internal_attr)
        directory.append(
            _CENTRAL.pack(b"PK\x01\x02", made_by, *common, *attributes, info.external_attr, offset)
            + name
            + central
            + info.comment
        )
    start = out.tell()
    listing = b"".join(directory)
    if start + len(listing) >= _LIMIT or len(directory) >= 0xFFFF:
        raise BookError(
            "workbook", "more than 4 GB", "a workbook below 4 GB", "Move old data out of it."
        )
    out.write(listing)
    count = len(directory)
    out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), start, len(comment)))
    out.write(comment)
    return out.getvalue()
