"""How many months a page and a months-across table hold."""

from __future__ import annotations

__all__ = [
    "CLOSED_IN_VIEW",
    "HISTORY",
    "HORIZON",
    "HORIZON_IN_VIEW",
    "PAST_MONTHS",
    "SCHEDULE_MONTHS",
    "SCHEDULE_WEEKS",
]

HISTORY = 24
"""Closed months on a page."""

HORIZON = 18
"""Months from the cycle month on."""

CLOSED_IN_VIEW = 6
"""Closed months that are not grouped away."""

HORIZON_IN_VIEW = 13
"""Months of the horizon that are not grouped away: the current one and twelve more."""

PAST_MONTHS = 12
"""Closed months that effectiveness looks back on."""

SCHEDULE_MONTHS = 3
"""Months that the master schedule splits into weeks."""

SCHEDULE_WEEKS = 14
"""Most weeks with a day from Monday to Friday in that many months."""
