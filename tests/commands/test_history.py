"""Approved cycles as text files: the same bytes every time, and words where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.history import history
from sop_addin.errors import BookError, DataError
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes

MARCH = pd.Period("2026-03", "M")


@pytest.fixture
def blocks(memory: Any) -> Any:
    made = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"], "unit": ["pcs"]}),
        resources=pd.DataFrame({"resource": ["Press"], "kind": ["labour"]}),
    )
    rows = pd.DataFrame({"cycle": [MARCH, MARCH + 1], "version": "approved", "family": "Pumps"})
    rows = rows.assign(series="production", lag0=80.0, lag1=90.0)
    heads = rows.assign(family="Press", series="workers", lag0=7.0, lag1=8.0)
    BlockBook(made).apply(Changes(tables={"versions": pd.concat([rows, heads])}))
    return made


def test_each_approved_cycle_is_two_files_and_the_book_is_only_read(
    blocks: Any, tmp_path: Path
) -> None:
    before = blocks.content()
    made = history(BlockBook(blocks), tmp_path / "out")
    assert [path.name for path in made] == [
        "2026-03.csv",
        "2026-03.json",
        "2026-04.csv",
        "2026-04.json",
    ]
    first = [path.read_bytes() for path in made]
    assert b"Pumps,production,2026-04,pcs,90\n" in first[0]
    assert b"Press,workers,2026-04,people,8\n" in first[0]
    assert [path.read_bytes() for path in history(BlockBook(blocks), tmp_path / "out")] == first
    assert blocks.content() == before


def test_a_book_without_an_approved_plan_says_what_to_do(memory: Any, tmp_path: Path) -> None:
    book = BlockBook(memory.company_book(families=pd.DataFrame({"family": ["Pumps"]})))
    with pytest.raises(DataError, match="sop approve"):
        history(book, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(blocks: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BookError, match="a folder that can be written"):
        history(BlockBook(blocks), tmp_path / "out")
