"""Stock adds up with counts, scrap and transfers; what does not is shown and never plugged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sop_addin.record.stock_equation import stock_differences

MONTHS = pd.period_range("2026-01", periods=3, freq="M")


def rows(**more: Any) -> pd.DataFrame:
    columns = {"family": "Pumps", "month": MONTHS, "inventory": [10.0, 12.0, 11.0]}
    columns |= {"production": [5.0, 8.0, 4.0], "adjustments": [0.0, -1.0, np.nan]}
    return pd.DataFrame(columns | {"shipments": [5.0, 5.0, 5.0], "sales": [0.0] * 3} | more)


def test_months_that_add_up_with_their_adjustments_are_not_listed() -> None:
    assert stock_differences(rows()).empty


def test_without_the_adjustment_its_gap_is_shown() -> None:
    found = stock_differences(rows(adjustments=np.nan))
    assert found[["month", "difference"]].values.tolist() == [[MONTHS[1], -1.0]]


def test_where_shipments_were_not_reported_sales_stand_in() -> None:
    assert stock_differences(rows(shipments=np.nan, sales=[5.0] * 3)).empty


def test_what_is_unknown_or_does_not_follow_is_not_checked() -> None:
    assert stock_differences(rows(production=np.nan, inventory=[1.0, 90.0, 5.0])).empty
    assert stock_differences(rows(inventory=[10.0, np.nan, 99.0])).empty
    assert stock_differences(rows(inventory=[10.0, 99.0, 1.0]).iloc[[0, 2]]).empty
    other = rows().assign(family=["A", "B", "C"])
    assert stock_differences(other).empty
