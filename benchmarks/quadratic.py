"""Published instances with quadratic costs, on the planning model itself.

Such a file states ``orders``, opening people and stock, and ``cost``: a sum of terms in production
P, people W, people before W_prev and stock I, and of squares of such sums. The linear model is
solved with tangents to every square, at the plan found so far, until they meet the squares: the
linear model is below the true cost, the plan's own cost above, and both agree to 1e-8.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sop_addin.periods import month, months
from sop_addin.supply.formulation import Model
from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.goals import Goal
from sop_addin.supply.model import build
from sop_addin.supply.problem import Family, Floats, LabourPool, Problem, UnitCosts
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import HYBRID

__all__ = ["Decision", "QuadraticCase", "is_quadratic", "reach_quadratic", "read_quadratic"]

_GAP = 1e-8
_ROUNDS = 200
_SQUARE = re.compile(r"([+-]?\s*[\d.]*)\s*\(([^()]*)\)\^2")
_TERM = re.compile(r"([+-]?)\s*([\d.]*)\s*(W_prev|[PWI])?")
_TOLERANCE = 0.51
_NEAR_RULE = 0.01


@dataclass(frozen=True)
class QuadraticCase:
    """One case: the expected cost, or the expected decisions of the first month."""

    instance: str
    id: str
    data: dict[str, Any]
    expected: float | dict[str, float]

    def is_reached(self, decision: Decision) -> bool:
        """Whether cost is met to half a unit of money, decisions to one per cent of the rule."""
        if isinstance(self.expected, dict):
            return all(
                abs(decision.first[name] - value) <= _NEAR_RULE * abs(value)
                for name, value in self.expected.items()
            )
        return abs(decision.cost - self.expected) <= _TOLERANCE


@dataclass(frozen=True)
class Decision:
    """The plan found: its cost, and production, people and stock of the first month."""

    cost: float
    first: dict[str, float]


def is_quadratic(data: dict[str, Any]) -> bool:
    """Whether a file states orders and a quadratic cost."""
    return "orders" in data and "^2" in str(data.get("cost", ""))


def read_quadratic(path: Path) -> list[QuadraticCase]:
    """Return the cases of a file, none where it is not of this kind."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if not is_quadratic(data):
        return []
    return [QuadraticCase(data["name"], c["id"], data, c["expected"]) for c in data["cases"]]


@dataclass(frozen=True, eq=False)
class _Square:
    """``weight * (factors . x - centre)^2``; factors by column of the model."""

    weight: float
    factors: Floats
    centre: float
    column: int


def reach_quadratic(case: QuadraticCase, solver: str = "highs") -> Decision:
    """Return the best plan of a case."""
    model, squares, constant = _stated(case.data)
    matrix, settings = model.matrix(), Settings(solver=solver)
    squares = [_widened(square, len(matrix.low)) for square in squares]
    points = [0.0] * len(squares)
    start, best = None, np.inf
    for _ in range(_ROUNDS):
        for square, at in zip(squares, points, strict=True):
            values = 2 * square.weight * at * square.factors
            values[square.column] -= 1.0
            high = square.weight * at * (2 * square.centre + at)
            matrix = matrix.with_row(f"tangent_{len(matrix.row_low)}", values, high)
        found = solve_matrix(matrix, model.weights, settings, start)
        start, x = found.start, found.values
        points = [float(s.factors @ x) - s.centre for s in squares]
        below = found.goals[Goal.COST] + constant
        over = sum(s.weight * at**2 - x[s.column] for s, at in zip(squares, points, strict=True))
        best = min(best, below + over)
        if over <= _GAP * abs(best):
            return Decision(best, {f"{n}1": value for n, value in _first(model, x).items()})
    raise ValueError(f"{case.instance}: tangents still {over:g} below the squares")


def _first(model: Model, x: Floats) -> dict[str, float]:
    columns = model.families
    stock = float(x[columns.stock[0, 0]] - x[columns.owed[0, 0]])
    return {"P": float(x[columns.regular[0, 0]]), "W": float(x[model.workers[0][0]]), "I": stock}


def _widened(square: _Square, count: int) -> _Square:
    factors = np.zeros(count)
    factors[: len(square.factors)] = square.factors
    return _Square(square.weight, factors, square.centre, square.column)


def _stated(data: dict[str, Any]) -> tuple[Model, list[_Square], float]:
    """Return the model with a column for every square, and what the cost adds in any case."""
    text = str(data["cost"])
    linear = _terms(_SQUARE.sub("", text))
    count, people = int(data["periods"]), float(data["init_workers"])
    made = Family(
        "all",
        data["orders"],
        opening_inventory=float(data["init_inv"]),
        costs=UnitCosts(linear.get("P", 0.0), holding=linear.get("I", 0.0), past_due=0.0),
    )
    pool = LabourPool("people", people, 1.0, {}, linear.get("W", 0.0), 0.0, 0.0)
    problem = Problem(months(month("2026-01"), count), 1, (made,), (pool,), may_withhold=True)
    model = build(problem, HYBRID)
    stated = [
        (_terms(weight + "W")["W"], _terms(inside)) for weight, inside in _SQUARE.findall(text)
    ]
    squares = []
    for t in range(count):
        for weight, terms in stated:
            (column,) = model.columns(f"square_{len(squares)}", (1,), where=True)
            model.charge(Goal.COST, np.array([column]), 1.0)
            factors, centre = _factors(model, terms, t, people)
            squares.append(_Square(weight, factors, centre, int(column)))
    return model, squares, count * linear.get("", 0.0)


def _factors(model: Model, terms: dict[str, float], t: int, people: float) -> tuple[Floats, float]:
    """Return the factor of every column in a sum of month `t`, and the centre of the sum."""
    columns, workers, centre = model.families, model.workers[0], -terms.get("", 0.0)
    places = {"P": columns.regular[0, t], "W": workers[t], "I": columns.stock[0, t]}
    if t:
        places["W_prev"] = workers[t - 1]
    else:
        centre -= terms.get("W_prev", 0.0) * people
    size = 1 + max(int(columns.owed.max()), *(int(np.max(c)) for c in (*places.values(), workers)))
    factors = np.zeros(size)
    for name, place in places.items():
        factors[place] += terms.get(name, 0.0)
    factors[columns.owed[0, t]] -= terms.get("I", 0.0)
    return factors, centre


def _terms(text: str) -> dict[str, float]:
    """Return the factor of each letter in a sum; the empty name is the number alone.

    Examples
    --------
    >>> _terms("340 W + 51.2 P - 281 W"), _terms("P-5.67 W"), _terms("I-320")
    ({'W': 59.0, 'P': 51.2}, {'P': 1.0, 'W': -5.67}, {'I': 1.0, '': -320.0})
    """
    found: dict[str, float] = {}
    for sign, number, name in _TERM.findall(text):
        if number or name:
            value = float(number or 1) * (-1 if sign == "-" else 1)
            found[name] = found.get(name, 0.0) + value
    return found
