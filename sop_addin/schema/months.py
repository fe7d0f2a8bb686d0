"""How many months a page and a months-across table hold."""

from __future__ import annotations

__all__ = ["CLOSED_IN_VIEW", "HISTORY", "HORIZON", "HORIZON_IN_VIEW"]

HISTORY = 24
"""Closed months on a page."""

HORIZON = 18
"""Months from the cycle month on."""

CLOSED_IN_VIEW = 6
"""Closed months that are not grouped away."""

HORIZON_IN_VIEW = 13
"""Months of the horizon that are not grouped away: the current one and twelve more."""
