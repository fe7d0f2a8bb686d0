"""Was the last month made as it was approved, and how well is the plan kept over a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd

from sop_addin.demand.measures import accuracy, off_by
from sop_addin.demand.tolerance import status_of
from sop_addin.supply.quantities import Floats

__all__ = ["NOT_REPORTED", "adherence"]

NOT_REPORTED = "no production reported"
"""Status of a month whose production is not in the extract."""

_COLUMNS = ["month", "family", "planned", "made", "difference", "off_percent", "status"]
_COLUMNS += ["months", "adherence"]


def adherence(
    families: Sequence[str],
    month: pd.Period,
    planned: Floats,
    made: Floats,
    tolerance: Mapping[str, float],
    explained: AbstractSet[str],
) -> pd.DataFrame:
    """Set production of a closed month, and of the months behind it, against the approved plan.

    Parameters
    ----------
    families
        Codes.
    month
        The last of the months.
    planned, made
        Units, shape (families, months), not negative; NaN where nothing was approved or reported.
    tolerance
        Per cent of the plan beyond which a root cause is asked for, by family.
    explained
        Families whose root cause of `month` is named.

    Returns
    -------
    DataFrame
        One row a family that something was approved for: ``month, family, planned, made``;
        ``difference`` (made - planned, units) and ``off_percent`` of the plan; ``status``;
        ``months`` that were compared and ``adherence`` over them, 1 - sum of \\|made - planned\\|
        over sum of planned in %, not below 0.

    Examples
    --------
    >>> planned, made = np.array([[90.0, 100]]), np.array([[90.0, 81]])
    >>> row = adherence(["Pumps"], pd.Period("2026-02", "M"), planned, made, {"Pumps": 5}, set())
    >>> row[["difference", "status", "adherence"]].values.tolist()
    [[-19.0, 'name the root cause', 90.0]]
    """
    off = off_by(made, planned)
    rows = []
    for i, family in enumerate(families):
        asked, came = float(planned[i, -1]), float(made[i, -1])
        if np.isnan(asked):
            continue
        known = np.isfinite(planned[i]) & np.isfinite(made[i])
        status = status_of(came - asked, asked, tolerance[family], family in explained)
        rows.append(
            {
                "month": month,
                "family": family,
                "planned": asked,
                "made": came,
                "difference": came - asked,
                "off_percent": off[i, -1],
                "status": status if np.isfinite(came) else NOT_REPORTED,
                "months": int(known.sum()),
                "adherence": accuracy(made[i][known], planned[i][known]) * 100,
            }
        )
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.assign(month=pd.PeriodIndex(frame["month"], freq="M"))
