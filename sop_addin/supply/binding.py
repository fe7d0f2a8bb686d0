"""What stands behind a shortage, and behind stock that is built ahead: resources, materials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sop_addin.supply.load import most_hours
from sop_addin.supply.material_plan import material_room
from sop_addin.supply.offsets import months_before
from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import Floats, Problem, Resource, ResourceBasis, by_month
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import bill

__all__ = ["Ahead", "Binding", "binding", "built_ahead", "plan_binding"]

_NOISE = 1e-6

_CLOSE = 0.10
"""Stock within a tenth of its target is on target."""


@dataclass(frozen=True, eq=False)
class Binding:
    """Where a resource has no room, or a material no more, for one more unit of a family.

    Parameters
    ----------
    names
        The resources, then the materials.
    used
        Utilisation, 1 = full, shape (names, months); 0 of a material.
    takes
        What a unit takes, shape (names, families); 0 where the family does not use it.
    full
        Whether it binds, by month of receipt, shape (names, families, months).
    materials
        Which of them are materials.
    """

    names: tuple[str, ...]
    used: Floats
    takes: Floats
    full: npt.NDArray[np.bool_]
    materials: frozenset[str] = frozenset()

    def tightest(self, family: int, month: int) -> str:
        """Return the fullest resource that a family uses in a month; empty if it uses none."""
        uses = self.takes[:, family] > 0
        if not uses.any():
            return ""
        used = np.where(uses, np.nan_to_num(self.used[:, month], posinf=np.inf), -1.0)
        return self.names[int(used.argmax())]

    def behind(self, family: int, first: int, last: int) -> str:
        """Return what binds in months `first` to `last`; empty where nothing does.

        The one that binds in most months stands first.
        """
        return _joined(self._bind(family, first, last))

    def reasons(self, family: int, first: int, last: int) -> str:
        """Return what binds in months `first` to `last`, and how; empty where nothing does.

        A resource is full, a material runs out.
        """
        names = self._bind(family, first, last)
        short = [name for name in names if name in self.materials]
        full = [name for name in names if name not in self.materials]
        words = {
            name: f"{_joined(group)} {many if len(group) > 1 else one}"
            for group, one, many in ((full, "is full", "are full"), (short, "runs out", "run out"))
            for name in group[:1]
        }
        return _joined([words[name] for name in names if name in words])

    def _bind(self, family: int, first: int, last: int) -> list[str]:
        months = self.full[:, family, first : last + 1].sum(axis=1)
        order = np.lexsort((np.arange(len(self.names)), -months))
        return [self.names[i] for i in order if months[i]]


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def binding(names: tuple[str, ...], takes: Floats, load: Floats, available: Floats) -> Binding:
    """Return which resources bind: what is free is less than one more unit takes.

    Parameters
    ----------
    names, takes
        The resources, and what a unit of each family takes, shape (resources, families).
    load, available
        In the resource's own unit, shape (resources, months); not limited: ``inf``.

    Examples
    --------
    A press with 100 hours; Pumps take 8 hours, Valves 2. In the first month 5 hours are free.

    >>> press = binding(("Press",), np.array([[8.0, 2.0]]), np.array([[95.0, 60.0]]),
    ...                 np.array([[100.0, 100.0]]))
    >>> press.behind(0, 0, 1), press.behind(1, 0, 1), press.tightest(1, 0)
    ('Press', '', 'Press')
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        used = load / available
    return Binding(names, used, takes, _no_room(takes, available - load, load))


def _no_room(takes: Floats, room: Floats, load: Floats) -> npt.NDArray[np.bool_]:
    """Tell where one more unit takes more than there is, shape (names, families, months)."""
    noise = _NOISE * (1.0 + np.abs(load))
    bound: npt.NDArray[np.bool_] = takes[:, :, None] > (room + noise)[:, None, :]
    return bound & (takes[:, :, None] > 0)


