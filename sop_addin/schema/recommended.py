"""What a recommendation asks the meeting for, and which families wait for a decision."""

from __future__ import annotations

from enum import StrEnum

from sop_addin.schema.outputs import EXECUTIVE

__all__ = ["TO_DECIDE", "Action"]


class Action(StrEnum):
    """What the meeting is asked for; the word every recommendation starts with."""

    PLAN = "Plan"
    DECIDE = "Decide"
    RAISE = "Raise"
    LOWER = "Lower"
    REVIEW = "Review"
    APPROVE = "Approve"


def _column(name: str) -> str:
    return f"{EXECUTIVE.excel}[{EXECUTIVE.column(name).label.en}]"


TO_DECIDE = (
    f'COUNTIFS({_column("family")},"?*",{_column("decision")},"",{_column("recorded")},"",'
    f'{_column("recommendation")},"<>{Action.APPROVE}:*")'
)
"""Excel's formula, without ``=``, for families whose recommendation is another than to approve and
that have no decision yet; :func:`sop_addin.executive.decisions.to_decide` says the same."""
