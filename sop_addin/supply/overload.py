"""What a plan asks above what there is of people, machines and suppliers, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.supply.problem import Floats

__all__ = ["overloads"]

FULL = 1.0005
"""Utilisation that prints as 100 %: more is an overload."""

_HARD = ("labour", "equipment", "supplier")
"""Kinds that cannot be exceeded; storage and working capital are wishes, and shortages by name."""


def overloads(load: pd.DataFrame) -> list[str]:
    """Return a line for each resource that is asked for more than it has, the worst month in it.

    Parameters
    ----------
    load
        As of :class:`sop_addin.supply.plan.Plan`: ``resource, kind, month, unit, load,
        available``.

    Examples
    --------
    >>> march = pd.Period("2026-03", "M")
    >>> paint = {"resource": "Paint", "kind": "equipment", "unit": "hours", "available": 300.0}
    >>> load = {"month": [march, march + 1], "load": [330.0, 390.0]}
    >>> overloads(pd.DataFrame(load).assign(**paint))
    ['Paint 130 % full in 2026-04 (390 of 300 hours), over 100 % in 2 months']
    >>> overloads(pd.DataFrame({"month": [march], "load": [301.5]}).assign(**paint))
    ['Paint 100.5 % full in 2026-03 (302 of 300 hours)']
    """
    lines = []
    hard = load[load["kind"].isin(_HARD)]
    for name, own in hard.groupby("resource", sort=False):
        share = _share(own)
        over = share > FULL
        if not over.any():
            continue
        row = own.iloc[int(np.argmax(share))]
        most = f"{100 * share.max():.4g} % full" if np.isfinite(share.max()) else "not there, used"
        line = (
            f"{name} {most} in {row['month']} ({row['load']:,.0f} of {row['available']:,.0f}"
            f" {row['unit']})"
        )
        count = int(over.sum())
        lines.append(line + (f", over 100 % in {count} months" if count > 1 else ""))
    return lines


def _share(own: pd.DataFrame) -> Floats:
    """Return load / available; infinite where there is none and some is used."""
    used, there = own["load"].to_numpy(dtype=float), own["available"].to_numpy(dtype=float)
    share = np.where(used > 1e-6, np.inf, 0.0)
    np.divide(used, there, out=share, where=there > 0)
    return share
