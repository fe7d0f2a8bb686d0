"""Items add up to their family to the unit in every month, whatever splits them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.item_forecast import ALL_ITEMS, item_rows, mix_by_month, mix_problems
from sop_addin.errors import DataError

MONTHS = pd.period_range("2026-03", periods=4, freq="M")
ACROSS = [f"m{i}" for i in range(4)]
ITEMS = pd.DataFrame(
    {
        "item": ["Red", "Blue", "Oil"],
        "family": ["Pumps", "Pumps", "Drives"],
        "mix_percent": [60.0, 40.0, 100.0],
        "unit": ["box", "pcs", "l"],
        "conversion": [12.0, np.nan, 1.0],
    }
)
UNITS = pd.Series({"Pumps": "pcs", "Drives": "pcs"})
NO_MIX = pd.DataFrame({"item": [], "month": [], "mix_percent": []})
NO_SALES = pd.DataFrame({"item": [], "month": [], "units": []})


def mix(*rows: tuple[str, int, float]) -> pd.DataFrame:
    data = [(item, MONTHS[month], percent) for item, month, percent in rows]
    return pd.DataFrame(data, columns=["item", "month", "mix_percent"])


def demand(pumps: float, drives: float = 5.0) -> pd.DataFrame:
    return pd.DataFrame({"Pumps": [pumps] * 4, "Drives": [drives] * 4}, index=MONTHS)


@settings(deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 100), st.integers(0, 3), st.integers(1, 400))
def test_items_add_up_to_the_whole_family_in_every_month(
    total: float, red: float, month: int, entered: int
) -> None:
    shift = mix(("Red", month, red), ("Blue", month, 100 - red))
    sales = pd.DataFrame({"item": ["Red", "Blue"], "month": MONTHS[2], "units": [entered, 7.0]})
    rows = item_rows(demand(total), ITEMS, shift, sales, UNITS)
    pumps = rows[rows["family"] == "Pumps"].set_index("item")
    assert pumps.loc[ALL_ITEMS, ACROSS].tolist() == [round(total)] * 4
    assert pumps.loc[["Red", "Blue"], ACROSS].sum().tolist() == [round(total)] * 4
    assert rows["total"].tolist() == rows[ACROSS].sum(axis=1).tolist()


def test_an_item_has_its_total_in_its_own_unit_too() -> None:
    rows = item_rows(demand(100), ITEMS, NO_MIX, NO_SALES, UNITS).set_index("item")
    assert rows["unit"].unique().tolist() == ["pcs"]
    assert rows.loc[["Red", "Blue"], "own_total"].tolist() == [240 / 12, 160]
    assert rows.loc[["Red", "Blue"], "own_unit"].tolist() == ["box", "pcs"]
    assert rows.loc[ALL_ITEMS, ["own_total", "own_unit"]].isna().all(axis=None)


def test_a_mix_holds_from_its_month_until_the_next_row() -> None:
    rows = mix(("Red", 2, 80.0), ("Red", 1, 50.0), ("Blue", 1, 50.0), ("Blue", 2, 20.0))
    assert mix_by_month(ITEMS, rows, MONTHS)["Red"].tolist() == [60, 50, 80, 80]
    split = item_rows(demand(10), ITEMS, rows, NO_SALES, UNITS).set_index("item")
    assert split.loc["Red", ACROSS].tolist() == [6, 5, 8, 8]
    assert set(split["basis"]) == {"", "mix"}


def test_sales_input_of_every_item_splits_its_months_and_of_some_does_not() -> None:
    rows = [("Red", MONTHS[0], 30.0), ("Blue", MONTHS[0], 10.0), ("Red", MONTHS[1], 99.0)]
    sales = pd.DataFrame(rows, columns=["item", "month", "units"])
    split = item_rows(demand(100), ITEMS, NO_MIX, sales, UNITS).set_index("item")
    assert split.loc["Red", ACROSS].tolist() == [75, 60, 60, 60]
    assert split.loc["Red", "basis"] == "mix; sales input in 1 month"


@pytest.mark.parametrize(
    ("rows", "where", "got"),
    [
        ([("Green", 0, 10.0)], "item_mix #0 item", "Green"),
        ([("Red", 1, 70.0)], "item_mix #0 mix_percent", "Pumps, which adds up to 110 % in 2026-04"),
    ],
)
def test_a_wrong_mix_is_named_with_its_row_and_month(
    rows: list[tuple[str, int, float]], where: str, got: str
) -> None:
    (error,) = mix_problems(ITEMS, mix(*rows), MONTHS)
    assert (str(error.where), error.got) == (where, got)
    with pytest.raises(DataError):
        item_rows(demand(10), ITEMS, mix(*rows), NO_SALES, UNITS)


def test_a_month_without_demand_has_none_for_its_items() -> None:
    rows = item_rows(demand(0), ITEMS, NO_MIX, NO_SALES, UNITS)
    assert np.all(rows.loc[rows["family"] == "Pumps", ACROSS] == 0)
