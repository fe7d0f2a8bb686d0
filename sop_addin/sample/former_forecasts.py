"""What the sample company forecast in the twelve cycles before: frozen then, measured now.

Statistics were a little late with what grows and with what leaves the range. Sales added to
boosters every month, which did not help, and to smart drives, which did.
"""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd

from sop_addin.periods import lag, months
from sop_addin.sample.company import CYCLE, FAMILIES, SampleFamily
from sop_addin.sample.ledger import expected_demand
from sop_addin.schema.months import HORIZON

__all__ = ["former_forecasts"]

CYCLES = 12
"""Cycles before the present one."""

_LATE = {"Booster": -0.03, "BeltDrive": 0.14, "SmartDrive": -0.16, "CustomDrive": -0.05}
"""By how much statistics missed what was to be expected, as a part of it."""

_ADDED = {"Booster": 0.09, "SmartDrive": 0.12}
"""What sales added, as a part of the statistical forecast, in the six months ahead."""

_ADJUSTED = 6
_SPREAD = 0.45


def former_forecasts() -> pd.DataFrame:
    """Return the rows of the table of versions that the earlier cycles froze.

    Examples
    --------
    >>> rows = former_forecasts()
    >>> rows["cycle"].nunique(), sorted(set(rows["series"]))
    (12, ['adjustment', 'statistical_forecast', 'unconstrained_demand'])
    """
    rows = []
    for family in FAMILIES:
        chance = Random(f"kestrelford forecasts 1 {family.code}")
        for cycle in months(CYCLE - CYCLES, CYCLES):
            rows += _frozen(family, cycle, chance)
    return pd.DataFrame(rows)


def _frozen(family: SampleFamily, cycle: pd.Period, chance: Random) -> list[dict[str, object]]:
    """Return one cycle's rows of a family; one that is not launched yet has none."""
    off = 1 + _LATE.get(family.code, 0.0) + _SPREAD * family.noise * _about(chance)
    if family.launched is not None and lag(cycle, family.launched) < 0:
        return []
    ahead = months(cycle, HORIZON)
    statistical = np.array([round(off * expected_demand(family, m)) for m in ahead], dtype=float)
    added = np.round(_ADDED.get(family.code, 0.0) * statistical)
    added[_ADJUSTED:] = 0.0
    parts = {"statistical_forecast": statistical, "adjustment": np.where(added, added, np.nan)}
    parts["unconstrained_demand"] = statistical + added
    head = {"cycle": cycle, "version": "forecast", "family": family.code}
    return [
        head | {"series": name} | {f"lag{i}": float(v) for i, v in enumerate(values)}
        for name, values in parts.items()
        if np.isfinite(values).any()
    ]


def _about(chance: Random) -> float:
    """Return a number between -1 and 1, smaller ones more often."""
    return sum(chance.random() for _ in range(3)) / 1.5 - 1
