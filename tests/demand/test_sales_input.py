"""Sales input adds up exactly, says who entered it, and how far it is from demand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.sales_input import problems, summary_rows

MONTHS = pd.period_range("2026-03", periods=3, freq="M")
DEMAND = pd.DataFrame({"Pumps": [100.0, 90.0, 80.0], "Drives": 1.0}, index=MONTHS)
ITEMS = pd.DataFrame({"item": ["Red"], "family": ["Pumps"]})


def sales(*rows: tuple[str, str, int, float, str]) -> pd.DataFrame:
    columns = ["family", "source", "month", "units", "entered_by"]
    made = [(f, s, MONTHS[0] + at, units, who) for f, s, at, units, who in rows]
    return pd.DataFrame(made, columns=columns).assign(item="all")


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("NSE"), st.integers(0, 2), st.integers(-9, 999))))
def test_customers_and_regions_add_up_to_the_family(rows: list[tuple[str, int, int]]) -> None:
    made = sales(*[("Pumps", source, at, units, "Ana") for source, at, units in rows])
    frame = summary_rows(made, DEMAND).set_index("measure")
    for at in range(3):
        entered = [units for _, month, units in rows if month == at]
        if entered:
            assert frame.loc["All sales input", f"m{at}"] == sum(entered)
            assert frame[f"m{at}"].iloc[:-3].sum() == sum(entered)
        elif rows:
            assert pd.isna(frame.loc["All sales input", f"m{at}"])


def test_the_difference_is_over_the_months_that_sales_entered() -> None:
    made = sales(("Pumps", "North", 1, 70, "Ben"), ("Pumps", "South", 1, 30, "Ana"))
    frame = summary_rows(made, DEMAND).set_index("measure")
    assert frame["total"].tolist() == [70, 30, 100, 90, 10]
    assert frame.loc[["North", "South"], "entered_by"].tolist() == ["Ben", "Ana"]
    assert set(frame["family"]) == {"Pumps"}


def test_months_off_the_horizon_are_left_out() -> None:
    assert summary_rows(sales(("Pumps", "North", -1, 5, "Ana")), DEMAND).empty


@pytest.mark.parametrize(
    ("family", "item", "field"),
    [("Pumpz", "all", "family"), ("Drives", "Red", "item"), ("Pumps", "Green", "item")],
)
def test_a_row_of_nobody_is_named(family: str, item: str, field: str) -> None:
    made = sales((family, "North", 0, 5, "Ana")).assign(item=item)
    (error,) = problems(made, ITEMS, ["Pumps", "Drives"])
    assert str(error.where) == f"sales_input #0 {field}"
