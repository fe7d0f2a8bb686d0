"""Items are checked with sheet and cell: family, mix, conversion."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook


@pytest.fixture
def blocks(memory: Any) -> Any:
    items = {"item": ["P1", "P2", "V1"], "family": ["Pumps", "Pumps", "Valves"]}
    return memory.company_book(
        families=pd.DataFrame({"family": ["Pumps", "Valves"]}),
        items=pd.DataFrame(items | {"mix_percent": [62.5, 37.5, 100.0]}),
    )


def test_a_sound_mix_is_no_error(blocks: Any) -> None:
    assert check(BlockBook(blocks)) == []


@pytest.mark.parametrize(
    ("row", "column", "typed", "message"),
    [
        (2, "mix_percent", 37.4, "got Pumps, which adds up to 99.9 %, expected 100 %"),
        (3, "family", "Valvez", "got Valvez, expected the code of a family"),
        (1, "conversion", 0.0, "got 0, expected units of the family"),
    ],
)
def test_an_error_is_told_with_its_cell(
    blocks: Any, row: int, column: str, typed: Any, message: str
) -> None:
    cell = BlockBook(blocks).locate(Place("items", f"#{row}", column))
    blocks.type(cell, typed)
    lines = check(BlockBook(blocks))
    assert any(line.startswith(f"{cell}: ") and message in line for line in lines), lines
