"""The workbook's tables become the problem that they state."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from sop_addin.errors import DataError
from sop_addin.periods import month, months
from sop_addin.schema.tables import TABLES as DECLARED
from sop_addin.supply.assembly import Sheets, assemble
from sop_addin.supply.plan import Plan, solve

CODES = ["Pumps", "Valves"]
TABLES = {t.name: t for t in DECLARED}
MONTHS = months(month("2026-03"), 3)


def table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split(), dtype=object)


@pytest.fixture
def sheets() -> Sheets:
    """Return two families made to stock; people make pumps only, 10 a day at 1 hour each."""
    blank = pd.DataFrame(np.nan, index=CODES, columns=MONTHS)
    families = table(
        "family policy unit shortage_policy price regular_cost overtime_cost subcontract_cost "
        "holding_cost past_due_cost lost_sale_cost subcontract_limit ship_share priority "
        "minimum_days target_days maximum_days",
        *((code, "MTS", "pcs", "backorder", 50, 5, 5, *[None] * 10) for code in CODES),
    )
    resources = table(
        "resource kind workers hours_per_day overtime_share wage_per_day overtime_cost_per_hour "
        "hire_cost layoff_cost max_workers max_hires max_layoffs",
        ("Crew", "labour", 2, 5, 0.2, 100, 30, 5000, 5000, 2, None, None),
        ("Press", "equipment", None, 100, None, *[None] * 7),
    )
    uses = table("family resource hours_per_unit", ("Pumps", "Crew", 1), ("Valves", "Press", 1))
    openings = pd.DataFrame(
        0.0,
        index=pd.Index(CODES, name="family"),
        columns=["opening_inventory", "opening_past_due", "opening_backlog", "opening_finished"],
    )
    rows = dict.fromkeys(("regular", "overtime", "subcontract", "manual_change"), blank)
    rows["unconstrained_demand"] = blank.fillna(230.0)
    rows["working_days"] = blank.fillna(20.0)
    return Sheets(
        declared("families", families),
        declared("resources", resources),
        declared("bill_of_resources", uses),
        openings,
        MONTHS,
        rows,
        declared("materials"),
        declared("bill_of_materials"),
        declared("on_order"),
    )


def declared(name: str, frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return a table with all its declared columns, blank where `frame` has none."""
    columns = [c.name for c in TABLES[name].columns]
    return (pd.DataFrame(dtype=object) if frame is None else frame).reindex(columns=columns)


def of(plan: Plan, family: str, column: str) -> list[float]:
    rows = plan.production[plan.production["family"] == family]
    return [round(float(value), 6) for value in rows[column]]


def test_people_work_the_overtime_that_their_pool_allows(sheets: Sheets) -> None:
    problem = assemble(sheets).problem
    assert [family.overtime_limit for family in problem.families] == [inf, 0.0]
    plan = solve(problem)
    assert of(plan, "Pumps", "regular") == [200, 200, 200]
    assert of(plan, "Pumps", "overtime") == [30, 30, 30]
    assert of(plan, "Valves", "overtime") == [0, 0, 0]


def test_without_an_overtime_share_nobody_works_overtime(sheets: Sheets) -> None:
    sheets.resources.loc[0, "overtime_share"] = None
    plan = solve(assemble(sheets).problem)
    assert of(plan, "Pumps", "overtime") == [0, 0, 0]
    assert plan.positions.query("family == 'Pumps'")["past_due"].round(6).tolist() == [30, 60, 90]


def refused(sheets: Sheets, message: str) -> str:
    with pytest.raises(DataError, match=message) as caught:
        assemble(sheets)
    return str(caught.value.where)


def test_a_bill_of_resources_that_names_nobody_is_refused(sheets: Sheets) -> None:
    sheets.bill_of_resources.loc[0, "resource"] = "Crow"
    assert refused(sheets, "Pumps on Crow") == "bill_of_resources Pumps/Crow"


def test_a_shortage_policy_is_not_guessed(sheets: Sheets) -> None:
    sheets.families.loc[1, "shortage_policy"] = ""
    assert refused(sheets, "backorder or lost sales") == "families Valves shortage_policy"


@pytest.mark.parametrize(("priority", "got"), [(2.7, "2.7"), (0.5, "0.5")])
def test_part_of_a_priority_is_refused_and_not_cut_off(
    sheets: Sheets, priority: float, got: str
) -> None:
    sheets.families["priority"] = sheets.families["priority"].astype(float)
    sheets.families.loc[1, "priority"] = priority
    assert refused(sheets, got) == "families Valves priority"


