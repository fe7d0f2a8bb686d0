"""The arrays behind the meeting sheets say what the pages say, and nothing else."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from sop_addin.errors import DataError
from sop_addin.presop.company_plan import company_plan, known_sum


def test_rows_in_any_order_give_the_same_plan(plans: ModuleType) -> None:
    pages = [plans.Page("Pumps", demand=[5, 6, 7]), plans.Page("Valves", policy="MTO")]
    grid, table = plans.grid_of(pages), plans.families_of(pages)
    plan = company_plan(grid, table, plans.MARCH, "EUR")
    mixed = company_plan(grid.sample(frac=1, random_state=1), table, plans.MARCH, "EUR")
    assert plan.families == ("Pumps", "Valves")
    assert plan.horizon("unconstrained_demand")[0, :4].tolist() == [5, 6, 7, 0]
    for name, values in plan.values.items():
        np.testing.assert_array_equal(values, mixed.values[name])


def test_closed_months_end_before_the_cycle_month(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("Pumps", closed={"inventory": [1, 2, 3]}))
    assert plan.closed("inventory")[0, -3:].tolist() == [1, 2, 3]
    assert np.isnan(plan.closed("inventory")[0, :-3]).all()
    assert plan.last_closed("inventory").tolist() == [3]
    assert str(plan.months[0]) == "2026-03"


def test_months_outside_the_page_and_texts_are_not_looked_at(plans: ModuleType) -> None:
    page = plans.Page("Pumps")
    grid = plans.grid_of([page])
    more = pd.DataFrame(
        {
            "key": "Pumps",
            "series": ["production", "production", "adjustment_reason"],
            "month": pd.PeriodIndex(["2019-01", "2040-01", "2026-03"], freq="M"),
            "value": [7.0, 7.0, "promotion"],
        }
    )
    both = pd.concat([grid.astype({"value": object}), more], ignore_index=True)
    plan = company_plan(both, plans.families_of([page]), plans.MARCH, "EUR")
    assert known_sum(plan.values["production"]) == 1800


def test_a_page_without_a_family_is_refused_by_name(plans: ModuleType) -> None:
    grid = plans.grid_of([plans.Page("Pumps"), plans.Page("Stray")])
    table = plans.families_of([plans.Page("Pumps")])
    with pytest.raises(DataError, match="Stray"):
        company_plan(grid, table, plans.MARCH, "EUR")


def test_a_month_that_stands_twice_is_refused(plans: ModuleType) -> None:
    grid = plans.grid_of([plans.Page("Pumps")])
    with pytest.raises(DataError, match="the month twice"):
        company_plan(
            pd.concat([grid, grid.tail(1)]),
            plans.families_of([plans.Page("Pumps")]),
            plans.MARCH,
            "EUR",
        )


@pytest.mark.parametrize(
    ("units", "common"),
    [(("pcs", "pcs"), "pcs"), (("pcs", "kg"), ""), ((None, None), ""), ((None, "kg"), "")],
)
def test_families_share_a_unit_only_where_all_name_the_same(
    plans: ModuleType, units: tuple[str | None, str | None], common: str
) -> None:
    plan = plans.plan_of(plans.Page("A", unit=units[0]), plans.Page("B", unit=units[1]))
    assert plan.common_unit == common


def test_one_family_always_shares_its_unit_with_itself(plans: ModuleType) -> None:
    assert plans.plan_of(plans.Page("A", unit=None)).common_unit == "units"


def test_a_family_is_planned_once_production_stands_on_its_page(plans: ModuleType) -> None:
    plan = plans.plan_of(
        plans.Page("None", production=None),
        plans.Page("Zero", production=0),
        plans.Page("By hand", production=None, ahead={"manual_change": [5]}),
    )
    assert plan.planned.tolist() == [False, True, True]
