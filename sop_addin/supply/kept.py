"""A model that is kept: scenarios and strategies are solved from where the base plan stood.

Every answer starts from the base plan, never from the scenario before, so that it does not depend
on the order in which scenarios are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.supply.bottlenecks import bottleneck_values
from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.model import build
from sop_addin.supply.plan import Plan, plan_of
from sop_addin.supply.problem import Problem
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import HYBRID, Strategy

__all__ = ["PARTS", "Change", "KeptModel", "changed"]

PARTS = {
    "family": "families",
    "pool": "pools",
    "resource": "resources",
    "material": "materials",
}
"""What a change can be about, and where the problem holds it."""


@dataclass(frozen=True, eq=False)
class Change:
    """One changed number of a planning problem.

    Parameters
    ----------
    part
        One of :data:`PARTS`.
    id
        Which family, pool, resource or material.
    field
        Field of it: ``demand``, ``available``, ``max_hires``, or ``costs.subcontract``.
    value
        What it is now: a number, one a month, or whatever the field holds.
    """

    part: str
    id: str
    field: str
    value: Any


def changed(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem with changes, validated again.

    Raises
    ------
    DataError
        A change names nothing of the problem, or makes it impossible.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("Pumps", [80, 130]),))
    >>> changed(problem, [Change("family", "Pumps", "demand", [80, 160])]).families[0].demand
    [80, 160]
    """
    groups: dict[str, list[Any]] = {n: list(getattr(problem, n)) for n in PARTS.values()}
    for change in changes:
        group = groups.get(PARTS.get(change.part, ""), [])
        where = [k for k, item in enumerate(group) if item.id == change.id]
        if not where:
            place = Place(change.part, change.id, change.field)
            raise DataError(place, repr(change.id), "a part of the plan", "Correct the change.")
        group[where[0]] = _with(group[where[0]], change.field.split("."), change)
    return replace(
        problem,
        families=tuple(groups["families"]),
        pools=tuple(groups["pools"]),
        resources=tuple(groups["resources"]),
        materials=tuple(groups["materials"]),
    )


def _with(item: Any, path: list[str], change: Change) -> Any:
    known = {f.name for f in fields(item)} if is_dataclass(item) else set()
    if path[0] not in known:
        place = Place(change.part, change.id, change.field)
        raise DataError(place, repr(path[0]), "one of its fields", "Correct the change.")
    if len(path) == 1:
        return replace(item, **{path[0]: change.value})
    return replace(item, **{path[0]: _with(getattr(item, path[0]), path[1:], change)})


class KeptModel:
    """A planning problem with its solved base plan, ready for scenarios and strategies.

    Parameters
    ----------
    problem, strategy, settings
        As for :func:`sop_addin.supply.plan.solve`.

    Attributes
    ----------
    base
        The plan of the problem as stated.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> pumps = Family("Pumps", demand=[80, 130], regular_limit=100, price=50)
    >>> kept = KeptModel(Problem(months(month("2026-03"), 2), 20, (pumps,)))
    >>> kept.base.positions["past_due"].tolist()
    [0.0, 10.0]
    >>> more = kept.plan([Change("family", "Pumps", "regular_limit", 110)], "ten more a month")
    >>> more.positions["past_due"].tolist()
    [0.0, 0.0]
    """

    def __init__(
        self, problem: Problem, strategy: Strategy = HYBRID, settings: Settings | None = None
    ) -> None:
        self.problem, self.strategy = problem, strategy
        self.settings = settings or Settings()
        self._model = build(problem, strategy)
        self._matrix = self._model.matrix()
        self._solution = solve_matrix(self._matrix, self._model.weights, self.settings)
        self._start = self._solution.start
        self.base = plan_of(self._model, self._solution, self.settings.solver)

    def plan(self, changes: Iterable[Change], name: str = "") -> Plan:
        """Return the best plan of the problem with changes, under the kept strategy.

        Parameters
        ----------
        name
            What the plan is called; empty: the strategy's name.

        Raises
        ------
        DataError
            See :func:`changed`.
        """
        problem = changed(self.problem, changes)
        return self._solve(problem, self.strategy, name or self.strategy.name)

    def under(self, strategy: Strategy) -> Plan:
        """Return the best plan of the problem as stated under another strategy."""
        return self._solve(self.problem, strategy, strategy.name)

    def bottlenecks(self) -> pd.DataFrame:
        """Return what one more unit of each full resource is worth in the base plan."""
        return bottleneck_values(self._model, self._matrix, self._solution, self.settings)

    def _solve(self, problem: Problem, strategy: Strategy, name: str) -> Plan:
        model = build(problem, strategy)
        solution = solve_matrix(model.matrix(), model.weights, self.settings, self._start)
        return plan_of(model, solution, self.settings.solver, name)