def test_a_backlog_needs_its_target_or_its_report(sheets: Sheets) -> None:
    sheets.families.loc[0, "policy"] = "MTO"
    sheets.families["backlog_target"] = np.nan
    sheets.openings.loc["Pumps", "opening_backlog"] = np.nan
    assert refused(sheets, "at least one of them") == "families Pumps backlog_target"


@pytest.mark.parametrize(
    ("target", "backlog", "expected", "said"),
    [
        (60, 80, (60, 80), None),
        (60, np.nan, (60, 60), "assumed: no backlog reported, at target"),
        (np.nan, 80, (80, 80), "assumed: no backlog target, maintained"),
    ],
)
def test_half_a_backlog_is_completed_and_said(
    sheets: Sheets, target: float, backlog: float, expected: tuple[float, float], said: str | None
) -> None:
    sheets.families.loc[0, "policy"] = "MTO"
    sheets.families["backlog_target"] = target
    sheets.openings.loc["Pumps", "opening_backlog"] = backlog
    assembled = assemble(sheets)
    family = assembled.problem.families[0]
    assert (family.target[0], family.opening_backlog) == expected
    assert assembled.assumed.get("Pumps") == said


def test_days_of_cover_become_units_of_the_next_three_months(sheets: Sheets) -> None:
    sheets.families.loc[0, ["minimum_days", "target_days"]] = [2, 10]
    family = assemble(sheets).problem.families[0]
    rate = 230 / 20
    assert family.minimum.tolist() == [round(2 * rate)] * 3
    assert family.target.tolist() == [round(10 * rate)] * 3
    assert np.isnan(family.maximum).all()


def test_a_manual_change_of_nothing_is_a_lock_and_a_blank_is_none(sheets: Sheets) -> None:
    manual = sheets.rows["manual_change"].copy()
    manual.loc["Pumps", MONTHS[1]] = 0.0
    regular = sheets.rows["regular"].copy()
    regular.loc["Pumps", MONTHS[1]] = 70.0
    rows = {**sheets.rows, "manual_change": manual, "regular": regular}
    pumps, valves = assemble(replace(sheets, rows=rows)).problem.families
    (lock,) = pumps.locks
    assert (lock.month, lock.regular, lock.manual) == (MONTHS[1], 70, 0)
    assert valves.locks == ()


def in_book(sheets: Sheets, **changes: object) -> Sheets:
    for name, value in changes.items():
        sheets.families[name] = value
    return sheets


def on_page(sheets: Sheets, made: list[float]) -> Sheets:
    """Put a plan of Valves on their page."""
    rows = sheets.rows["regular"].copy()
    rows.loc["Valves"] = made
    return replace(sheets, rows={**sheets.rows, "regular": rows})


def test_receipts_within_the_lead_time_are_the_demand_until_a_page_holds_a_plan(
    sheets: Sheets,
) -> None:
    assembled = assemble(in_book(sheets, lead_months=1))
    assert assembled.in_process == ("Pumps", "Valves")
    plan = solve(assembled.problem)
    assert of(plan, "Valves", "production")[0] == 230
    assembled = assemble(on_page(sheets, [150.0, np.nan, np.nan]))
    assert assembled.in_process == ("Pumps",)
    plan = solve(assembled.problem)
    assert of(plan, "Valves", "production")[0] == 150
    assert plan.production["typed"].sum() == 0


def approved(sheets: Sheets, made: list[float], overtime: float = 0.0) -> Sheets:
    """Let an earlier cycle have approved a plan of Valves."""
    months = sheets.months[: len(made)]
    said = pd.DataFrame([made], index=["Valves"], columns=months)
    return replace(sheets, approved={"production": said, "overtime": said * 0 + overtime})


def test_a_frozen_month_keeps_what_was_approved_and_a_firm_one_changes_by_its_share(
    sheets: Sheets,
) -> None:
    fenced = in_book(sheets, frozen_months=1, firm_months=2)
    stated = approved(on_page(fenced, [200.0, 200.0, 200.0]), [300.0, 400.0, 100.0], overtime=30.0)
    plan = solve(assemble(stated).problem)
    assert of(plan, "Valves", "production")[:2] == [300, pytest.approx(360)]
    assert of(plan, "Valves", "overtime")[0] == 30


