"""The workbook's tables become the problem that they state."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from sop_addin.errors import DataError
from sop_addin.periods import month, months
from sop_addin.supply.assembly import Sheets, assemble
from sop_addin.supply.plan import Plan, solve

CODES = ["Pumps", "Valves"]
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
    return Sheets(families, resources, uses, openings, MONTHS, rows)


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
