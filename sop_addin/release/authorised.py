"""The authorised plan: what the approved version of a cycle says, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.snapshots import APPROVED
from sop_addin.periods import months
from sop_addin.schema.months import HORIZON
from sop_addin.supply.problem import Floats

__all__ = ["APPROVED_SERIES", "PEOPLE", "AuthorisedPlan", "authorised_plan"]

APPROVED_SERIES = (
    "unconstrained_demand",
    "overtime",
    "subcontract",
    "production",
    "constrained_sales",
    "inventory",
    "order_backlog",
)
"""What an approved version keeps of each family."""

PEOPLE = "workers"
"""What an approved version keeps of each labour pool, under its code."""


@dataclass(frozen=True, eq=False)
class AuthorisedPlan:
    """The approved version of a cycle.

    Parameters
    ----------
    cycle
        The month whose cycle approved it; the first of the horizon.
    families
        Codes, as asked for.
    values
        Each of :data:`APPROVED_SERIES` -> units, shape (families, months); NaN where the version
        has no such row: a family that was added since, stock of a family made to order.
    people
        Labour pool -> head-count, shape (months,).
    """

    cycle: pd.Period
    families: tuple[str, ...]
    values: Mapping[str, Floats]
    people: Mapping[str, Floats]

    @property
    def months(self) -> pd.PeriodIndex:
        """Months of the horizon, the cycle month first."""
        return months(self.cycle, HORIZON)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether a family stands in the version, shape (families,)."""
        return np.asarray(np.isfinite(self.values["production"]).any(axis=1))


def authorised_plan(
    versions: pd.DataFrame, families: Sequence[str], cycle: pd.Period
) -> AuthorisedPlan | None:
    """Return the approved version of a cycle; ``None`` where none was approved.

    Parameters
    ----------
    versions
        ``cycle, version, family, series, lag0, lag1, ...``; units, heads for :data:`PEOPLE`.

    Examples
    --------
    >>> march = pd.Period("2026-03", "M")
    >>> row = {"cycle": [march], "version": "approved", "family": "Pumps", "series": "production"}
    >>> lags = {f"lag{i}": 80.0 for i in range(18)}
    >>> plan = authorised_plan(pd.DataFrame(row | lags), ["Pumps", "New"], march)
    >>> plan.values["production"][:, 0].tolist(), plan.known.tolist()
    ([80.0, nan], [True, False])
    """
    own = versions[(versions["cycle"] == cycle) & (versions["version"] == APPROVED)]
    if own.empty:
        return None
    lags = [f"lag{i}" for i in range(HORIZON)]
    rows = {str(name): part.set_index("family")[lags] for name, part in own.groupby("series")}
    blank = pd.DataFrame(columns=lags, dtype=float)
    values = {
        name: rows.get(name, blank).reindex(list(families)).to_numpy(dtype=float)
        for name in APPROVED_SERIES
    }
    heads = rows.get(PEOPLE, blank)
    people = {str(pool): heads.loc[pool].to_numpy(dtype=float) for pool in heads.index}
    return AuthorisedPlan(cycle, tuple(families), values, people)
