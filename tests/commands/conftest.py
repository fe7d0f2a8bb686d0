"""Small companies in memory for the commands, and extracts for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.forecast import forecast
from sop_addin.commands.refresh import refresh
from sop_addin.commands.run import Run, execute
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE

Carry = Callable[..., bool]


@pytest.fixture
def said() -> list[str]:
    """Return what the commands of a test said."""
    return []


@pytest.fixture
def run(memory: ModuleType, said: list[str]) -> Run:
    """Return a run on 4 March 2026 whose lines `said` takes."""
    made: Run = memory.a_run(said)
    return made


@pytest.fixture
def carry(run: Run) -> Carry:
    """Return a function that runs a command on a book: ``carry(blocks, command, ...)``."""

    def carry_out(blocks: Any, command: Any, **options: Any) -> bool:
        return execute(
            BlockBook(blocks), command.__name__, lambda b, r: command(b, r, **options), run
        )

    return carry_out


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes ``actuals.csv`` from lines and returns its folder."""

    def write(*lines: str, name: str = "actuals") -> Path:
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def forecast_book(memory: ModuleType, carry: Carry, extract: Callable[..., Path]) -> Any:
    """Return a book of two families, forecast from 26 months of sales and stock."""
    codes, months = ["Pumps", "Valves"], pd.period_range("2024-01", "2026-02", freq="M")
    made = memory.company_book(families=pd.DataFrame({"family": codes}))
    lines = [f"{code},{month},{100 + month.month},50" for code in codes for month in months]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    carry(made, forecast)
    return made


@pytest.fixture
def series() -> Callable[..., list[float]]:
    """Return a function that reads a row: ``series(blocks, family, name, first, count)``."""

    def read(blocks: Any, family: str, name: str, first: str = "2026-03", count: int = 6) -> Any:
        (item,) = (s for s in FAMILY_PAGE.series if s.name == name)
        grid = BlockBook(blocks).read_grid(FAMILY_PAGE, [item])
        values = grid[grid["key"] == family].set_index("month")["value"]
        return values.loc[list(pd.period_range(first, periods=count, freq="M"))].tolist()

    return read
