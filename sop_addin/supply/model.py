"""The one planning model: rows that are identical in every strategy, all of them elastic.

Net position of a family: stock less past due (MTS), finished goods less order backlog (MTO). One
balance row a family and month carries it; every limit that data could break has a slack with a
key (kind, id, month, reason), so that there is always a plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import isinf
from typing import Any

import numpy as np
import pulp

from sop_addin.supply.goals import (
    MINIMUM_FACTOR,
    Goal,
    Weights,
    goal_weights,
    months_wanted,
    priority_factors,
    unit_worth,
)
from sop_addin.supply.problem import (
    Family,
    Floats,
    HoldingBasis,
    LabourPool,
    Monthly,
    Policy,
    Problem,
    RateChange,
    Resource,
    ResourceBasis,
    ShortagePolicy,
    by_month,
)
from sop_addin.supply.schedule import bill, head_limits, hours_per_worker, locked_production
from sop_addin.supply.strategy import Strategy

__all__ = ["Elastic", "FamilyVariables", "Model", "PoolVariables", "Row", "Term", "build"]

Variable = Any
Term = tuple[Variable, float]

_TIES = {"stock": 0.25, "overtime": 0.05, "subcontract": 0.1, "owed": 0.5, "workers": 0.01}
"""Small preferences, against a change of rate by one unit."""


@dataclass(frozen=True)
class Elastic:
    """Which limit a slack softens."""

    kind: str
    id: str
    month: int
    reason: str


@dataclass(frozen=True)
class Row:
    """One linear row: ``sum of terms  sense  right side``, sense one of <=, >=, =="""

    name: str
    terms: tuple[Term, ...]
    sense: str
    right: float


@dataclass(frozen=True)
class FamilyVariables:
    """Variables of a family, one a month; ``owed`` is past due (MTS) or backlog (MTO)."""

    regular: list[Variable]
    overtime: list[Variable]
    subcontract: list[Variable]
    stock: list[Variable]
    owed: list[Variable]
    lost: list[Variable]


@dataclass(frozen=True)
class PoolVariables:
    """Variables of a labour pool, one a month."""

    workers: list[Variable]
    hired: list[Variable]
    laid_off: list[Variable]


@dataclass
class Model:
    """A model while it is built: the PuLP problem, its rows, goals and slacks."""

    problem: Problem
    strategy: Strategy
    weights: Weights
    worth: Floats
    served: Floats
    lp: Any = field(default_factory=lambda: pulp.LpProblem("production_plan", pulp.LpMinimize))
    rows: list[Row] = field(default_factory=list)
    goals: dict[Goal, dict[str, Term]] = field(default_factory=lambda: {g: {} for g in Goal})
    constants: dict[Goal, float] = field(default_factory=lambda: dict.fromkeys(Goal, 0.0))
    slacks: dict[Elastic, Variable] = field(default_factory=dict)
    families: list[FamilyVariables] = field(default_factory=list)
    pools: list[PoolVariables] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)

    def variable(
        self, name: str, low: float = 0.0, high: float = np.inf, whole: bool = False
    ) -> Variable:
        """Add a variable with its bounds."""
        category = pulp.LpInteger if whole else pulp.LpContinuous
        upper = None if isinf(high) else float(high)
        added = self.lp.add_variable(name, float(low), upper, category)
        self.variables.append(added)
        return added

    def row(self, name: str, terms: Iterable[Term], sense: str, right: float) -> None:
        """Add a row; a variable may stand in it once."""
        self.rows.append(Row(name, tuple(terms), sense, float(right)))

    def charge(self, goal: Goal, variable: Variable, weight: float) -> None:
        """Add ``weight`` units of a goal for each unit of a variable."""
        if weight:
            before = self.goals[goal].get(variable.name, (variable, 0.0))[1]
            self.goals[goal][variable.name] = (variable, before + float(weight))

    def slack(self, key: Elastic, goal: Goal, weight: float, high: float = np.inf) -> Variable:
        """Add a slack that is named and charged to a goal."""
        slack = self.variable(f"slack_{len(self.slacks)}", 0.0, high)
        self.slacks[key] = slack
        self.charge(goal, slack, weight)
        return slack

    def finish(self) -> None:
        """Hand rows and the weighted objective to PuLP."""
        for row in self.rows:
            terms = pulp.LpAffineExpression(row.terms)
            if row.sense == "<=":
                self.lp.addConstraint(terms <= row.right, row.name)
            elif row.sense == ">=":
                self.lp.addConstraint(terms >= row.right, row.name)
            else:
                self.lp.addConstraint(terms == row.right, row.name)
        self.lp.setObjective(self.objective(tuple(Goal)))

    def objective(self, goals: tuple[Goal, ...]) -> Any:
        """Return the weighted sum of `goals` as a PuLP expression."""
        total: dict[str, Term] = {}
        for goal in goals:
            weight = self.weights.of(goal)
            for name, (variable, amount) in self.goals[goal].items():
                before = total.get(name, (variable, 0.0))[1]
                total[name] = (variable, before + weight * amount)
        return pulp.LpAffineExpression(list(total.values()))


def build(problem: Problem, strategy: Strategy) -> Model:
    """Return the model of `problem` with the restrictions of `strategy`.

    Parameters
    ----------
    problem
        What is planned; validated when it was made.
    strategy
        Restrictions; the base rows do not depend on it.
    """
    from sop_addin.supply.restrictions import restrict  # noqa: PLC0415  it adds rows to a Model

    worth = unit_worth(problem)
    model = Model(
        problem, strategy, goal_weights(problem, strategy), worth, worth * priority_factors(problem)
    )
    fixed = _fixed(problem, strategy)
    for i, family in enumerate(problem.families):
        _family(model, i, family, fixed[:, i])
    for j, pool in enumerate(problem.pools):
        _pool(model, j, pool, fixed)
    for j, resource in enumerate(problem.resources):
        _resource(model, j, resource, fixed)
    if problem.total_rate_change:
        terms = [[(f.regular[t], 1.0) for f in model.families] for t in range(problem.count)]
        _rate_change(model, "total", problem.total_rate_change, terms)
    restrict(model)
    model.finish()
    return model


def _fixed(problem: Problem, strategy: Strategy) -> Floats:
    """Return what locks and the strategy fix, shape (3, families, months), NaN where free."""
    fixed = locked_production(problem)
    for i, family in enumerate(problem.families):
        free = np.isnan(fixed[0, i])
        if family.id in strategy.fixed_regular:
            regular = by_month(strategy.fixed_regular[family.id], problem.count)
            fixed[0, i, free] = regular[free]
        if strategy.no_overtime:
            fixed[1, i, free] = 0.0
        if strategy.no_subcontract:
            fixed[2, i, free] = 0.0
    return fixed


def _family(model: Model, i: int, family: Family, fixed: Floats) -> None:
    problem, count = model.problem, model.problem.count
    months = range(count)
    whole = model.strategy.whole_units
    made = []
    limits = (family.regular_limit, family.overtime_limit, family.subcontract_limit)
    for letter, limit, locked in zip("ROS", limits, fixed, strict=True):
        high = np.where(np.isnan(locked), by_month(limit, count), locked)
        low = np.where(np.isnan(locked), 0.0, locked)
        free = [whole and bool(np.isnan(locked[t])) for t in months]
        made.append([model.variable(f"{letter}_{i}_{t}", low[t], high[t], free[t]) for t in months])
    demand = by_month(family.demand, count)
    owed_low = np.zeros(count)
    loses = family.policy is Policy.MTS and family.shortage is ShortagePolicy.LOST_SALES
    if family.policy is Policy.MTO:
        owed_low = (1.0 - family.ship_share) * demand
    stock = [model.variable(f"I_{i}_{t}") for t in months]
    owed = [] if loses else [model.variable(f"B_{i}_{t}", owed_low[t]) for t in months]
    opening_owed = family.opening_past_due if loses else 0.0
    lost_high = demand + np.r_[opening_owed, np.zeros(count - 1)]
    lost = [model.variable(f"L_{i}_{t}", 0.0, lost_high[t]) for t in months] if loses else []
    variables = FamilyVariables(made[0], made[1], made[2], stock, owed, lost)
    model.families.append(variables)
    _balance(model, i, family, demand, variables)
    _unit_costs(model, family, variables)
    _service(model, i, family, demand, variables)
    _wanted(model, i, family, variables)
    _production_limits(model, i, family, variables, fixed)
    locked_month = [not np.isnan(column).any() for column in fixed.T]
    _stability(model, i, variables, problem.days, locked_month)
    if family.rate_change:
        _rate_change(model, str(i), family.rate_change, [[(v, 1.0)] for v in variables.regular])


def _balance(
    model: Model, i: int, family: Family, demand: Floats, variables: FamilyVariables
) -> None:
    """Net position = the month before + production - demand (+ lost)."""
    if family.policy is Policy.MTO:
        opening = family.opening_finished - family.opening_backlog
    else:
        opening = family.opening_inventory - family.opening_past_due
    for t in range(model.problem.count):
        terms = [
            (variables.regular[t], 1.0),
            (variables.overtime[t], 1.0),
            (variables.subcontract[t], 1.0),
            (variables.stock[t], -1.0),
        ]
        right = demand[t] - (opening if t == 0 else 0.0)
        if t:
            terms.append((variables.stock[t - 1], 1.0))
        if variables.owed:
            terms.append((variables.owed[t], 1.0))
            if t:
                terms.append((variables.owed[t - 1], -1.0))
        else:
            terms.append((variables.lost[t], 1.0))
        model.row(f"balance_{i}_{t}", terms, "==", right)


def _charge_money(model: Model, price: Monthly | None, variables: list[Variable]) -> None:
    if price is not None:
        for amount, variable in zip(by_month(price, model.problem.count), variables, strict=True):
            model.charge(Goal.COST, variable, amount)


def _unit_costs(model: Model, family: Family, variables: FamilyVariables) -> None:
    unit, count = family.costs, model.problem.count
    _charge_money(model, unit.regular, variables.regular)
    _charge_money(model, unit.overtime, variables.overtime)
    _charge_money(model, unit.subcontract, variables.subcontract)
    for t in range(count):
        model.charge(Goal.STABILITY, variables.overtime[t], _TIES["overtime"])
        model.charge(Goal.STABILITY, variables.subcontract[t], _TIES["subcontract"])
        model.charge(Goal.STABILITY, variables.stock[t], _TIES["stock"])
    if unit.holding is None:
        return
    holding = by_month(unit.holding, count)
    if family.holding_basis is HoldingBasis.ABOVE_SAFETY_STOCK:
        _hold_above(model, family, holding, variables)
        return
    after = np.r_[holding[1:], 0.0]
    average = family.holding_basis is HoldingBasis.AVERAGE
    if average:
        model.constants[Goal.COST] += float(holding[0]) / 2 * _opening_stock(family)
    for t in range(count):
        price = (holding[t] + after[t]) / 2 if average else holding[t]
        model.charge(Goal.COST, variables.stock[t], price)


def _opening_stock(family: Family) -> float:
    make_to_order = family.policy is Policy.MTO
    return family.opening_finished if make_to_order else family.opening_inventory


def _hold_above(model: Model, family: Family, holding: Floats, variables: FamilyVariables) -> None:
    safety = by_month(family.safety_stock, len(holding))
    for t, stock in enumerate(variables.stock):
        excess = model.variable(f"E_{stock.name}")
        model.row(f"excess_{stock.name}", [(stock, 1.0), (excess, -1.0)], "<=", safety[t])
        model.charge(Goal.COST, excess, holding[t])


def _service(
    model: Model, i: int, family: Family, demand: Floats, variables: FamilyVariables
) -> None:
    """Charge what customers do not get: as money where it is priced, else as service."""
    share, count = model.served[i], model.problem.count
    failure = model.strategy.no_past_due
    if variables.lost:
        _charge_money(model, family.costs.lost_sale, variables.lost)
        _keep_no_stock_back(model, i, family, variables.lost)
        if family.costs.lost_sale is None or failure:
            for t, lost in enumerate(variables.lost):
                # Losing late is a little better, so that stock is never kept from a customer.
                model.charge(Goal.SERVICE, lost, share * (1 + 0.5 * (count - t) / count))
        return
    late = variables.owed
    if family.policy is Policy.MTO:
        late = _late_orders(model, i, family, demand, variables)
    if late:
        _charge_money(model, family.costs.past_due, late)
    limit = by_month(family.past_due_limit, count)
    for t, owed in enumerate(late):
        model.charge(Goal.STABILITY, owed, _TIES["owed"])
        if family.costs.past_due is None or failure:
            model.charge(Goal.SERVICE, owed, share)
        if np.isfinite(limit[t]):
            key = Elastic("family", family.id, t, "past due above limit")
            over = model.slack(key, Goal.SERVICE, share)
            model.row(f"late_limit_{i}_{t}", [(owed, 1.0), (over, -1.0)], "<=", limit[t])


def _keep_no_stock_back(model: Model, i: int, family: Family, lost: list[Variable]) -> None:
    """Weigh a lost unit by the targets it could meet, so that none is lost for their sake."""
    if not model.problem.may_withhold:
        for unit, months in zip(lost, months_wanted(family, model.problem.count), strict=True):
            weight = (MINIMUM_FACTOR + 1.0) * float(months)
            model.charge(Goal.TARGET, unit, float(model.worth[i]) * weight)


def _late_orders(
    model: Model, i: int, family: Family, demand: Floats, variables: FamilyVariables
) -> list[Variable]:
    """Return MTO past due: promised up to a month and not shipped; empty if nothing is promised."""
    if family.due is None and not family.opening_past_due:
        return []
    count = model.problem.count
    promised = family.opening_past_due + np.cumsum(by_month(family.due, count))
    orders = family.opening_backlog + np.cumsum(demand)
    late = [model.variable(f"D_{i}_{t}") for t in range(count)]
    for t in range(count):
        # shipped so far = orders so far - backlog
        terms = [(late[t], 1.0), (variables.owed[t], -1.0)]
        model.row(f"late_{i}_{t}", terms, ">=", promised[t] - orders[t])
    return late


def _wanted(model: Model, i: int, family: Family, variables: FamilyVariables) -> None:
    """Soften minimum, target and maximum of stock (MTS) or backlog (MTO)."""
    count, share = model.problem.count, float(model.worth[i])
    minimum, target, maximum = (
        by_month(x, count) for x in (family.minimum, family.target, family.maximum)
    )

    def above(position: list[Term], wanted: float, reason: str, t: int, weight: float) -> None:
        if np.isfinite(wanted):
            slack = model.slack(
                Elastic("family", family.id, t, reason), Goal.TARGET, share * weight
            )
            name = f"{reason.replace(' ', '_')}_{i}_{t}"
            model.row(name, [*position, (slack, -1.0)], "<=", wanted)

    for t in range(count):
        stock = variables.stock[t]
        if family.policy is Policy.MTS:
            _stock_wanted(model, i, family, variables, t, float(minimum[t]), float(target[t]))
            above([(stock, 1.0)], maximum[t], "stock above maximum", t, 1.0)
        else:
            owed = variables.owed[t]
            above([(owed, 1.0)], maximum[t], "backlog above maximum", t, MINIMUM_FACTOR)
            above([(owed, 1.0)], target[t], "backlog above target", t, 1.0)
            # Net of finished goods, so that nothing is kept from a customer to hold the backlog.
            net = [(stock, 1.0), (owed, -1.0)]
            above(net, -minimum[t], "backlog below minimum", t, 1.0)


def _stock_wanted(
    model: Model,
    i: int,
    family: Family,
    variables: FamilyVariables,
    t: int,
    minimum: float,
    target: float,
) -> None:
    """Soften minimum and target in one row: the first units missing are the target's.

    The position is net of past due, so that no stock is kept from a customer to hold a target.
    """
    share = float(model.worth[i])
    low, high = max(np.nan_to_num(minimum), 0.0), max(np.nan_to_num(target), 0.0)
    terms: list[Term] = [(variables.stock[t], 1.0)]
    if variables.owed and not model.problem.may_withhold:
        terms.append((variables.owed[t], -1.0))
    if high > low:
        key = Elastic("family", family.id, t, "stock below target")
        terms.append((model.slack(key, Goal.TARGET, share, high - low if low else np.inf), 1.0))
    if low:
        key = Elastic("family", family.id, t, "stock below minimum")
        weight = share * (MINIMUM_FACTOR + (high >= low))
        terms.append((model.slack(key, Goal.TARGET, weight), 1.0))
    if low or high:
        model.row(f"wanted_{i}_{t}", terms, ">=", max(low, high))


def _production_limits(
    model: Model, i: int, family: Family, variables: FamilyVariables, fixed: Floats
) -> None:
    count, share = model.problem.count, model.worth[i]
    least = by_month(family.regular_minimum, count)
    for t in np.flatnonzero(least > 0):
        key = Elastic("family", family.id, int(t), "production below minimum")
        slack = model.slack(key, Goal.TARGET, share)
        terms = [(variables.regular[t], 1.0), (slack, 1.0)]
        model.row(f"least_{i}_{t}", terms, ">=", least[t])
    locked = np.cumsum(np.nan_to_num(fixed[2]))
    total = np.maximum(by_month(family.subcontract_total_limit, count), locked)
    for t in np.flatnonzero(np.isfinite(total)):
        terms = [(v, 1.0) for v in variables.subcontract[: t + 1]]
        model.row(f"bought_{i}_{t}", terms, "<=", total[t])


def _stability(
    model: Model, i: int, variables: FamilyVariables, days: Floats, locked: list[bool]
) -> None:
    """Count changes of the daily rate of all production, in units of an average month."""
    worked = [t for t in range(len(days)) if days[t] > 0]
    average = float(days.mean())
    for before, t in pairwise(worked):
        if locked[before] and locked[t]:
            continue
        up = model.variable(f"U_{i}_{t}")
        terms = [(up, -1.0)]
        for made in (variables.regular, variables.overtime, variables.subcontract):
            terms.append((made[t], average / days[t]))
            terms.append((made[before], -average / days[before]))
        model.row(f"rate_{i}_{t}", terms, "<=", 0.0)
        # |change| = 2 x rise - change
        model.charge(Goal.STABILITY, up, 2.0)
        for made in (variables.regular, variables.overtime, variables.subcontract):
            model.charge(Goal.STABILITY, made[t], -average / days[t])
            model.charge(Goal.STABILITY, made[before], average / days[before])


def _rate_change(model: Model, name: str, change: RateChange, terms: list[list[Term]]) -> None:
    days = model.problem.days
    scale = [1.0 / d if change.per_day and d > 0 else 1.0 for d in days]
    for t, now in enumerate(terms):
        if t == 0 and change.initial is None:
            continue
        up, down = model.variable(f"up_{name}_{t}"), model.variable(f"down_{name}_{t}")
        moves = [(v, c * scale[t]) for v, c in now] + [(up, -1.0), (down, 1.0)]
        if t:
            moves += [(v, -c * scale[t - 1]) for v, c in terms[t - 1]]
        right = float(change.initial or 0.0) if t == 0 else 0.0
        model.row(f"change_{name}_{t}", moves, "==", right)
        model.charge(Goal.COST, up, change.up)
        model.charge(Goal.COST, down, change.down)


def _pool(model: Model, j: int, pool: LabourPool, fixed: Floats) -> None:
    count = model.problem.count
    months = range(count)
    strategy = model.strategy
    heads = head_limits(model.problem, pool, strategy)
    low, most = (
        np.zeros(count),
        (by_month(pool.max_hires, count), by_month(pool.max_layoffs, count)),
    )
    if pool.id in strategy.fixed_workforce:
        low, most = heads, (np.full(count, np.inf),) * 2
    whole = strategy.whole_workers and pool.id not in strategy.fixed_workforce
    workers = [model.variable(f"W_{j}_{t}", low[t], heads[t], whole) for t in months]
    hired, laid_off = (
        [model.variable(f"{letter}_{j}_{t}", 0.0, limit[t]) for t in months]
        for letter, limit in zip("HF", most, strict=True)
    )
    model.pools.append(PoolVariables(workers, hired, laid_off))
    for t in months:
        terms = [(workers[t], 1.0), (hired[t], -1.0), (laid_off[t], 1.0)]
        if t:
            terms.append((workers[t - 1], -1.0))
        model.row(f"heads_{j}_{t}", terms, "==", 0.0 if t else pool.workers)
    _hours(model, j, pool, fixed, heads)
    _pool_costs(model, pool, model.pools[j])


def _hours(model: Model, j: int, pool: LabourPool, fixed: Floats, heads: Floats) -> None:
    """Keep the load within the people's hours, except what locked months ask above all people.

    That excess is known beforehand: it is a named shortage, and nothing free may be added to it.
    """
    problem = model.problem
    takes = bill(problem, pool.hours_per_unit)
    makers = [(f, h) for f, h in zip(model.families, takes, strict=True) if h > 0]
    hours = hours_per_worker(problem, pool)
    share = by_month(pool.overtime_share, problem.count)
    limit = by_month(pool.overtime_hours_limit, problem.count)
    locked = takes @ np.nan_to_num(fixed[0]), takes @ np.nan_to_num(fixed[1])

    def excess(asked: float, hours_each: float, most: float) -> float:
        return max(0.0, asked - hours_each * most) if hours_each and np.isfinite(most) else asked

    for t, workers in enumerate(model.pools[j].workers):
        each = float(hours[t])
        terms = [*((f.regular[t], h) for f, h in makers), (workers, -each)]
        over = excess(float(locked[0][t]), each, heads[t]) if locked[0][t] else 0.0
        model.row(f"hours_{j}_{t}", terms, "<=", over)
        overtime = [(f.overtime[t], h) for f, h in makers]
        if overtime and np.isfinite(share[t]):
            each *= float(share[t])
            over = excess(float(locked[1][t]), each, heads[t]) if locked[1][t] else 0.0
            model.row(f"overtime_{j}_{t}", [*overtime, (workers, -each)], "<=", over)
        if overtime and np.isfinite(limit[t]):
            model.row(f"overtime_limit_{j}_{t}", overtime, "<=", max(limit[t], locked[1][t]))


def _pool_costs(model: Model, pool: LabourPool, variables: PoolVariables) -> None:
    problem, count = model.problem, model.problem.count
    wage = by_month(pool.wage_per_day, count) * problem.days
    paid = np.ones(count)
    paid[0] = not pool.free_first_change
    hire, layoff = by_month(pool.hire_cost, count) * paid, by_month(pool.layoff_cost, count) * paid
    overtime = by_month(pool.overtime_cost_per_hour, count)
    takes = bill(problem, pool.hours_per_unit)
    used = takes[takes > 0]
    hours = hours_per_worker(problem, pool)
    units = float(hours.mean() / used.mean()) if used.size else 0.0
    for t in range(count):
        model.charge(Goal.COST, variables.workers[t], wage[t])
        model.charge(Goal.COST, variables.hired[t], hire[t])
        model.charge(Goal.COST, variables.laid_off[t], layoff[t])
        for family, takes_hours in zip(model.families, takes, strict=True):
            model.charge(Goal.COST, family.overtime[t], overtime[t] * takes_hours)
        model.charge(Goal.STABILITY, variables.workers[t], _TIES["workers"] * units)
        model.charge(Goal.STABILITY, variables.hired[t], units)
        model.charge(Goal.STABILITY, variables.laid_off[t], units)


def _resource(model: Model, j: int, resource: Resource, fixed: Floats) -> None:
    problem = model.problem
    takes = bill(problem, resource.per_unit)
    users = [(f, u) for f, u in zip(model.families, takes, strict=True) if u > 0]
    available = by_month(resource.available, problem.count)
    locked = takes @ (np.nan_to_num(fixed[0]) + np.nan_to_num(fixed[1]))
    for t in range(problem.count):
        if np.isinf(available[t]) or not users:
            continue
        if resource.basis is ResourceBasis.STOCK:
            key = Elastic("resource", resource.id, t, "storage short")
            slack = model.slack(key, Goal.TARGET, float(model.worth.max()))
            terms = [(f.stock[t], u) for f, u in users]
            model.row(f"space_{j}_{t}", [*terms, (slack, -1.0)], "<=", available[t])
        else:
            # Locked load above capacity is a named shortage; nothing free may be added to it.
            terms = [(f.regular[t], u) for f, u in users]
            terms += [(f.overtime[t], u) for f, u in users]
            model.row(f"load_{j}_{t}", terms, "<=", max(available[t], locked[t]))
