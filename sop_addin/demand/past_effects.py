"""What activities of a kind did in the past, for a coming one whose effect nobody gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.wording import counted

__all__ = ["past_effect", "past_effects"]

_OTHERS = ""
"""Stands for all families together: for one that never had such an activity."""

_CERTAIN = 1.96  # two-sided 95 %


def past_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the mean effect of each kind of activity by family, and over all families.

    Measured effects are averaged by the inverse of their variance. The error of a mean is never
    below what the effects differ by among themselves; that of all families is for one more family,
    so it holds how much they differ.

    Parameters
    ----------
    effects
        From :func:`sop_addin.demand.event_effects.measured`: ``what, family, percent,
        percent_error, months``. What is not measured is left out.

    Returns
    -------
    DataFrame
        Index ``what`` (in small letters), ``family`` (empty: all families); ``percent`` and
        ``error`` (% of demand), ``months`` and ``activities`` they come from.

    References
    ----------
    Cochran (1954), Biometrics 10(1): combination of estimates from different experiments.

    Examples
    --------
    >>> row = {"what": "Fair", "family": "Pumps", "months": 1}
    >>> rows = pd.DataFrame([row | {"percent": 20.0, "percent_error": 4.0}] * 4)
    >>> past_effects(rows).loc[("fair", "Pumps"), ["percent", "error"]].tolist()
    [20.0, 2.0]
    """
    known = effects[effects["months"] > 0]
    kind = known["what"].fillna("").str.strip().str.casefold()
    known = known.assign(kind=kind)[kind != ""]
    rows: dict[tuple[str, str], dict[str, float]] = {}
    for key, part in known.groupby("kind", sort=True):
        own = {str(f): _mean(g, one_more=False) for f, g in part.groupby("family", sort=True)}
        rows |= {(str(key), family): found for family, found in own.items()}
        if len(own) > 1:
            rows[str(key), _OTHERS] = _mean(part, one_more=True)
    whats, families = [key[0] for key in rows], [key[1] for key in rows]
    index = pd.MultiIndex.from_arrays([whats, families], names=["what", "family"])
    columns = ["percent", "error", "months", "activities"]
    return pd.DataFrame(list(rows.values()), columns=columns, index=index)


def _mean(part: pd.DataFrame, *, one_more: bool) -> dict[str, float]:
    """Return the mean effect; `one_more`: with the error of a single family beyond these."""
    percent = part["percent"].to_numpy(dtype=float)
    weight = 1 / np.maximum(part["percent_error"].to_numpy(dtype=float), 1e-6) ** 2
    mean = float((weight * percent).sum() / weight.sum())
    among = float((weight * (percent - mean) ** 2).sum() / weight.sum())
    count = len(percent)
    among = among * count / (count - 1) if count > 1 else 0.0
    variance = max(1 / float(weight.sum()), among / count)
    if one_more:
        variance += among
    return {
        "percent": mean,
        "error": float(np.sqrt(variance)),
        "months": float(part["months"].sum()),
        "activities": float(count),
    }


def past_effect(
    known: Mapping[Any, Mapping[Any, Any]], row: Mapping[Any, Any]
) -> tuple[float, str]:
    """Return the effect that the past says, as a part of demand, and in words what it comes from.

    Parameters
    ----------
    known
        Rows of :func:`past_effects` by its index.
    row
        ``what, unique_id`` of the coming activity.

    Returns
    -------
    float, str
        NaN where the past says nothing, or nothing that can be told from no effect at 95 %.

    Examples
    --------
    >>> found = {"percent": 20.0, "error": 2.0, "months": 4.0, "activities": 4.0}
    >>> past_effect({("fair", "Pumps"): found}, {"what": "Fair", "unique_id": "Pumps"})
    (0.2, 'effect left blank: +20 % of demand as in the past (16 to 24 %, n = 4 months)')
    """
    what, code = str(row["what"] or "").strip().casefold(), row["unique_id"]
    found, whose = known.get((what, code)), ""
    if found is None:
        found, whose = known.get((what, _OTHERS)), " of other families"
    if found is None:
        return float("nan"), "no effect was given, and no past one of this kind is measured"
    percent, reach = found["percent"], _CERTAIN * found["error"]
    words = (
        f"{percent:+.0f} % of demand as in the past{whose} ({percent - reach:.0f} to"
        f" {percent + reach:.0f} %, n = {counted(int(found['months']), 'month')})"
    )
    if abs(percent) <= reach:
        return float("nan"), f"effect left blank, and {words} cannot be told from none"
    return percent / 100, f"effect left blank: {words}"
