from __future__ import annotations

import io
import zipfile

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.archive import Archive, deflated, pack


def _made(streamed: bool = False) -> bytes:
    out = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return out.write(bytes(data))  # type: ignore[arg-type]

    with zipfile.ZipFile(Pipe() if streamed else out, "w") as file:
        for number, name in enumerate(("b.xml", "a.xml", "中.xml")):
            info = zipfile.ZipInfo(name, (2020 + number, 2, 3, 4, 5, 6))
            info.compress_type = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            info.external_attr, info.comment = 0o640 << 16, b"kept"
            with file.open(info, "w", force_zip64=number == 1) as member:
                member.write(f"<{number}/>".encode() * 100)
        file.comment = b"whole"
    return out.getvalue()


@pytest.mark.parametrize("streamed", [False, True])
def test_a_copy_has_the_same_members_in_every_respect(streamed: bool) -> None:
    data = _made(streamed)
    archive = Archive(data, "x")
    copy = pack([archive.stored(name) for name in archive.names()], archive.comment)
    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(copy)) as two:
        assert two.testzip() is None and two.comment == b"whole"
        assert [i.filename for i in one.infolist()] == [i.filename for i in two.infolist()]
        for first, second in zip(one.infolist(), two.infolist(), strict=True):
            assert one.read(first) == two.read(second)
            for what in ("date_time", "external_attr", "comment", "compress_type", "CRC"):
                assert getattr(first, what) == getattr(second, what)


def test_new_bytes_keep_date_and_rights_of_what_they_replace() -> None:
    archive = Archive(_made(), "x")
    copy = pack([deflated("a.xml", b"<new/>" * 99, archive.info("a.xml"), 6)])
    with zipfile.ZipFile(io.BytesIO(copy)) as file:
        info = file.infolist()[0]
        assert file.read(info) == b"<new/>" * 99
        assert info.date_time == (2021, 2, 3, 4, 5, 6) and info.external_attr == 0o640 << 16


def test_the_same_members_make_the_same_bytes() -> None:
    one = [deflated(name, b"x" * 500, None, 6) for name in ("a", "b")]
    assert pack(one) == pack([deflated(name, b"x" * 500, None, 6) for name in ("a", "b")])


@pytest.mark.parametrize("cut", [10, 30, 200])
def test_a_cut_off_archive_is_refused(cut: int) -> None:
    with pytest.raises(BookError, match="damaged or cut-off"):
        Archive(_made()[:-cut], "x")


def test_a_damaged_member_is_refused_when_it_is_read() -> None:
    data = bytearray(_made())
    at = data.index(b"<0/>")
    data[at : at + 4] = b"<9/>"
    with pytest.raises(BookError, match=r"b\.xml"):
        Archive(bytes(data), "x").read("b.xml")
