from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from sop_addin.record import pdf
from sop_addin.record.pdf import find_soffice, stored_values_only, workbook_to_pdf


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Stored results that no recalculation would give, and a hidden sheet with a print area."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Page")
        page.write("A1", "Stored:")
        page.write_formula("B1", "=1+1", None, 4711)
        page.write_formula("B2", '=IF(A1="","","no")', None, "kept text")
        page.write_array_formula("B3:B4", "{=A1:A2}", None, 815)
        page.print_area("A1:B9")
        hidden = book.add_worksheet("Hidden")
        hidden.write("A1", "secret")
        hidden.print_area("A1:A9")
        hidden.hide()
    return path


def text_of(path: Path) -> str:
    result = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return result.stdout.decode()


def test_pdf_shows_stored_values_of_visible_sheets(workbook: Path, tmp_path: Path) -> None:
    if find_soffice() is None:
        pytest.skip("LibreOffice is not installed")
    before = workbook.read_bytes()
    result = workbook_to_pdf(workbook, tmp_path / "out.pdf")
    assert result == pdf.PdfResult(path=tmp_path / "out.pdf")
    assert workbook.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.xlsx", "out.pdf"]
    text = text_of(tmp_path / "out.pdf")
    assert "4711" in text and "kept text" in text and "815" in text
    assert "secret" not in text


def test_copy_keeps_values_and_loses_formulas_only(workbook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    stored_values_only(workbook, copy)
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(copy) as after:
        assert before.namelist() == after.namelist()
        for name in before.namelist():
            if name not in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
                assert before.read(name) == after.read(name)
        book = after.read("xl/workbook.xml")
        assert b"Page!$A$1:$B$9" in book and b"Hidden!" not in book
        sheet = after.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet.replace(b"<format", b"")
    for cell in (b'<c r="B1"><v>4711</v></c>', b'<c r="B2" t="str"><v>kept text</v></c>'):
        assert cell in sheet


@pytest.mark.parametrize(
    ("xml", "left"),
    [
        (b"<c><f>A1&lt;2</f><v>1</v></c>", b"<c><v>1</v></c>"),
        (b'<c><f t="shared" si="0"/><v>1</v></c>', b"<c><v>1</v></c>"),
        (b"<c><f/><v>1</v></c>", b"<c><v>1</v></c>"),
        (b"<x:c><x:f>A1</x:f><x:v>1</x:v></x:c>", b"<x:c><x:v>1</x:v></x:c>"),
        (b'<c><f xml:space="preserve"> A1 </f></c>', b"<c></c>"),
        (b"<conditionalFormatting><formula>A1</formula></conditionalFormatting>", None),
        (b"<filter val='1'/><firstHeader>x</firstHeader>", None),
    ],
)
def test_formula_elements_of_any_form_go(xml: bytes, left: bytes | None, tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    with zipfile.ZipFile(source, "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", xml)
    stored_values_only(source, tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as package:
        assert package.read("xl/worksheets/sheet1.xml") == (xml if left is None else left)


def test_without_libreoffice_the_result_says_so(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_soffice", lambda: None)
    result = workbook_to_pdf(workbook, tmp_path / "out.pdf")
    assert result.path is None
    assert result.problem.startswith("No PDF was made because LibreOffice was not found")
    assert not (tmp_path / "out.pdf").exists()


def program(folder: Path, *lines: str) -> Path:
    path = folder / "soffice"
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a sh script")
@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("echo first", "echo cannot start; exit 77"), "exit code 77 cannot start."),
        (("exit 0",), "it wrote no file."),
        (("sleep 60 & wait",), "it took more than 0.2 s."),
    ],
)
def test_a_failing_libreoffice_is_reported_and_the_old_pdf_stays(
    lines: tuple[str, ...],
    problem: str,
    workbook: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOP_SOFFICE", str(program(tmp_path, *lines)))
    old = tmp_path / "out.pdf"
    old.write_text("old")
    result = workbook_to_pdf(workbook, old, timeout=0.2 if "sleep" in lines[0] else 60)
    assert result.path is None
    assert result.problem == f"No PDF was made because LibreOffice failed: {problem}"
    assert old.read_text() == "old"


def test_a_named_program_that_is_missing_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOP_SOFFICE", str(tmp_path / "absent"))
    assert find_soffice() is None
