"""The supply review: the three strategies side by side, and the ways out of what is short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sop_addin.supply.kept import KeptModel
from sop_addin.supply.options import option_list
from sop_addin.supply.plan import Plan, in_whole_units
from sop_addin.supply.problem import Problem
from sop_addin.supply.strategy import HYBRID, STRATEGIES
from sop_addin.supply.verification import verify

__all__ = ["SupplyReview", "WaysOut", "review_supply", "ways_out"]


@dataclass(frozen=True, eq=False)
class SupplyReview:
    """What the supply review looks at.

    Parameters
    ----------
    plans
        Plan by strategy, in whole units, each verified.
    kept
        The model of the chosen strategy, ready for scenarios and options.
    """

    plans: Mapping[str, Plan]
    kept: KeptModel


@dataclass(frozen=True, eq=False)
class WaysOut:
    """What could be done about what is short.

    Parameters
    ----------
    options
        See :func:`sop_addin.supply.options.option_list`.
    bottlenecks
        See :func:`sop_addin.supply.bottlenecks.bottleneck_values`.
    """

    options: pd.DataFrame
    bottlenecks: pd.DataFrame


def review_supply(problem: Problem, chosen: str, *, whole_workers: bool) -> SupplyReview:
    """Return plans of all strategies, and the kept model of the chosen one.

    Parameters
    ----------
    chosen
        Name of a strategy.
    whole_workers
        Whether people are hired and laid off whole.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("Pumps", [80, 130]),))
    >>> list(review_supply(problem, "hybrid", whole_workers=False).plans)
    ['level', 'chase', 'hybrid']
    """
    stated = {n: replace(s, whole_workers=whole_workers) for n, s in STRATEGIES.items()}
    kept = KeptModel(problem, stated[HYBRID.name])
    plans = {n: kept.base if n == HYBRID.name else kept.under(s) for n, s in stated.items()}
    own = kept if chosen == HYBRID.name else KeptModel(problem, stated[chosen])
    return SupplyReview(
        {n: verify(problem, in_whole_units(plan)) for n, plan in plans.items()}, own
    )


def ways_out(kept: KeptModel) -> WaysOut:
    """Return options and bottlenecks of a kept model's base plan."""
    return WaysOut(option_list(kept), kept.bottlenecks())
