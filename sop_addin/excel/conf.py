"""Rows of the hidden sheet that tells xlwings which Python the book calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

__all__ = ["conf_rows"]


def conf_rows(
    interpreter: PurePath,
    platform: str,
    pythonpath: Sequence[PurePath] = (),
    functions: str = "",
) -> list[tuple[str, str | bool]]:
    """Return key and value of each setting, from the first row down; they start in A1.

    Parameters
    ----------
    interpreter
        Full path of the Python of the virtual environment that holds this package.
    platform
        ``sys.platform`` of the machine on which the book will be opened.
    pythonpath
        Folders to import from besides the environment's own.
    functions
        Package of the worksheet functions; empty where the book has none.

    Examples
    --------
    >>> from pathlib import PureWindowsPath
    >>> conf_rows(PureWindowsPath("C:/sop/Scripts/python.exe"), "win32")[0]
    ('INTERPRETER_WIN', 'C:\\\\sop\\\\Scripts\\\\python.exe')
    """
    return [
        ("INTERPRETER_WIN" if platform == "win32" else "INTERPRETER_MAC", str(interpreter)),
        ("PYTHONPATH", ";".join(map(str, pythonpath))),
        ("UDF MODULES", functions),
        ("USE UDF SERVER", True),
        ("SHOW CONSOLE", False),
        ("ADD_WORKBOOK_TO_PYTHONPATH", False),
    ]
