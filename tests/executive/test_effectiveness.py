"""Months in and out of tolerance: demand, supply and stock against what was frozen for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.executive.effectiveness import Tolerances, effectiveness
from sop_addin.presop.company_plan import CompanyPlan, company_plan
from sop_addin.schema.charts import IN_TOLERANCE
from sop_addin.schema.columns import COMPANY_KEY

CYCLE = pd.Period("2026-03", "M")
FEBRUARY = CYCLE - 1
WITHIN = Tolerances({"Pumps": 20}, {"Pumps": 5}, {"Pumps": 15})


def plan_of(policy: str = "MTS", **closed: float) -> CompanyPlan:
    """Return a family whose rows hold a number in every closed month."""
    months = pd.period_range(CYCLE - 24, periods=24, freq="M")
    parts = [
        pd.DataFrame({"key": "Pumps", "series": name, "month": months, "value": value})
        for name, value in closed.items()
    ]
    families = pd.DataFrame({"family": ["Pumps"], "name": "Pumps", "policy": policy, "unit": "pcs"})
    families = families.assign(price=9.0, cost=5.0, retired=None)
    return company_plan(pd.concat(parts), families, CYCLE, "EUR")


def frozen(version: str, series: str, cycle: pd.Period, first: float) -> pd.DataFrame:
    """Return a version's row: `first` in every month."""
    row = {"cycle": [cycle], "version": version, "family": "Pumps", "series": series}
    return pd.DataFrame(row | {f"lag{i}": first for i in range(18)})


def measured(plan: CompanyPlan, *versions: pd.DataFrame) -> pd.DataFrame:
    every = pd.concat(versions, ignore_index=True)
    rows = effectiveness(plan, every, 1, WITHIN)
    return rows[rows["family"] != COMPANY_KEY].set_index("measure")


def test_demand_is_set_against_the_forecast_of_the_lag_in_per_cent_of_demand() -> None:
    plan = plan_of(unconstrained_demand=80.0)
    rows = measured(plan, frozen("forecast", "unconstrained_demand", FEBRUARY - 1, 100.0))
    assert rows.loc["demand", "h1"] == -25.0
    assert rows.loc["demand", ["h2", "h12"]].isna().all()
    assert rows.loc["demand", "inside"] == "0 of 1"


def test_supply_and_stock_are_set_against_the_latest_approved_plan() -> None:
    plan = plan_of(production=104.0, inventory=60.0)
    older = frozen("approved", "production", FEBRUARY - 1, 50.0)
    rows = measured(
        plan,
        older,
        frozen("approved", "production", FEBRUARY, 100.0),
        frozen("approved", "inventory", FEBRUARY, 80.0),
    )
    assert rows.loc["supply", ["h2", "h1"]].tolist() == [108.0, 4.0]
    assert rows.loc["inventory", "h1"] == -25.0
    assert rows["inside"].tolist() == ["1 of 2", "0 of 1"]


def test_a_family_made_to_order_is_measured_on_its_backlog() -> None:
    plan = plan_of("MTO", order_backlog=90.0)
    rows = measured(plan, frozen("approved", "order_backlog", FEBRUARY, 100.0))
    assert rows.index.tolist() == ["backlog"]
    assert rows.loc["backlog", "h1"] == -10.0


@pytest.mark.parametrize(("actual", "shown"), [(0.0, 0.0), (5.0, np.nan)])
def test_a_plan_of_nothing_is_met_by_nothing_and_else_not_measured(
    actual: float, shown: float
) -> None:
    older = frozen("approved", "production", FEBRUARY - 2, 90.0)  # so that the row is there
    plan = plan_of(production=actual)
    rows = measured(plan, older, frozen("approved", "production", FEBRUARY, 0.0))
    assert rows.loc["supply", "h1"] == pytest.approx(shown, nan_ok=True)


def test_a_month_at_its_tolerance_is_inside() -> None:
    plan = plan_of(production=105.0)
    rows = measured(plan, frozen("approved", "production", FEBRUARY, 100.0))
    assert rows.loc["supply", "inside"] == "1 of 1"


def test_the_company_comes_first_with_its_families_in_tolerance() -> None:
    plan = plan_of(unconstrained_demand=80.0, production=100.0)
    said = [frozen("forecast", "unconstrained_demand", FEBRUARY - back, 100.0) for back in (1, 2)]
    said += [frozen("approved", "production", FEBRUARY, 100.0)]
    rows = effectiveness(plan, pd.concat(said, ignore_index=True), 1, WITHIN)
    assert rows["measure"].head(3).tolist() == list(IN_TOLERANCE)
    demand, supply, position = (rows.iloc[at] for at in range(3))
    assert demand[["h2", "h1"]].tolist() == [0.0, 0.0] and demand["inside"] == "0 of 2"
    assert supply["h1"] == 100.0 and supply["inside"] == "1 of 1" and np.isnan(supply["h2"])
    assert position["inside"] == "nothing frozen" and np.isnan(position["tolerance"])


def test_a_first_month_that_nothing_was_frozen_for_has_no_rows() -> None:
    plan = plan_of(unconstrained_demand=80.0, production=100.0)
    assert effectiveness(plan, frozen("approved", "production", CYCLE, 1.0), 1, WITHIN).empty
