"""What the tables say, as rows of a family's page: history, calendar, business plan, openings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.snapshots import approved_before
from sop_addin.periods import last_closed, month_start, months, weekdays
from sop_addin.schema.declarations import Page

__all__ = [
    "Records",
    "demand_history",
    "openings",
    "page_rows",
    "without_month",
    "working_days",
]

_MEASURES = {
    "MTS": {
        "production": "production",
        "past_due": "past_due",
        "inventory": "inventory",
        "revenue": "revenue",
        "cogs": "cost_of_goods",
    },
    "MTO": {
        "production": "production",
        "past_due": "late_orders",
        "inventory": "finished",
        "backlog": "order_backlog",
        "revenue": "revenue",
        "cogs": "cost_of_goods",
    },
}
"""Measure of the actuals -> series of the page, by policy."""

_PREVIOUS = {
    "previous_demand": "unconstrained_demand",
    "previous_production": "production",
}
"""Row of the page -> series of the approved plan that it shows."""


def demand_history(actuals: pd.DataFrame, families: pd.DataFrame) -> pd.DataFrame:
    """Return what customers asked for, family by family and month.

    Make to stock: requested demand, where it was not reported sales. Make to order: bookings less
    cancellations, where they were not reported requested demand, then sales.

    Returns
    -------
    DataFrame
        Columns ``unique_id, ds, y`` (units), known months only, sorted.
    """
    policy = actuals["family"].map(families.set_index("family")["policy"])
    booked = actuals["bookings"] - actuals["cancellations"].fillna(0)
    asked = actuals["requested"].fillna(actuals["sales"])
    demand = asked.where(policy != "MTO", booked.fillna(asked))
    frame = pd.DataFrame({"unique_id": actuals["family"], "ds": actuals["month"], "y": demand})
    return frame.dropna().sort_values(["unique_id", "ds"], ignore_index=True)


def working_days(
    calendar: pd.DataFrame, index: Iterable[pd.Period], holidays: Iterable[dt.date] = ()
) -> pd.Series[float]:
    """Return working days by month: the calendar's, else Monday to Friday without holidays.

    Parameters
    ----------
    calendar
        ``month, working_days`` and, for months of weeks such as 4-4-5, ``starts``.

    Examples
    --------
    >>> table = pd.DataFrame({"month": pd.PeriodIndex(["2026-03"], freq="M"), "working_days": [20]})
    >>> working_days(table, pd.period_range("2026-03", periods=2, freq="M")).tolist()
    [20.0, 22.0]
    """
    index, holidays = list(index), list(holidays)
    known = calendar.set_index("month")["working_days"].to_dict()
    days = [float(known.get(m, np.nan)) for m in index]
    weeks = calendar.dropna(subset="starts") if "starts" in calendar else calendar
    for at, target in enumerate(index):
        if np.isnan(days[at]):
            first, until = (month_start(m, weeks) for m in (target, target + 1))
            days[at] = weekdays(target, holidays, first, until)
    return pd.Series(np.array(days, dtype=float), index=pd.PeriodIndex(index, freq="M"))


@dataclass(frozen=True)
class Records:
    """The tables that pages copy rows from, as the book holds them."""

    actuals: pd.DataFrame
    families: pd.DataFrame
    calendar: pd.DataFrame
    holidays: pd.DataFrame
    aop: pd.DataFrame
    versions: pd.DataFrame


def page_rows(records: Records, cycle: pd.Period, page: Page) -> pd.DataFrame:
    """Return the rows of every page that are copies of tables.

    Returns
    -------
    DataFrame
        ``key, series, month, value``; NaN where a table has nothing, so that cells are cleared.
    """
    closed = months(cycle - page.history, page.history)
    ahead = months(cycle, page.horizon)
    both = pd.PeriodIndex(closed.append(ahead))
    actuals, families, aop = records.actuals, records.families, records.aop
    codes = families["family"].tolist()
    days = working_days(records.calendar, both, pd.to_datetime(records.holidays["date"]).dt.date)
    demand = demand_history(actuals, families).pivot(index="unique_id", columns="ds", values="y")
    parts = [
        _wide("unconstrained_demand", demand.reindex(codes, columns=closed)),
        _wide("last_year", _shifted(demand, codes, both)),
        _wide("working_days", _every(codes, days)),
    ]
    for series, column in (("aop_demand", "units"), ("aop_revenue", "revenue")):
        table = aop.pivot(index="family", columns="month", values=column)
        parts.append(_wide(series, table.reindex(codes, columns=both)))
    for series, approved in _PREVIOUS.items():
        plan = approved_before(records.versions, approved, cycle)
        parts.append(_wide(series, plan.reindex(index=codes, columns=both)))
    sold = actuals.assign(sold=actuals["shipments"].fillna(actuals["sales"]))
    parts.append(_wide("constrained_sales", _pivot(sold, "sold", codes, closed)))
    for policy, measures in _MEASURES.items():
        members = families.loc[families["policy"] == policy, "family"].tolist()
        parts += [
            _wide(series, _pivot(actuals, measure, members, closed))
            for measure, series in measures.items()
        ]
    return pd.concat(parts, ignore_index=True)


def _pivot(
    actuals: pd.DataFrame, measure: str, codes: list[str], index: pd.PeriodIndex
) -> pd.DataFrame:
    wide = actuals.pivot(index="family", columns="month", values=measure)
    return wide.reindex(codes, columns=index)


def _shifted(demand: pd.DataFrame, codes: list[str], index: pd.PeriodIndex) -> pd.DataFrame:
    wide = demand.reindex(codes, columns=index - 12)
    wide.columns = index
    return wide


def _every(codes: list[str], row: pd.Series[float]) -> pd.DataFrame:
    return pd.DataFrame(np.tile(row.to_numpy(), (len(codes), 1)), index=codes, columns=row.index)


def _wide(series: str, wide: pd.DataFrame) -> pd.DataFrame:
    values = wide.to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "key": np.repeat(wide.index.to_numpy(dtype=object), values.shape[1]),
            "series": series,
            "month": wide.columns.take(np.tile(np.arange(values.shape[1]), values.shape[0])),
            "value": values.ravel(),
        }
    )


def openings(actuals: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period) -> pd.DataFrame:
    """Return the positions at the end of the last closed month.

    Blank is not 0: a stock or backlog that was not reported stays NaN, and the source says what
    Plan takes for it. Past due and finished goods that were not reported are taken as 0, and the
    source says so.

    Returns
    -------
    DataFrame
        Index family; ``opening_inventory, opening_past_due, opening_backlog, opening_finished``
        (units) and ``opening_source`` (text).
    """
    closed = last_closed(cycle)
    last = actuals[actuals["month"] == closed].set_index("family")
    rows = last.reindex(families["family"])
    made_to_order = (families["policy"] == "MTO").to_numpy(dtype=bool)
    frame = pd.DataFrame(index=families["family"].rename(None))
    frame["opening_inventory"] = rows["inventory"].where(~made_to_order).to_numpy()
    frame["opening_past_due"] = rows["past_due"].fillna(0).where(~made_to_order).to_numpy()
    frame["opening_backlog"] = rows["backlog"].where(made_to_order).to_numpy()
    frame["opening_finished"] = rows["inventory"].fillna(0).where(made_to_order).to_numpy()
    frame["opening_source"] = [
        _source(row, family, closed)
        for (_, row), family in zip(rows.iterrows(), families.to_dict("records"), strict=True)
    ]
    return frame


def _source(row: pd.Series[float], family: Mapping[Any, Any], closed: pd.Period) -> str:
    """Return where the opening is from: the same words before and after Plan."""
    made_to_order = family["policy"] == "MTO"
    position, other = ("backlog", "inventory") if made_to_order else ("inventory", "past_due")
    target = family.get("backlog_target" if made_to_order else "target_days")
    if pd.isna(row[position]):
        what = "order backlog" if made_to_order else "stock count"
        level = "0" if pd.isna(target) else "the target"
        return f"No {what} of {closed}: Plan takes {level}"
    text = f"Actuals of {closed}"
    if pd.isna(row[other]):
        what = "finished stock" if made_to_order else "past due"
        text += f"; {what} not reported, taken as 0"
    if made_to_order and pd.isna(target):
        text += "; no backlog target, Plan maintains it"
    return text


def without_month(
    actuals: pd.DataFrame, codes: Iterable[str], wanted: pd.Period
) -> dict[str, pd.Period | None]:
    """Return the families that have no row of a month, with their last month; ``None``: no row.

    Examples
    --------
    >>> rows = pd.DataFrame({"family": ["A"], "month": pd.PeriodIndex(["2026-01"], freq="M")})
    >>> without_month(rows, ["A", "B"], pd.Period("2026-02", "M"))
    {'A': Period('2026-01', 'M'), 'B': None}
    """
    last = actuals.groupby("family")["month"].max().to_dict() if len(actuals) else {}
    have = set(actuals.loc[actuals["month"] == wanted, "family"])
    return {code: last.get(code) for code in codes if code not in have}
