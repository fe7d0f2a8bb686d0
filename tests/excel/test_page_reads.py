"""The memory of what was made of cells: it lasts until the cells may be others, not longer."""

from __future__ import annotations

import pandas as pd
import pytest

from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.excel.page_reads import PageReads
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from tests.memory_book import MemoryBlocks, company_book

PAGE, ROW = "Notes", 7


def memory(at_once: bool) -> tuple[PageReads, list[int]]:
    """An adapter's memory, and the times at which something was made of the row."""
    return PageReads(MemoryBlocks(at_once=at_once)), []


def made(reads: PageReads, times: list[int]) -> int:
    def find() -> int:
        times.append(len(times))
        return len(times)

    return reads.kept("sum", Area(PAGE, ROW, 1, 2, 3), find)


@pytest.mark.parametrize("at_once", [False, True])
def test_what_was_made_of_rows_is_made_again_once_one_is_written(at_once: bool) -> None:
    reads, times = memory(at_once)
    assert made(reads, times) == made(reads, times) == 1
    reads.write(PAGE, ROW + 1, 9, [[1.0]])
    assert made(reads, times) == 2


@pytest.mark.parametrize(("at_once", "expected"), [(False, 1), (True, 2)])
def test_in_excel_a_write_elsewhere_may_change_the_row_too(at_once: bool, expected: int) -> None:
    reads, times = memory(at_once)
    made(reads, times)
    reads.write(PAGE, ROW + 2, 1, [[1.0]])
    assert made(reads, times) == expected


def test_pages_are_read_again_after_a_write_to_one_of_them() -> None:
    reads, _ = memory(at_once=False)
    before = reads.revision([PAGE, "Other"])
    reads.write("Elsewhere", 1, 1, [[1.0]])
    assert reads.revision([PAGE, "Other"]) == before
    reads.write("Other", 1, 1, [[1.0]])
    assert reads.revision([PAGE, "Other"]) > before


def test_what_was_made_of_a_table_and_of_pages_lasts_until_these_are_written() -> None:
    book = BlockBook(company_book(families=pd.DataFrame({"family": ["Pumps"]})))
    calendar, orders, times = table("calendar"), table("orders"), []

    def find() -> int:
        times.append(len(times))
        return len(times)

    def count() -> tuple[int, int]:
        return book.kept("days", [calendar], find), book.kept("page", [FAMILY_PAGE], find)

    assert count() == count() == (1, 2)
    month = pd.PeriodIndex(["2026-03"], freq="M")
    rows = pd.DataFrame({"family": ["Pumps"], "month": month})
    book.apply(Changes(restore={"orders": rows.reindex(columns=list(orders.column_names))}))
    assert count() == (1, 2)
    days = pd.DataFrame({"month": month, "working_days": [20.0]})
    book.apply(Changes(restore={"calendar": days.reindex(columns=list(calendar.column_names))}))
    assert count() == (3, 2)
    fields = pd.DataFrame({"recommendation": ["Make more."]}, index=["Pumps"])
    book.apply(Changes(fields={FAMILY_PAGE.name: fields}))
    assert count() == (3, 4)
