"""Three months of the sample company, each from the approved plan of the one before.

March's actuals arrive late and restate February; a new family is added in April, and its launch
slips by two months in May, when another family retires. Every register is held against every
other, and every total against its parts.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.new import new, read_master_data
from sop_addin.commands.run import execute
from sop_addin.commands.verify import verify
from sop_addin.periods import fiscal_year
from sop_addin.release.authorised import PEOPLE
from sop_addin.sample.company import COMPANY
from sop_addin.sample.extracts import write_extracts
from sop_addin.schema.registers import REGISTERS
from sop_addin.schema.tables import table
from sop_addin.session.making import new_book
from sop_addin.session.opening import read_book

MARCH, APRIL, MAY = pd.period_range("2026-03", periods=3, freq="M")
MONTHS = (MARCH, APRIL, MAY)
ADDED = "Extra"
RETIRED = "TestSkid"
LAUNCH = pd.Period("2026-07", "M")
RESTATED = ("Garden", MARCH - 1, "shipments", -30.0)
ASSUMPTION = "A2"


def _walk_module() -> ModuleType:
    source = Path(__file__).with_name("month_walk.py")
    spec = importlib.util.spec_from_file_location("month_walk", source)
    assert spec is not None and spec.loader is not None
    sys.modules["month_walk"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["month_walk"])
    return sys.modules["month_walk"]


W = _walk_module()


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the walk after three months were closed and the fourth was opened."""
    folder = tmp_path_factory.mktemp("three_months")
    walk = W.MonthWalk(folder, folder / "SOP.xlsm", folder / "extracts")
    walk.extracts.mkdir()
    write_extracts(walk.extracts)
    frames = read_master_data(walk.extracts, walk.run)
    with new_book(walk.book, walk.said.append) as book:
        make = partial(new, frames=frames, cycle=MARCH, company=COMPANY)
        execute(book, "new", make, walk.run)
    _march(walk)
    _april(walk)
    _may(walk)
    return walk


def _march(walk: Any) -> None:
    walk.type_rows(**registers_of_march())
    walk.month(MARCH)
    late = W.closed_month(walk.book, MARCH)
    walk.carry("open")
    walk.stage("opened")
    walk.late = walk.refused("refresh")
    _arrives(walk, MARCH, late)
    restate(walk.extracts / "actuals.csv", *RESTATED)


def _april(walk: Any) -> None:
    walk.carry("family", family=FamilyWish("add", ADDED, policy="MTS"))
    tables = W.read_all(walk.book).tables
    families = tables["families"].set_index("family")
    families.loc[ADDED, ["price", "cost", "target_days"]] = [120.0, 70.0, 10.0]
    families.loc[ADDED, ["holding_cost", "past_due_cost"]] = [1.05, 18.0]
    families.loc[ADDED, ["regular_cost", "overtime_cost"]] = 40.0
    change = {"change": "L27", "kind": "launch", "family": ADDED, "like_family": "Booster"}
    change |= {"start_month": LAUNCH, "scale_percent": 10.0, "ramp_months": 3.0}
    launch = pd.DataFrame([change | {"status": "planned"}])
    hours = pd.DataFrame([{"family": ADDED, "resource": "Assembly", "hours_per_unit": 0.4}])
    came = tables["assumptions"].set_index("assumption")
    came.loc[ASSUMPTION, ["actual", "status"]] = [505.0, "failed"]
    walk.type_rows(
        families=families.reset_index(),
        life_cycle=pd.concat([tables["life_cycle"], launch], ignore_index=True),
        bill_of_resources=pd.concat([tables["bill_of_resources"], hours], ignore_index=True),
        assumptions=came.reset_index(),
    )
    walk.month(APRIL)
    late = W.closed_month(walk.book, APRIL)
    walk.carry("open")
    _arrives(walk, APRIL, late)


def _may(walk: Any) -> None:
    walk.carry("family", family=FamilyWish("retire", RETIRED))
    tables = W.read_all(walk.book).tables
    slipped = tables["life_cycle"].set_index("change")
    slipped.loc["L27", "start_month"] = LAUNCH + 2
    actions = tables["actions"].assign(
        status="done", done_on=pd.Timestamp("2026-05-04"), result="two offers"
    )
    families = tables["families"].set_index("family")
    families.loc["Sewage", "last_reviewed"] = MAY  # 18 months after the one before
    walk.type_rows(
        life_cycle=slipped.reset_index(), actions=actions, families=families.reset_index()
    )
    walk.month(MAY)
    walk.carry("open")


