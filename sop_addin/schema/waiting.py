"""What waits for somebody, counted on the first sheet."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label
from sop_addin.schema.review_status import UNEXPLAINED

__all__ = ["WAITING", "Waiting"]


@dataclass(frozen=True)
class Waiting:
    """One line of the first sheet.

    Parameters
    ----------
    sheet
        Where to do it.
    words
        What waits, before its count.
    count
        Excel's formula, without ``=``.
    """

    sheet: str
    words: Label
    count: str


def _without_cause(table: str, column: str) -> str:
    """Return Excel's formula for the months that wait for what people name in a column."""
    return f'SUMPRODUCT(({table}[Status]="{UNEXPLAINED}")*({table}[{column}]=""))'


WAITING = (
    Waiting(
        "Stock_Check",
        Label("Months whose stock does not add up", "库存不平的月份"),
        "COUNT(tblStockCheck[Reported - expected])",
    ),
    Waiting(
        "Cleansing",
        Label("Odd months to accept or reject", "待接受或拒绝的异常月份"),
        'SUMPRODUCT((tblCleansing[Family]<>"")*(tblCleansing[Decision]=""))',
    ),
    Waiting(
        "Demand_Review",
        Label("Months beyond the tolerance without a root cause", "缺少根本原因的超差月份"),
        _without_cause("tblDemandReview", "Root cause"),
    ),
    Waiting(
        "Adjustments",
        Label("Adjustments without a reason, or expired", "缺少原因或已过期的人工调整"),
        'SUMPRODUCT((tblAdjustments[Status]="no reason")+(tblAdjustments[Status]="expired"))',
    ),
    Waiting(
        "Assumptions",
        Label("Assumptions of closed months still open", "仍未关闭的到期假设"),
        'IF(cycle_month="",0,SUMPRODUCT((tblAssumptions[Status]="open")'
        "*(tblAssumptions[Month]<cycle_month)))",
    ),
    Waiting(
        "Supply_Review",
        Label("Months not made as approved without a reason", "缺少原因的生产超差月份"),
        _without_cause("tblSupplyReview", "Reason code"),
    ),
)
"""In the order of the month."""
