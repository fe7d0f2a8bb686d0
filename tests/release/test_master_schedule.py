"""The master schedule never exceeds a family's rate, and equals it where lots are one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.release.master_schedule import FamilyPlan, MasterSchedule, master_schedule
from sop_addin.release.schedule_rows import RATE, UNSCHEDULED, schedule_rows, violations
from sop_addin.release.weeks import weekly_rates, working_weeks

MARCH = pd.Period("2026-03", "M")
DAYS = np.array([22.0, 20.0, 20.0])


def plan_of(*production: list[float], sales: float = 0.0) -> FamilyPlan:
    """Return a plan of families F0, F1, ... over three months."""
    made = np.array(production, dtype=float)
    codes = tuple(f"F{i}" for i in range(len(made)))
    months = pd.period_range(MARCH, periods=3, freq="M")
    return FamilyPlan(codes, months, DAYS, made, np.full(made.shape, sales))


def items_of(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """Return items from (family, mix, conversion, lot, stock)."""
    names = ["family", "mix_percent", "conversion", "lot", "stock"]
    frame = pd.DataFrame(rows, columns=names)
    codes = [f"I{i}" for i in range(len(frame))]
    return frame.assign(item=codes, name=codes, unit="pcs")


def by_family(schedule: MasterSchedule) -> pd.DataFrame:
    made = pd.DataFrame(schedule.scheduled, index=schedule.items["family"])
    return made.groupby(level=0).sum().loc[list(schedule.families)]


@st.composite
def cases(draw: st.DrawFn, lots: st.SearchStrategy[float]) -> tuple[FamilyPlan, pd.DataFrame]:
    """Return families with items; every third month without production."""
    rates = st.integers(0, 900).map(float)
    production = draw(st.lists(st.lists(rates, min_size=3, max_size=3), min_size=1, max_size=4))
    rows = []
    for f in range(len(production)):
        parts = draw(st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any))
        for part in parts:
            stock = float(draw(st.integers(0, 700)))
            rows.append((f"F{f}", 100 * part / sum(parts), 1.0, draw(lots), stock))
    return plan_of(*production), items_of(*rows)


@given(cases(st.just(1.0)))
def test_items_add_up_to_the_rate_of_every_week_and_month_where_lots_are_one(
    case: tuple[FamilyPlan, pd.DataFrame],
) -> None:
    plan, items = case
    made = master_schedule(plan, items)
    assert (by_family(made).to_numpy() == made.rate).all()
    assert not made.unscheduled.any()
    assert made.rate.sum() == plan.production.sum()
    assert (made.scheduled >= 0).all() and (made.scheduled % 1 == 0).all()


@given(cases(st.sampled_from([1.0, 7.0, 24.0, 150.0])))
def test_no_week_exceeds_its_rate_and_lots_are_whole(
    case: tuple[FamilyPlan, pd.DataFrame],
) -> None:
    plan, items = case
    made = master_schedule(plan, items)
    assert (by_family(made).to_numpy() <= made.rate).all()
    assert np.allclose(by_family(made).to_numpy() + made.unscheduled, made.rate)
    lots = made.items["lot"].to_numpy()
    assert (made.scheduled.sum(axis=1) % lots == 0).all()
    assert (made.scheduled >= 0).all()
    assert list(violations(numbered(made), made)) == []


@given(cases(st.sampled_from([0.5, 1.0, 2.5])))
def test_broken_lots_stay_within_the_rate_too(case: tuple[FamilyPlan, pd.DataFrame]) -> None:
    plan, items = case
    made = master_schedule(plan, items)
    assert (by_family(made).to_numpy() <= made.rate + 1e-6).all()


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3))
def test_weeks_of_a_month_add_up_to_it(rates: list[int]) -> None:
    days = working_weeks(plan_of([0, 0, 0]).months, DAYS)
    weekly = weekly_rates(np.array([rates], dtype=float), days)
    assert weekly.sum(axis=2)[0].tolist() == rates
    assert (weekly >= 0).all()


def numbered(schedule: MasterSchedule) -> pd.DataFrame:
    rows = schedule_rows(schedule, "DRAFT", 14)
    return rows.set_axis(range(1, len(rows) + 1))


def test_a_week_across_two_months_is_split_by_working_days() -> None:
    days = working_weeks(pd.period_range(MARCH, periods=2, freq="M"), [22, 20])
    across = days.loc["2026-03-30"]
    assert across.iloc[0] == 2 and across.iloc[1] == pytest.approx(3 * 20 / 22)
    assert days.sum().tolist() == pytest.approx([22, 20])
    assert str(days.index[0].date()) == "2026-03-02", "1 March 2026 is a Sunday"


def test_stock_is_netted_and_all_items_last_equally_long_afterwards() -> None:
    items = items_of(("F0", 50, 1, 1, 0), ("F0", 25, 1, 1, 300), ("F0", 25, 1, 1, 100))
    made = master_schedule(plan_of([400, 100, 0], sales=250), items)
    assert made.scheduled.sum(axis=1).tolist() == [400, 0, 100]
    lasts = (made.opening + made.scheduled.sum(axis=1)) / np.array([50, 25, 25])
    assert lasts[[0, 2]] == pytest.approx(lasts[0], abs=0.05)
    assert lasts[1] >= lasts[0]
    assert made.closing.sum() == 400 + 500 - 750, "items' stock stays the family's"


def test_what_lots_leave_over_is_unscheduled_and_not_moved_to_another_month() -> None:
    made = master_schedule(plan_of([130, 130, 40]), items_of(("F0", 100, 1, 50, 0)))
    assert made.scheduled.sum() == 200
    assert made.unscheduled.sum() == 30 + 30 + 40
    rows = schedule_rows(made, "DRAFT", 14).set_index("line")
    assert rows.at[UNSCHEDULED, "total"] == 100
    assert rows.at[UNSCHEDULED, "note"] == "what lots leave over"
    assert rows.at[RATE, "total"] == 300


def test_an_item_in_boxes_is_scheduled_in_whole_boxes() -> None:
    made = master_schedule(plan_of([100, 0, 0]), items_of(("F0", 100, 12, np.nan, np.nan)))
    assert made.scheduled.sum() == 96
    row = schedule_rows(made, "DRAFT", 14).set_index("line").loc["I0"]
    assert row["own_total"] == 8
    assert row["note"] == "not netted: no stock given"
    assert np.isnan(row["opening"])


def test_lots_are_made_one_after_the_other_the_scarcest_first() -> None:
    items = items_of(("F0", 50, 1, 110, 90), ("F0", 50, 1, 110, 80))
    made = master_schedule(plan_of([220, 0, 0]), items)
    first = made.scheduled[:, :4]
    assert first[1].tolist()[:2] == [50, 50] and first[0, 0] == 0
    assert made.scheduled.sum(axis=1).tolist() == [110, 110]


def test_families_without_items_are_left_out() -> None:
    made = master_schedule(plan_of([9, 9, 9], [8, 8, 8]), items_of(("F1", 100, 1, 1, 0)))
    assert made.families == ("F1",) and made.scheduled.sum() == 24


def test_a_violation_names_family_and_week() -> None:
    made = master_schedule(plan_of([220, 200, 200]), items_of(("F0", 100, 1, 1, 0)))
    rows = numbered(made)
    rows.loc[rows["line"] == "I0", "w4"] += 1
    (error,) = violations(rows, made)
    assert error.line() == (
        "master_schedule #2 w4: got items of F0 that add up to 48 in the week of 2026-03-30,"
        " expected at most the authorised 47. Run MPS again, or have a higher rate authorised."
    )


def test_a_schedule_of_another_plan_is_told_once() -> None:
    made = master_schedule(plan_of([220, 200, 200]), items_of(("F0", 100, 1, 1, 0)))
    later = master_schedule(plan_of([200, 200, 200]), items_of(("F0", 100, 1, 1, 0)))
    (error,) = violations(numbered(made), later)
    assert "another plan" in error.got


def test_a_mix_that_changes_with_a_month_counts_from_it_on() -> None:
    items = items_of(("F0", 50, 1, 1, 0), ("F0", 50, 1, 1, 0))
    april = pd.Period("2026-04", "M")
    mix = pd.DataFrame({"item": ["I0", "I1"], "month": april, "mix_percent": [80.0, 20.0]})
    made = master_schedule(plan_of([100, 100, 0], sales=100), items, mix)
    weeks = made.weeks < "2026-03-30"
    assert made.scheduled[:, weeks].sum(axis=1) == pytest.approx([46, 45], abs=1)
    assert made.scheduled.sum(axis=1).tolist() == [130, 70]
    assert made.closing.tolist() == [-80, -20]
