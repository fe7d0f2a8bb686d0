"""Logistics: what leaves and what arrives by month, each family in its unit, all in money."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import known_sum
from sop_addin.presop.wording import left_out
from sop_addin.release.authorised import AuthorisedPlan
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.supply.problem import Floats
from sop_addin.supply.sourcing import sourcing

__all__ = ["flow_rows"]

SHIPPED, RECEIVED = "shipments", "receipts"
_MONEY = ", money"


def flow_rows(plan: AuthorisedPlan, families: pd.DataFrame, prices: Floats) -> pd.DataFrame:
    """Return what leaves and what arrives: the company in money, then family by family.

    Parameters
    ----------
    plan
        The approved version, for the families of the table in its order.
    families
        Table families: ``family, name, unit, cost``.
    prices
        Money a unit by month, NaN where a family has none, shape (families, months).

    Returns
    -------
    DataFrame
        ``code, measure, name, unit, m0, m1, ...``. Shipments and receipts, made and bought, in
        units of the family; shipments at the plan price and receipts at standard cost in money,
        where `unit` is blank. A row of which no month is known, or in which nothing moves, is left
        out; the company's money leaves families without price or cost out, and its name says how
        many.

    Examples
    --------
    >>> from sop_addin.release.authorised import authorised_plan
    >>> march = pd.Period("2026-03", "M")
    >>> rows = [("production", 80.0), ("subcontract", 20.0), ("constrained_sales", 70.0)]
    >>> versions = pd.DataFrame({"cycle": [march] * 3, "version": "approved", "family": "Pumps",
    ...                          "series": [name for name, _ in rows]})
    >>> for i in range(18):
    ...     versions[f"lag{i}"] = [value for _, value in rows]
    >>> families = pd.DataFrame({"family": ["Pumps"], "name": "P", "unit": "pcs", "cost": 5.0})
    >>> approved = authorised_plan(versions, ["Pumps"], march)
    >>> flow_rows(approved, families, np.full((1, 18), 9.0))[["code", "measure", "m0"]].values
    array([['Company', 'shipments, money', 630.0],
           ['Company', 'receipts, money', 400.0],
           ['Pumps', 'shipments', 70.0],
           ['Pumps', 'receipts, made', 60.0],
           ['Pumps', 'receipts, bought', 20.0],
           ['Pumps', 'shipments, money', 630.0],
           ['Pumps', 'receipts, money', 400.0]], dtype=object)
    """
    values, known = plan.values, plan.known
    parts = sourcing(values["production"], values["overtime"], values["subcontract"])
    units = {
        SHIPPED: values["constrained_sales"],
        f"{RECEIVED}, made": parts.made,
        f"{RECEIVED}, bought": parts.bought,
    }
    cost = families["cost"].to_numpy(dtype=float)[:, None]
    money = {
        SHIPPED + _MONEY: (values["constrained_sales"] * prices, "without a price"),
        RECEIVED + _MONEY: (values["production"] * cost, "without a cost"),
    }
    rows = [_company(measure, months[known], why) for measure, (months, why) in money.items()]
    priced = {measure: months for measure, (months, _) in money.items()}
    for at in np.flatnonzero(known):
        code, name, unit = (str(families[key].iloc[at] or "") for key in ("family", "name", "unit"))
        rows += [_row((code, each, name, unit), months[at]) for each, months in units.items()]
        rows += [_row((code, each, name, ""), months[at]) for each, months in priced.items()]
    frame = pd.DataFrame(rows)
    moved = frame.filter(regex=r"^m\d+$").fillna(0.0).any(axis=1)
    return frame[moved].reset_index(drop=True)


def _company(measure: str, months: Floats, why: str) -> dict[str, object]:
    absent = left_out(int(np.isnan(months).all(axis=1).sum()), why).strip()
    return _row((COMPANY_KEY, measure, absent, ""), known_sum(months, axis=0))


def _row(names: tuple[str, str, str, str], months: Floats) -> dict[str, object]:
    code, measure, name, unit = names
    row: dict[str, object] = {"code": code, "measure": measure, "name": name, "unit": unit}
    return row | {f"m{i}": value for i, value in enumerate(months)}
