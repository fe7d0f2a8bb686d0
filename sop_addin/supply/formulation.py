"""A planning model while it is built: columns, rows, goals, and slacks with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sop_addin.supply.goals import Goal, Weights
from sop_addin.supply.matrix import Block, Matrix
from sop_addin.supply.problem import Floats, Problem, RateChange
from sop_addin.supply.quantities import Integers
from sop_addin.supply.strategy import Strategy

__all__ = [
    "TIES",
    "FamilyColumns",
    "Limit",
    "Model",
    "Slacks",
    "Term",
    "before",
]

Term = tuple[Integers, ArrayLike]
"""Column numbers and their coefficient. The shape is that of the rows; one axis more is summed."""

TIES = {"stock": 0.25, "overtime": 0.05, "subcontract": 0.1, "owed": 0.5, "workers": 0.01}
"""Small preferences, against a change of rate by one unit."""


@dataclass(frozen=True, eq=False)
class Slacks:
    """Slacks of one reason: their columns, 0 where there is none, shape (ids, months).

    Kind, id, month and reason name one column: no two slacks soften the same.
    """

    kind: str
    ids: tuple[str, ...]
    reason: str
    columns: Integers


@dataclass(frozen=True, eq=False)
class Limit:
    """The rows that limit a resource, one a month; -1 where there is none."""

    kind: str
    id: str
    unit: str
    rows: Integers


@dataclass(frozen=True, eq=False)
class FamilyColumns:
    """Columns of all families, shape (families, months); 0 where a family has none.

    ``owed`` is past due (MTS) or backlog (MTO); ``late`` is what of it is late.
    """

    regular: Integers
    overtime: Integers
    subcontract: Integers
    stock: Integers
    owed: Integers
    late: Integers
    lost: Integers

    @property
    def made(self) -> Integers:
        """Regular, overtime and subcontract, shape (3, families, months)."""
        return np.stack([self.regular, self.overtime, self.subcontract])


def before(columns: Integers) -> Integers:
    """Return the columns of the month before; 0 stands before the first month."""
    return np.concatenate([np.zeros_like(columns[..., :1]), columns[..., :-1]], axis=-1)


@dataclass
class Model:
    """A model while it is built.

    Column 0 is fixed at 0; it stands, as often as needed, where a term is not possible (overtime
    in a family without any, the month before the first), and no row keeps it.
    """

    problem: Problem
    strategy: Strategy
    weights: Weights
    worth: Floats
    served: Floats
    slacks: list[Slacks] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    families: FamilyColumns = field(init=False)
    workers: list[Integers] = field(default_factory=list)
    purchases: list[Integers] = field(default_factory=list)
    material_stock: list[Integers] = field(default_factory=list)
    constants: dict[Goal, float] = field(default_factory=lambda: dict.fromkeys(Goal, 0.0))
    _columns: list[tuple[Block, Floats, Floats, Any]] = field(default_factory=list)
    _rows: list[tuple[Block, Floats, Floats]] = field(default_factory=list)
    _entries: list[tuple[Any, Any, Floats]] = field(default_factory=list)
    _charges: dict[Goal, list[tuple[Integers, Floats]]] = field(
        default_factory=lambda: {g: [] for g in Goal}
    )
    _column_count: int = 0
    _row_count: int = 0

    def __post_init__(self) -> None:
        self.columns("nothing", (1,), high=0.0, where=np.array([True]))

    def columns(
        self,
        name: str,
        shape: tuple[int, ...],
        low: ArrayLike = 0.0,
        high: ArrayLike = np.inf,
        whole: ArrayLike = False,
        where: ArrayLike | None = None,
    ) -> Integers:
        """Add columns with their bounds; return their numbers, 0 where there is none.

        Parameters
        ----------
        where
            Which of `shape` get a column; ``None``: those that may be more than 0.
        """
        ceiling = np.broadcast_to(np.asarray(high, float), shape)
        chosen = ceiling > 0 if where is None else np.broadcast_to(where, shape)
        numbers = np.zeros(shape, dtype=np.int64)
        count = int(chosen.sum())
        numbers[chosen] = self._column_count + np.arange(count)
        block = Block(name, self._column_count)
        floor = np.broadcast_to(np.asarray(low, float), shape)
        counted = np.broadcast_to(whole, shape)
        if count:
            self._columns.append((block, floor[chosen], ceiling[chosen], counted[chosen]))
        self._column_count += count
        return numbers

    def rows(
        self,
        name: str,
        terms: Sequence[Term],
        where: NDArray[np.bool_],
        low: ArrayLike = -np.inf,
        high: ArrayLike = np.inf,
    ) -> Integers:
        """Add rows ``low <= sum of terms <= high``; return their numbers, -1 where there is none.

        A column other than 0 may stand in a row once.

        Parameters
        ----------
        where
            Which rows there are; its shape is that of the rows.
        """
        shape, count = where.shape, int(where.sum())
        numbers = np.full(shape, -1, dtype=np.int64)
        numbers[where] = self._row_count + np.arange(count)
        for columns, values in terms:
            weights = np.asarray(values, float)
            kept = (columns > 0) & where & (weights != 0)
            rows, amounts = (np.where(kept, x, 0)[kept] for x in (numbers, weights))
            self._entries.append((rows, columns[kept], amounts))
        block = Block(name, self._row_count)
        floor, ceiling = (np.broadcast_to(np.asarray(x, float), shape)[where] for x in (low, high))
        if count:
            self._rows.append((block, floor, ceiling))
        self._row_count += count
        return numbers

    def charge(self, goal: Goal, columns: Integers, weight: ArrayLike) -> None:
        """Add ``weight`` units of a goal for each unit of the columns."""
        amounts = np.broadcast_to(np.asarray(weight, float), columns.shape)
        self._charges[goal].append((columns.ravel(), amounts.ravel()))

    def slack(
        self,
        kind: str,
        ids: Sequence[str],
        reason: str,
        goal: Goal,
        weight: ArrayLike,
        where: ArrayLike,
        high: ArrayLike = np.inf,
    ) -> Integers:
        """Add slacks that are named and charged to a goal, shape (ids, months)."""
        shape = (len(ids), self.problem.count)
        name = f"slack_{len(self.slacks)}"
        columns = self.columns(name, shape, high=high, where=np.broadcast_to(where, shape))
        self.slacks.append(Slacks(kind, tuple(ids), reason, columns))
        self.charge(goal, columns, weight)
        return columns

    def rate_change(self, name: str, of: str, change: RateChange, columns: Integers) -> None:
        """Charge and limit each unit by which a rate of production rises or falls.

        Parameters
        ----------
        name, of
            Name of the rows, and whose rate it is.
        columns
            What makes up the rate, shape (families, months).
        """
        days = self.problem.days
        per = np.where(days > 0, days, 1.0) if change.per_day else np.ones(len(days))
        first = np.arange(len(days)) == 0
        counted = ~first | (change.initial is not None)
        up, down = (self.columns(f"{w}_{name}", days.shape, where=counted) for w in ("up", "down"))
        start = np.where(first, float(change.initial or 0.0), 0.0)
        terms: list[Term] = [(columns, 1.0 / per), (up, -1.0), (down, 1.0)]
        terms.append((before(columns), -1.0 / np.r_[1.0, per[:-1]]))
        self.rows(f"change_{name}", terms, counted, start, start)
        self.charge(Goal.COST, up, change.up)
        self.charge(Goal.COST, down, change.down)
        scale = float(days.mean()) if change.per_day else 1.0
        weight = float(self.worth.max(initial=1.0)) * scale
        reason = "rate change above limit"
        if np.isfinite([change.most_up, change.most_down]).any():
            over = self.slack("family", (of,), reason, Goal.TARGET, weight, counted)[0]
            for way, part, most in (("up", up, change.most_up), ("down", down, change.most_down)):
                if np.isfinite(most):
                    within: list[Term] = [(part, 1.0), (over, -1.0)]
                    self.rows(f"most_{way}_{name}", within, counted, high=most)

    def matrix(self) -> Matrix:
        """Return the model as arrays."""
        rows, columns, values = (
            np.concatenate([e[k] for e in self._entries] or [np.zeros(0)]) for k in range(3)
        )
        order = np.argsort(rows, kind="stable")
        counts = np.bincount(rows.astype(np.int64), minlength=self._row_count)
        blocks = self._columns
        return Matrix(
            np.concatenate([b[1] for b in blocks]),
            np.concatenate([b[2] for b in blocks]),
            np.concatenate([b[3] for b in blocks]).astype(bool),
            np.concatenate([b[1] for b in self._rows] or [np.zeros(0)]),
            np.concatenate([b[2] for b in self._rows] or [np.zeros(0)]),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            columns[order].astype(np.int64),
            values[order].astype(np.float64),
            {goal: self._goal(goal) for goal in Goal},
            dict(self.constants),
            tuple(b[0] for b in blocks),
            tuple(b[0] for b in self._rows),
        )

    def _goal(self, goal: Goal) -> Floats:
        charges = self._charges[goal]
        if not charges:
            return np.zeros(self._column_count)
        columns, amounts = (np.concatenate([c[k] for c in charges]) for k in range(2))
        total = np.bincount(columns.astype(np.int64), amounts, self._column_count)
        total[0] = 0.0
        return np.asarray(total, dtype=np.float64)
