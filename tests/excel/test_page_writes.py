"""Pages are read once and written in rectangles: only what differs, never what others own."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.excel.page_frames import page_grids
from sop_addin.excel.page_reads import PageReads
from sop_addin.excel.page_writes import field_writes, grid_writes
from sop_addin.excel.writes import perform
from sop_addin.schema.family_page import FAMILY_PAGE

MARCH = pd.Period("2026-03", "M")


@pytest.fixture
def blocks(memory: ModuleType) -> Any:
    families = pd.DataFrame(
        {"family": ["Pumps", "Valves", "Drives"], "policy": ["MTS"] * 2 + ["MTO"]}
    )
    return memory.company_book(families=families)


def wanted(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    return frame.assign(month=pd.PeriodIndex(frame["month"], freq="M"))


def plan(keys: list[str], series: list[str], values: np.ndarray) -> pd.DataFrame:
    months = pd.period_range(MARCH, periods=values.size, freq="M")
    return pd.concat(
        pd.DataFrame({"key": key, "series": name, "month": months, "value": values})
        for key in keys
        for name in series
    )


def apply(blocks: Any, frame: pd.DataFrame) -> Any:
    operations, former = grid_writes(blocks, page_grids(blocks, FAMILY_PAGE), frame, MARCH, MARCH)
    perform(blocks, operations)
    return operations, former


def test_rows_that_stand_together_are_one_write_a_page(blocks: Any) -> None:
    series = ["regular", "overtime", "subcontract"]
    frame = plan(["Pumps", "Valves"], series, np.arange(1.0, 19.0)).sample(frac=1, random_state=1)
    operations, _ = apply(blocks, frame)
    assert [(o.sheet, len(o.block), len(o.block[0])) for o in operations] == [
        ("Fam_Pumps", 3, 18),
        ("Fam_Valves", 3, 18),
    ]


def test_what_a_page_holds_already_is_not_written(blocks: Any) -> None:
    series = ["regular", "overtime"]
    apply(blocks, plan(["Pumps", "Valves"], series, np.arange(18.0)))
    again = plan(["Pumps", "Valves"], series, np.arange(18.0) + 0.2)  # the same at 0 decimals
    again.loc[(again["key"] == "Valves") & (again["month"] == MARCH + 3), "value"] = 99.0
    operations, former = apply(blocks, again)
    assert [o.sheet for o in operations] == ["Fam_Valves"]
    assert set(former["key"]) == {"Valves"}


def test_gaps_between_months_and_rows_are_left_alone(blocks: Any) -> None:
    frame = wanted(
        ("Pumps", "regular", "2026-03", 1),
        ("Pumps", "regular", "2026-05", 2),
        ("Pumps", "subcontract", "2026-03", 3),
    )
    operations, _ = apply(blocks, frame)
    assert [[list(line) for line in o.block] for o in operations] == [[[1]], [[3]], [[2]]]


def test_blank_clears_and_what_stood_there_comes_back(blocks: Any) -> None:
    apply(blocks, wanted(("Pumps", "regular", "2026-03", 7), ("Pumps", "regular", "2026-04", 8)))
    before = blocks.content()
    operations, former = apply(
        blocks,
        wanted(("Pumps", "regular", "2026-03", np.nan), ("Pumps", "regular", "2026-04", 9)),
    )
    assert [list(o.block[0]) for o in operations] == [[None, 9]]
    assert former["value"].tolist() == [7, 8]
    apply(blocks, former)
    assert blocks.content() == before


def test_series_of_another_policy_and_pages_that_are_not_there_are_left_out(blocks: Any) -> None:
    frame = wanted(
        ("Drives", "inventory", "2026-02", 5),  # a make-to-order page has none
        ("Pumps", "order_backlog", "2026-02", 5),
        ("Nobody", "regular", "2026-03", 5),
    )
    assert apply(blocks, frame)[0] == []


def test_history_belongs_to_refresh_where_the_horizon_is_a_formula(blocks: Any) -> None:
    operations, _ = apply(blocks, wanted(("Pumps", "production", "2026-02", 5)))
    assert len(operations) == 1
    with pytest.raises(ValueError, match="production is not written by Python"):
        apply(blocks, wanted(("Pumps", "production", "2026-03", 5)))


def test_fields_that_stand_together_are_one_write(blocks: Any) -> None:
    grids = page_grids(blocks, FAMILY_PAGE)
    frame = pd.DataFrame({"opening_past_due": [3.0], "opening_inventory": [240.0]}, ["Pumps"])
    operations, former = field_writes(PageReads(blocks), grids, frame)
    assert [o.block for o in operations] == [[[240], [3]]]
    assert former.columns.tolist() == ["opening_past_due", "opening_inventory"]


def test_fields_are_written_where_they_differ(blocks: Any) -> None:
    grids = page_grids(blocks, FAMILY_PAGE)
    frame = pd.DataFrame(
        {"opening_inventory": [240.2, np.nan, 5.0], "plan_note": ["Level.", None, "Chase."]},
        index=["Pumps", "Valves", "Drives"],
    )
    operations, former = field_writes(PageReads(blocks), grids, frame)
    assert [(o.sheet, o.block) for o in operations] == [
        ("Fam_Pumps", [["Level."]]),
        ("Fam_Pumps", [[240]]),
        ("Fam_Drives", [["Chase."]]),
    ]
    assert former.loc["Pumps"].tolist() == ["", ""]
    perform(blocks, operations)
    assert field_writes(PageReads(blocks), grids, frame)[0] == []
    perform(blocks, field_writes(PageReads(blocks), grids, former)[0])
    assert field_writes(PageReads(blocks), grids, former)[0] == []
