"""New products: gates that are passed, late or to come, and what a slip of the start moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.presop.scenarios import moved_by
from sop_addin.schema.launch_table import NEW_PRODUCTS, SLIP
from sop_addin.schema.registers import GATES, register_of
from sop_addin.wording import amount, counted, spans

__all__ = ["new_products"]

_NAMED = 2
"""Resources that are named, the most hours first."""


def new_products(
    plan: CompanyPlan,
    changes: pd.DataFrame,
    gates: pd.DataFrame,
    bill: pd.DataFrame,
    day: pd.Timestamp,
) -> pd.DataFrame:
    """Return how each change of the product range stands, and what a slip of two months moves.

    Parameters
    ----------
    plan
        The company's plan; its row of launches and phase changes is what changes add.
    changes
        Table life_cycle: ``change, kind, family, start_month, status``; cancelled ones are left
        out.
    gates
        Table gates: ``change, gate, due, status, owner``.
    bill
        Bill of resources: ``family, resource, hours_per_unit``.
    day
        Day of the meeting: an open gate that was due before is overdue.

    Returns
    -------
    DataFrame
        The columns of ``NEW_PRODUCTS``, the first start first. Units and money of a slip are
        differences over the horizon, negative where something is lost; they are blank where the
        change has begun or nothing of it is planned on the page, and money where the family has no
        price.
    """
    rows = []
    alive = changes[changes["status"] != "cancelled"].sort_values(["start_month", "change"])
    for change in alive.to_dict("records"):
        own = gates[gates["change"] == change["change"]].sort_values("due")
        names = ("change", "kind", "family", "start_month")
        row = {str(name): change[name] for name in names} | _gates(
            own, change["start_month"], plan.cycle, day
        )
        rows.append(row | _slip(plan, change, bill))
    return pd.DataFrame(rows, columns=list(NEW_PRODUCTS.column_names))


def _gates(
    own: pd.DataFrame, start: pd.Period, cycle: pd.Period, day: pd.Timestamp
) -> dict[str, object]:
    """Return how many gates are passed, the next one, and what is wrong with those to come."""
    if own.empty:
        return {"gates": "none named", "next_gate": "", "state": "no gates on NPI_Gates"}
    over = own["status"].isin(register_of(GATES).over)
    ahead = own[~over]
    passed = f"{int(over.sum())} of {len(own)}"
    if ahead.empty:
        return {"gates": passed, "next_gate": "", "state": "all passed"}
    first = ahead.iloc[0]
    overdue, after = int((ahead["due"] < day).sum()), int((ahead["due"] >= start.start_time).sum())
    said = [f"{counted(overdue, 'gate')} overdue"] if overdue else []
    said += [f"{counted(after, 'gate')} due after the start"] if after and start >= cycle else []
    named = f"{first['gate']}, {first['due']:%Y-%m-%d}, {first['owner']}"
    return {"gates": passed, "next_gate": named, "state": "; ".join(said) or "on time"}


def _slip(plan: CompanyPlan, change: Mapping[Any, Any], bill: pd.DataFrame) -> dict[str, object]:
    at = plan.families.index(change["family"]) if change["family"] in plan.families else -1
    launch = np.nan_to_num(plan.horizon("life_cycle")[at]) if at >= 0 else np.zeros(1)
    units = float(launch.sum()) if launch.any() else np.nan
    blank = {"slip_units": np.nan, "slip_money": np.nan, "slip_load": ""}
    if change["start_month"] < plan.cycle or not launch.any():
        return {"units": units, **blank}
    delta = moved_by(launch, SLIP)
    lost = float(delta.sum())
    load = _load(plan, delta, bill[bill["family"] == change["family"]])
    return {
        "units": units,
        "slip_units": lost,
        "slip_money": float(delta @ plan.horizon("plan_price")[at]),
        "slip_load": load,
    }


def _load(plan: CompanyPlan, delta: Floats, bill: pd.DataFrame) -> str:
    """Return the hours that leave their month on the resources that feel it most, in words."""
    hours = bill.groupby("resource")["hours_per_unit"].sum().sort_values(ascending=False)
    falling = delta < 0
    months = spans(plan.months[falling])
    said = [
        f"{name} {amount(-float(delta[falling].sum()) * each)} h"
        for name, each in hours.head(_NAMED).items()
        if each > 0
    ]
    return f"{', '.join(said)} less in {months}" if said and falling.any() else ""
