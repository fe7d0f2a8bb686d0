"""What the history says of a launch or replacement under way, and how far the plan is believed."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

__all__ = ["drawn_to_plan", "since_launch", "sold_by_family"]

_LAUNCHED = ("launch", "replacement")
"""Kinds of change whose family enters the market."""
_PLANNED = 3.0  # months whose sales the planned size of a change is worth


def since_launch(history: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the history without the months of 0 that stand before a launch or replacement.

    Extracts often hold a 0 for every month before a family's start; nobody could buy then. What was
    sold before the start stays, and all months after that; so does a family that never sold.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: demand of closed months, units.
    changes
        As for :func:`sop_addin.demand.life_cycle.problems`.

    Examples
    --------
    >>> months = pd.period_range("2025-11", periods=4, freq="M")
    >>> history = pd.DataFrame({"unique_id": "New", "ds": months, "y": [0.0, 0.0, 0.0, 4.0]})
    >>> row = {"kind": "launch", "family": "New", "start_month": months[2], "status": "planned"}
    >>> since_launch(history, pd.DataFrame([row]))["y"].tolist()
    [0.0, 4.0]
    """
    begun = changes[(changes["status"] != "cancelled") & changes["kind"].isin(_LAUNCHED)]
    starts = begun.groupby("family")["start_month"].min()
    first = history[history["y"] != 0].groupby("unique_id")["ds"].min()
    sold = starts.index.intersection(first.index)
    early = [
        (history["unique_id"] == code) & (history["ds"] < min(starts[code], first[code]))
        for code in sold
    ]
    return history[~np.logical_or.reduce(early)] if early else history


def sold_by_family(history: pd.DataFrame, families: Collection[str]) -> dict[str, pd.Series[float]]:
    """Return the demand of some families by month, from ``unique_id, ds, y``."""
    told = history[history["unique_id"].isin(list(families))]
    return {str(code): rows.set_index("ds")["y"] for code, rows in told.groupby("unique_id")}


def drawn_to_plan(measured: float, planned: float, months: int) -> float:
    """Return the size of a change under way: that of its months so far, drawn to the planned one.

    Examples
    --------
    >>> drawn_to_plan(0.4, 0.6, months=3)
    0.5
    """
    return (months * measured + _PLANNED * planned) / (months + _PLANNED)
