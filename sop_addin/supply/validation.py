"""The one place where a planning problem is checked before anything is computed from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.supply.capacity import LabourPool, Material, Resource
from sop_addin.supply.family import Family, Policy, UnitCosts
from sop_addin.supply.quantities import Floats, by_month

__all__ = ["validate"]

_GREATEST = 1e12
"""Greatest number of a problem; what is larger is a typing error that no solver takes."""


_NUMBERS = (
    "demand",
    "safety_stock",
    "regular_minimum",
    "on_order",
    "opening_inventory",
    "opening_past_due",
    "opening_backlog",
    "opening_finished",
    "ship_share",
)
"""What of a family is a number, in the order in which it is looked at."""

_LIMITS = (
    "regular_limit",
    "overtime_limit",
    "subcontract_limit",
    "subcontract_total_limit",
    "past_due_limit",
)
"""What of a family may be unlimited."""

_LEVELS = ("minimum", "target", "maximum")
"""What of a family may be blank; none above the next."""

_COSTS = tuple(item.name for item in fields(UnitCosts))

_LISTED = {"ship_share", "price", "subcontract_limit"}
"""What of a family stands on its list; the rest is on its page."""

_ON_PAGE = {"demand": "unconstrained_demand"}
"""What pages call otherwise."""


def validate(
    months: pd.PeriodIndex,
    working_days: Any,
    families: Sequence[Family],
    pools: Sequence[LabourPool],
    resources: Sequence[Resource],
    materials: Sequence[Material],
) -> None:
    """Refuse a problem that cannot be planned.

    Parameters
    ----------
    months, working_days, families, pools, resources, materials
        The problem as stated, see :class:`sop_addin.supply.problem.Problem`.

    Raises
    ------
    DataError
        With the logical place: blank or non-finite demand or opening positions, negative numbers,
        minimum above target or maximum, duplicate ids, unknown families, bad locks, MTO families
        without any backlog target.
    """
    _check_horizon(months, working_days)
    ids = [f.id for f in families]
    _unique(ids, "families")
    _unique([*(p.id for p in pools), *(r.id for r in resources)], "resources")
    _unique([m.id for m in materials], "materials")
    for family in families:
        _check_family(family, months)
    known = set(ids)
    for pool in pools:
        _check_pool(pool, months, known)
    for resource in resources:
        _check_resource(resource, months, known)
    for material in materials:
        _check_material(material, months, known)


def _check_horizon(months: pd.PeriodIndex, working_days: Any) -> None:
    if not isinstance(months, pd.PeriodIndex) or months.freqstr != "M" or not len(months):
        raise DataError("horizon", repr(months), "consecutive months", "Set the cycle month.")
    if not np.array_equal(np.diff(months.asi8), np.ones(len(months) - 1)):
        raise DataError("horizon", "a gap", "consecutive months", "Set the cycle month.")
    place = Place("calendar", "", "working_days")
    days = _numbers(working_days, months, place)
    if not days.sum() > 0:
        raise DataError(place, "0 in every month", "working days", "Fill the plant calendar.")


def _unique(ids: Iterable[str], part: str) -> None:
    for name, times in Counter(ids).items():
        if not name or times > 1:
            place = Place(part, name)
            raise DataError(place, f"{times} rows", "one row with a name", "Give each its own id.")


def _check_family(family: Family, months: pd.PeriodIndex) -> None:
    def check(names: Sequence[str], *, finite: bool = True, blank: bool = False) -> None:
        for name in names:
            value = getattr(family, name)
            if not _plain(value, len(months), finite=finite, blank=blank):
                part = "families" if name in _LISTED else "family"
                place = Place(part, family.id, _ON_PAGE.get(name, name))
                _numbers(value, months, place, finite=finite, blank=blank)

    check(_NUMBERS)
    if family.ship_share > 1:
        place = Place("families", family.id, "ship_share")
        raise DataError(place, str(family.ship_share), "a share from 0 to 1", "Correct it.")
    check(_LIMITS, finite=False)
    if family.due is not None:
        check(["due"])
    check(_LEVELS, finite=False, blank=True)
    wanted = [by_month(getattr(family, name), len(months)) for name in _LEVELS]
    _check_order(family, months, wanted)
    if family.policy is Policy.MTO and family.due is None and np.isnan(wanted[1:]).all():
        place = Place("families", family.id, "backlog_target")
        raise DataError(
            place, "blank", "a backlog target", "Without one nothing asks for production."
        )
    if family.priority < 1 or int(family.priority) != family.priority:
        place = Place("families", family.id, "priority")
        raise DataError(place, str(family.priority), "1, 2, 3 …", "1 is served first.")
    if family.price is not None:
        check(["price"])
    _check_costs(family.costs, family.id, months)
    _check_locks(family, months)
    for name in ("lead_months", "bought_lead_months"):
        _check_lead(getattr(family, name), "families", family.id, name)
    _check_fence(family, months)


def _check_lead(months: float, part: str, key: str, field: str) -> None:
    if not 0 <= months < np.inf or int(months) != months:
        place = Place(part, key, field)
        raise DataError(place, f"{months:g}", "0, 1, 2 … months", "Give whole months.")


def _check_fence(family: Family, months: pd.PeriodIndex) -> None:
    fence = family.firm_fence
    if fence is not None:
        _check_lead(fence.months, "families", family.id, "firm_months")
        place = Place("family", family.id, "production")
        _numbers(fence.plan, months, place)
        if not np.isfinite(fence.share) or fence.share < 0:
            place = Place(field="firm_change")
            raise DataError(place, f"{fence.share:g}", "a share, not negative", "Correct it.")
    change = family.rate_change
    if change is not None:
        stated = (change.up, change.down, change.most_up, change.most_down, change.initial or 0.0)
        if np.isnan(stated).any() or min(stated) < 0:
            place = Place("families", family.id, "most_change")
            raise DataError(place, repr(change)[:80], "numbers, not negative", "Correct them.")


def _check_order(family: Family, months: pd.PeriodIndex, wanted: list[Floats]) -> None:
    for low, high in ((0, 1), (1, 2), (0, 2)):
        wrong = wanted[low] > wanted[high]
        if wrong.any():
            t = int(wrong.argmax())
            place = Place("family", family.id, _LEVELS[low], str(months[t]))
            got, limit = f"{wanted[low][t]:g}", f"at most the {_LEVELS[high]}, {wanted[high][t]:g}"
            raise DataError(place, got, limit, "Correct one of the two.")


def _check_costs(costs: UnitCosts, family: str, months: pd.PeriodIndex) -> None:
    for name in _COSTS:
        value = getattr(costs, name)
        if value is not None and not _plain(value, len(months)):
            _numbers(value, months, Place("families", family, f"{name}_cost"))


def _check_locks(family: Family, months: pd.PeriodIndex) -> None:
    seen: set[pd.Period] = set()
    for lock in family.locks:
        place = Place("family", family.id, "manual_change", str(lock.month))
        if lock.month not in months:
            raise DataError(place, str(lock.month), "a month of the horizon", "Remove it.")
        if lock.month in seen:
            raise DataError(place, "two locks", "one lock a month", "Remove one.")
        seen.add(lock.month)
        made = (lock.regular, lock.overtime, lock.subcontract)
        if not np.isfinite([*made, lock.manual]).all() or min(made) < 0:
            raise DataError(place, repr(lock), "numbers, production not negative", "Correct it.")


def _check_pool(pool: LabourPool, months: pd.PeriodIndex, known: set[str]) -> None:
    def check(name: str, finite: bool) -> None:
        _numbers(getattr(pool, name), months, Place("resources", pool.id, name), finite=finite)

    check("workers", finite=True)
    check("hours_per_day", finite=True)
    for name in (
        "overtime_share",
        "overtime_hours_limit",
        "max_workers",
        "max_hires",
        "max_layoffs",
    ):
        check(name, finite=False)
    for name in ("wage_per_day", "hire_cost", "layoff_cost", "overtime_cost_per_hour"):
        if getattr(pool, name) is not None:
            check(name, finite=True)
    for name, column in (("more_lead_months", "lead_months"), ("notice_months", "notice_months")):
        _check_lead(getattr(pool, name), "resources", pool.id, column)
    _check_bill(pool.id, pool.hours_per_unit, known)


def _check_resource(resource: Resource, months: pd.PeriodIndex, known: set[str]) -> None:
    if not _plain(resource.available, len(months), finite=False):
        place = Place("resources", resource.id, "hours_per_day")
        _numbers(resource.available, months, place, finite=False)
    _check_bill(resource.id, resource.per_unit, known)


def _check_material(material: Material, months: pd.PeriodIndex, known: set[str]) -> None:
    def check(name: str, column: str, finite: bool) -> None:
        place = Place("materials", material.id, column)
        _numbers(getattr(material, name), months, place, finite=finite)

    check("on_hand", "stock", True)
    check("order_limit", "monthly_limit", False)
    for name in ("on_order", "minimum_order", "safety_stock"):
        check(name, name if name != "on_order" else "", True)
    limit = by_month(material.order_limit, len(months))
    if ((limit > 0) & (limit < material.minimum_order)).any():
        raise DataError(
            Place("materials", material.id, "monthly_limit"),
            f"{limit[limit > 0].min():g}",
            f"at least the minimum order, {material.minimum_order:g}",
            "Correct one of the two: as they are, nothing can be ordered.",
        )
    for name in ("cost", "holding"):
        if getattr(material, name) is not None:
            check(name, "cost", True)
    _check_lead(material.lead_months, "materials", material.id, "lead_months")
    for family, amount in material.per_unit.items():
        place = Place("bill_of_materials", f"{family}/{material.id}", "per_unit")
        if family not in known:
            raise DataError(place, repr(family), "a planned family", "Correct the family's code.")
        if not np.isfinite(amount) or amount < 0:
            raise DataError(place, f"{amount:g}", "units, not negative", "Correct it.")


def _check_bill(resource: str, bill: Mapping[str, float], known: set[str]) -> None:
    for family, amount in bill.items():
        if family in known and 0 <= amount < np.inf:
            continue
        place = Place("bill_of_resources", f"{family}/{resource}", "hours_per_unit")
        if family not in known:
            raise DataError(place, repr(family), "a planned family", "Correct the family's code.")
        raise DataError(place, f"{amount:g}", "hours a unit, not negative", "Correct it.")


def _plain(value: Any, count: int, *, finite: bool = True, blank: bool = False) -> bool:
    """Tell quickly whether a value is good as it is: most are; :func:`_numbers` judges the rest."""
    if isinstance(value, (int, float)):
        unlimited = value == np.inf and not finite
        return 0 <= value <= _GREATEST or unlimited or (blank and bool(np.isnan(value)))
    if isinstance(value, np.ndarray) and value.shape == (count,) and value.dtype == np.float64:
        return bool(value.min() >= 0 and value.max() <= _GREATEST)
    return False


def _numbers(
    value: Any, months: pd.PeriodIndex, place: Place, *, finite: bool = True, blank: bool = False
) -> Floats:
    """Return `value` by month, or say in which month it is wrong."""
    try:
        array = by_month(value, len(months))
    except (TypeError, ValueError) as error:
        expected = f"one number, or {len(months)} numbers"
        raise DataError(place, f"{value!r}"[:80], expected, "Correct it.") from error
    wrong = (np.isnan(array) & (not blank)) | (array < 0)
    wrong |= np.isfinite(array) & (array > _GREATEST)
    if finite:
        wrong |= np.isinf(array)
    if wrong.any():
        t = int(wrong.argmax())
        month = "" if np.ndim(value) == 0 else str(months[t])
        got = "blank" if np.isnan(array[t]) else f"{array[t]:g}"
        where = Place(place.part, place.key, place.field, month)
        remedy = "Blank is not 0: fill it in." if got == "blank" else "Correct it."
        expected = "a number, at least 0"
        expected += f", at most {_GREATEST:g}" if array[t] > _GREATEST else ""
        raise DataError(where, got, expected, remedy)
    return array
