"""Scenarios as people type them: rows of changes, checked, and put into a planning problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.supply.kept import Change
from sop_addin.supply.problem import Family, Floats, LabourPool, Problem, Resource, by_month
from sop_addin.supply.schedule import hours_per_worker

__all__ = ["Facts", "agreed_capacity", "changes_of", "moved_by", "scenario_errors"]

_CAPACITY = ("resource", "pool")
"""Parts of a problem that a promoted scenario changes for everybody."""

_TABLE, _LIST = "scenario_changes", "scenarios"
_UNITS = {
    "demand": ("%", "a month"),
    "lost customer": ("%",),
    "launch later": ("months",),
    "capacity": ("%", "a month"),
    "subcontract": ("%", "a month"),
}

_Target = tuple[str, str, str]
"""Part of the problem, its id, its field."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What a change may refer to beside the planning problem.

    Parameters
    ----------
    sales
        What sales expects: ``family, source, item, month, units``; the customer is `source`.
    launches
        Units of launches and phase changes in the demand, index family, columns months.
    """

    sales: pd.DataFrame
    launches: pd.DataFrame


def scenario_errors(
    problem: Problem, scenarios: pd.DataFrame, rows: pd.DataFrame, facts: Facts
) -> Iterator[DataError]:
    """Yield what makes a scenario impossible to solve, with its row.

    Parameters
    ----------
    scenarios, rows
        Tables scenarios and scenario_changes; the index is the number of the row.
    """
    known = set(scenarios["scenario"])
    for number, name in zip(rows.index, rows["scenario"], strict=True):
        if name not in known:
            yield DataError(
                Place(_TABLE, f"#{number}", "scenario"),
                str(name),
                "a scenario of the list",
                "Correct it, or add its row with name and owner.",
            )
    for number, name in zip(scenarios.index, scenarios["scenario"], strict=True):
        if not (rows["scenario"] == name).any():
            yield DataError(
                Place(_LIST, f"#{number}", "scenario"),
                f"{name} without changes",
                "at least one change",
                "Say what it supposes, or delete the row.",
            )
    for number, row in rows.to_dict("index").items():
        try:
            _deltas(problem, str(number), row, facts)
        except DataError as error:
            yield error


def changes_of(
    problem: Problem, rows: pd.DataFrame, scenario: str, facts: Facts
) -> tuple[Change, ...]:
    """Return the changes that a scenario makes to a planning problem.

    Per cents are of the base; changes of the same number are added up, and nothing falls below 0.

    Raises
    ------
    DataError
        See :func:`scenario_errors`.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pumps = Family("Pumps", demand=[80, 130, 130])
    >>> problem = Problem(months(month("2026-03"), 3), 20, (pumps,))
    >>> row = {"scenario": "S1", "what": "demand", "item": "Pumps", "amount": 10.0, "unit": "%",
    ...        "first_month": month("2026-04"), "last_month": pd.NaT, "reason": ""}
    >>> facts = Facts(pd.DataFrame(), pd.DataFrame())
    >>> [change] = changes_of(problem, pd.DataFrame([row]), "S1", facts)
    >>> change.field, change.value.round(6).tolist()
    ('demand', [80.0, 143.0, 143.0])
    """
    found: dict[_Target, Floats] = {}
    for number, row in rows[rows["scenario"] == scenario].to_dict("index").items():
        for target, delta in _deltas(problem, str(number), row, facts).items():
            found[target] = found.get(target, np.zeros(problem.count)) + delta
    return tuple(
        Change(*target, np.maximum(_base(problem, target) + delta, 0.0))
        for target, delta in found.items()
    )


def agreed_capacity(problem: Problem, promoted: Iterable[Iterable[Change]]) -> tuple[Change, ...]:
    """Return the capacity that several promoted scenarios bring together.

    What two of them add to the same resource is taken to be the same: the most of either counts,
    never the sum; and so is what they take away.

    Parameters
    ----------
    promoted
        Changes of each scenario.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> press = Resource("Press", 100, {})
    >>> problem = Problem(months(month("2026-03"), 2), 20, (), resources=(press,))
    >>> one, two = ([Change("resource", "Press", "available", [v, 100.0])] for v in (130, 150))
    >>> agreed_capacity(problem, [one, two])[0].value.tolist()
    [150.0, 100.0]
    """
    found: dict[_Target, list[Floats]] = {}
    for changes in promoted:
        for each in changes:
            if each.part in _CAPACITY:
                target = (each.part, each.id, each.field)
                more = by_month(each.value, problem.count) - _base(problem, target)
                found.setdefault(target, []).append(more)
    return tuple(
        Change(*target, _base(problem, target) + _widest(deltas))
        for target, deltas in found.items()
    )


def _widest(deltas: list[Floats]) -> Floats:
    """Return the most that is added and the most that is taken away, shape (months,)."""
    most: Floats = np.maximum(np.max(deltas, axis=0), 0.0) + np.minimum(np.min(deltas, axis=0), 0.0)
    return most


_Row = Mapping[Any, Any]


def _deltas(problem: Problem, number: str, row: _Row, facts: Facts) -> dict[_Target, Floats]:
    """Return what a row adds to each number of the problem, shape (months,) each."""
    what, unit, amount = str(row["what"]), str(row["unit"]), float(row["amount"])
    if unit not in _UNITS[what]:
        raise _error(
            number, "unit", unit, " or ".join(_UNITS[what]), f"That is how {what} is measured."
        )
    when = _months(problem, number, row)
    part = amount / 100 if unit == "%" else amount
    supposed = _Supposed(number, str(row["item"]), part, unit == "%", when)
    found = _KINDS[what](problem, supposed, facts)
    if not any(np.abs(delta).max() > 0 for delta in found.values()):
        raise _error(
            number, "amount", f"{amount:g} {unit}", "a change of something", "It changes nothing."
        )
    return found


@dataclass(frozen=True, eq=False)
class _Supposed:
    """A row: its number, what it is about, by how much, in which months (1 or 0)."""

    number: str
    item: str
    amount: float
    is_share: bool
    when: Floats

    def of(self, base: Floats) -> Floats:
        """Return the change of a base, shape (months,)."""
        each = base if self.is_share else np.ones(len(base))
        return self.when * each * self.amount


def _error(number: str, column: str, got: str, expected: str, remedy: str) -> DataError:
    return DataError(Place(_TABLE, f"#{number}", column), got, expected, remedy)


def _months(problem: Problem, number: str, row: _Row) -> Floats:
    first, last = row["first_month"], row["last_month"]
    end = problem.months[-1]
    last = last if isinstance(last, pd.Period) else max(first, end)
    if last < first:
        raise _error(number, "last_month", str(last), f"{first} or later", "Correct the months.")
    if first > end or last < problem.months[0]:
        raise _error(
            number,
            "first_month",
            f"{first} to {last}",
            f"months from {problem.months[0]} to {end}",
            "The months are not planned: correct them, or delete the row.",
        )
    return np.asarray((problem.months >= first) & (problem.months <= last), dtype=np.float64)


def _family(problem: Problem, row: _Supposed) -> Family:
    for family in problem.families:
        if family.id == row.item:
            return family
    raise _error(row.number, "item", row.item, "a family of the book", "Correct the code.")


def _demand(problem: Problem, row: _Supposed, facts: Facts) -> dict[_Target, Floats]:
    family = _family(problem, row)
    return {("family", family.id, "demand"): row.of(by_month(family.demand, problem.count))}


def _subcontract(problem: Problem, row: _Supposed, facts: Facts) -> dict[_Target, Floats]:
    family = _family(problem, row)
    limit = by_month(family.subcontract_limit, problem.count)
    return {("family", family.id, "subcontract_limit"): row.of(limit)}


def _lost_customer(problem: Problem, row: _Supposed, facts: Facts) -> dict[_Target, Floats]:
    sales = facts.sales
    own = sales[sales["source"] == row.item] if len(sales) else sales
    planned = {family.id for family in problem.families}
    if own.empty:
        raise _error(
            row.number,
            "item",
            row.item,
            "a customer of the sales input",
            "Without its units nobody knows what is lost: enter them there, or type a demand row.",
        )
    found: dict[_Target, Floats] = {}
    for family, month, units in zip(own["family"], own["month"], own["units"], strict=True):
        at = month.ordinal - problem.months[0].ordinal
        if family in planned and 0 <= at < problem.count:
            lost = found.setdefault(("family", family, "demand"), np.zeros(problem.count))
            lost[at] -= row.when[at] * row.amount * units
    return found


def moved_by(launch: Floats, by: int) -> Floats:
    """Return how demand changes where a launch slips.

    Parameters
    ----------
    launch
        Units that the launch adds, shape (months,).
    by
        Months, 1 or more.

    Examples
    --------
    >>> moved_by(np.array([0.0, 10.0, 20.0, 30.0]), 2).tolist()
    [0.0, -10.0, -20.0, -20.0]
    """
    return np.concatenate([np.zeros(by), launch])[: len(launch)] - launch


def _launch_later(problem: Problem, row: _Supposed, facts: Facts) -> dict[_Target, Floats]:
    family, by = _family(problem, row), int(row.amount)
    if by != row.amount or by < 1:
        raise _error(
            row.number, "amount", f"{row.amount:g}", "whole months, 1 or more", "Correct it."
        )
    launches = np.zeros(problem.count)
    if family.id in facts.launches.index:
        launches = np.nan_to_num(facts.launches.loc[family.id].to_numpy(dtype=float))
    return {("family", family.id, "demand"): row.when * moved_by(launches, by)}


def _capacity(problem: Problem, row: _Supposed, facts: Facts) -> dict[_Target, Floats]:
    for resource in problem.resources:
        if resource.id == row.item:
            there = by_month(resource.available, problem.count)
            return {("resource", resource.id, "available"): row.of(there)}
    for pool in problem.pools:
        if pool.id == row.item:
            return _people(problem, pool, row)
    raise _error(row.number, "item", row.item, "a resource of the book", "Correct the code.")


def _people(problem: Problem, pool: LabourPool, row: _Supposed) -> dict[_Target, Floats]:
    """Return more people, in heads: hours a month count as those of so many workers."""
    limits = {
        name: by_month(getattr(pool, name), problem.count)
        for name in ("max_workers", "max_hires", "max_layoffs")
    }
    if np.isinf(limits["max_workers"]).all():
        raise _error(
            row.number,
            "item",
            f"{row.item}, whose people are not limited",
            "a limited capacity",
            "The plan hires as it needs already; limit the people, or leave the change out.",
        )
    hours = hours_per_worker(problem, pool)
    whole = np.where(hours > 0, np.nan_to_num(limits["max_workers"], posinf=0.0), 0.0)
    heads = row.of(whole)
    if not row.is_share:
        heads = np.divide(row.of(hours), hours, out=np.zeros_like(hours), where=hours > 0)
    extra = {name: heads if name == "max_workers" else np.abs(heads) for name in limits}
    return {
        ("pool", pool.id, name): extra[name]
        for name, limit in limits.items()
        if np.isfinite(limit).all()
    }


_KINDS: Mapping[str, Callable[[Problem, _Supposed, Facts], dict[_Target, Floats]]] = {
    "demand": _demand,
    "lost customer": _lost_customer,
    "launch later": _launch_later,
    "capacity": _capacity,
    "subcontract": _subcontract,
}


def _base(problem: Problem, target: _Target) -> Floats:
    part, name, field = target
    groups: dict[str, tuple[Family | LabourPool | Resource, ...]] = {
        "family": problem.families,
        "pool": problem.pools,
        "resource": problem.resources,
    }
    (item,) = (each for each in groups[part] if each.id == name)
    return by_month(getattr(item, field), problem.count)