def plan_binding(plan: Plan, problem: Problem) -> Binding:
    """Return what binds in a plan; families and months as in the problem.

    People bind where all who may be there in time work all the hours that they may, overtime
    included; equipment and other resources of production where all that is available is used; a
    material where no more of it can be had for the production of a month. What stock takes up, or
    bought units, stands behind no shortage. Work counts in the month in which its units are
    received.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.plan import evaluate
    >>> from sop_addin.supply.problem import Family, LabourPool, Material
    >>> crew = LabourPool("Crew", 1, 8, {"Phones": 1.0}, max_hires=0)
    >>> chip = Material("Chip", {"Phones": 1.0}, on_hand=100, lead_months=2)
    >>> phones = Family("Phones", [130, 130, 130])
    >>> given = Problem(months(month("2026-03"), 3), 20, (phones,), (crew,), (), (chip,))
    >>> made = evaluate(given, np.array([[100.0, 0, 160]]), workers=np.ones((1, 3)))
    >>> bound = plan_binding(made, given)
    >>> bound.reasons(0, 0, 1), bound.reasons(0, 0, 2), bound.reasons(0, 2, 2)
    ('Chip runs out', 'Chip runs out and Crew is full', 'Crew is full')
    """
    pools, resources, materials = problem.pools, problem.resources, problem.materials
    bills = [p.hours_per_unit for p in pools]
    bills += [r.per_unit for r in resources] + [m.per_unit for m in materials]
    takes = np.array([bill(problem, uses) for uses in bills])
    takes = takes.reshape(len(bills), len(problem.families))
    loaded, shape = len(pools) + len(resources), (len(bills), problem.count)
    load, used = np.zeros(shape), np.zeros(shape)
    for values, column in ((load, "load"), (used, "utilisation")):
        values[:loaded] = plan.load[column].to_numpy(dtype=float).reshape(loaded, problem.count)
    most = [most_hours(problem, p, plan.schedule.workers[j]) for j, p in enumerate(pools)]
    most += [_limit(problem, resource) for resource in resources]
    room = np.array(
        [there - load[j] for j, there in enumerate(most)]
        + [material_room(m, under) for m, under in zip(materials, plan.consumption, strict=True)]
    ).reshape(shape)
    stated = [p.months_before for p in pools] + [r.months_before for r in resources]
    ahead = [months_before(problem, before) for before in stated]
    ahead += [months_before(problem, {}) for _ in materials]
    when = np.array(ahead, dtype=np.int64).reshape(takes.shape)
    names = (*(p.id for p in pools), *(r.id for r in resources), *(m.id for m in materials))
    full = _by_receipt(_no_room(takes, room, load), when)
    return Binding(names, used, takes, full, frozenset(m.id for m in materials))


def _limit(problem: Problem, resource: Resource) -> Floats:
    """Return what production may use of a resource, ``inf`` where it uses none of it."""
    made = resource.basis is ResourceBasis.PRODUCTION
    return by_month(resource.available if made else np.inf, problem.count)


def _by_receipt(bound: npt.NDArray[np.bool_], ahead: Integers) -> npt.NDArray[np.bool_]:
    """Return by month of receipt what holds by month of work; work before the horizon is done."""
    month = np.arange(bound.shape[2]) - ahead[:, :, None]
    there = np.take_along_axis(bound, np.maximum(month, 0), axis=2)
    return np.asarray(there & (month >= 0), dtype=bool)


@dataclass(frozen=True)
class Ahead:
    """Stock that is built ahead of demand.

    Parameters
    ----------
    most
        Most units above target.
    peak, last
        Month with the most, and last month above target, counted from 0.
    """

    most: float
    peak: int
    last: int


def built_ahead(stock: Floats, target: Floats, opening: float) -> Ahead | None:
    """Return the largest stretch of months in which stock is built above its target.

    Stock that is above target from the start and only falls was not built by this plan. More than
    a tenth of the target, and more than one unit, counts.

    Parameters
    ----------
    stock, target
        Units, shape (months,); NaN has no target.
    opening
        Units on hand before the first month.

    Examples
    --------
    >>> built_ahead(np.array([50.0, 90, 120, 60]), np.full(4, 50.0), 50)
    Ahead(most=70.0, peak=2, last=3)
    >>> built_ahead(np.array([90.0, 60, 50, 50]), np.full(4, 50.0), 120) is None
    True
    """
    above = np.nan_to_num(stock - target)
    high = above > np.maximum(1.0, _CLOSE * np.nan_to_num(target))
    found: list[Ahead] = []
    month = 0
    while month < len(stock):
        if not high[month]:
            month += 1
            continue
        end = month
        while end + 1 < len(stock) and high[end + 1]:
            end += 1
        peak = month + int(above[month : end + 1].argmax())
        if peak > 0 or stock[0] > opening:
            found.append(Ahead(float(above[peak]), peak, end))
        month = end + 1
    return max(found, key=lambda one: one.most, default=None)
