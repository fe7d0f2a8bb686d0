"""How families add up: in units where their unit is common, otherwise in money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.wording import counted

__all__ = ["Weighed", "Worth", "left_out", "weighed_ratio", "weighed_sum"]


@dataclass(frozen=True)
class Weighed:
    """A company's number.

    Parameters
    ----------
    value
        NaN where it is not known.
    unit
        The common unit, or the currency.
    note
        Why it is not known, or which families it leaves out; empty where nothing is to be said.
    """

    value: float
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Worth:
    """What a unit of each family is worth where units differ: money, shape (families,).

    `name` is price or cost; NaN leaves a family out, unless it has nothing to add.
    """

    name: str
    values: Floats


def weighed_sum(plan: CompanyPlan, units: Floats, worth: Worth, needs: str) -> Weighed:
    """Return the sum over families of `units`, shape (families,); NaN leaves a family out.

    `needs` says what a family must have, for the note.
    """
    values, unit, lacking = _weigh(plan, units, worth, needs)
    known = np.isfinite(values)
    if not known.any():
        return Weighed(np.nan, unit, f"no family has {lacking}")
    return Weighed(float(values[known].sum()), unit, left_out(int((~known).sum()), lacking))


def weighed_ratio(
    plan: CompanyPlan, above: Floats, below: Floats, worth: Worth, needs: str
) -> Weighed:
    """Return sum of `above` / sum of `below` over the families that know both.

    Parameters
    ----------
    above, below
        Units, shape (families,).
    worth, needs
        As in :func:`weighed_sum`.
    """
    top, unit, lacking = _weigh(plan, above, worth, needs)
    base, _, _ = _weigh(plan, below, worth, needs)
    known = np.isfinite(top) & np.isfinite(base)
    if not known.any():
        return Weighed(np.nan, unit, f"no family has {lacking}")
    total = float(base[known].sum())
    if total <= 0:
        return Weighed(np.nan, unit, "the denominator is zero")
    note = left_out(int((~known).sum()), lacking)
    return Weighed(float(top[known].sum()) / total, unit, note)


def _weigh(plan: CompanyPlan, units: Floats, worth: Worth, needs: str) -> tuple[Floats, str, str]:
    if plan.common_unit:
        return units, plan.common_unit, needs
    money = np.where(units == 0, 0.0, units * worth.values)
    return money, plan.currency, f"{needs} and a {worth.name}"


def left_out(number: int, lacking: str) -> str:
    """Return how many families a number leaves out; empty where none.

    Examples
    --------
    >>> left_out(2, "a price")
    '2 families without a price are left out'
    """
    if not number:
        return ""
    are = "is" if number == 1 else "are"
    return f"{counted(number, 'family')} without {lacking} {are} left out"
