"""Published planning instances: JSON files of the format in their README, as planning problems."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np

from sop_addin.periods import month, months
from sop_addin.supply.plan import solve
from sop_addin.supply.problem import (
    Family,
    Floats,
    HoldingBasis,
    LabourPool,
    Problem,
    RateChange,
    Resource,
    ResourceBasis,
    ShortagePolicy,
    UnitCosts,
    by_month,
)
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import Strategy

__all__ = ["Case", "reach", "read_cases"]

_HOLDING = {
    "end": HoldingBasis.END,
    "avg": HoldingBasis.AVERAGE,
    "excess_over_ss": HoldingBasis.ABOVE_SAFETY_STOCK,
}
_DEFAULT_TOLERANCE = 0.51


@dataclass(frozen=True)
class Case:
    """One case of an instance, ready to be solved.

    ``constant`` is added to the cost; where ``revenue`` is not ``None``, the answer is the profit.
    """

    instance: str
    id: str
    problem: Problem
    strategy: Strategy
    expected: float
    tolerance: float
    constant: float
    revenue: float | None


def reach(case: Case, solver: str = "highs") -> float:
    """Return the cost (or profit) that the model reaches."""
    plan = solve(case.problem, case.strategy, Settings(solver=solver))
    cost = plan.status.model_cost + case.constant
    return cost if case.revenue is None else case.revenue - cost


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file; none where it does not state a linear planning problem."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return [_case(data, case) for case in data.get("cases", ())] if data.get("families") else []


def _case(data: dict[str, Any], case: dict[str, Any]) -> Case:
    stated = copy.deepcopy(data)
    for dotted, value in case.get("overrides", {}).items():
        _override(stated, dotted.split("."), value)
    count = int(stated["periods"])
    expected = float(case["expected"])
    revenue = None
    if stated.get("maximize"):
        revenue = sum(
            float(by_month(f["demand"], count) @ by_month(f.get("price", 0), count))
            for f in stated["families"]
        )
    return Case(
        stated["name"],
        case["id"],
        _problem(stated, count),
        _strategy(case.get("strategy", {}), stated, count),
        expected,
        max(_DEFAULT_TOLERANCE, case.get("tol", 0.0) * abs(expected)),
        float(stated.get("fixed_cost", 0.0)) + _owed_at_the_end(stated, count),
        revenue,
    )


def _owed_at_the_end(data: dict[str, Any], count: int) -> float:
    """Return what the backlog costs that must be left at the end, money."""
    return sum(
        float(_never_made(f, count).cumsum() @ by_month(f.get("backlog", 0.0), count))
        for f in data["families"]
    )


def _never_made(data: dict[str, Any], count: int) -> Floats:
    """Return how much of each month's demand is still owed at the end, units; the latest is."""
    demand = by_month(data["demand"], count)
    later = np.append(demand[::-1].cumsum()[-2::-1], 0.0)
    return np.clip(data.get("end_backlog", 0.0) - later, 0.0, demand)


