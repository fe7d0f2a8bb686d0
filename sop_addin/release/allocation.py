"""Who gets what of a shortage: the approved sales of a month, shared by a declared rule."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sop_addin.demand.levels import whole_shares
from sop_addin.release.authorised import AuthorisedPlan
from sop_addin.schema.allocation_tables import ALLOCATION, BY_DATE, BY_PRIORITY, PRO_RATA
from sop_addin.supply.problem import Floats

__all__ = ["OTHERS", "allocation_rows", "shared"]

OTHERS = "All others"
"""Demand of customers that are not listed."""

_LOST = "lost sales"


def shared(supply: float, requested: ArrayLike, ranks: ArrayLike) -> Floats:
    """Return what each request gets: rank by rank, inside a rank in proportion, in whole units.

    Parameters
    ----------
    supply
        Units there are, whole and not negative.
    requested
        Whole units, not negative, shape (requests,).
    ranks
        The lowest is served first; requests of one rank share, shape (requests,).

    Returns
    -------
    ndarray
        Whole units, shape (requests,), none above its request; their sum is the smaller of supply
        and all requests.

    References
    ----------
    Inside a rank Hamilton's method of apportionment (largest remainder).

    Examples
    --------
    >>> shared(10, [9, 6, 3], [1, 1, 1]).tolist(), shared(10, [9, 6, 3], [2, 1, 3]).tolist()
    ([5.0, 3.0, 2.0], [4.0, 6.0, 0.0])
    """
    wanted, rank = np.asarray(requested, dtype=float), np.asarray(ranks, dtype=float)
    given, left = np.zeros(len(wanted)), float(supply)
    for each in np.unique(rank):
        own = rank == each
        total = float(wanted[own].sum())
        given[own] = wanted[own] if total <= left else whole_shares(left, wanted[own])
        left -= float(given[own].sum())
        if left <= 0:
            break
    return given


def allocation_rows(
    plan: AuthorisedPlan, orders: pd.DataFrame, families: pd.DataFrame, rule: str
) -> pd.DataFrame:
    """Return who gets what in the months in which customers wait for more than is to be sold.

    A month is asked for by the orders due in it, by what earlier months left waiting (nothing
    where the family's sales are lost) and, for a family made to stock, by the rest of its demand,
    one line called :data:`OTHERS`, the last of all but in proportion. Orders that were due before
    the cycle month wait in it. A family without listed orders has no rows.

    Parameters
    ----------
    plan
        The approved version.
    orders
        ``order, family, customer, due, units, priority``.
    families
        ``family, policy, shortage_policy, allocation_rule``, in the plan's order.
    rule
        Of the company, where a family has none.

    Returns
    -------
    DataFrame
        The columns of ``ALLOCATION``; what a month's lines get adds up to the approved sales of
        the month in whole units.
    """
    found: list[pd.DataFrame] = []
    for at in np.flatnonzero(plan.known):
        family = families.iloc[at]
        own = orders[orders["family"] == family["family"]]
        if len(own):
            found += _of_family(plan, int(at), own, family, family["allocation_rule"] or rule)
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    return frame.reindex(columns=list(ALLOCATION.column_names))


def _of_family(
    plan: AuthorisedPlan, at: int, orders: pd.DataFrame, family: pd.Series, rule: str
) -> Iterator[pd.DataFrame]:
    """Yield the lines of each short month."""
    orders = orders.assign(month=orders["due"].dt.to_period("M").clip(lower=plan.cycle))
    waiting = orders.iloc[:0]
    for number, month in enumerate(plan.months):
        demand, supply = (
            float(np.floor(np.nan_to_num(plan.values[name][at, number]) + 1e-6))
            for name in ("unconstrained_demand", "constrained_sales")
        )
        due = orders[orders["month"] == month]
        asked = pd.concat([waiting, due, *_others(family, due, demand, month)], ignore_index=True)
        wanted = asked["units"].round().to_numpy(dtype=float)
        given = shared(supply, wanted, _ranks(asked, rule))
        short = wanted - given
        if short.any():
            yield asked.assign(
                family=family["family"],
                month=pd.PeriodIndex([month] * len(asked)),
                requested=wanted,
                allocated=given,
                short=short,
                rule=rule,
            )
        lost = family["shortage_policy"] == _LOST
        waiting = asked.iloc[:0] if lost else asked.assign(units=short)[short > 0]


def _others(
    family: pd.Series, due: pd.DataFrame, demand: float, month: pd.Period
) -> Iterator[pd.DataFrame]:
    """Yield one line for the demand of a month that is nobody's listed order."""
    rest = demand - float(due["units"].round().sum())
    if rest > 0 and family["policy"] != "MTO":
        line = {"order": f"{month}", "customer": OTHERS, "units": rest, "priority": np.nan}
        yield pd.DataFrame([line | {"due": month.end_time.normalize()}])


def _ranks(asked: pd.DataFrame, rule: str) -> Floats:
    """Return in which order requests are served; the same for all of them pro rata."""
    if rule == PRO_RATA:
        return np.zeros(len(asked))
    if rule == BY_DATE:
        return np.asarray(asked["due"].rank(method="dense"), dtype=float)
    if rule != BY_PRIORITY:
        raise ValueError(f"rule {rule!r}; expected {PRO_RATA}, {BY_PRIORITY} or {BY_DATE}")
    unranked = asked["priority"].max(skipna=True) + 1 if asked["priority"].notna().any() else 0.0
    ranks = asked["priority"].fillna(unranked).to_numpy(dtype=float)
    return np.where(asked["customer"] == OTHERS, np.inf, ranks)
