"""Activities: what is wrong with them is named, what they add is weighted and added up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.demand.events import activity_months, counted, problems
from sop_addin.errors import DataError

CODES = ["Garden", "Booster"]
AHEAD = pd.period_range("2026-03", periods=6, freq="M")
BASE = pd.DataFrame({"Garden": 1000.0, "Booster": 200.0}, index=AHEAD)


def an_activity(**more: object) -> pd.DataFrame:
    """Return one activity: a fair for garden pumps in April and May."""
    row = {
        "activity": "A1",
        "what": "Fair",
        "families": "Garden",
        "first_month": pd.Period("2026-04", "M"),
        "last_month": pd.Period("2026-05", "M"),
        "volume_percent": 20.0,
        "units": np.nan,
        "price_percent": np.nan,
        "probability": 0.5,
        "status": "planned",
    }
    return pd.DataFrame([row | more], index=[1])


def units(activities: pd.DataFrame, elasticities: pd.DataFrame | None = None) -> list[float]:
    return counted(activity_months(activities, CODES), BASE, elasticities)["units"].tolist()


def test_a_percentage_is_taken_of_demand_and_weighted() -> None:
    assert units(an_activity()) == [100.0, 100.0]


def test_units_are_a_month_and_for_each_family() -> None:
    row = an_activity(volume_percent=np.nan, units=30.0, families="all", probability=0.8)
    assert units(row) == [24.0] * 4


def test_a_cancelled_activity_adds_nothing() -> None:
    assert units(an_activity(status="cancelled")) == []


def test_several_families_stand_with_commas() -> None:
    assert units(an_activity(families="Garden, Booster", probability=1.0)) == [200, 200, 40, 40]


def answers(refused: str = "") -> pd.DataFrame:
    columns = {"elasticity": [-2.0], "standard_error": [0.3], "refused": [refused]}
    return pd.DataFrame(columns, index=["Garden"])


def test_a_price_change_goes_through_the_elasticity() -> None:
    row = an_activity(volume_percent=np.nan, price_percent=-10.0, probability=1.0)
    assert units(row, answers()) == pytest.approx([1000 * (0.9**-2 - 1)] * 2)


@pytest.mark.parametrize(
    ("found", "why"),
    [(None, "no price history"), (answers("1 price points"), "1 price points")],
    ids=["unknown", "refused"],
)
def test_a_price_change_without_elasticity_is_not_counted_and_says_so(
    found: pd.DataFrame | None, why: str
) -> None:
    row = an_activity(volume_percent=np.nan, price_percent=-10.0)
    coming = counted(activity_months(row, CODES), BASE, found)
    assert coming["units"].isna().all()
    assert set(coming["basis"]) == {f"not counted: {why}"}


def test_a_percentage_of_no_demand_is_not_counted() -> None:
    coming = counted(activity_months(an_activity(), CODES), BASE.assign(Garden=np.nan))
    assert coming["units"].isna().all() and "no demand" in coming["basis"].iloc[0]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"families": "Garden, Pump"}, "families"),
        ({"families": "Garden, Garden"}, "families"),
        ({"families": " , "}, "families"),
        ({"last_month": pd.Period("2026-03", "M")}, "last_month"),
        ({"probability": 80.0}, "probability"),
        ({"probability": np.nan}, "probability"),
        ({"units": 5.0}, "units"),
        ({"volume_percent": -120.0}, "volume_percent"),
    ],
)
def test_what_is_wrong_is_named_with_its_row_and_column(
    more: dict[str, object], field: str
) -> None:
    with pytest.raises(DataError) as caught:
        activity_months(an_activity(**more), CODES)
    assert str(caught.value.where) == f"activities #1 {field}"


def test_an_id_stands_once() -> None:
    twice = pd.concat([an_activity(), an_activity()], ignore_index=True)
    assert [str(error.where) for error in problems(twice, CODES)] == ["activities #1 activity"]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-50, 200)), min_size=1, max_size=5))
def test_activities_add_up(given_rows: list[tuple[float, float]]) -> None:
    rows = pd.concat(
        [
            an_activity(activity=f"A{k}", probability=p, volume_percent=v)
            for k, (p, v) in enumerate(given_rows)
        ],
        ignore_index=True,
    )
    total = sum(units(rows))
    assert total == pytest.approx(sum(2 * 1000 * p * v / 100 for p, v in given_rows))