def test_a_draft_freezes_nothing(sheets: Sheets) -> None:
    fenced = in_book(sheets, frozen_months=2, firm_months=3)
    first, again = assemble(fenced), assemble(on_page(fenced, [999.0, 0.0, 0.0]))
    assert first.unfenced == again.unfenced == ("Pumps", "Valves")
    for family in (*first.problem.families, *again.problem.families):
        assert family.locks == () and family.firm_fence is None
    assert assemble(approved(fenced, [300.0])).unfenced == ("Pumps",)


def test_a_fence_ends_with_the_plan_that_was_approved(sheets: Sheets) -> None:
    fenced = approved(in_book(sheets, frozen_months=1, firm_months=3), [300.0, 400.0])
    _, valves = assemble(fenced).problem.families
    assert [lock.month for lock in valves.locks] == [MONTHS[0]]
    assert valves.firm_fence is not None and valves.firm_fence.months == 2


def test_receipts_within_the_lead_time_are_those_approved_before_the_page(sheets: Sheets) -> None:
    started = in_book(sheets, lead_months=2)
    stated = approved(on_page(started, [150.0, 160.0, np.nan]), [170.0])
    _, valves = assemble(stated).problem.families
    assert [lock.regular for lock in valves.locks] == [170, 160]


def test_a_firm_fence_shorter_than_the_lead_times_is_refused(sheets: Sheets) -> None:
    short = in_book(sheets, lead_months=2, firm_months=1)
    assert refused(short, "cumulative lead time, 2") == "families Pumps firm_months"


def test_lead_times_are_whole_months(sheets: Sheets) -> None:
    assert refused(in_book(sheets, lead_months=1.5), "1.5") == "families Pumps lead_months"


@pytest.mark.parametrize(
    ("opening", "target"),
    [(0.0, [58, 115, 115]), (115.0, [115, 115, 115]), (345.0, [230, 115, 115])],
    ids=["raised", "maintained", "lowered"],
)
def test_stock_goes_evenly_to_its_target_by_a_month(
    sheets: Sheets, opening: float, target: list[int]
) -> None:
    in_book(sheets, target_days=10, minimum_days=5, target_by=MONTHS[1])
    sheets.openings.loc["Pumps", "opening_inventory"] = opening
    family = assemble(sheets).problem.families[0]
    assert np.asarray(family.target).tolist() == target
    assert np.asarray(family.minimum).tolist() == [58, 58, 58]


def test_materials_and_orders_limit_what_can_begin(sheets: Sheets) -> None:
    steel = {"material": ["Steel"], "stock": [300.0], "lead_months": [2]}
    bill = {"family": ["Valves"], "material": ["Steel"], "per_unit": [1.0]}
    orders = {"reference": ["1", "2"], "code": ["Steel", "Pumps"], "quantity": [50.0, 40.0]}
    orders["month"] = [MONTHS[1], MONTHS[2]]  # type: ignore[assignment]
    tables = replace(
        in_book(sheets, bought_lead_months=3),
        materials=declared("materials", pd.DataFrame(steel)),
        bill_of_materials=pd.DataFrame(bill),
        on_order=pd.DataFrame(orders),
    )
    plan = solve(assemble(tables).problem)
    assert sum(of(plan, "Valves", "production")[:2]) == 350
    assert of(plan, "Pumps", "subcontract") == [0, 0, 40]


def test_space_and_money_in_stock_are_resources_in_their_own_unit(sheets: Sheets) -> None:
    more = {"resource": ["Hall", "Money"], "kind": ["storage", "working capital"]}
    more |= {"available": [50.0, 900.0], "unit": ["m2", "EUR"]}
    bill = pd.DataFrame({"family": ["Valves"], "resource": ["Hall"], "hours_per_unit": [0.5]})
    uses = pd.concat([sheets.bill_of_resources, bill], ignore_index=True)
    resources = pd.concat([sheets.resources, pd.DataFrame(more)], ignore_index=True)
    stated = replace(sheets, resources=resources, bill_of_resources=uses)
    hall, money = assemble(in_book(stated, cost=[10.0, 20.0])).problem.resources[1:]
    assert (hall.called, hall.unit, dict(hall.per_unit)) == ("storage", "m2", {"Valves": 0.5})
    assert dict(money.per_unit) == {"Pumps": 10.0, "Valves": 20.0}


def test_storage_without_its_size_is_refused(sheets: Sheets) -> None:
    sheets.resources.loc[1, "kind"] = "storage"
    assert refused(sheets, "what there is in a month") == "resources Press available"
