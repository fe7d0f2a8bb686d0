"""A number typed over a formula is said by every step that uses the formula's own number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE

PAGE = FAMILY_PAGE.name


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    made = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"], "target_days": [5.0], "price": [3.0]})
    )
    months = pd.period_range("2025-01", "2026-02", freq="M")
    lines = [f"Pumps,{month},{100 + month.month},30" for month in months]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    for step in (forecast, plan, presop):
        carry(made, step)
    return made


def test_each_step_names_cell_content_and_remedy_in_one_line(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    assert not [line for line in said if "typed value" in line]
    for month in ("1", "2"):
        cell = BlockBook(blocks).locate(Place(PAGE, "Pumps", "unconstrained_demand", month))
        blocks.type(cell, 555)
    first = BlockBook(blocks).locate(Place(PAGE, "Pumps", "unconstrained_demand", "1"))
    for step in (plan, presop, executive):
        said.clear()
        carry(blocks, step)
        (line,) = (each for each in said if "typed value" in each)
        assert line.startswith(f"{first} and 1 more cells: got a typed value, 555")
        assert "Copy the formula back" in line


def test_the_lines_are_in_the_audit_and_change_no_number(blocks: Any, carry: Any) -> None:
    before = BlockBook(blocks).read_grid(FAMILY_PAGE, FAMILY_PAGE.series[-3:])
    blocks.type(BlockBook(blocks).locate(Place(PAGE, "Pumps", "production", "3")), 9999)
    carry(blocks, plan)
    after = BlockBook(blocks).read_grid(FAMILY_PAGE, FAMILY_PAGE.series[-3:])
    pd.testing.assert_frame_equal(before, after)
