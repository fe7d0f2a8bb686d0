"""A planning model while it is built: variables, named rows, goals, and slacks with their keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isinf
from typing import Any

import numpy as np
import pulp

from sop_addin.supply.goals import Goal, Weights
from sop_addin.supply.problem import Floats, Monthly, Problem, RateChange, by_month
from sop_addin.supply.strategy import Strategy

__all__ = [
    "TIES",
    "Elastic",
    "FamilyVariables",
    "Model",
    "PoolVariables",
    "Row",
    "Term",
    "Variable",
]

Variable = Any
Term = tuple[Variable, float]

TIES = {"stock": 0.25, "overtime": 0.05, "subcontract": 0.1, "owed": 0.5, "workers": 0.01}
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
    """A model while it is built: the PuLP problem, its rows, goals and slacks.

    ``nothing`` is one variable fixed at 0; it stands where overtime or subcontract is not possible,
    as often as needed, so that the solver does not carry a column for each.
    """

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
    nothing: Variable = None

    def __post_init__(self) -> None:
        self.nothing = self.variable("nothing", 0.0, 0.0)

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
        """Add a row; a variable other than ``nothing`` may stand in it once."""
        self.rows.append(Row(name, tuple(terms), sense, float(right)))

    def charge(self, goal: Goal, variable: Variable, weight: float) -> None:
        """Add ``weight`` units of a goal for each unit of a variable."""
        if weight and variable is not self.nothing:
            before = self.goals[goal].get(variable.name, (variable, 0.0))[1]
            self.goals[goal][variable.name] = (variable, before + float(weight))

    def slack(self, key: Elastic, goal: Goal, weight: float, high: float = np.inf) -> Variable:
        """Add a slack that is named and charged to a goal."""
        slack = self.variable(f"slack_{len(self.slacks)}", 0.0, high)
        self.slacks[key] = slack
        self.charge(goal, slack, weight)
        return slack

    def rate_change(self, name: str, change: RateChange, terms: list[list[Term]]) -> None:
        """Charge each unit by which a rate of production rises or falls."""
        days = self.problem.days
        scale = [1.0 / d if change.per_day and d > 0 else 1.0 for d in days]
        for t, now in enumerate(terms):
            if t == 0 and change.initial is None:
                continue
            up, down = self.variable(f"up_{name}_{t}"), self.variable(f"down_{name}_{t}")
            moves = [(v, c * scale[t]) for v, c in now] + [(up, -1.0), (down, 1.0)]
            if t:
                moves += [(v, -c * scale[t - 1]) for v, c in terms[t - 1]]
            right = float(change.initial or 0.0) if t == 0 else 0.0
            self.row(f"change_{name}_{t}", moves, "==", right)
            self.charge(Goal.COST, up, change.up)
            self.charge(Goal.COST, down, change.down)

    def pay(self, price: Monthly | None, variables: list[Variable]) -> None:
        """Charge a price a unit, by month, on one variable a month."""
        if price is not None:
            for amount, variable in zip(
                by_month(price, self.problem.count), variables, strict=True
            ):
                self.charge(Goal.COST, variable, amount)

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
