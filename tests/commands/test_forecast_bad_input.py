"""What people may type into Actuals is refused by its cell, or treated aloud."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.commands.forecast import forecast
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place, SopError
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CODES = ["Pumps", "Huge", "Tiny", "Same", "Once", "Ended"]
CLOSED = pd.period_range("2023-03", "2026-02", freq="M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book with three years of six families, each of them odd in another way."""
    made = memory.company_book(families=pd.DataFrame({"family": CODES, "policy": "MTS"}))
    lines = ["family,month,sales"]
    lines += [f"Pumps,{m},{100 + m.month}" for m in CLOSED]
    lines += [f"Huge,{m},{10**12 + m.month * 10**10}" for m in CLOSED]
    lines += [f"Tiny,{m},{1e-6 * (1 + m.month / 100):.9f}" for m in CLOSED]
    lines += [f"Same,{m},12" for m in CLOSED]
    lines += [f"Once,{CLOSED[-1]},7"]
    lines += [f"Ended,{m},{0 if m > CLOSED[-13] else 50}" for m in CLOSED]
    carry(made, refresh, source=extract(*lines))
    return made


def _type(blocks: Any, part: str, number: int, field: str, value: Any) -> str:
    place = BlockBook(blocks).locate(Place(part, f"#{number}", field))
    blocks.type(place, value)
    return place


def _row(blocks: Any, family: str, month: pd.Period) -> int:
    actuals = BlockBook(blocks).read_table(table("actuals"))
    return int(actuals.index[(actuals["family"] == family) & (actuals["month"] == month)][0])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("sales", "n/a"),
        ("sales", "1.234,5"),
        ("sales", "NaN"),
        ("month", "March 2025"),
        ("month", "03/04/2025"),
    ],
)
def test_a_cell_that_is_no_number_or_no_month_is_refused_by_its_place(
    blocks: Any, carry: Any, field: str, typed: str
) -> None:
    place = _type(blocks, "actuals", _row(blocks, "Pumps", CLOSED[5]), field, typed)
    with pytest.raises(SopError) as caught:
        carry(blocks, forecast)
    assert place in str(caught.value)
    assert typed in str(caught.value)


def test_a_month_that_stands_twice_is_refused(blocks: Any, carry: Any) -> None:
    first, second = _row(blocks, "Pumps", CLOSED[5]), _row(blocks, "Pumps", CLOSED[6])
    month = int((CLOSED[5].to_timestamp() - pd.Timestamp("1899-12-30")).days)
    assert first != second
    _type(blocks, "actuals", second, "month", month)
    with pytest.raises(SopError, match=r"Pumps.*2023-08|2023-08.*Pumps"):
        carry(blocks, forecast)


def test_actuals_of_months_not_closed_are_left_out_and_said(
    blocks: Any, carry: Any, said: list[str], series: Any
) -> None:
    carry(blocks, forecast)
    before = series(blocks, "Pumps", "statistical_forecast")
    last = _row(blocks, "Once", CLOSED[-1])
    future = int((pd.Timestamp("2026-04-01") - pd.Timestamp("1899-12-30")).days)
    _type(blocks, "actuals", last, "month", future)
    said.clear()
    carry(blocks, forecast)
    assert "left out 1 row of actuals from 2026-03 on: not closed yet" in said
    assert series(blocks, "Pumps", "statistical_forecast") == before


def test_one_observation_no_change_and_sizes_far_apart_are_all_forecast(
    blocks: Any, carry: Any, series: Any
) -> None:
    carry(blocks, forecast)
    assert series(blocks, "Once", "statistical_forecast") == [7.0] * 6
    assert series(blocks, "Same", "statistical_forecast") == [12.0] * 6
    assert np.mean(series(blocks, "Huge", "statistical_forecast")) == pytest.approx(1e12, rel=0.2)
    assert series(blocks, "Tiny", "statistical_forecast") == [0.0] * 6  # whole units on a page


def test_still_sold_on_families_outlives_a_year_without_demand(
    blocks: Any, carry: Any, series: Any
) -> None:
    carry(blocks, forecast)
    assert series(blocks, "Ended", "statistical_forecast") == [0.0] * 6
    families = BlockBook(blocks).read_table(table("families"))
    number = int(families.index[families["family"] == "Ended"][0])
    _type(blocks, "families", number, "still_sold", "yes")
    carry(blocks, forecast)
    assert min(series(blocks, "Ended", "statistical_forecast")) > 0
    note = Place(FAMILY_PAGE.name, "Ended", "forecast_note")
    text = str(blocks.cells[blocks.find(BlockBook(blocks).locate(note))])
    assert text.startswith("No demand in the last 12 months, but still sold")
