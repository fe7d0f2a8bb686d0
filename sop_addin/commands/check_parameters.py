"""Check of the planning parameters of families and resources, in a book and before there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sop_addin.errors import DataError, Place

__all__ = ["family_errors", "overdue_reviews", "resource_errors", "uncosted", "unpriced_ways"]

_LEVELS = ("minimum_days", "target_days", "maximum_days")
_COSTS = {"holding_cost": "a unit in stock for a month", "regular_cost": "making a unit"}
_WHOLE = ("priority", "lead_months", "frozen_months", "firm_months", "bought_lead_months")
"""Columns that count: a part of one is refused, never cut off."""


def family_errors(families: pd.DataFrame) -> Iterator[DataError]:
    """Yield parameters of families that cannot stand; blank is allowed in all of them.

    Examples
    --------
    >>> row = {"family": ["A"], "minimum_days": [9.0], "target_days": [5.0]}
    >>> [error.where.field for error in family_errors(pd.DataFrame(row))]
    ['target_days']
    """
    for row in families.to_dict("records"):
        code = str(row["family"])
        levels = [row[name] for name in _LEVELS if _known(row, name)]
        if levels != sorted(levels):
            named = ", ".join(name.removesuffix("_days") for name in _LEVELS if _known(row, name))
            yield DataError(
                Place("families", code, "target_days"),
                f"{named} {', '.join(f'{level:g}' for level in levels)}",
                "minimum <= target <= maximum",
                "Correct the days.",
            )
        for name in _WHOLE:
            least = 1 if name == "priority" else 0
            if _known(row, name) and (row[name] != int(row[name]) or row[name] < least):
                yield DataError(
                    Place("families", code, name),
                    f"{row[name]:g}",
                    f"a whole number, {least} or more",
                    "Correct it, or leave it blank.",
                )
        if _known(row, "ship_share") and row["ship_share"] > 1:
            yield DataError(
                Place("families", code, "ship_share"),
                f"{row['ship_share']:g}",
                "a share from 0 to 1",
                "Correct it: 0.5 is half.",
            )


def uncosted(families: pd.DataFrame) -> Iterator[DataError]:
    """Yield families without a cost that others have: to the plan, theirs looks free.

    Examples
    --------
    >>> row = {"family": ["A", "B"], "holding_cost": [2.0, None], "regular_cost": None}
    >>> [(error.where.key, error.where.field) for error in uncosted(pd.DataFrame(row))]
    [('B', 'holding_cost')]
    """
    for name, what in _COSTS.items():
        blank = families[name].isna()
        if blank.all():
            continue
        for code in families.loc[blank, "family"]:
            yield DataError(
                Place("families", str(code), name),
                "a blank, where other families have one",
                f"what {what} costs",
                "Fill it in: without it the plan takes it to be free, and makes too much of it.",
            )


def unpriced_ways(
    families: pd.DataFrame, resources: pd.DataFrame, bill: pd.DataFrame
) -> Iterator[DataError]:
    """Yield families whose overtime or subcontracting has no cost, where regular time has one.

    Parameters
    ----------
    families, resources, bill
        Tables Families, Resources and BillOfResources.

    Examples
    --------
    >>> families = pd.DataFrame({"family": ["A", "B"], "regular_cost": 40.0, "overtime_cost": None,
    ...                          "subcontract_cost": None, "subcontract_limit": [None, 9.0]})
    >>> crew = pd.DataFrame({"resource": ["Crew"], "kind": ["labour"], "overtime_share": [0.1]})
    >>> bill = pd.DataFrame({"family": ["A"], "resource": ["Crew"]})
    >>> [(e.where.key, e.where.field) for e in unpriced_ways(families, crew, bill)]
    [('A', 'overtime_cost'), ('B', 'subcontract_cost')]
    """
    pools = resources.loc[resources["overtime_share"].gt(0), "resource"]
    overtime = families["family"].isin(bill.loc[bill["resource"].isin(pools), "family"])
    bought = families["subcontract_limit"].astype(float).gt(0)
    for way, possible in (("overtime", overtime), ("subcontract", bought)):
        name = f"{way}_cost"
        wrong = possible & families["regular_cost"].notna() & families[name].isna()
        for code, regular in families.loc[wrong, ["family", "regular_cost"]].to_numpy():
            yield DataError(
                Place("families", str(code), name),
                f"a blank, though a unit in regular time costs {regular:g}",
                "what a unit costs that way, wages apart",
                "Fill it in: without it the plan takes that way to be free, and prefers it.",
            )


def overdue_reviews(families: pd.DataFrame, cycle: pd.Period, months: float) -> Iterator[DataError]:
    """Yield families whose strategy and parameters were last looked at too long ago.

    Parameters
    ----------
    months
        Months after which a review is due; families without a month of review are left out.

    Examples
    --------
    >>> row = {"family": ["A"], "last_reviewed": [pd.Period("2025-02", "M")]}
    >>> [e.expected for e in overdue_reviews(pd.DataFrame(row), pd.Period("2026-03", "M"), 12)]
    ['a review in 2025-03 or later: every 12 months']
    """
    oldest = cycle - int(months)
    for row in families.to_dict("records"):
        last = row["last_reviewed"]
        if isinstance(last, pd.Period) and last < oldest:
            yield DataError(
                Place("families", str(row["family"]), "last_reviewed"),
                str(last),
                f"a review in {oldest} or later: every {months:g} months",
                "Look at strategy, stock levels and parameters, and enter the month.",
            )


def _known(row: dict[Any, Any], name: str) -> bool:
    return name in row and not pd.isna(row[name])


def resource_errors(resources: pd.DataFrame) -> Iterator[DataError]:
    """Yield parameters of resources that the plan would pass over.

    Examples
    --------
    >>> row = {"resource": ["Press"], "kind": ["equipment"], "overtime_share": [0.1]}
    >>> [error.got for error in resource_errors(pd.DataFrame(row))]
    ['0.1 for equipment']
    """
    for row in resources.to_dict("records"):
        if row["kind"] != "labour" and _known(row, "overtime_share") and row["overtime_share"]:
            yield DataError(
                Place("resources", str(row["resource"]), "overtime_share"),
                f"{row['overtime_share']:g} for {row['kind']}",
                "a blank: only people work overtime",
                "Clear it; what a machine can run more belongs in its hours a day.",
            )
