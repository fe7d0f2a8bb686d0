"""The seven phases of the month: what happens in each, and the command that does its part."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label

__all__ = ["PHASES", "Phase", "phase"]


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
    key
        Its name in commands and tables.
    owner, working_day
        Who answers for it and on which working day it is due, until the book says otherwise.
    does_it, is_asked, is_told
        Who does the work, who is heard before and who is told after, until the book says otherwise.
    inputs, outputs
        What it needs and what it leaves behind.
    """

    number: int
    name: Label
    purpose: Label
    command: str
    sheet: str
    done: str = ""
    recorded: bool = True
    key: str = ""
    owner: str = ""
    does_it: str = ""
    is_asked: str = ""
    is_told: str = ""
    working_day: int = 1
    inputs: str = ""
    outputs: str = ""


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
        key="data",
        owner="Demand planner",
        does_it="Demand planner",
        is_asked="Sales, operations, controlling",
        is_told="Every department",
        working_day=3,
        inputs="Sales, stock, production and backlog of the month just ended",
        outputs="Actuals, restatements, stock equation",
    ),
    Phase(
        2,
        Label("Business review", "业务回顾"),
        Label(
            "Set the last month against the annual operating plan.",
            "将上月实际与年度经营计划比较。",
        ),
        "",
        "Business_Review",
        key="business",
        owner="Finance",
        does_it="Finance",
        is_asked="Sales and marketing, operations",
        is_told="General manager",
        working_day=5,
        inputs="Actuals, annual operating plan, events",
        outputs="Deviations explained, latest estimate, activities",
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
        key="demand",
        owner="Sales and marketing",
        does_it="Demand planner",
        is_asked="Product development, finance",
        is_told="Operations",
        working_day=8,
        inputs="Statistical forecast, activities, launches, assumptions",
        outputs="Agreed unconstrained demand",
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
        key="supply",
        owner="Operations",
        does_it="Operations",
        is_asked="Product development, purchasing",
        is_told="Sales and marketing",
        working_day=11,
        inputs="Agreed demand, resources, stock targets",
        outputs="Constrained plan, shortages, options",
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
        key="presop",
        owner="S&OP process owner",
        does_it="S&OP process owner",
        is_asked="Sales, operations, finance",
        is_told="General manager",
        working_day=13,
        inputs="Demand and supply plans, open issues",
        outputs="One recommendation a family, agenda",
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
        key="executive",
        owner="General manager",
        does_it="General manager",
        is_asked="Sales, operations, finance",
        is_told="Every department",
        working_day=15,
        inputs="Recommendations, dashboard, agenda",
        outputs="Decisions, approved plan",
    ),
    Phase(
        7,
        Label("Release", "发布"),
        Label(
            "Hand the plan to those who carry it out.",
            "将计划交给执行者。",
        ),
        "release",
        "Game_Plan",
        recorded=False,
        key="release",
        owner="S&OP process owner",
        does_it="Operations",
        is_asked="Sales and marketing",
        is_told="Every department",
        working_day=16,
        inputs="Approved plan, decisions",
        outputs="Game plan, master schedule, actions, pack",
    ),
)
"""In the order of the month."""


def phase(key: str) -> Phase:
    """Return a phase by its key.

    Raises
    ------
    KeyError
        No phase is called so.

    Examples
    --------
    >>> phase("supply").number
    4
    """
    return {each.key: each for each in PHASES}[key]
