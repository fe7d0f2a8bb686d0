"""The sample company is believable, closes its books but for one planted gap, and never changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sop_addin.periods import month, months, weekdays
from sop_addin.sample.company import CYCLE, FAMILIES, RESOURCES
from sop_addin.sample.extracts import sample_tables, write_extracts
from sop_addin.sample.ledger import GAP, expected_demand
from sop_addin.sample.plant_calendar import working_days
from sop_addin.schema.registers import REGISTERS
from sop_addin.schema.tables import table
from sop_addin.sources.extracts import ExtractColumn, read_extract

DIGEST = "bfe32d08399b3c7e0f87be8f1bbbce861551313d5090369df36896b964ee4203"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return sample_tables()


@pytest.fixture(scope="module")
def actuals(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["actuals"]


def demand_of(actuals: pd.DataFrame, family: str) -> pd.Series:
    rows = actuals[actuals["family"] == family].set_index("month")
    return rows["requested"].fillna(rows["bookings"])


def load(target: pd.Period) -> pd.Series:
    """Return hours needed as a part of regular hours by resource."""
    needed = {
        resource.code: sum(
            expected_demand(family, target) * family.hours.get(resource.code, 0)
            for family in FAMILIES
        )
        for resource in RESOURCES
    }
    days = working_days(target)
    there = {r.code: days * r.hours_per_day * (r.workers or 1) for r in RESOURCES}
    return pd.Series(needed) / pd.Series(there)


def test_files_have_the_same_bytes_every_time_and_everywhere(tmp_path: Path) -> None:
    digest = hashlib.sha256()
    for path in write_extracts(tmp_path):
        digest.update(path.read_bytes())
    assert digest.hexdigest() == DIGEST


def test_every_column_is_declared_in_the_workbooks_tables(
    tables: dict[str, pd.DataFrame],
) -> None:
    for name, frame in tables.items():
        declared = table(name)
        assert set(frame.columns) <= set(declared.column_names), name
        for column in declared.columns:
            if column.required:
                assert frame[column.name].notna().all(), f"{name} {column.name}"
            if column.choices and column.name in frame:
                allowed = {*column.choices} if column.required else {"", *column.choices}
                assert set(frame[column.name]) <= allowed, f"{name} {column.name}"
            if column.least is not None and column.name in frame:
                assert frame[column.name].dropna().ge(column.least).all(), f"{name} {column.name}"


def test_every_file_is_read_back_without_a_loss(
    tmp_path: Path, tables: dict[str, pd.DataFrame]
) -> None:
    for path in write_extracts(tmp_path):
        declared, frame = table(path.stem), tables[path.stem]
        columns = [
            ExtractColumn(c, declared.column(c).kind.value, key=c in declared.keys)
            for c in frame.columns
        ]
        extract = read_extract(path, columns)
        pd.testing.assert_frame_equal(extract.frame, frame, check_dtype=False)
        assert extract.ignored == extract.absent == ()


def test_history_ends_with_the_last_closed_month(actuals: pd.DataFrame) -> None:
    counts = actuals.groupby("family").size()
    assert actuals.groupby("family")["month"].max().eq(CYCLE - 1).all()
    assert counts.drop("SmartDrive").eq(48).all()
    assert counts["SmartDrive"] == 9


def test_stock_equation_closes_except_for_the_planted_gap(actuals: pd.DataFrame) -> None:
    before = actuals.groupby("family")["inventory"].shift()
    expected = before + actuals["production"] + actuals["adjustments"] - actuals["shipments"]
    gaps = actuals.assign(gap=actuals["inventory"] - expected).query("gap.notna() and gap != 0")
    assert list(gaps[["family", "month", "gap"]].itertuples(index=False, name=None)) == [GAP]


def test_backlog_and_past_due_follow_from_bookings_and_shipments(actuals: pd.DataFrame) -> None:
    for family in FAMILIES:
        rows = actuals[actuals["family"] == family.code]
        if family.policy == "MTO":
            follows = rows["backlog"].shift() + rows["bookings"] - rows["shipments"]
            assert follows.dropna().eq(rows["backlog"].iloc[1:]).all()
            assert rows["past_due"].le(rows["backlog"]).all()
            assert rows["requested"].isna().all()
        elif family.shortage_policy == "backorder":
            follows = rows["past_due"].shift() + rows["requested"] - rows["shipments"]
            assert follows.dropna().eq(rows["past_due"].iloc[1:]).all()
        if family.policy == "MTS":
            assert rows[["bookings", "backlog"]].isna().all(axis=None)


def test_no_quantity_is_negative_and_units_are_whole(actuals: pd.DataFrame) -> None:
    units = actuals.drop(columns=["family", "month", "revenue", "cogs", "adjustments"])
    assert units.min().ge(0).all()
    assert units.fillna(0).mod(1).eq(0).all(axis=None)


@pytest.mark.parametrize(
    ("family", "peak", "trough"),
    [("Garden", (4, 5, 6), (1, 2, 12)), ("Circulator", (9, 10, 11), (4, 5, 6))],
)
def test_seasonal_families_sell_twice_as_much_in_season(
    actuals: pd.DataFrame, family: str, peak: tuple[int, ...], trough: tuple[int, ...]
) -> None:
    demand = demand_of(actuals, family)
    calendar = demand.index.month
    assert demand[calendar.isin(peak)].mean() > 1.8 * demand[calendar.isin(trough)].mean()


def test_boosters_grow_every_year_and_wastewater_pumps_do_not(actuals: pd.DataFrame) -> None:
    def yearly(family: str) -> np.ndarray:
        return demand_of(actuals, family).to_numpy().reshape(4, 12).sum(axis=1)

    assert (yearly("Booster")[1:] > 1.1 * yearly("Booster")[:-1]).all()
    assert yearly("Sewage").std() < 0.03 * yearly("Sewage").mean()


def test_repair_kits_are_intermittent(actuals: pd.DataFrame) -> None:
    kits = demand_of(actuals, "RepairKit")
    sold = kits[kits > 0]
    assert 1.6 < len(kits) / len(sold) < 2.6
    assert sold.std() / sold.mean() > 0.3


def test_belt_drives_run_out_and_smart_drives_ramp_up(actuals: pd.DataFrame) -> None:
    belt, smart = demand_of(actuals, "BeltDrive"), demand_of(actuals, "SmartDrive")
    assert belt.tail(6).mean() < 0.45 * belt.head(24).mean()
    assert smart.tail(3).mean() > 2.5 * smart.head(3).mean()


def test_a_stock_out_hides_demand_at_least_once(actuals: pd.DataFrame) -> None:
    garden = actuals[actuals["family"] == "Garden"]
    assert (garden["requested"] > garden["sales"]).any()


def test_money_follows_units(actuals: pd.DataFrame) -> None:
    sold = actuals[actuals["shipments"] > 0]
    assert sold["cogs"].lt(sold["revenue"]).all()
    year = sold[sold["month"] >= CYCLE - 12]["revenue"].sum()
    assert 25e6 < year < 45e6


def test_capacity_is_short_in_spring_and_nearly_enough_over_the_year() -> None:
    year = pd.DataFrame([load(target) for target in months(CYCLE, 12)])
    assert year[["Machining", "Assembly"]].max().between(1.08, 1.3).all()
    assert year.mean().between(0.9, 1.08).all()
    assert year["Assembly"].iloc[1:4].gt(1).all()


def test_operating_plan_covers_two_fiscal_years(tables: dict[str, pd.DataFrame]) -> None:
    aop = tables["aop"]
    assert set(aop["month"]) == set(months(month("2026-01"), 24))
    assert aop.groupby("month")["family"].nunique().eq(len(FAMILIES)).all()


def test_calendar_knows_easter_and_the_summer_week() -> None:
    assert working_days(month("2026-05")) == 20
    assert [working_days(month(f"{year}-04")) for year in (2024, 2025, 2026)] == [21, 20, 20]
    assert working_days(month("2026-08")) == 16


def test_both_policies_and_kinds_of_resource_are_there() -> None:
    def count(wanted: str) -> int:
        return sum(family.policy == wanted for family in FAMILIES)

    assert (count("MTS"), count("MTO")) == (7, 3)
    assert [resource.kind for resource in RESOURCES].count("equipment") == 2


def test_holidays_and_working_days_of_the_plant_agree(tables: dict[str, pd.DataFrame]) -> None:
    calendar = tables["calendar"].set_index("month")["working_days"]
    holidays = tables["holidays"]["date"]
    counted = {m: weekdays(m, holidays.dt.date) for m in months(month("2026-01"), 36)}
    assert calendar.loc[list(counted)].to_dict() == counted


def test_registers_refer_only_to_rows_and_families_that_exist(
    tables: dict[str, pd.DataFrame],
) -> None:
    codes = {family.code for family in FAMILIES}
    for register in REGISTERS:
        rows = tables[register.table.name]
        for column, other in register.refers:
            assert set(rows[column]) - {""} <= set(tables[other].iloc[:, 0]), register.table.name
        if "families" in rows:
            named = {code for listed in rows["families"] for code in listed.split(", ")}
            assert named - {""} <= codes
        if register.over:
            over = rows["status"].isin(register.over)
            done = rows.loc[over, [c for c in register.needs if c in rows]]
            assert not (done.isna() | (done == "")).any().any(), register.table.name


def test_former_plans_start_from_what_was_counted_and_balance(
    tables: dict[str, pd.DataFrame], actuals: pd.DataFrame
) -> None:
    versions, lags = tables["versions"], [f"lag{i}" for i in range(18)]
    plans = versions[versions["version"] == "approved"]
    wide = plans.set_index(["family", "cycle", "series"])[lags]
    counted = actuals.set_index(["family", "month"])
    assert plans["cycle"].nunique() == 12
    for family, cycle in wide.index.droplevel("series").unique():
        plan, before = wide.loc[(family, cycle)], counted.loc[(family, cycle - 1)]
        stocked = "inventory" in plan.index
        kept = plan.loc["inventory" if stocked else "order_backlog"].to_numpy()
        flow = plan.loc["production"] if stocked else plan.loc["unconstrained_demand"]
        opening = before["inventory" if stocked else "backlog"]
        follows = opening + (flow - plan.loc["constrained_sales"]).cumsum()
        assert np.allclose(kept, follows) and (kept >= 0).all(), (family, cycle)


def test_some_months_were_made_as_planned_and_some_were_not(
    tables: dict[str, pd.DataFrame], actuals: pd.DataFrame
) -> None:
    plans = tables["versions"].query("version == 'approved' and series == 'production'")
    last = plans[plans["cycle"] == CYCLE - 1].set_index("family")["lag0"]
    made = actuals[actuals["month"] == CYCLE - 1].set_index("family")["production"]
    off = ((made - last) / last).abs()
    assert 3 <= (off > 0.05).sum() <= 7


def test_each_former_estimate_is_actual_to_date_and_the_rest_of_its_plan(
    tables: dict[str, pd.DataFrame], actuals: pd.DataFrame
) -> None:
    rows = tables["latest_estimate"].set_index(["cycle", "family"])
    february = rows.loc[CYCLE - 1]
    january = actuals[actuals["month"] == CYCLE - 2].set_index("family")["revenue"]
    assert february["year_to_date"].drop("Company").to_dict() == january.to_dict()
    assert (rows["estimate"] == rows["year_to_date"] + rows["remaining"]).all()
    assert np.allclose(february["former"], rows.loc[CYCLE - 2]["estimate"])
    for cycle, own in rows.groupby("cycle"):
        company = own.loc[(cycle, "Company"), "estimate"]
        assert np.isclose(company, own["estimate"].drop((cycle, "Company")).sum())
