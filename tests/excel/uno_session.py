"""One LibreOffice process for many workbooks: JSON lines in, JSON lines out.

Runs under whichever Python can import `uno` (LibreOffice's own, or the system's), not under the
one that runs the tests, hence the standard library only.

    usage: python uno_session.py SOFFICE
    {"path": "book.xlsx"}  →  {"sheets": {"Page": {"values": [[row, column, value], …]}}}

Rows and columns count from 1. Every formula is computed anew, whatever result is stored. Cells
without a formula are given if they are not blank, formula cells always; errors are their text.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
import time
import uuid
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

FORMULAS, ERRORS = 16, 4  # com.sun.star.sheet.CellFlags.FORMULA, FormulaResult.ERROR
START_SECONDS = 90


def start(soffice: str, profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    """Start LibreOffice and return it with its desktop."""
    pipe = "sop" + uuid.uuid4().hex
    process = subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={pathlib.Path(profile).as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault"),
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except Exception:
            if time.monotonic() > deadline or process.poll() not in (None, 0, 81):
                process.kill()
                raise
            time.sleep(0.1)
    desktop = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
    return process, desktop


def option(name: str, value: Any) -> Any:
    """Return a loading option."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def recalculated(desktop: Any, path: str) -> dict[str, Any]:
    """Load a workbook, compute it and return its cells."""
    options = (
        option("Hidden", True),
        option("ReadOnly", True),
        option("MacroExecutionMode", 0),  # never
        option("UpdateDocMode", 0),  # no links
    )
    url = pathlib.Path(path).resolve().as_uri()
    document = desktop.loadComponentFromURL(url, "_blank", 0, options)
    if document is None:
        raise ValueError(f"LibreOffice does not open {path}")
    try:
        document.calculateAll()
        return {sheet.Name: {"values": cells(sheet)} for sheet in document.Sheets}
    finally:
        document.close(True)


def cells(sheet: Any) -> list[tuple[int, int, Any]]:
    """Return (row, column, value) of a sheet's cells."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    data = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow).getDataArray()
    found = {
        (row, column): value
        for row, line in enumerate(data, start=1)
        for column, value in enumerate(line, start=1)
        if value not in ("", None)
    }
    for row, column in positions(sheet.queryContentCells(FORMULAS)):
        found.setdefault((row, column), "")
    for row, column in positions(sheet.queryFormulaCells(ERRORS)):
        found[row, column] = sheet.getCellByPosition(column - 1, row - 1).String
    return [(row, column, found[row, column]) for row, column in sorted(found)]


def positions(ranges: Any) -> list[tuple[int, int]]:
    """Return (row, column) of every cell of some ranges."""
    return [
        (row + 1, column + 1)
        for area in ranges.RangeAddresses
        for row in range(area.StartRow, area.EndRow + 1)
        for column in range(area.StartColumn, area.EndColumn + 1)
    ]


def main(soffice: str) -> None:
    """Answer requests until the input ends, then end LibreOffice."""
    with tempfile.TemporaryDirectory(prefix="sop-uno-", ignore_cleanup_errors=True) as profile:
        process, desktop = start(soffice, profile)
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            try:
                answer: dict[str, Any] = {"sheets": recalculated(desktop, json.loads(line)["path"])}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
        try:
            desktop.terminate()
        except Exception:
            process.kill()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
