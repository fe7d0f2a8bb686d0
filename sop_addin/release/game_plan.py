"""The game plan: sales, production, purchase, and inventory or backlog of every family by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.release.authorised import AuthorisedPlan
from sop_addin.schema.months import HORIZON
from sop_addin.supply.problem import Floats
from sop_addin.supply.sourcing import sourcing

__all__ = ["BACKLOG", "INVENTORY", "PRODUCTION", "PURCHASE", "SALES", "game_plan_rows"]

SALES, PRODUCTION, PURCHASE = "sales", "production", "purchase"
INVENTORY, BACKLOG = "inventory", "backlog"
"""What the plans of a family are called."""


def game_plan_rows(plan: AuthorisedPlan, families: pd.DataFrame) -> pd.DataFrame:
    """Return the plans of each family that stands in the approved version.

    Parameters
    ----------
    plan
        The approved version, for the families of the table in its order.
    families
        Table families: ``family, name, unit, policy``.

    Returns
    -------
    DataFrame
        ``family, plan, name, unit, m0, m1, ..., total``: sales, production (made and bought),
        purchase (the bought part), and inventory of a family made to stock or backlog of one made
        to order. Totals of the last two are the last month's.

    Examples
    --------
    >>> from sop_addin.release.authorised import authorised_plan
    >>> march = pd.Period("2026-03", "M")
    >>> rows = [("production", 80.0), ("constrained_sales", 70.0), ("inventory", 10.0)]
    >>> versions = pd.DataFrame({"cycle": [march] * 3, "version": "approved", "family": "Pumps",
    ...                          "series": [name for name, _ in rows]})
    >>> for i in range(18):
    ...     versions[f"lag{i}"] = [value for _, value in rows]
    >>> families = pd.DataFrame({"family": ["Pumps"], "name": "P", "unit": "pcs", "policy": "MTS"})
    >>> made = game_plan_rows(authorised_plan(versions, ["Pumps"], march), families)
    >>> made[["plan", "m0", "total"]].values.tolist()[1:]
    [['production', 80.0, 1440.0], ['purchase', 0.0, 0.0], ['inventory', 10.0, 10.0]]
    """
    values = plan.values
    production = values["production"]
    bought = sourcing(production, values["overtime"], values["subcontract"]).bought
    rows = []
    for at in np.flatnonzero(plan.known):
        to_order = families["policy"].iloc[at] == "MTO"
        position = "order_backlog" if to_order else "inventory"
        for name, months in (
            (SALES, values["constrained_sales"]),
            (PRODUCTION, production),
            (PURCHASE, bought),
            (BACKLOG if to_order else INVENTORY, values[position]),
        ):
            rows.append(_row(families.iloc[at], name, months[at]))
    return pd.DataFrame(rows)


def _row(family: pd.Series, plan: str, months: Floats) -> dict[str, object]:
    total = months[-1] if plan in (INVENTORY, BACKLOG) else months.sum()
    row: dict[str, object] = {"family": family["family"], "plan": plan}
    row |= {"name": family["name"], "unit": family["unit"]}
    return row | {f"m{i}": months[i] for i in range(HORIZON)} | {"total": total}
