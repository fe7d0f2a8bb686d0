"""The seven phases of the month: what happens in each, and the command that does its part."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label

__all__ = ["PHASES", "Phase"]


@dataclass(frozen=True)
class Phase:
    """One phase of the month.

    Parameters
    ----------
    command
        Command that fills its sheets; empty where only people work.
    sheet
        Where to look first.
    done
        Excel's formula, without ``=``, that is true once the phase has what it needs; empty: its
        command has run in this cycle. Whether an input changed since says ``schema.freshness``.
    recorded
        Whether its command leaves a row in the audit.
    """

    number: int
    name: Label
    purpose: Label
    command: str
    sheet: str
    done: str = ""
    recorded: bool = True


PHASES = (
    Phase(
        1,
        Label("Data", "数据"),
        Label(
            "Close the month: sales, production, stock and backlog as they were.",
            "月结：销售、生产、库存与积压的实际数据。",
        ),
        "refresh",
        "Actuals",
        'AND(newest_actuals<>"",newest_actuals=last_closed_month)',
    ),
    Phase(
        2,
        Label("Business review", "业务回顾"),
        Label(
            "Set the last month against the annual operating plan.",
            "将上月实际与年度经营计划比较。",
        ),
        "",
        "AOP",
    ),
    Phase(
        3,
        Label("Demand review", "需求评审"),
        Label(
            "Agree the unconstrained demand: forecast, activities, launches, adjustments.",
            "确定无约束需求：预测、活动、上市与调整。",
        ),
        "forecast",
        "Forecast_Report",
    ),
    Phase(
        4,
        Label("Supply review", "供应评审"),
        Label(
            "Plan production within the resources; name what cannot be done.",
            "在资源限度内计划生产，列出无法完成的部分。",
        ),
        "plan",
        "Resource_Plan",
    ),
    Phase(
        5,
        Label("Pre-S&OP", "S&OP 预备会"),
        Label(
            "One recommendation a family, in units and money.",
            "每个产品族给出一个建议，含数量与金额。",
        ),
        "presop",
        "Pre_SOP",
    ),
    Phase(
        6,
        Label("Executive S&OP", "高层会议"),
        Label(
            "Decide each family against the annual operating plan.",
            "对照年度经营计划逐族决策。",
        ),
        "executive",
        "Executive",
    ),
    Phase(
        7,
        Label("Release", "发布"),
        Label(
            "Hand the plan to those who carry it out.",
            "将计划交给执行者。",
        ),
        "pack",
        "Dashboard",
        recorded=False,
    ),
)
"""In the order of the month."""
