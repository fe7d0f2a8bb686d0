"""What a review says of a closed month, in the words that sheets, alarms and counts share."""

from __future__ import annotations

__all__ = ["EXPLAINED", "UNEXPLAINED", "WITHIN"]

UNEXPLAINED, EXPLAINED, WITHIN = "name the root cause", "explained", "within tolerance"
"""Status of a month: beyond the tolerance without and with a root cause, and not beyond."""
