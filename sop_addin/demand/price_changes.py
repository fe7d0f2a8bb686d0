"""What activities do to the price of a family, and the price at which its plan is valued."""

from __future__ import annotations

import pandas as pd

from sop_addin.demand.panel import Floats
from sop_addin.schema.declarations import Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import evaluate

__all__ = ["CHANGE", "PRICE", "plan_prices", "price_changes"]

CHANGE, PRICE = "price_change", "plan_price"
"""Rows of a page: change of the price by activities in %, and price of a unit in money."""


def price_changes(events: pd.DataFrame, codes: list[str], months: pd.PeriodIndex) -> pd.DataFrame:
    """Return by how much activities are to change the price of each family in each month.

    Each counts by its probability, as its volume does; two in one month are taken to be
    independent, so their factors are multiplied.

    Parameters
    ----------
    events
        Rows of :func:`sop_addin.demand.events.activity_months`: ``unique_id, ds, price_percent``
        (% of the price, negative is cheaper, NaN is none), ``probability`` (0 to 1).

    Returns
    -------
    DataFrame
        Months x families, % of the price; 0 where no activity changes it.

    Examples
    --------
    A rise of 10 % that is certain, and a discount of 20 % that comes with probability 0.5: 1.1 x
    0.9 of the price.

    >>> april = pd.period_range("2026-04", periods=1, freq="M")
    >>> rows = pd.DataFrame({"unique_id": "Pumps", "ds": april[[0, 0]],
    ...                      "price_percent": [10.0, -20.0], "probability": [1.0, 0.5]})
    >>> price_changes(rows, ["Pumps", "Drives"], april).round(6).to_numpy().tolist()
    [[-1.0, 0.0]]
    """
    priced = events[events["price_percent"].notna()]
    weighted = priced["price_percent"].astype(float) * priced["probability"].astype(float)
    factors = (1.0 + weighted / 100).groupby([priced["ds"], priced["unique_id"]]).prod()
    wide = factors.unstack() if len(factors) else pd.DataFrame(index=months, columns=codes)
    wide = wide.reindex(index=months, columns=codes).astype(float)
    return 100 * (wide.fillna(1.0) - 1.0)


def plan_prices(listed: Floats, changes: Floats) -> Floats:
    """Return the price of a unit in each month, by the formula of the page's own row.

    Parameters
    ----------
    listed
        Price of the sheet Families, money a unit, shape (families,); NaN where there is none.
    changes
        %, shape (families, months); NaN and 0 are no change.

    Examples
    --------
    >>> import numpy as np
    >>> plan_prices(np.array([50.0, np.nan]), np.array([[0.0, 4.0], [4.0, 0.0]])).tolist()
    [[50.0, 52.0], [nan, nan]]
    """
    formula = {PRICE: FAMILY_PAGE.formulas_of(Policy.MTS)[PRICE]}
    priced: Floats = evaluate(formula, {CHANGE: changes}, {"price": listed}, {})[PRICE]
    return priced
