"""Print a workbook to PDF through LibreOffice, where that is installed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PdfResult", "find_soffice", "stored_values_only", "workbook_to_pdf"]

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_BOOK = "xl/workbook.xml"
_TAB = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_HIDDEN = re.compile(rb'\sstate="(?:hidden|veryHidden)"')
_PRINT_AREA = re.compile(
    rb'<((?:\w+:)?definedName)\s(?=[^>]*"_xlnm\.Print_Area")[^>]*?localSheetId="(\d+)"'
    rb"[^>]*>[^<]*</\1>"
)
_FORMULA = re.compile(rb"<((?:\w+:)?f)(?:\s[^>]*)?(?:/>|>[^<]*</\1>)")
_NOT_FOUND = (
    "No PDF was made because LibreOffice was not found on this machine. Install it, or print the "
    "workbook from Excel."
)


@dataclass(frozen=True)
class PdfResult:
    """The PDF that was made, or why none was: exactly one of the two is set."""

    path: Path | None = None
    problem: str = ""


def workbook_to_pdf(xlsx: Path, pdf: Path, *, timeout: float = 180) -> PdfResult:
    """Print the visible sheets of a workbook, showing the values that are stored in it.

    LibreOffice does not compute: an old one lacks functions of Excel, and its numbers could differ
    from those in the workbook.

    Parameters
    ----------
    xlsx
        Workbook whose formulas have their results stored; it is not changed.
    pdf
        File to make or replace.
    timeout
        Seconds after which LibreOffice is stopped.

    Returns
    -------
    PdfResult
        With a problem in plain words where LibreOffice is absent, fails or takes too long.
    """
    soffice = find_soffice()
    if soffice is None:
        return PdfResult(problem=_NOT_FOUND)
    with tempfile.TemporaryDirectory(prefix="sop-pdf-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, xlsx.name)
        stored_values_only(xlsx, copy)
        problem = _convert(soffice, copy, timeout)
        printed = copy.with_suffix(".pdf")
        if not problem and not printed.is_file():
            problem = "it wrote no file"
        if problem:
            return PdfResult(problem=f"No PDF was made because LibreOffice failed: {problem}.")
        arriving = pdf.with_name(f".{pdf.name}.part")
        shutil.copyfile(printed, arriving)
        arriving.replace(pdf)
    return PdfResult(path=pdf)


def stored_values_only(source: Path, target: Path) -> None:
    """Copy a workbook without its formulas: every cell keeps the value that is stored in it.

    Hidden sheets lose their print areas, for LibreOffice prints what has one.

    Parameters
    ----------
    source, target
        Workbook files; `target` is replaced.
    """
    with (
        zipfile.ZipFile(source) as package,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        for member in package.infolist():
            content = package.read(member)
            if _SHEET.fullmatch(member.filename):
                content = _FORMULA.sub(b"", content)
            elif member.filename == _BOOK:
                content = _without_areas_of_hidden_sheets(content)
            copy.writestr(member.filename, content)


def _without_areas_of_hidden_sheets(workbook: bytes) -> bytes:
    hidden = [bool(_HIDDEN.search(tab)) for tab in _TAB.findall(workbook)]
    return _PRINT_AREA.sub(lambda area: b"" if hidden[int(area[2])] else area[0], workbook)


def find_soffice() -> Path | None:
    """Return LibreOffice's program: ``SOP_SOFFICE``, the search path, the usual folders."""
    named = os.environ.get("SOP_SOFFICE")
    if named:
        return Path(named) if Path(named).is_file() else None
    return next((place for place in _places() if place.is_file()), None)


def _places() -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
            if folder := os.environ.get(variable):
                # soffice.com waits until the work is done, soffice.exe does not
                yield Path(folder, "LibreOffice", "program", "soffice.com")
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            yield Path(found)
    if sys.platform == "darwin":
        for folder in (Path("/"), Path.home()):
            yield folder / "Applications/LibreOffice.app/Contents/MacOS/soffice"
    yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
    yield Path("/snap/bin/libreoffice")


def _convert(soffice: Path, copy: Path, timeout: float) -> str:
    """Convert a file in its own folder; return the problem, empty if there was none."""
    profile = copy.parent / "profile"
    command = [
        str(soffice),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--convert-to", "pdf"),
        *("--outdir", str(copy.parent), str(copy)),
    ]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return str(error)
    try:
        said, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"it took more than {timeout:g} s"
    if process.returncode:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        return f"exit code {process.returncode} {' '.join(last)}".strip()
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with its children: soffice is a launcher of the real program."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
