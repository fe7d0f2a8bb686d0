"""The settings sheet names one Python, each key once."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from sop_addin.excel.conf import conf_rows


def test_windows_names_python_exe_in_full() -> None:
    python = PureWindowsPath(r"C:\sop\.venv\Scripts\python.exe")
    rows = dict(conf_rows(python, "win32"))
    assert rows["INTERPRETER_WIN"] == r"C:\sop\.venv\Scripts\python.exe"
    assert "INTERPRETER_MAC" not in rows


def test_elsewhere_the_other_key_is_used_and_no_key_comes_twice() -> None:
    python, folder = PurePosixPath("/opt/sop/bin/python"), PurePosixPath("/opt/sop")
    rows = conf_rows(python, "darwin", [folder], functions="udfs")
    assert len({key.upper() for key, _ in rows}) == len(rows)
    assert dict(rows) == {
        "INTERPRETER_MAC": "/opt/sop/bin/python",
        "PYTHONPATH": "/opt/sop",
        "UDF MODULES": "udfs",
        "USE UDF SERVER": True,
        "SHOW CONSOLE": False,
        "ADD_WORKBOOK_TO_PYTHONPATH": False,
    }
