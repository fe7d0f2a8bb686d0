"""Which resource demand outgrows, by when to decide, and how full each kind is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.periods import month, months
from sop_addin.supply.capacity_map import FULLEST, capacity_map
from sop_addin.supply.problem import Family, LabourPool, Policy, Problem, Resource
from sop_addin.supply.requirement import required_production, requirement

HALF_YEAR = months(month("2026-03"), 6)


def row_of(demand: list[float], available: float, lead: float, **family: float) -> pd.Series:
    pumps = Family("Pumps", demand=demand, **family)  # type: ignore[arg-type]
    mill = Resource("Mill", available, {"Pumps": 1.0})
    problem = Problem(HALF_YEAR, 20, (pumps,), (), (mill,))
    return requirement(problem, {"Mill": lead}).iloc[0]


@given(
    st.lists(st.integers(0, 200), min_size=6, max_size=6),
    st.integers(1, 200),
    st.integers(0, 300),
)
def test_a_resource_suffices_exactly_where_building_ahead_does(
    demand: list[int], available: int, stock: int
) -> None:
    row = row_of([float(d) for d in demand], available, 0, opening_inventory=float(stock))
    held, short = float(stock), None
    for t, wanted in enumerate(demand):
        held += available - wanted
        if held < -1e-9 and short is None:
            short = t
    assert (None if pd.isna(row["first_month"]) else row["first_month"]) == (
        None if short is None else HALF_YEAR[short]
    )


def test_the_decision_comes_the_lead_time_before() -> None:
    row = row_of([90, 95, 100, 105, 110, 120], 100, 4)
    assert (str(row["first_month"]), str(row["decide_by"])) == ("2026-08", "2026-04")
    assert row["status"] == "decide by 2026-04"
    assert row_of([90, 95, 100, 105, 110, 120], 100, 5)["status"] == "decide now"


def test_what_no_decision_can_help_is_no_reason_to_invest() -> None:
    row = row_of([150, 50, 50, 50, 50, 50], 100, 3)
    assert row["status"] == "short until 2026-03, before more could come; enough after that"
    assert pd.isna(row["decide_by"]) and row["short"] == 50


def test_a_lasting_shortage_is_decided_now_and_told_from_its_beginning() -> None:
    row = row_of([150] * 6, 100, 2)
    assert row["status"] == "decide now; short already from 2026-03, see the shortages"
    assert str(row["first_month"]) == "2026-05" and row["short"] == 300
    assert row["near"] == pytest.approx(150)


def test_without_a_lead_time_no_date_is_made_up() -> None:
    row = row_of([150] * 6, 100, np.nan)
    assert row["status"] == "more is needed; its lead time is not given"
    assert pd.isna(row["decide_by"])


def test_a_backlog_above_target_has_to_be_made_too() -> None:
    drives = Family(
        "Drives", [10] * 6, Policy.MTO, opening_backlog=60, opening_finished=5, target=40
    )
    problem = Problem(HALF_YEAR, 20, (drives,))
    assert required_production(problem)[0].tolist() == [25, 35, 45, 55, 65, 75]


def test_labour_counts_todays_people_with_their_overtime() -> None:
    crew = LabourPool("Crew", 2, 8, {"Pumps": 1.0}, overtime_share=0.25, max_workers=9)
    problem = Problem(HALF_YEAR, 20, (Family("Pumps", demand=[400] * 6),), (crew,))
    row = requirement(problem, {}).iloc[0]
    assert row["near"] == pytest.approx(100) and pd.isna(row["first_month"])


def test_each_kind_begins_with_its_fullest_and_says_where_nothing_is_limited() -> None:
    load = pd.DataFrame(
        {
            "resource": ["Mill", "Saw", "Mill", "Saw"],
            "kind": "equipment",
            "month": pd.PeriodIndex(["2026-03", "2026-03", "2026-04", "2026-04"], freq="M"),
            "load": [80.0, 30.0, 10.0, 60.0],
            "available": [100.0, 50.0, 100.0, 50.0],
        }
    )
    rows = capacity_map(load, pd.DataFrame())
    own = rows[rows["kind"] == "equipment"].set_index("resource")
    assert own.loc[FULLEST, ["m0", "m1"]].tolist() == [80, 120]
    assert own.loc["Saw", ["m0", "m1", "peak"]].tolist() == [60, 120, 120]
    assert str(own.loc["Saw", "peak_month"]) == "2026-04"
    rest = rows[rows["kind"] != "equipment"]
    assert set(rest["resource"]) == {"no limit given"}
    assert rest[["m0", "m1", "peak"]].isna().all(axis=None)