def _arrives(walk: Any, month: pd.Period, rows: pd.DataFrame) -> None:
    """Append a month to the extract; orders that suppliers have delivered leave their list."""
    path = walk.extracts / "actuals.csv"
    pd.concat([pd.read_csv(path), rows]).to_csv(path, index=False)
    tables = W.read_all(walk.book).tables
    owed = tables["on_order"]
    walk.type_rows(on_order=owed[owed["month"] > month].reset_index(drop=True))


def restate(path: Path, family: str, month: pd.Period, measure: str, by: float) -> None:
    rows = pd.read_csv(path)
    own = (rows["family"] == family) & (rows["month"] == str(month))
    rows.loc[own, measure] += by
    rows.to_csv(path, index=False)


def registers_of_march() -> dict[str, pd.DataFrame]:
    day = pd.Timestamp("2026-03-20")
    event = {"id": "E1", "what": "Building code", "kind": "external", "families": "Booster"}
    event |= {"assumption": "A1", "owner": "Sales", "status": "open"}
    issue = {"id": "I1", "topic": "Overtime or stock", "alternative_a": "overtime"}
    issue |= {"impact_a": "+", "alternative_b": "stock", "impact_b": "-", "owner": "Ana"}
    decision = {"id": "D1", "what": "Overtime", "by": "Ms General", "date": day}
    action = {"id": "T1", "what": "Ask suppliers", "owner": "Ben", "due": day, "status": "open"}
    risk = {"id": "R1", "kind": "risk", "what": "Strike", "money": 1e5, "probability": 20.0}
    return {
        "events": pd.DataFrame([event]),
        "issues": pd.DataFrame([issue | {"status": "decided", "decision": "D1"}]),
        "decisions": pd.DataFrame([decision]),
        "actions": pd.DataFrame([action | {"decision": "D1"}]),
        "risks": pd.DataFrame([risk | {"owner": "Ana", "status": "open"}]),
    }


@pytest.fixture(
    scope="module",
    params=[f"{month} {at}" for month in MONTHS for at in ("planned", "approved", "closed")],
)
def stage(request: pytest.FixtureRequest, walk: Any) -> Any:
    """Return cycle, pages and tables of the book at a stage of the walk."""
    return walk.held(request.param)


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("at", ["planned", "closed"])
def test_no_stage_has_an_error_and_nothing_was_bent(walk: Any, month: pd.Period, at: str) -> None:
    with read_book(walk.stages[f"{month} {at}"]) as book:
        assert check(book) == []
        assert verify(book) == []


def test_the_last_book_opens_without_repair(walk: Any, lint: Any, libreoffice_agrees: Any) -> None:
    lint(walk.book)
    libreoffice_agrees(walk.stages[f"{MAY} closed"])


def test_real_families_go_from_month_to_month(shared: Path, tmp_path: Path, lint: Any) -> None:
    rows = pd.read_csv(shared / "data" / "stallion_sku_monthly.csv.gz")
    rows = rows.rename(columns={"unique_id": "family", "ds": "month", "y": "sales"})
    rows = rows[["family", "month", "sales"]].assign(month=rows["month"].astype(str).str[:7])
    known = sorted(rows["month"].unique())
    walk = W.MonthWalk(tmp_path, tmp_path / "SOP.xlsm", tmp_path / "extracts")
    walk.extracts.mkdir()
    rows[["family"]].drop_duplicates().to_csv(walk.extracts / "families.csv", index=False)
    frames = read_master_data(walk.extracts, walk.run)
    with new_book(walk.book, walk.said.append) as book:
        execute(book, "new", partial(new, frames=frames, cycle=None, company="Real"), walk.run)
    for at, last in enumerate(known[-3:]):
        own = rows[rows["month"] <= last]
        own.to_csv(walk.extracts / "actuals.csv", index=False)
        walk.month(pd.Period(last, "M") + 1)
        closed = walk.held(f"{pd.Period(last, 'M') + 1} closed")
        shown = closed.row("unconstrained_demand")[pd.Period(last, "M")]
        came = own[own["month"] == last].set_index("family")["sales"]
        np.testing.assert_allclose(shown[came.index], came, atol=0.51)
        assert closed.tables["cycle"]["cycle"].nunique() == at + 1
        walk.carry("open")
    lint(walk.book)


# --- from month to month -------------------------------------------------------------------------


def test_actuals_that_are_late_are_waited_for_in_words(walk: Any) -> None:
    assert "the newest actuals are of 2026-02" in walk.late.line()
    with read_book(walk.stages["opened"]) as book:
        (line,) = [line for line in check(book) if "OnOrder" not in line]
    assert "expected actuals of 2026-03" in line


