from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.file import FileBlocks

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _zip(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def _package(part: str, kind: str, text: str = "<workbook/>") -> bytes:
    out = io.BytesIO()
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/{part}" ContentType="{kind}"/></Types>',
        )
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relationships}"><Relationship Id="rId1" '
            f'Type="http://x/relationships/officeDocument" Target="{part}"/></Relationships>',
        )
        file.writestr(part, text)
    return out.getvalue()


BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STRICT = '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships"/>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "an empty file"),
        (b"family,month,sales\n", "not a workbook"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "a password-protected file"),
        (COMPOUND + "Workbook".encode("utf-16-le"), r"an old Excel file \(\.xls\)"),
        (b"PK\x03\x04" + b"\0" * 40, "a damaged or cut-off file"),
        (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "without a workbook"),
        (_package("xl/workbook.bin", BINARY), r"a binary workbook \(\.xlsb\)"),
        (_package("word/document.xml", WORD), "a file of type .*wordprocessing"),
        (_package("xl/workbook.xml", SHEET, STRICT), "Strict Open XML"),
        (_package("xl/workbook.xml", SHEET, "<workbook"), "malformed XML"),
    ],
)
def test_what_is_no_workbook_gives_one_line_and_stays_as_it_is(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "Book.xlsx"
    path.write_bytes(data)
    with pytest.raises(BookError, match=message) as raised:
        FileBlocks(path)
    assert "\n" not in str(raised.value) and str(raised.value).startswith(str(path))
    assert path.read_bytes() == data and list(tmp_path.iterdir()) == [path]


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no such file"):
        FileBlocks(tmp_path / "Book.xlsx")
    with pytest.raises(BookError, match="got a folder"):
        FileBlocks(tmp_path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99, 0.9999])
def test_a_cut_off_workbook_is_refused(book: Path, part: float) -> None:
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(BookError, match="damaged or cut-off"):
        FileBlocks(book)


@pytest.mark.parametrize("mark", ["~$Book.xlsx", ".~lock.Book.xlsx#"])
def test_a_book_open_elsewhere_is_refused(book: Path, mark: str) -> None:
    (book.parent / mark).write_bytes(b"")
    with pytest.raises(BookError, match="a book open in"):
        FileBlocks(book)
    FileBlocks.reader(book).close()


@pytest.mark.parametrize("beside", ["book", "link"])
def test_a_book_open_elsewhere_is_refused_through_a_link_too(
    book: Path, tmp_path: Path, beside: str
) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "Link.xlsx"
    try:
        link.symlink_to(book)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    marked = book if beside == "book" else link
    marked.with_name(f"~${marked.name}").write_bytes(b"")
    with pytest.raises(BookError, match="a book open in Excel"):
        FileBlocks(link)


def test_a_book_opened_meanwhile_is_not_replaced(book: Path) -> None:
    before = book.read_bytes()
    with FileBlocks(book) as blocks:
        blocks.write("Data", 20, 1, [[1]])
        (book.parent / "~$Book.xlsx").write_bytes(b"")
        with pytest.raises(BookError, match="a book open in Excel"):
            blocks.save()
    assert book.read_bytes() == before


def test_a_read_only_file_is_refused(book: Path) -> None:
    book.chmod(0o444)
    with pytest.raises(BookError, match="a read-only file"):
        FileBlocks(book)
    book.chmod(0o644)
