"""LibreOffice as a second opinion on every number: started once, asked for many workbooks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sop_addin.excel.blocks import Area
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.formula_cells import address, formula_cells
from sop_addin.record.pdf import find_soffice

__all__ = ["LibreOffice", "Values", "differences", "same", "why_absent"]

Values = dict[str, dict[tuple[int, int], Any]]
"""Sheet → (row, column), counted from 1 → number, text, error text; booleans are 1.0 and 0.0."""

SESSION = Path(__file__).with_name("uno_session.py")


def why_absent() -> str:
    """Return why LibreOffice cannot be asked; empty if it can."""
    if find_soffice() is None:
        return "LibreOffice is not installed"
    if _python_with_uno() is None:
        return "no Python on this machine can import uno (package python3-uno)"
    return ""


class LibreOffice:
    """A running LibreOffice; call it with a workbook to have that computed anew."""

    def __init__(self) -> None:
        python, soffice = _python_with_uno(), find_soffice()
        assert python is not None and soffice is not None, why_absent()
        self._process = subprocess.Popen(
            [python, str(SESSION), str(soffice)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
        )
        assert self._answer().get("ready"), "LibreOffice did not start"

    def __call__(self, path: Path) -> Values:
        """Return every formula's result and every other cell that is not blank."""
        assert self._process.stdin is not None
        print(json.dumps({"path": str(path)}), file=self._process.stdin, flush=True)
        answer = self._answer()
        assert "error" not in answer, f"{path.name}: {answer['error']}"
        return {
            sheet: {(row, column): value for row, column, value in content["values"]}
            for sheet, content in answer["sheets"].items()
        }

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "LibreOffice ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End LibreOffice."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


def differences(path: Path, theirs: Values) -> list[str]:
    """Return each formula cell whose stored result is not what LibreOffice computed."""
    found = []
    with FileBlocks.reader(path) as blocks:
        for sheet in formula_cells(path.read_bytes())[0]:
            for row, column in sheet.cells:
                stored = blocks.read(Area(sheet.sheet, row, column))[0][0]
                computed = theirs[sheet.sheet][row, column]
                if not same(stored, computed):
                    cell = f"{sheet.sheet}!{address(row, column)}"
                    found.append(f"{cell}: {stored!r}, LibreOffice {computed!r}")
    return found


def same(ours: Any, theirs: Any) -> bool:
    """Tell whether two results are the same; LibreOffice has its own names of errors."""
    if isinstance(ours, bool | int | float) and isinstance(theirs, float):
        return abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours))
    if isinstance(ours, str) and ours.startswith("#"):
        return ours == theirs or str(theirs).startswith("Err:")
    return bool(("" if ours is None else ours) == theirs)


def _python_with_uno() -> str | None:
    return next((python for python in _pythons() if _imports_uno(python)), None)


def _pythons() -> Iterator[str]:
    soffice = find_soffice()
    if soffice is not None:
        program = soffice.resolve().parent
        for name in ("python", "python.exe", "../Resources/python"):
            if (program / name).is_file():
                yield str(program / name)
    yield from filter(None, map(shutil.which, ("/usr/bin/python3", "python3")))
    yield sys.executable


def _imports_uno(python: str) -> bool:
    result = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False)
    return result.returncode == 0