def test_sheets_of_the_last_cycle_do_not_stand_under_the_months_of_the_next(walk: Any) -> None:
    tables = walk.held("opened").tables
    named = [name for name, table in tables.items() if {"m0", "w0"} & set(table.columns)]
    assert len(named) > 6 and all(tables[name].empty for name in named)
    assert tables["executive"].empty and tables["pre_sop"].empty


@pytest.mark.parametrize("month", MONTHS[1:])
def test_the_next_month_starts_from_the_approved_plan(walk: Any, month: pd.Period) -> None:
    before = walk.held(f"{month - 1} approved")
    now = walk.held(f"{month} planned")
    approved = before.version(month - 1, "approved")
    for row, series in (
        ("previous_demand", "unconstrained_demand"),
        ("previous_production", "production"),
    ):
        kept = approved[series].loc[before.codes].filter(items=now.row(row).columns)
        shown = now.row(row).loc[before.codes, list(kept.columns)]
        np.testing.assert_allclose(shown[kept.columns[1:]], kept[kept.columns[1:]])


def test_a_restatement_is_listed_becomes_history_and_leaves_snapshots_alone(walk: Any) -> None:
    family, month, measure, by = RESTATED
    before = walk.held(f"{MARCH} closed").tables["versions"]
    after = walk.held(f"{APRIL} planned")
    (row,) = after.tables["restatements"].to_dict("records")
    assert (row["family"], row["month"], row["measure"]) == (family, month, measure)
    assert row["cycle"] == APRIL and row["after"] - row["before"] == by
    assert after.row("constrained_sales").loc[family, month] == row["after"]
    gaps = after.tables["stock_check"].set_index(["family", "month"])["difference"]
    assert gaps[family, month] == by
    versions = after.tables["versions"]
    still = versions[versions["cycle"] <= MARCH]
    kept = before[before["cycle"] >= still["cycle"].min()]
    pd.testing.assert_frame_equal(still.reset_index(drop=True), kept.reset_index(drop=True))


def test_a_launch_that_slips_moves_its_demand_by_two_months(walk: Any) -> None:
    planned = {month: walk.held(f"{month} planned") for month in (APRIL, MAY)}
    rows = {month: held.row("life_cycle").loc[ADDED] for month, held in planned.items()}
    assert rows[APRIL][APRIL : LAUNCH - 1].fillna(0).eq(0).all() and rows[APRIL][LAUNCH] > 0
    assert rows[MAY][MAY : LAUNCH + 1].fillna(0).eq(0).all() and rows[MAY][LAUNCH + 2] > 0
    change = planned[MAY].tables["demand_change"].set_index(["family", "cause"])["amount"]
    both = [month for month in rows[APRIL].index if MAY <= month < APRIL + 18]
    less = rows[MAY][both].sum() - rows[APRIL][both].sum()
    assert less < 0 and change[ADDED].filter(like="aunch").sum() == pytest.approx(less)


def test_a_family_that_retires_is_in_no_coming_month_and_stays_in_the_year(walk: Any) -> None:
    before, after = walk.held(f"{APRIL} approved"), walk.held(f"{MAY} approved")
    assert before.row("unconstrained_demand").loc[RETIRED, APRIL:].sum() > 0
    for series in ("unconstrained_demand", "production", "constrained_sales", "revenue"):
        ahead = after.row(series).reindex(before.codes).loc[RETIRED, MAY:]
        assert ahead.fillna(0).eq(0).all(), series
    came = after.tables["actuals"]
    came = came[(came["family"] == RETIRED) & (came["month"] <= APRIL)]
    shown = after.row("constrained_sales").loc[RETIRED]
    known = came.set_index("month")["shipments"].loc[shown.first_valid_index() : APRIL]
    assert known.sum() > 0
    np.testing.assert_allclose(shown[known.index], known)
    for name, column in (("shortages", "family"), ("purchase_plan", "family")):
        rows = after.tables[name]
        assert column not in rows or RETIRED not in set(rows[column]), name
    executive = after.tables["executive"].set_index("family")
    assert RETIRED not in executive.index or executive.loc[RETIRED, "remaining"] == 0
    versions = after.tables["versions"]
    own = versions[versions["family"] == RETIRED]
    assert APRIL in set(own["cycle"])  # what was planned of it is still read


@pytest.mark.parametrize("month", MONTHS)
def test_the_review_measures_the_forecast_that_was_frozen(walk: Any, month: pd.Period) -> None:
    held = walk.held(f"{month} planned")
    review = held.tables["demand_review"]
    known = review[review["month"] == month - 1].set_index("family")["forecast"].dropna()
    frozen = held.version(month - 2, "forecast")["unconstrained_demand"][month - 1]
    assert len(known) >= 10
    np.testing.assert_allclose(known, frozen.reindex(known.index), atol=0.51)


