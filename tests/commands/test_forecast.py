"""Forecast fills every page that has a history, and says so where one has none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.commands.forecast import forecast
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CODES = ["Steady", "Ended", "Gap", "Order", "New"]
CLOSED = pd.period_range("2023-03", "2026-02", freq="M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book with three years of history: one ends early, one has a hole, one has none."""
    policy = ["MTO" if code == "Order" else "MTS" for code in CODES]
    made = memory.company_book(families=pd.DataFrame({"family": CODES, "policy": policy}))
    lines = ["family,month,sales,bookings"]
    lines += [f"Steady,{m},{100 + m.month}," for m in CLOSED]
    lines += [f"Ended,{m},50," for m in CLOSED[:-3]]
    lines += [f"Gap,{m},{30 + m.month}," for m in CLOSED if str(m) != "2024-06"]
    lines += [f"Order,{m},1,80" for m in CLOSED]
    carry(made, refresh, source=extract(*lines))
    return made


def note(blocks: Any, family: str) -> str:
    place = Place(FAMILY_PAGE.name, family, "forecast_note")
    return str(blocks.cells[blocks.find(BlockBook(blocks).locate(place))])


def test_every_family_with_a_history_has_eighteen_months_and_bands_around_them(
    blocks: Any, carry: Any, series: Any
) -> None:
    assert carry(blocks, forecast)
    for code in ("Steady", "Ended", "Gap", "Order"):
        low, mid, high = (
            np.array(series(blocks, code, name, count=18))
            for name in ("low95", "statistical_forecast", "high95")
        )
        assert np.isfinite([low, mid, high]).all() and (low <= mid).all() and (mid <= high).all()
    assert series(blocks, "Order", "statistical_forecast") == pytest.approx([80] * 6, abs=2)


def test_a_family_without_history_is_left_blank_and_said(
    blocks: Any, carry: Any, series: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    assert np.isnan(series(blocks, "New", "statistical_forecast")).all()
    assert "forecast 4 of 5 families" in said
    assert note(blocks, "New").startswith("No history: type the demand as an adjustment")
    report = BlockBook(blocks).read_table(table("forecasts")).set_index("family")
    assert report.index.tolist() == CODES
    tested = BlockBook(blocks).read_table(table("backtests"))
    assert tested["family"].drop_duplicates().tolist() == [c for c in CODES if c != "New"]
    steady = tested[tested["family"] == "Steady"].set_index("method")
    assert steady["weight"].iloc[0] == 100 and steady.index[0] == "the forecast"
    assert steady.at["the forecast", "error"] == report.at["Steady", "error"]
    assert report.at["New", "method"] == "none" and np.isnan(report.at["New", "next_12"])


def test_a_history_that_ends_early_is_bridged_and_a_hole_in_one_is_estimated(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, forecast)
    assert note(blocks, "Ended").startswith(
        "No demand is known after 2025-11; the forecast bridges 3 months."
    )
    assert note(blocks, "Gap").startswith("No actuals in 1 month, the newest 2024-06:")
    assert "No " not in note(blocks, "Steady")[:3]


def test_forecasting_twice_writes_nothing(blocks: Any, carry: Any) -> None:
    carry(blocks, forecast)
    before = blocks.content()
    assert not carry(blocks, forecast)
    assert blocks.content() == before


def test_an_adjustment_of_the_planner_is_left_alone(blocks: Any, carry: Any, series: Any) -> None:
    place = Place(FAMILY_PAGE.name, "New", "adjustment", "2026-04")
    blocks.type(BlockBook(blocks).locate(place), 25)
    carry(blocks, forecast)
    assert series(blocks, "New", "unconstrained_demand", count=3) == [0, 25, 0]


def test_a_book_without_actuals_is_refused(memory: Any, carry: Any) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match=r"Refresh actuals first"):
        carry(blocks, forecast)


def test_a_cycle_month_before_all_history_is_refused(blocks: Any, carry: Any) -> None:
    blocks.type(BlockBook(blocks).locate(Place(field="cycle_month")), 36526)  # 2000-01-01
    with pytest.raises(DataError, match="no demand before 2000-01"):
        carry(blocks, forecast)


def test_a_price_of_an_activity_is_that_of_its_months_on_the_page_and_in_its_money(
    memory: Any, carry: Any, extract: Any, series: Any
) -> None:
    rise = {"activity": "A1", "families": "Pumps", "status": "planned", "probability": 0.5}
    rise |= {"first_month": pd.Period("2026-04"), "last_month": pd.Period("2026-05")}
    rise |= {"price_percent": 10.0, "volume_percent": 0.0}
    families = pd.DataFrame({"family": ["Pumps", "Drives"], "price": [20.0, 20.0]})
    made = memory.company_book(families=families, activities=pd.DataFrame([rise]))
    lines = [f"{code},{m},100,500" for code in families["family"] for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    carry(made, forecast)
    assert series(made, "Pumps", "price_change", count=4)[1:3] == [5, 5]
    assert series(made, "Pumps", "plan_price", count=4) == [20, 21, 21, 20]
    assert series(made, "Drives", "plan_price", count=4) == [20] * 4
    sold = series(made, "Pumps", "constrained_sales", count=4)
    assert sold[1] > 0
    earned = [round(units * price, 6) for units, price in zip(sold, [20, 21, 21, 20], strict=True)]
    assert [round(each, 6) for each in series(made, "Pumps", "revenue", count=4)] == earned
