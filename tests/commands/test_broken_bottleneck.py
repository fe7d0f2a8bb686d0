"""A month in which the bottleneck breaks: every sheet and register tells the same story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sop_addin.commands.check import check
from sop_addin.excel.book import BlockBook


def test_a_month_with_a_broken_bottleneck_agrees_with_itself(
    broken_month: Any, memory: Any, run: Any, tmp_path: Path
) -> None:
    blocks = memory.company_book(**broken_month.tables_of_the_company())
    month = broken_month.Month(blocks, blocks.type, run, tmp_path)
    broken_month.play_march(month)
    broken_month.play_april(month)
    assert check(BlockBook(blocks)) == []
    broken_month.agrees(month)
