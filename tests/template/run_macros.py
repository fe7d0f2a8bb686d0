"""Run macros of a workbook in LibreOffice and print what each left in cell A1 of the first sheet.

Runs under whichever Python can import `uno`; the standard library only.

    usage: python run_macros.py SOFFICE BOOK '[["SopRibbon.Sop_Check", 1], …]'
    ["import …", …]

Each macro is named with its module, and the number of arguments that it is called with: each is
an object, as the ribbon passes one.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "excel"))

from uno_session import option, start  # type: ignore[import-not-found]

MACROS_ALLOWED = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def main(soffice: str, path: str, macros: str) -> None:
    """Open the workbook once and run the macros one after the other."""
    with tempfile.TemporaryDirectory(prefix="sop-uno-", ignore_cleanup_errors=True) as profile:
        process, desktop = start(soffice, profile)
        options = (option("Hidden", True), option("MacroExecutionMode", MACROS_ALLOWED))
        url = pathlib.Path(path).resolve().as_uri()
        document = desktop.loadComponentFromURL(url, "_blank", 0, options)
        cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
        provider, left = document.getScriptProvider(), []
        for name, arguments in json.loads(macros):
            cell.String = ""
            place = f"vnd.sun.star.script:VBAProject.{name}?language=Basic&location=document"
            provider.getScript(place).invoke((document,) * arguments, (), ())
            left.append(cell.String)
        print(json.dumps(left), flush=True)
        document.close(True)
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
