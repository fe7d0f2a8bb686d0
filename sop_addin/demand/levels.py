"""Items and families: split down, add up, and make the two agree to the unit.

Quantities of items are in their family's unit throughout; `conversion` turns them into an item's
own (:func:`own_units`). Families add up to the company in money
(:func:`sop_addin.demand.bridge.in_money`), in units only where they share one
(:func:`sop_addin.supply.measures.common_unit`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sop_addin.demand.panel import Floats
from sop_addin.errors import DataError, Place

__all__ = [
    "MIX_DIGITS",
    "bottom_up",
    "conversions",
    "own_units",
    "problems",
    "reconciled",
    "whole_shares",
]

MIX_DIGITS = 0.005
"""Percentage points by which a family's mix may miss 100: less than its second decimal."""


def whole_shares(total: float, weights: ArrayLike) -> Floats:
    """Split a total into whole units by weight, the rest to the largest remainders.

    Parameters
    ----------
    total
        Units; split as it rounds to whole units, negative ones as their opposite.
    weights
        None negative, not all zero, shape (items,).

    Returns
    -------
    ndarray
        Whole units, shape (items,), whose sum is the rounded total; of equal remainders the first
        is served first.

    Raises
    ------
    ValueError
        A weight is negative or not a number, or all are zero.

    References
    ----------
    Hamilton's method of apportionment (largest remainder).

    Examples
    --------
    >>> whole_shares(100, [1, 1, 1]).tolist()
    [34.0, 33.0, 33.0]
    """
    share = np.asarray(weights, dtype=float)
    if not (share >= 0).all() or not 0 < share.sum() < np.inf:
        raise ValueError(f"weights are {share.tolist()}; expected none negative, not all zero")
    whole = round(abs(total))
    exact = share / share.max()
    exact = exact / exact.sum() * whole
    units: Floats = np.floor(exact)
    left = int(whole - units.sum())
    for _ in range(abs(left)):  # one unit each; more than once round only beyond 2**53
        at = int(np.argmax(exact - units)) if left > 0 else int(np.argmax(units - exact))
        units[at] += np.sign(left)
    signed: Floats = units if total >= 0 else 0.0 - units
    return signed


def problems(items: pd.DataFrame, families: list[str]) -> Iterator[DataError]:
    """Yield items of no family, and families whose mix does not add up to 100 %.

    Parameters
    ----------
    items
        ``item, family, mix_percent`` (% of the family's units); the index is the number of the row.
    families
        Codes of the book.
    """
    remedy = "Correct the item."
    for number in items.index[~items["family"].isin(families)]:
        place = Place("items", f"#{number}", "family")
        yield DataError(place, str(items.at[number, "family"]), "the code of a family", remedy)
    for code, part in items.groupby("family", sort=False):
        mix = part["mix_percent"]
        place = Place("items", f"#{part.index[-1]}", "mix_percent")
        if mix.isna().any():
            place = Place("items", f"#{mix.index[mix.isna()][0]}", "mix_percent")
            yield DataError(place, "a blank", f"its part of {code}, %", "Blank is not 0: fill it.")
        elif abs(mix.sum() - 100) > MIX_DIGITS:
            got = f"{code}, which adds up to {mix.sum():.10g} %"
            yield DataError(place, got, "100 % over the items of a family", remedy)


def bottom_up(quantities: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Add items up to their families.

    Parameters
    ----------
    quantities
        Months x items, units of the family.
    items
        ``item, family``.

    Returns
    -------
    DataFrame
        Months x families, units.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["Red", "Blue"], "family": "Pumps"})
    >>> bottom_up(pd.DataFrame({"Red": [61.0], "Blue": [40.0]}), items).values.tolist()
    [[101.0]]
    """
    family = items.set_index("item")["family"]
    ordered = list(dict.fromkeys(family))
    return quantities.T.groupby(family.reindex(quantities.columns).to_numpy()).sum().T[ordered]


def reconciled(weights: pd.DataFrame, totals: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Split families' quantities over their items by weights, so that they add up to the unit.

    With planning percentages as weights that is top-down; with items' own forecasts, the
    reconciliation of the two levels.

    Parameters
    ----------
    weights
        Months x items, none negative: % of the mix, or units of the family.
    totals
        Months x families, units: what the items have to add up to.
    items
        As for :func:`problems`; a month in which all items of a family are 0 is split by its mix.

    Returns
    -------
    DataFrame
        Months x items, whole units.

    Raises
    ------
    DataError
        The first of :func:`problems`, or a weight that is negative or blank.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["Red", "Blue"], "family": "Pumps", "mix_percent": [60, 40]})
    >>> own = pd.DataFrame({"Red": [30.0, 0.0], "Blue": [60.0, 0.0]})
    >>> reconciled(own, pd.DataFrame({"Pumps": [100.0, 10.0]}), items).values.tolist()
    [[33.0, 67.0], [6.0, 4.0]]
    """
    for error in problems(items, list(totals.columns)):
        raise error
    columns: dict[str, Floats] = {}
    for code, part in items.groupby("family", sort=False):
        own = weights[part["item"]].to_numpy(dtype=float)
        _refuse_unusable(own, part["item"].tolist(), weights.index)
        mix = part["mix_percent"].to_numpy(dtype=float)
        rows = zip(totals[code], own, strict=True)
        split = np.array([whole_shares(t, w if w.any() else mix) for t, w in rows])
        columns |= dict(zip(part["item"], split.reshape(-1, len(mix)).T, strict=True))
    return pd.DataFrame(columns, index=totals.index).reindex(columns=items["item"])


def _refuse_unusable(own: Floats, names: list[str], months: pd.Index) -> None:
    wrong = ~(own >= 0)
    if wrong.any():
        row, column = (int(at[0]) for at in wrong.nonzero())
        place = Place("items", names[column], month=str(months[row]))
        raise DataError(place, f"{own[row, column]:g}", "0 or more", "Correct the number.")


def conversions(items: pd.DataFrame) -> pd.Series[float]:
    """Return the units of the family in one unit of each item, by item.

    Parameters
    ----------
    items
        ``item, conversion``: above 0; NaN is 1.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["Box", "Piece"], "conversion": [12.0, None]})
    >>> conversions(items).to_dict()
    {'Box': 12.0, 'Piece': 1.0}
    """
    return items.set_index("item")["conversion"].astype(float).fillna(1.0)


def own_units(quantities: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Return items' quantities in their own units.

    Parameters
    ----------
    quantities
        Months or weeks x items, units of the family.
    items
        As for :func:`conversions`.

    Raises
    ------
    DataError
        A quantity is of an item that is not listed.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["Box"], "conversion": [12.0]})
    >>> own_units(pd.DataFrame({"Box": [120.0]}), items).values.tolist()
    [[10.0]]
    """
    factor = conversions(items)
    for name in quantities.columns[~quantities.columns.isin(factor.index)]:
        remedy = "List it on Items, or make again what splits the family."
        raise DataError(Place("items", str(name), "item"), "no row of it", "an item", remedy)
    return quantities / factor.reindex(quantities.columns)
