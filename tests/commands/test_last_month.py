"""A family that lacks the last closed month is named by refresh and check, with its cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sop_addin.commands.check import check
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook


def company(memory: Any) -> Any:
    return memory.company_book(families=pd.DataFrame({"family": ["Pumps", "Drives", "Valves"]}))


def test_families_without_the_last_month_are_named(
    memory: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    blocks = company(memory)
    rows = ("Pumps,2026-01,5", "Pumps,2026-02,6", "Drives,2026-01,7")
    carry(blocks, refresh, source=extract("family,month,sales", *rows))
    told = "without 2026-02: Drives (last 2026-01), Valves (nothing yet); see `sop check`"
    assert told in said
    book = BlockBook(blocks)
    found = [line for line in check(book) if "without 2026-02" in line]
    cells = [book.locate(Place("families", code, "family")) for code in ("Drives",)]
    assert [line.split(":")[0] for line in found] == cells


def test_a_cycle_month_typed_ahead_is_an_error_at_its_cell(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = company(memory)
    rows = [f"{code},2026-02,6" for code in ("Pumps", "Drives", "Valves")]
    carry(blocks, refresh, source=extract("family,month,sales", *rows))
    cell = BlockBook(blocks).locate(Place(field="cycle_month"))
    assert not any("newest actuals" in line for line in check(BlockBook(blocks)))
    blocks.type(cell, pd.Timestamp("2026-04-01").to_pydatetime())
    (line,) = [line for line in check(BlockBook(blocks)) if "newest actuals" in line]
    assert line.startswith(f"{cell}: got cycle 2026-04, but the newest actuals are of 2026-02")
