"""Why revenue is not what was planned: price, volume, mix, and families that came or went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.presop.company_plan import Floats

__all__ = ["Split", "price_volume_mix"]

_CENTS = 100


@dataclass(frozen=True, eq=False)
class Split:
    """A difference of revenue in its parts; money of each family, shape (families,), whole cents.

    Parameters
    ----------
    difference
        Actual - base: negative is less than was planned.
    price
        What was sold, at another price than planned.
    volume
        The company selling more or less in all, at the planned mix and price.
    mix
        Families selling another share of it than planned; over the company it adds up to zero
        but for families that came or went, and for the cents that were rounded.
    came_or_went
        All of a family that the base has no units of.
    """

    difference: Floats
    price: Floats
    volume: Floats
    mix: Floats
    came_or_went: Floats


def price_volume_mix(units: Floats, revenue: Floats, base_units: Floats, base: Floats) -> Split:
    """Split actual - base revenue of every family; the parts add up to it to the cent.

    Quantities of different families are added at the price of the base, so that families in
    different units of measure may stand in one company: with base price ``p = base / base units``
    and ``g = sum of p x units / sum of base`` over families of the base, volume is ``(g - 1) x
    base``, mix is ``p x units - g x base``, price is ``revenue - p x units``.

    Parameters
    ----------
    units, revenue
        What was sold in the month, shape (families,); units and money.
    base_units, base
        What was planned for it, in the same units and money.

    Raises
    ------
    ValueError
        A number is missing: a family without a known actual or base cannot be compared.

    References
    ----------
    Horngren, Datar and Rajan (2014), *Cost Accounting*, chapter 14: sales-volume variances, with
    revenue in place of the contribution margin.

    Examples
    --------
    Two families, planned 100 at 10 and 50 at 20; sold were 110 at 11 and 60 at 19:

    >>> units, revenue = np.array([110.0, 60.0]), np.array([1210.0, 1140.0])
    >>> planned = np.array([100.0, 50.0]), np.array([1000.0, 1000.0])
    >>> split = price_volume_mix(units, revenue, *planned)
    >>> split.price.tolist(), split.volume.tolist(), split.mix.tolist()
    ([110.0, -60.0], [150.0, 150.0], [-50.0, 50.0])
    """
    known = np.stack([units, revenue, base_units, base])
    if not np.isfinite(known).all():
        raise ValueError("a family without a known actual or base")
    compared = base_units > 0
    price = np.divide(base, base_units, out=np.zeros_like(base), where=compared)
    planned = np.where(compared, base, 0.0)
    at_base = price * units
    total = planned.sum()
    growth = at_base.sum() / total if total else 1.0
    difference = _cents(revenue - base)
    price_part = np.where(compared, _cents(revenue - at_base), 0)
    volume = np.where(compared, _cents((growth - 1.0) * planned), 0)
    gone = np.where(compared, 0, difference)
    mix = difference - price_part - volume - gone
    parts = (difference, price_part, volume, mix, gone)
    return Split(*(part / _CENTS for part in parts))


def _cents(money: Floats) -> Floats:
    return np.asarray(np.round(money * _CENTS))