# --- registers against each other ----------------------------------------------------------------


def test_registers_go_on_from_month_to_month_and_refer_to_each_other(walk: Any) -> None:
    tables = W.read_all(walk.book).tables
    ids = {each.table.name: set(tables[each.table.name][each.id]) for each in REGISTERS}
    for each in REGISTERS:
        assert ids[each.table.name], each.table.name
        for column, other in each.refers:
            known = ids.get(other) or set(tables[other][table(other).keys[0]])
            assert set(tables[each.table.name][column]) - {""} <= known, each.table.name
    assert tables["actions"].loc[1, "status"] == "done"
    assert tables["assumptions"].set_index("assumption").loc[ASSUMPTION, "status"] == "failed"


def test_the_cycle_says_who_signed_which_version_in_each_month(walk: Any) -> None:
    tables = W.read_all(walk.book).tables
    cycle = tables["cycle"]
    assert cycle["cycle"].unique().tolist() == [*MONTHS, MAY + 1]
    over = cycle[cycle["cycle"] <= MAY]
    assert over["status"].eq("closed").all() and over["signed_by"].ne("").all()
    assert over["changed"].eq("").all()
    planned = over["phase"].isin(["supply", "presop", "executive", "release"])
    assert over.loc[planned, "plan_version"].eq(1).all()
    assert tables["audit"]["command"].value_counts()["close"] == len(MONTHS)


def test_versions_of_every_month_are_those_of_its_pages(stage: Any) -> None:
    frozen = stage.version(stage.cycle, "forecast")
    for series, kept in frozen.items():
        shown = stage.row(series).loc[kept.index, list(kept.columns)]
        np.testing.assert_allclose(kept.fillna(0), shown.fillna(0), atol=0.005)
    approved = stage.version(stage.cycle, "approved")
    heads = stage.tables["resource_plan"]
    heads = heads[heads["measure"] == PEOPLE].set_index("resource")
    for series, kept in approved.items():
        row = stage.ahead(heads) if series == PEOPLE else stage.row(series)
        shown = row.loc[kept.index, list(kept.columns)]
        np.testing.assert_allclose(kept, shown, atol=0.005, equal_nan=True)
        pd.testing.assert_frame_equal(kept, stage.version(stage.cycle, "v1")[series])


@pytest.mark.parametrize("month", MONTHS[1:])
def test_the_month_is_held_against_annual_plan_approved_plan_and_estimate(
    walk: Any, month: pd.Period
) -> None:
    tables = walk.held(f"{month} planned").tables
    rows, estimates = tables["business_review"], tables["latest_estimate"]
    assert set(rows["against"]) == {"annual plan", "approved plan", "latest estimate"}
    parts = rows[["price", "volume", "mix", "came_or_went"]].sum(axis=1, min_count=4)
    np.testing.assert_allclose(parts, rows["difference"], atol=1e-6)
    money = ["revenue", "base_revenue", "difference", "price", "volume", "mix", "came_or_went"]
    for against, part in rows.groupby("against"):
        company, own = part[part["family"] == "Company"], part[part["difference"].notna()]
        families = own[own["family"] != "Company"]
        np.testing.assert_allclose(
            company[money].to_numpy()[0], families[money].sum(), atol=1e-6, err_msg=str(against)
        )
        assert len(families) >= 9
    kept = estimates[estimates["cycle"] == month - 1].set_index("family")["month_revenue"]
    base = rows[rows["against"] == "latest estimate"].set_index("family")["base_revenue"]
    known = base.index.drop("Company")
    np.testing.assert_allclose(base[known], kept.reindex(known), equal_nan=True)


def test_the_estimate_is_compared_with_the_last_approved_one(walk: Any) -> None:
    rows = walk.held(f"{MAY} closed").tables["latest_estimate"].set_index(["cycle", "family"])
    brought = [MONTHS[0] - 2, MONTHS[0] - 1]  # by the sample company's latest_estimate.csv
    assert rows.index.get_level_values("cycle").unique().tolist() == [*brought, *MONTHS]
    for month in MONTHS:
        now, former = rows.loc[month], rows.loc[month - 1, "estimate"]
        np.testing.assert_allclose(now["former"], former.reindex(now.index), equal_nan=True)


# --- totals against their parts ------------------------------------------------------------------


