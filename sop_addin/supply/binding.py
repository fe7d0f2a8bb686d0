"""Which resource stands behind a shortage, and behind stock that is built ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sop_addin.supply.problem import Floats

__all__ = ["Ahead", "Binding", "binding", "built_ahead"]

_NOISE = 1e-6

_CLOSE = 0.10
"""Stock within a tenth of its target is on target."""


@dataclass(frozen=True, eq=False)
class Binding:
    """Where a resource has no room for one more unit of a family.

    Parameters
    ----------
    names
        The resources.
    used
        Utilisation, 1 = full, shape (resources, months).
    takes
        What a unit takes, shape (resources, families); 0 where the family does not use it.
    full
        Whether it binds, shape (resources, families, months).
    """

    names: tuple[str, ...]
    used: Floats
    takes: Floats
    full: npt.NDArray[np.bool_]

    def tightest(self, family: int, month: int) -> str:
        """Return the fullest resource that a family uses in a month; empty if it uses none."""
        uses = self.takes[:, family] > 0
        if not uses.any():
            return ""
        used = np.where(uses, np.nan_to_num(self.used[:, month], posinf=np.inf), -1.0)
        return self.names[int(used.argmax())]

    def behind(self, family: int, first: int, last: int) -> str:
        """Return the resources that bind in months `first` to `last`; empty where none does.

        The one that binds in most months stands first.
        """
        months = self.full[:, family, first : last + 1].sum(axis=1)
        order = np.lexsort((np.arange(len(self.names)), -months))
        names = [self.names[i] for i in order if months[i]]
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
    room = available - load
    bound = takes[:, :, None] > room[:, None, :] + _NOISE * (1.0 + np.abs(load[:, None, :]))
    with np.errstate(divide="ignore", invalid="ignore"):
        used = load / available
    return Binding(names, used, takes, bound & (takes[:, :, None] > 0))


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
