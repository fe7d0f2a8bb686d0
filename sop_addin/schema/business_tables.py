"""Tables of the business: its operating plan, last month against its plans, the latest estimate."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, family_or_company, month_column, number, text
from sop_addin.schema.declarations import PLANNER, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["AOP", "BUSINESS_REVIEW", "LATEST_ESTIMATE"]

_FAMILY = family_or_company("Company: all that are compared.")

AOP = Table(
    "aop",
    "tblAOP",
    "AOP",
    Label("Annual operating plan", "年度经营计划"),
    (
        FAMILY,
        month_column(),
        number("units", "Units", "数量", Unit.UNITS, 0),
        number("revenue", "Revenue", "收入", Unit.MONEY, 0),
    ),
    ("family", "month"),
    Owner.INPUT,
    PLANNER,
    Label(
        "The business plan by family and month, in units and money.", "按产品族和月份的经营计划。"
    ),
)

BUSINESS_REVIEW = Table(
    "business_review",
    "tblBusinessReview",
    "Business_Review",
    Label(
        "Business review: last month against AOP, plan and estimate",
        "业务回顾：上月实际与AOP、计划及预估",
    ),
    (
        _FAMILY,
        text("against", "Against", "对比", required=True, width=14),
        month_column(),
        number("units", "Sold", "实际数量", Unit.UNITS, 0, width=10),
        number("base_units", "Planned", "计划数量", Unit.UNITS, 0, width=10),
        number("revenue", "Revenue", "实际收入", Unit.MONEY, 2, width=14),
        number("base_revenue", "Planned revenue", "计划收入", Unit.MONEY, 2, width=14),
        number("difference", "Actual - planned", "差异", Unit.MONEY, 2, width=14),
        number("price", "By price", "价格影响", Unit.MONEY, 2, width=13),
        number("volume", "By volume", "销量影响", Unit.MONEY, 2, width=13),
        number("mix", "By mix", "结构影响", Unit.MONEY, 2, width=13),
        number("came_or_went", "Not planned", "计划外", Unit.MONEY, 2, width=13),
    ),
    ("family", "against"),
    Owner.OUTPUT,
    "refresh",
    Label(
        "Annual plan: the AOP. Approved plan: the last one, at plan prices. Latest estimate: what"
        " the month's own cycle expected of it. Price, volume, mix and what was not planned add up"
        " to the difference, to the cent. Units only where all families of a row share one.",
        "与AOP、最近批准的计划（按计划价格）及该月周期的最新预估对比。四项之和等于差异，精确到分。",
    ),
)

LATEST_ESTIMATE = Table(
    "latest_estimate",
    "tblLatestEstimate",
    "Latest_Estimate",
    Label("Latest estimate of the fiscal year, cycle by cycle", "各周期的财年最新预估"),
    (
        month_column("cycle", "Cycle", "周期"),
        _FAMILY,
        number("year", "Fiscal year", "财年", Unit.COUNT, width=9),
        number("year_to_date", "Actual, year to date", "年初至今实际", Unit.MONEY, 0, width=14),
        number("remaining", "Plan, rest of year", "本年剩余计划", Unit.MONEY, 0, width=14),
        number("estimate", "Latest estimate", "最新预估", Unit.MONEY, 0, width=14),
        number("former", "Last approved estimate", "上次批准的预估", Unit.MONEY, 0, width=14),
        number("change", "Latest - approved", "变化", Unit.MONEY, 0, width=13),
        number("aop", "AOP, full year", "全年AOP", Unit.MONEY, 0, width=14),
        number("gap", "Latest - AOP", "与AOP差距", Unit.MONEY, 0, width=13),
        number("month_units", "Cycle month, units", "当月预估数量", Unit.UNITS, 0, width=12),
        number("month_revenue", "Cycle month, revenue", "当月预估收入", Unit.MONEY, 2, width=14),
    ),
    ("cycle", "family"),
    Owner.REGISTER,
    "executive",
    Label(
        "Latest estimate = actual to date + plan for the rest of the fiscal year, as each cycle"
        " left it. Rows of earlier cycles stay. Last approved estimate: of the last earlier cycle"
        " whose plan was approved. Business_Review holds the cycle month against what came.",
        "最新预估 = 年初至今实际 + 剩余计划；历史周期的行不再改变。当月预估在下月与实际比较。",
    ),
)