def test_families_add_up_to_the_company_to_the_cent(stage: Any) -> None:
    finance = stage.tables["finance"]
    money = {"Revenue": "revenue", "Margin": "margin", "Stock value": "stock_value"}
    for measure, series in money.items():
        own = finance[
            finance["measure"].str.startswith(measure + " (") | (finance["measure"] == measure)
        ]
        family = own[own["family"] != "Company"].set_index("family")
        shown = stage.ahead(family)
        page = stage.row(series).loc[stage.codes, list(shown.columns)]
        np.testing.assert_allclose(shown.loc[stage.codes], page, atol=0.0051, rtol=0)
        total = stage.ahead(own[own["family"] == "Company"]).to_numpy()[0]
        np.testing.assert_allclose(total, page.sum().to_numpy(), atol=0.0051, rtol=0)
    revenue = finance[
        (finance["family"] == "Company") & finance["measure"].str.startswith("Revenue")
    ]
    plan = stage.tables["company"].set_index("measure").filter(like="Plan revenue", axis=0)
    np.testing.assert_allclose(
        stage.ahead(plan).to_numpy()[0], stage.ahead(revenue.iloc[:1]).to_numpy()[0], atol=0.51
    )


def test_the_bridge_and_the_items_add_up_to_the_demand_of_the_pages(stage: Any) -> None:
    demand = stage.row("unconstrained_demand")
    bridge = stage.tables["demand_bridge"]
    for code in stage.codes:
        own = bridge[bridge["family"] == code]
        months = stage.ahead(own)
        page = demand.loc[code, list(months.columns)].fillna(0).to_numpy()
        if own.empty:  # retired: no demand, so nothing that it is made of
            assert (code, page.sum()) == (RETIRED, 0) and stage.cycle == MAY
            continue
        np.testing.assert_allclose(months.iloc[-1].to_numpy(), page, atol=0.5)
        np.testing.assert_allclose(months.iloc[:-1].fillna(0).sum().to_numpy(), page, atol=0.5)
    items = stage.tables["item_forecast"]
    for code, part in items.groupby("family"):
        months = stage.ahead(part)
        page = demand.loc[code, list(months.columns)]
        np.testing.assert_allclose(months.iloc[0], page, atol=0.51)
        np.testing.assert_array_equal(months.iloc[1:].sum(), months.iloc[0])


def test_load_is_production_times_hours(stage: Any) -> None:
    made = stage.row("regular").fillna(0) + stage.row("overtime").fillna(0)
    hours = stage.tables["bill_of_resources"].pivot(
        index="resource", columns="family", values="hours_per_unit"
    )
    load = stage.tables["resource_plan"]
    load = load[load["measure"].str.startswith("load")].set_index("resource")
    months = stage.ahead(load)
    wanted = hours.fillna(0) @ made.loc[hours.columns, list(months.columns)]
    np.testing.assert_allclose(months, wanted.loc[months.index], atol=0.6)


def test_the_landing_is_the_year_to_date_and_the_rest_of_the_plan(stage: Any) -> None:
    rows, actuals = stage.tables["executive"].set_index("family"), stage.tables["actuals"]
    this_year = actuals[[fiscal_year(m, 1) == stage.cycle.year for m in actuals["month"]]]
    to_date = this_year.groupby("family")["revenue"].sum().reindex(stage.codes).fillna(0)
    np.testing.assert_allclose(rows.loc[stage.codes, "year_to_date"], to_date, atol=0.51)
    last = pd.Period(f"{stage.cycle.year}-12", "M")
    rest = stage.row("revenue").loc[stage.codes, stage.cycle : last]
    np.testing.assert_allclose(rows.loc[stage.codes, "remaining"], rest.sum(axis=1), atol=0.51)
    parts = rows["year_to_date"] + rows["remaining"]
    np.testing.assert_allclose(rows["landing"], parts, atol=1.01)


def test_the_schedule_of_every_month_is_that_of_the_approved_plan(walk: Any) -> None:
    for month in MONTHS:
        held = walk.held(f"{month} approved")
        rows = held.tables["master_schedule"]
        rates = rows[rows["note"].str.contains("plan")]
        assert len(rates) == rows["family"].nunique() > 0
        assert rates["note"].str.startswith("APPROVED by Ms General").all()


def test_stock_goes_on_from_what_was_counted(stage: Any) -> None:
    actuals = stage.tables["actuals"].set_index(["family", "month"])
    stock, made, sold = (stage.row(n) for n in ("inventory", "production", "constrained_sales"))
    counted = actuals["inventory"].xs(stage.cycle - 1, level="month").reindex(stock.index).dropna()
    assert len(counted) >= 7
    for code in counted.index:
        first = counted[code] + made.loc[code, stage.cycle] - sold.loc[code, stage.cycle]
        assert stock.loc[code, stage.cycle] == pytest.approx(first, abs=0.01), code
