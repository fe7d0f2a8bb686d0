"""Refresh takes stock by status: what may be sold opens the plan, what does not agree is shown."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.freshness import changed_since
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError, Place, SourceError
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.tables import table

HEAD = "family,month,status,units"
LISTED = ("Pumps,2026-02,unrestricted,30", "Pumps,2026-02,blocked,7")


@pytest.fixture
def blocks(memory: Any) -> Any:
    return memory.company_book(families=pd.DataFrame({"family": ["Pumps"], "cost": [6.0]}))


def source(extract: Any, *stock: str, inventory: str = "") -> Any:
    extract(HEAD, *stock, name="stock")
    return extract("family,month,sales,inventory", f"Pumps,2026-02,100,{inventory}")


def set_statuses(blocks: Any, value: str | None) -> None:
    BlockBook(blocks).apply(Changes(entered={Place(field="available_statuses"): value}))


def rows(blocks: Any) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table("stock")).set_index(["family", "status"])


def test_available_stock_opens_the_plan_where_the_actuals_have_none(
    blocks: Any, carry: Any, extract: Any, said: list[str], series: Any
) -> None:
    assert carry(blocks, refresh, source=source(extract, *LISTED))
    assert series(blocks, "Pumps", "inventory", "2026-02", 1) == [30]
    assert rows(blocks).loc[("Pumps", "blocked"), "value"] == 42
    assert "inventory of 1 month taken from the list of stock" in said
    assert not carry(blocks, refresh, source=source(extract, *LISTED))


def test_two_counts_that_differ_are_shown_and_the_actuals_count(
    blocks: Any, carry: Any, extract: Any, said: list[str], series: Any
) -> None:
    carry(blocks, refresh, source=source(extract, *LISTED, inventory="33"))
    assert series(blocks, "Pumps", "inventory", "2026-02", 1) == [33]
    assert rows(blocks).loc[("Pumps", "all available"), "gap"] == -3
    assert "1 family whose available stock is not the inventory, on Stock" in said


def test_the_setting_says_which_statuses_are_available(
    blocks: Any, carry: Any, extract: Any
) -> None:
    carry(blocks, refresh, source=source(extract, *LISTED))
    set_statuses(blocks, "Unrestricted, BLOCKED")
    assert changed_since(BlockBook(blocks), "refresh") == ["Stock that is available"]
    carry(blocks, refresh, source=source(extract, *LISTED))
    assert rows(blocks).loc[("Pumps", "all available"), "units"] == 37


def test_a_list_without_a_status_that_is_available_is_refused(
    blocks: Any, carry: Any, extract: Any
) -> None:
    set_statuses(blocks, None)
    with pytest.raises(DataError, match="such as unrestricted"):
        carry(blocks, refresh, source=source(extract, *LISTED))


def test_without_a_list_in_the_next_extract_the_stock_that_is_known_stays(
    blocks: Any, carry: Any, extract: Any
) -> None:
    folder = source(extract, *LISTED)
    carry(blocks, refresh, source=folder)
    (folder / "stock.csv").unlink()
    before = rows(blocks)
    carry(blocks, refresh, source=folder)
    pd.testing.assert_frame_equal(rows(blocks), before)


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("Pumpz,2026-02,blocked,1", "family: got Pumpz"),
        ("Pumps,2026-03,blocked,1", "a month before 2026-03"),
        ("Pumps,2026-02,scrap,-1", "units: got -1.0, expected at least 0"),
        ("Pumps,2026-02,all available,1", "expected another word"),
        ("Pumps,2026-02,,1", "status"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_by_its_row(
    blocks: Any, carry: Any, extract: Any, line: str, match: str
) -> None:
    with pytest.raises(SourceError, match=match) as caught:
        carry(blocks, refresh, source=source(extract, *LISTED, line))
    assert "row 4" in caught.value.line()
