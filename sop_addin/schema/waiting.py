"""What waits for somebody, counted on the first sheet."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label

__all__ = ["WAITING", "Waiting"]


@dataclass(frozen=True)
class Waiting:
    """One line of the first sheet.

    Parameters
    ----------
    sheet
        Where to do it.
    words
        What waits, after its count.
    count
        Excel's formula, without ``=``.
    """

    sheet: str
    words: Label
    count: str


WAITING = (
    Waiting(
        "Stock_Check",
        Label("months whose stock does not add up", "个月份库存不平"),
        "COUNT(tblStockCheck[Reported - expected])",
    ),
    Waiting(
        "Cleansing",
        Label("odd months to accept or reject", "个异常月份待接受或拒绝"),
        'SUMPRODUCT((tblCleansing[Family]<>"")*(tblCleansing[Decision]=""))',
    ),
    Waiting(
        "Demand_Review",
        Label("months beyond the tolerance without a root cause", "个超差月份缺少根本原因"),
        'SUMPRODUCT((tblDemandReview[Status]="name the root cause")'
        '*(tblDemandReview[Root cause]=""))',
    ),
    Waiting(
        "Adjustments",
        Label("adjustments without a reason, or expired", "个人工调整缺少原因或已过期"),
        'SUMPRODUCT((tblAdjustments[Status]="no reason")+(tblAdjustments[Status]="expired"))',
    ),
    Waiting(
        "Assumptions",
        Label("assumptions of closed months still open", "个已到期假设仍未关闭"),
        'IF(cycle_month="",0,SUMPRODUCT((tblAssumptions[Status]="open")'
        "*(tblAssumptions[Month]<cycle_month)))",
    ),
)
"""In the order of the month."""
