"""Options for the meeting: every remedy of the largest shortages, solved and priced."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.supply.kept import KeptModel
from sop_addin.supply.measures import common_unit
from sop_addin.supply.plan import Plan
from sop_addin.supply.quantities import by_month
from sop_addin.supply.remedies import Remedy, remedies
from sop_addin.supply.sheets import plan_shortfall, shortage_rows

__all__ = ["first_waits", "option_list"]

OPTION_COLUMNS = (
    "short",
    "first_short",
    "option",
    "on",
    "quantity",
    "unit",
    "works_from",
    "decide_by",
    "waiting",
    "money_at_risk",
    "cost",
    "priced",
)
"""Columns of the list of options."""

_NOISE = 1e-4


def option_list(kept: KeptModel, most: int = 6) -> pd.DataFrame:
    """Return the options for the `most` largest shortages of a kept model's base plan.

    Every option is solved from where the base plan stood; one that changes nothing is left out.

    Parameters
    ----------
    kept
        The model and its base plan.
    most
        How many resources and families to look at: those with the most money at risk first.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`OPTION_COLUMNS`: what is short and from when; the option, what it changes, by
        how much; the month from which it works, and by which it must be decided on; unit-months
        that wait, or units that are lost, less (over all families); money at risk less (at price);
        what the plan costs more with what the option takes (negative: less), NaN where that has no
        price; whether it has one.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family, Problem, UnitCosts
    >>> pumps = Family("Pumps", [80, 130], regular_limit=100, price=50,
    ...                costs=UnitCosts(subcontract=30), bought_lead_months=1)
    >>> table = option_list(KeptModel(Problem(months(month("2026-03"), 2), 20, (pumps,))))
    >>> table[["option", "quantity", "waiting", "money_at_risk", "cost"]].values.tolist()
    [['subcontract', 10.0, 10.0, 500.0, 300.0], ['later month', 10.0, 10.0, 500.0, 0.0]]
    """
    base = kept.base
    rows = []
    largest = list(first_waits(shortage_rows(base, kept.problem)).items())[:most]
    for name, first in largest:
        for remedy in remedies(kept.problem, base, name):
            plan = kept.plan(remedy.changes, remedy.kind)
            waiting = _waiting(kept, base) - _waiting(kept, plan)
            risk = _at_risk(base) - _at_risk(plan)
            if max(abs(np.nan_to_num(waiting)), abs(risk)) > _NOISE:
                cost = plan.total_cost - base.total_cost + _extra(kept, plan, remedy)
                effect = (round(waiting, 4) + 0.0, round(risk, 2) + 0.0, round(cost, 2) + 0.0)
                rows.append((name, first, *_terms(kept, remedy), *effect, remedy.priced))
    frame = pd.DataFrame(rows, columns=list(OPTION_COLUMNS))
    for column in ("first_short", "works_from", "decide_by"):
        frame[column] = pd.PeriodIndex(frame[column], freq="M")
    return frame


def _extra(kept: KeptModel, plan: Plan, remedy: Remedy) -> float:
    """Return the money for what an option takes that the model does not charge; NaN: no price."""
    if not remedy.priced:
        return float("nan")
    if not remedy.price:
        return 0.0
    there = {r.id: by_month(r.available, kept.problem.count) for r in kept.problem.resources}
    used = plan.load[plan.load["resource"] == remedy.on]["load"].to_numpy(dtype=np.float64)
    return remedy.price * float(np.maximum(used - there[remedy.on], 0.0).sum())


def first_waits(listed: pd.DataFrame) -> dict[str, pd.Period]:
    """Return who keeps customers waiting, as a shortage list ranks them, with the first month.

    Parameters
    ----------
    listed
        From :func:`sop_addin.supply.sheets.shortage_rows`.
    """
    found = listed[~(listed["money"] == 0)]
    firsts = found.groupby("object")["month"].min()
    return {str(name): firsts[name] for name in dict.fromkeys(found["object"])}


def _terms(kept: KeptModel, remedy: Remedy) -> tuple[object, ...]:
    works = kept.problem.months[remedy.first]
    amount = (remedy.kind, remedy.on, remedy.quantity, remedy.unit)
    return (*amount, works, works - remedy.lead_months)


def _waiting(kept: KeptModel, plan: Plan) -> float:
    """Return unit-months that wait and units lost, NaN where families differ in their unit."""
    if not common_unit([f.unit for f in kept.problem.families]):
        return float("nan")
    return float(plan_shortfall(plan, kept.problem).by_month.sum())


def _at_risk(plan: Plan) -> float:
    """Return money at price that waits at its worst month's end, or is lost, of every family."""
    own = plan.shortages[plan.shortages["kind"] == "family"]
    total = 0.0
    for _, part in own.groupby("id"):
        lost = part[part["reason"] == "lost sales"]["value"].sum()
        waits = part[part["reason"] != "lost sales"].groupby("month")["value"].sum()
        total += float(lost) + float(waits.to_numpy().max(initial=0.0))
    return total
