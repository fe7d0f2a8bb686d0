"""A planning problem that cannot be planned is refused, and the error says where."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import pandas as pd
import pytest

from sop_addin.errors import DataError
from sop_addin.periods import month, months
from sop_addin.supply.problem import (
    Family,
    FirmFence,
    LabourPool,
    Lock,
    Material,
    Policy,
    Problem,
    RateChange,
    Resource,
    UnitCosts,
    by_month,
)


def family(**changes: Any) -> Family:
    stated = {"demand": [1.0] * 6, "opening_inventory": 5.0, **changes}
    return Family("Pumps", **stated)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"demand": [1, 1, nan, 1, 1, 1]}, "family Pumps unconstrained_demand 2026-05"),
        ({"demand": [1, -1, 1, 1, 1, 1]}, "family Pumps unconstrained_demand 2026-04"),
        ({"demand": [1, 2]}, "family Pumps unconstrained_demand"),
        ({"demand": "many"}, "family Pumps unconstrained_demand"),
        ({"opening_inventory": nan}, "family Pumps opening_inventory"),
        ({"minimum": 30, "target": [20, 40, 40, 40, 40, 40]}, "family Pumps minimum 2026-03"),
        ({"target": 50, "maximum": 40}, "family Pumps target 2026-03"),
        ({"costs": UnitCosts(holding=-1)}, "families Pumps holding_cost"),
        ({"costs": UnitCosts(regular=inf)}, "families Pumps regular_cost"),
        ({"costs": UnitCosts(subcontract=1e20)}, "families Pumps subcontract_cost"),
        ({"regular_limit": -5}, "family Pumps regular_limit"),
        ({"ship_share": 1.5}, "families Pumps ship_share"),
        ({"ship_share": -0.5}, "families Pumps ship_share"),
        ({"price": -1.0}, "families Pumps price"),
        ({"subcontract_limit": nan}, "families Pumps subcontract_limit"),
        ({"priority": 0}, "families Pumps priority"),
        ({"lead_months": -1}, "families Pumps lead_months"),
        ({"lead_months": 1.5}, "families Pumps lead_months"),
        ({"bought_lead_months": nan}, "families Pumps bought_lead_months"),
        ({"on_order": [0, 0, -5, 0, 0, 0]}, "family Pumps on_order 2026-05"),
        ({"firm_fence": FirmFence(2, nan, 0.1)}, "family Pumps production"),
        ({"firm_fence": FirmFence(2, 10.0, -0.1)}, "firm_change"),
        ({"rate_change": RateChange(most_up=-1)}, "families Pumps most_change"),
        ({"policy": Policy.MTO}, "families Pumps backlog_target"),
        ({"locks": (Lock(month("2027-03")),)}, "family Pumps manual_change 2027-03"),
        ({"locks": (Lock(month("2026-03"), manual=nan),)}, "family Pumps manual_change 2026-03"),
        ({"locks": (Lock(month("2026-03")),) * 2}, "family Pumps manual_change 2026-03"),
    ],
)
def test_a_bad_family_is_refused_by_place(
    horizon: pd.PeriodIndex, changes: dict[str, Any], where: str
) -> None:
    with pytest.raises(DataError) as caught:
        Problem(horizon, 20, (family(**changes),))
    assert str(caught.value.where) == where


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"families": (family(), family())}, "families Pumps"),
        ({"working_days": 0}, "calendar working_days"),
        ({"working_days": [20, 20, nan, 20, 20, 20]}, "calendar working_days 2026-05"),
        (
            {"resources": (Resource("Press", 10, {"Valves": 1}),)},
            "bill_of_resources Valves/Press hours_per_unit",
        ),
        ({"resources": (Resource("Press", -1, {}),)}, "resources Press hours_per_day"),
        ({"resources": (Resource("Press", nan, {}),)}, "resources Press hours_per_day"),
        (
            {"pools": (LabourPool("Press", 1, 8, {}),), "resources": (Resource("Press", 1, {}),)},
            "resources Press",
        ),
        ({"pools": (LabourPool("People", nan, 8, {}),)}, "resources People workers"),
        (
            {"pools": (LabourPool("People", 1, 8, {"Pumps": -1}),)},
            "bill_of_resources Pumps/People hours_per_unit",
        ),
        ({"materials": (Material("Steel", {}, on_hand=nan),)}, "materials Steel stock"),
        ({"materials": (Material("Steel", {}, lead_months=-2),)}, "materials Steel lead_months"),
        (
            {"materials": (Material("Steel", {}, minimum_order=-1),)},
            "materials Steel minimum_order",
        ),
        (
            {"materials": (Material("Steel", {}, minimum_order=50, order_limit=40),)},
            "materials Steel monthly_limit",
        ),
        ({"materials": (Material("Steel", {}), Material("Steel", {}))}, "materials Steel"),
        (
            {"materials": (Material("Steel", {"Valves": 1.0}),)},
            "bill_of_materials Valves/Steel per_unit",
        ),
        (
            {"materials": (Material("Steel", {"Pumps": nan}),)},
            "bill_of_materials Pumps/Steel per_unit",
        ),
    ],
)
def test_a_bad_problem_is_refused_by_place(
    horizon: pd.PeriodIndex, part: dict[str, Any], where: str
) -> None:
    stated = {"working_days": 20, "families": (family(),), **part}
    with pytest.raises(DataError) as caught:
        Problem(horizon, **stated)
    assert str(caught.value.where) == where


def test_months_with_a_gap_are_refused(horizon: pd.PeriodIndex) -> None:
    with pytest.raises(DataError, match="a gap"):
        Problem(horizon.delete(2), 20, (replace(family(), demand=1),))


def test_one_number_holds_for_every_month() -> None:
    assert by_month(3, 2).tolist() == [3, 3]
    assert by_month(None, 2).tolist() == [0, 0]


def test_a_negative_holding_cost_is_to_be_corrected_not_filled_in() -> None:
    with pytest.raises(DataError, match=r"got -1.*Correct it\.$"):
        Problem(months(month("2026-03"), 1), 20, (Family("A", 1, costs=UnitCosts(holding=-1)),))
