"""The plan of the whole company as arrays, families x months: read once, used by every sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.errors import DataError, Place
from sop_addin.periods import months
from sop_addin.schema.declarations import Kind, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.months import HISTORY, HORIZON
from sop_addin.schema.retirement import planned
from sop_addin.supply.measures import common_unit

__all__ = ["CompanyPlan", "Flags", "Floats", "company_plan", "known_sum"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_NUMBERS = tuple(s.name for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER)
_REMEDY = "Run Check; it names the cell."


@dataclass(frozen=True)
class CompanyPlan:
    """Every series of every family's page; NaN is a blank, never zero.

    Parameters
    ----------
    cycle
        The month in which the cycle runs: the first of the horizon.
    currency
        Money's unit, as printed.
    families, names, units
        Code, name and unit of measure by family, in the order of the families table.
    mto
        Whether a family is made to order; shape (families,).
    price, cost
        Money a unit; shape (families,); NaN where none is set.
    values
        Series name to array, shape (families, closed months + horizon).
    retired
        Whether a family is retired: its closed months count, ahead its page holds zeros; shape
        (families,).
    """

    cycle: pd.Period
    currency: str
    families: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    mto: Flags
    price: Floats
    cost: Floats
    values: dict[str, Floats]
    retired: Flags

    @property
    def months(self) -> pd.PeriodIndex:
        """Months of the horizon, the cycle month first."""
        return months(self.cycle, HORIZON)

    def closed(self, series: str) -> Floats:
        """Return a series in the closed months, shape (families, closed months), oldest first."""
        return self.values[series][:, :HISTORY]

    def horizon(self, series: str) -> Floats:
        """Return a series from the cycle month on, shape (families, horizon)."""
        return self.values[series][:, HISTORY:]

    def last_closed(self, series: str) -> Floats:
        """Return a series in the last closed month, shape (families,)."""
        return self.values[series][:, HISTORY - 1]

    @cached_property
    def planned(self) -> Flags:
        """Whether a family has a production plan; without one its page shows nothing but demand."""
        rows = ("regular", "overtime", "subcontract", "manual_change")
        some = [np.isfinite(self.horizon(row)).any(axis=1) for row in rows]
        planned: Flags = np.logical_or.reduce(some) | (self.horizon("production") > 0).any(axis=1)
        return planned

    def position(self) -> Floats:
        """Return what a family is planned on: stock (MTS) or order backlog (MTO), the horizon."""
        return np.where(self.mto[:, None], self.horizon("order_backlog"), self.horizon("inventory"))

    def unit_of(self, family: int) -> str:
        """Return the unit of measure of a family (by position), as printed after a number."""
        return self.units[family] or "units"

    @property
    def common_unit(self) -> str:
        """The unit that all families share; empty where they differ or it is not given."""
        return common_unit(self.units)


def company_plan(
    grid: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period, currency: str
) -> CompanyPlan:
    """Return the pages of all families as one plan.

    Parameters
    ----------
    grid
        One row a page, series and month: ``key`` (family), ``series``, ``month`` (dtype
        ``period[M]``), ``value``. A series or month that is not there is blank; months outside
        the page (24 closed, 18 ahead) and texts are not looked at.
    families
        Table families: ``family``, ``name``, ``policy``, ``unit``, ``price``, ``cost``,
        ``retired``.
    cycle
        The cycle month.
    currency
        Money's unit, such as EUR.

    Raises
    ------
    DataError
        A page's family is not in the table, or a family, series and month stands twice.

    Examples
    --------
    >>> march = pd.Period("2026-03", "M")
    >>> grid = pd.DataFrame({"key": ["Pumps"], "series": ["production"],
    ...                      "month": pd.PeriodIndex([march]), "value": [5.0]})
    >>> table = pd.DataFrame({"family": ["Pumps"], "name": ["Pumps"], "policy": ["MTS"],
    ...                       "unit": ["pcs"], "price": [9.0], "cost": [None], "retired": [None]})
    >>> plan = company_plan(grid, table, march, "EUR")
    >>> plan.horizon("production")[0, :2].tolist(), plan.common_unit
    ([5.0, nan], 'pcs')
    """
    return CompanyPlan(
        cycle=cycle,
        currency=currency,
        families=tuple(families["family"]),
        names=_texts(families["name"]),
        units=_texts(families["unit"]),
        mto=(families["policy"] == Policy.MTO.value).to_numpy(dtype=bool),
        price=_numbers(families["price"]),
        cost=_numbers(families["cost"]),
        values=_values(grid, pd.Index(families["family"]), cycle),
        retired=~families["family"].isin(planned(families, cycle)["family"]).to_numpy(dtype=bool),
    )


def _values(grid: pd.DataFrame, families: pd.Index[str], cycle: pd.Period) -> dict[str, Floats]:
    row = _positions(grid["key"], families)
    strays = np.flatnonzero(row < 0)
    if strays.size:
        key = str(grid["key"].iloc[strays[0]])
        raise DataError(
            Place(FAMILY_PAGE.name, key), f"a page of {key!r}", "a family of the table", _REMEDY
        )
    series = _positions(grid["series"], pd.Index(_NUMBERS))
    month = np.asarray(grid["month"].array.asi8, dtype=np.int64) - (cycle.ordinal - HISTORY)
    width = HISTORY + HORIZON
    wanted = (series >= 0) & (month >= 0) & (month < width)
    at = (series[wanted] * len(families) + row[wanted]) * width + month[wanted]
    cube = np.full(len(_NUMBERS) * len(families) * width, np.nan)
    cube[at] = _numbers(grid["value"].loc[wanted])
    _refuse_twice(grid.loc[wanted], at, cube.size)
    shaped = cube.reshape(len(_NUMBERS), len(families), width)
    return dict(zip(_NUMBERS, shaped, strict=True))


def _positions(labels: pd.Series[str], known: pd.Index[str]) -> NDArray[np.int64]:
    codes, names = pd.factorize(labels)
    return np.asarray(known.get_indexer(pd.Index(names)), dtype=np.int64)[codes]


def _refuse_twice(grid: pd.DataFrame, at: NDArray[np.int64], size: int) -> None:
    twice = np.flatnonzero(np.bincount(at, minlength=size)[at] > 1)
    if twice.size:
        row = grid.iloc[twice[0]]
        place = Place(FAMILY_PAGE.name, row["key"], row["series"], str(row["month"]))
        raise DataError(place, "the month twice", "one value a month", _REMEDY)


def _texts(column: pd.Series[str]) -> tuple[str, ...]:
    return tuple("" if pd.isna(text) else str(text).strip() for text in column)


def _numbers(column: pd.Series[float]) -> Floats:
    return np.asarray(pd.to_numeric(column), dtype=np.float64)


def known_sum(values: Floats, axis: int | None = None) -> Floats:
    """Return the sum of what is known; NaN where nothing is.

    Examples
    --------
    >>> known_sum(np.array([[1.0, np.nan], [2.0, np.nan]]), axis=0).tolist()
    [3.0, nan]
    """
    some = np.isfinite(values).any(axis=axis)
    return np.where(some, np.nansum(values, axis=axis), np.nan)
