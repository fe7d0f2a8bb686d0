"""Options and bottlenecks where promoted scenarios stand: those that the pages still have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sop_addin.supply.binding import plan_binding
from sop_addin.supply.options import first_waits
from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import Problem
from sop_addin.supply.review import WaysOut
from sop_addin.supply.sheets import shortage_rows

__all__ = ["standing"]

_SHOWN = 0.005
"""Half of the last digit that the sheet shows."""


def standing(found: WaysOut, plan: Plan, problem: Problem) -> WaysOut:
    """Return what is still to be mended in a plan, of what was found for another.

    Parameters
    ----------
    found
        Solved for the best plan of the problem.
    plan, problem
        The plan on the pages, put together from several courses.

    Returns
    -------
    WaysOut
        Options for who waits in `plan`, from the month that it waits in `plan`; bottlenecks that
        are full in `plan`, and make somebody wait less only where somebody waits.

    Examples
    --------
    The pages hold what the base had planned; more from the press than that, nobody waits for.

    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.kept import Change, KeptModel, changed
    >>> from sop_addin.supply.problem import Family, Resource
    >>> from sop_addin.supply.review import ways_out
    >>> families = (Family("Pumps", demand=[80, 130], price=50),)
    >>> press = Resource("Press", 100, {"Pumps": 1.0})
    >>> problem = Problem(months(month("2026-03"), 2), 20, families, resources=(press,))
    >>> kept = KeptModel(problem)
    >>> agreed = changed(problem, [Change("resource", "Press", "available", 200)])
    >>> found, more = ways_out(kept), KeptModel(agreed).base
    >>> len(found.options), len(standing(found, kept.base, problem).options)
    (3, 3)
    >>> len(standing(found, more, agreed).options), len(standing(found, more, agreed).bottlenecks)
    (0, 0)
    """
    since = first_waits(shortage_rows(plan, problem))
    options = found.options[found.options["short"].isin(list(since))]
    firsts = pd.PeriodIndex([since[name] for name in options["short"]], freq="M")
    values = found.bottlenecks
    full = _full(values, plan, problem)
    serves = values["waiting"].to_numpy(dtype=np.float64) > _SHOWN
    return replace(
        found,
        options=options.assign(first_short=firsts),
        bottlenecks=values[full & (bool(since) | ~serves)],
    )


def _full(values: pd.DataFrame, plan: Plan, problem: Problem) -> np.ndarray:
    """Tell which rows name a month in which the plan leaves the resource no room."""
    bound = plan_binding(plan, problem)
    place = {name: i for i, name in enumerate(bound.names)}
    months = [month.ordinal - problem.months[0].ordinal for month in values["month"]]
    rows = zip(values["resource"], months, strict=True)
    return np.array(
        [n in place and bool(bound.full[place[n], :, t].any()) for n, t in rows], dtype=bool
    )
