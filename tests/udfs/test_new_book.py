"""A new book has the worksheet functions, or says that it has not and works without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sop_addin.session.making
from sop_addin.commands.new import new
from sop_addin.commands.run import execute
from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.vba import modules
from sop_addin.session.making import new_book
from sop_addin.session.opening import current_run

FAMILIES = pd.DataFrame({"family": ["Pumps"], "policy": ["MTS"], "shortage_policy": ["backorder"]})


def made(path: Path, said: list[str]) -> tuple[set[str], dict[Any, Any]]:
    """Make a book; return its VBA modules and the settings for xlwings."""
    run = current_run(said.append)
    with new_book(path, said.append) as book:
        execute(book, "new", lambda b, r: new(b, r, {"families": FAMILIES}, None, "X"), run)
    with FileBlocks.reader(path) as blocks:
        rows = blocks.read(Area("xlwings.conf", 1, 1, 6, 2))
        return set(modules(blocks.read_member("xl/vbaProject.bin"))), dict(rows)


def test_with_them_xlwings_is_told_where_they_are(tmp_path: Path) -> None:
    found, settings = made(tmp_path / "Book.xlsm", [])
    assert {"xlwings_udfs", "SopFunctions"} <= found
    assert settings["UDF MODULES"] == "udfs"


def test_without_them_it_says_so_and_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise BookError("worksheet functions", "no generator", "one", "The book works without.")

    monkeypatch.setattr(sop_addin.session.making, "function_modules", refused)
    said: list[str] = []
    found, settings = made(tmp_path / "Book.xlsm", said)
    assert any("no generator" in line for line in said)
    assert not {"xlwings_udfs", "SopFunctions"} & found and "xlwings" in found
    assert not settings["UDF MODULES"]