def _override(node: Any, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[int(path[-1]) if isinstance(node, list) else path[-1]] = value


def _problem(data: dict[str, Any], count: int) -> Problem:
    days = by_month(data.get("days", 1), count)
    labour = data.get("labor", ())
    return Problem(
        months(month("2026-01"), count),
        days,
        tuple(_family(f, count) for f in data["families"]),
        tuple(_pool(p, days, data["families"]) for p in labour),
        (
            *(_resource(r, ResourceBasis.PRODUCTION) for r in data.get("resources", ())),
            *(_resource(r, ResourceBasis.STOCK) for r in data.get("storage", ())),
        ),
        total_rate_change=_rate_change(data.get("smooth_total")),
        may_withhold=True,
    )


def _family(data: dict[str, Any], count: int) -> Family:
    minimum = by_month(data.get("inv_min", 0), count).copy()
    maximum = by_month(data.get("inv_max", nan), count).copy()
    if "end_inv" in data:
        minimum[-1] = max(minimum[-1], data["end_inv"])
        if data.get("end_inv_exact"):
            maximum[-1] = data["end_inv"]
    past_due_limit = np.full(count, inf)
    demand = by_month(data["demand"], count).copy()
    if "end_backlog" in data:  # what is still owed at the end is never made: see _owed_at_the_end
        past_due_limit[-1] = 0.0
        demand -= _never_made(data, count)
    shortage = ShortagePolicy.BACKORDER
    if "lost" in data:
        both = "backlog" in data
        shortage = ShortagePolicy.EITHER if both else ShortagePolicy.LOST_SALES
    free_overtime, free_subcontract = "overtime_by_labor", "subcontract_unlimited"
    return Family(
        data["id"],
        demand,
        opening_inventory=data.get("init_inv", 0.0),
        opening_past_due=data.get("init_backlog", 0.0),
        minimum=minimum,
        maximum=maximum,
        shortage=shortage,
        costs=UnitCosts(
            data.get("c_regular"),
            data.get("c_overtime"),
            data.get("c_subcontract"),
            data.get("hold"),
            data.get("backlog"),
            data.get("lost"),
        ),
        regular_limit=data.get("cap_regular", inf),
        overtime_limit=inf if data.get(free_overtime) else data.get("cap_overtime", 0.0),
        subcontract_limit=inf if data.get(free_subcontract) else data.get("cap_subcontract", 0.0),
        subcontract_total_limit=data.get("cum_sub_max", inf),
        regular_minimum=data.get("min_regular", 0.0),
        past_due_limit=past_due_limit,
        holding_basis=_HOLDING[data.get("hold_on", "end")],
        safety_stock=data.get("ss", 0.0),
        rate_change=_rate_change(data.get("smooth")),
    )


def _rate_change(data: dict[str, Any] | None) -> RateChange | None:
    if not data:
        return None
    return RateChange(
        data.get("up", 0.0), data.get("down", 0.0), data.get("init"), bool(data.get("per_day"))
    )


def _pool(data: dict[str, Any], days: Any, families: list[dict[str, Any]]) -> LabourPool:
    count = len(days)
    hours = by_month(data["hours_per_worker"], count)
    by_labour = any(
        f.get("overtime_by_labor") for f in families if f["id"] in data["hours_per_unit"]
    )
    share: Any = inf
    if by_labour and not data.get("ot_unlimited"):
        share = by_month(data.get("ot_per_worker", 0.0), count) / hours
    wage = data.get("wage")
    return LabourPool(
        data["id"],
        data.get("init_workers", 0.0),
        hours / days,
        data["hours_per_unit"],
        None if wage is None else by_month(wage, count) / days,
        data.get("hire"),
        data.get("fire"),
        share,
        data.get("ot_cap", inf),
        data.get("ot_rate") if by_labour else None,
        data.get("max_workers", inf),
        data.get("max_hire", inf),
        data.get("max_fire", inf),
        bool(data.get("free_initial_change")),
    )


def _resource(data: dict[str, Any], basis: ResourceBasis) -> Resource:
    return Resource(data["id"], data["capacity"], data["use"], basis=basis)


def _strategy(data: dict[str, Any], stated: dict[str, Any], count: int) -> Strategy:
    def each(value: Any, ids: list[str]) -> dict[str, Any]:
        return value if isinstance(value, dict) else dict.fromkeys(ids, value)

    families = [f["id"] for f in stated["families"]]
    pools = [p["id"] for p in stated.get("labor", ())]
    known = {
        "level_production": "level_regular",
        "level_workforce": "level_workforce",
        "chase": "chase",
        "chase_workforce": "chase_workforce",
        "full_use": "full_use",
        "integer_workforce": "whole_workers",
        "integer_production": "whole_units",
        "no_overtime": "no_overtime",
        "no_subcontract": "no_subcontract",
        "no_backlog": "no_past_due",
    }
    named = {"fix_production", "fix_workforce", "target_inv"}
    unknown = set(data) - set(known) - named
    if unknown:
        raise ValueError(f"{stated['name']}: unknown strategy {sorted(unknown)}")
    flags = {known[key]: bool(value) for key, value in data.items() if key in known}
    return Strategy(
        "case",
        **flags,
        fixed_workforce=each(data.get("fix_workforce", {}), pools),
        fixed_regular=each(data.get("fix_production", {}), families),
        chase_target=each(data.get("target_inv", {}), families),
    )
