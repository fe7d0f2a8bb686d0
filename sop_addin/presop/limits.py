"""Which resource is full in which month, as the sheets of the supply review say it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.supply.binding import Binding, binding

__all__ = ["limits"]

_PRINTED = 0.1
"""Hours that a printed load and a printed capacity may be off together."""


def limits(
    plan: CompanyPlan, resource_plan: pd.DataFrame, bill_of_resources: pd.DataFrame
) -> Binding:
    """Return where resources have no room for one more unit; families as in the plan.

    Parameters
    ----------
    resource_plan
        Table resource plan: rows whose ``measure`` starts with load and with available, hours.
    bill_of_resources
        Table bill of resources: ``family``, ``resource``, ``hours_per_unit``.

    Examples
    --------
    >>> from sop_addin.presop.company_plan import company_plan
    >>> march = pd.Period("2026-03", "M")
    >>> grid = pd.DataFrame({"key": [], "series": [], "value": [],
    ...                      "month": pd.PeriodIndex([], freq="M")})
    >>> table = pd.DataFrame({"family": ["Pumps"], "name": ["Pumps"], "policy": ["MTS"],
    ...                       "unit": ["pcs"], "price": [9.0], "cost": [4.0],
    ...                       "retired": [None]})
    >>> months = {f"m{i}": [97.0, 100.0] for i in range(18)}
    >>> hours = pd.DataFrame({"resource": "Press", "measure": ["load", "available"]} | months)
    >>> bill = pd.DataFrame({"family": ["Pumps"], "resource": "Press", "hours_per_unit": 4.0})
    >>> limits(company_plan(grid, table, march, "EUR"), hours, bill).behind(0, 0, 2)
    'Press'
    """
    columns = [f"m{i}" for i in range(len(plan.months))]
    measure = resource_plan["measure"].astype(str)
    load, there = (
        resource_plan[measure.str.startswith(word)].set_index("resource")[columns]
        for word in ("load", "available")
    )
    names = tuple(str(name) for name in load.index if name in there.index)
    takes = bill_of_resources.pivot_table("hours_per_unit", "resource", "family", "sum")
    takes = takes.reindex(index=list(names), columns=list(plan.families)).fillna(0.0)
    needs: Floats = takes.to_numpy(dtype=np.float64)
    needs = np.where(needs > 0, needs + _PRINTED, 0.0)
    hours = (part.loc[list(names)].to_numpy(dtype=np.float64) for part in (load, there))
    return binding(names, needs, *hours)
