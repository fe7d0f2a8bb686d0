"""Tables are written with the least change: only rows that differ, only columns that are owned."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.excel.table_frames import (
    as_stored,
    merge_register,
    raw_columns,
    read,
    table_grid,
    writes,
)
from sop_addin.excel.writes import Resize, Write
from sop_addin.schema.tables import table

SHORTAGES, EXECUTIVE = table("shortages"), table("executive")
FIRST = pd.Period("2026-03", "M")


@pytest.fixture
def blocks(memory: ModuleType) -> Any:
    return memory.empty_book()


def listed(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rank": range(1, count + 1),
            "object": "Press",
            "month": pd.period_range(FIRST, periods=count, freq="M"),
            "reason": "capacity",
            "quantity": 10.04,
        }
    ).reindex(columns=list(SHORTAGES.column_names))


def put(blocks: Any, frame: pd.DataFrame) -> None:
    BlockBook(blocks).apply(Changes(tables={"shortages": frame}))


def grid_and_former(blocks: Any) -> Any:
    grid = table_grid(SHORTAGES, blocks.tables(), "Book")
    return grid, read(blocks, grid)[0]


def test_only_the_rows_that_differ_are_written(blocks: Any) -> None:
    put(blocks, listed(6))
    grid, former = grid_and_former(blocks)
    wanted = listed(6)
    wanted.loc[2:3, "quantity"] = 99.0
    (write,) = writes(grid, former, raw_columns(SHORTAGES, wanted), everything=False)
    assert isinstance(write, Write)
    assert (write.row, len(write.block)) == (grid.first_row + 2, 2)
    assert [line[4] for line in write.block] == [99, 99]
    assert [line[4] for line in write.before] == [10, 10]


def test_a_difference_beyond_the_declared_decimals_is_none(blocks: Any) -> None:
    put(blocks, listed(3))
    grid, former = grid_and_former(blocks)
    assert (
        writes(
            grid,
            former,
            raw_columns(SHORTAGES, listed(3).assign(quantity=10.0499)),
            everything=False,
        )
        == []
    )


@pytest.mark.parametrize(("before", "after"), [(2, 5), (5, 2), (3, 0), (0, 3), (1, 0)])
def test_a_table_is_resized_to_its_rows_and_never_to_none(
    blocks: Any, before: int, after: int
) -> None:
    put(blocks, listed(before))
    grid, former = grid_and_former(blocks)
    operations = writes(grid, former, raw_columns(SHORTAGES, listed(after)), everything=False)
    resized = [o for o in operations if isinstance(o, Resize)]
    wanted, held = max(after, 1), max(before, 1)
    assert [o.rows for o in resized] == ([wanted] if wanted != held else [])
    put(blocks, listed(after))
    assert len(grid_and_former(blocks)[1]) == after
    assert blocks.tables()[SHORTAGES.excel].rows == wanted


def test_rows_that_were_blanked_in_between_are_closed_up(blocks: Any) -> None:
    put(blocks, listed(5))
    grid, _ = grid_and_former(blocks)
    for column in grid.columns.values():
        blocks.cells.pop((grid.area.sheet, grid.first_row + 1, column), None)
    assert grid_and_former(blocks)[1].index.tolist() == [1, 3, 4, 5]
    put(blocks, listed(5).drop(index=1))
    assert grid_and_former(blocks)[1].index.tolist() == [1, 3, 4, 5], "the same rows: no write"
    put(blocks, listed(5).drop(index=[1, 4]))
    found = grid_and_former(blocks)[1]
    assert found["rank"].tolist() == [1, 3, 4] and found.index.tolist() == [1, 2, 3]


def test_columns_in_another_order_and_columns_of_a_planner_are_left_alone(blocks: Any) -> None:
    put(blocks, listed(2))
    area = blocks.areas[SHORTAGES.excel]
    headers = (*area.headers[::-1], "My own")
    blocks.areas[area.name] = type(area)(
        area.name, area.sheet, area.row + 40, area.column, 1, headers
    )
    mine = (area.sheet, area.row + 41, area.column + len(headers) - 1)
    blocks.cells[mine] = "mine"
    put(blocks, listed(3))
    assert grid_and_former(blocks)[1]["rank"].tolist() == [1, 2, 3]
    assert blocks.cells[mine] == "mine"


def test_a_register_writes_around_the_columns_of_planners(blocks: Any) -> None:
    rows = pd.DataFrame({"family": ["Pumps"], "name": ["Pumps"], "recommendation": ["Make."]})
    BlockBook(blocks).apply(Changes(tables={"executive": rows}))
    area = blocks.areas[EXECUTIVE.excel]
    planners = [EXECUTIVE.column_names.index(c.name) for c in EXECUTIVE.columns if c.planner]
    for place in planners:
        blocks.cells[area.sheet, area.row + 1, area.column + place] = (
            "defer" if EXECUTIVE.columns[place].choices else "Ana"
        )
    before = blocks.content()[0]
    rows["recommendation"] = "Buy."
    BlockBook(blocks).apply(Changes(tables={"executive": rows}))
    changed = {spot for spot, value in blocks.cells.items() if before.get(spot) != value}
    column = area.column + EXECUTIVE.column_names.index("recommendation")
    assert changed == {(area.sheet, area.row + 1, column)}


def test_a_register_updates_by_key_appends_in_order_and_keeps_the_rest() -> None:
    restated = table("restatements")
    keys = {"cycle": FIRST, "month": FIRST - 1, "measure": "sales"}
    former = pd.DataFrame([{**keys, "family": f, "before": 1.0, "after": 2.0} for f in "BA"])
    rows = pd.DataFrame(
        [{**keys, "family": f, "before": 3.0, "after": 4.0} for f in ("C", "A", "D")]
    )
    merged = merge_register(restated, former, rows)
    assert merged["family"].tolist() == ["B", "A", "C", "D"]
    assert merged["before"].tolist() == [1, 3, 3, 3]
    assert tuple(merged.columns) == restated.column_names


def test_rows_that_name_a_key_of_a_register_twice_are_refused() -> None:
    audit = table("audit")
    former = pd.DataFrame(columns=list(audit.column_names))
    with pytest.raises(ValueError, match="a key twice"):
        merge_register(audit, former, pd.DataFrame({"run": [1, 1], "user": ["ana", "ben"]}))


def test_a_register_that_is_empty_takes_its_first_rows() -> None:
    audit = table("audit")
    former = pd.DataFrame({name: pd.Series(dtype=object) for name in audit.column_names})
    merged = merge_register(audit, former, pd.DataFrame({"run": [1], "user": ["ana"]}))
    assert merged[["run", "user"]].values.tolist() == [[1, "ana"]]


def test_what_is_kept_in_memory_is_what_will_be_read_back(blocks: Any) -> None:
    put(blocks, listed(4))
    found = grid_and_former(blocks)[1]
    pd.testing.assert_frame_equal(as_stored(SHORTAGES, raw_columns(SHORTAGES, listed(4))), found)
    assert found["quantity"].tolist() == [10.0] * 4
