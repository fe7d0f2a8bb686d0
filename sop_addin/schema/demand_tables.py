"""Tables around the forecast: odd months, activities and what they did, planned changes."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["ACTIVITIES", "CLEANSING", "EVENT_EFFECTS", "LIFE_CYCLE"]

CLEANSING = Table(
    "cleansing",
    "tblCleansing",
    "Cleansing",
    Label("Odd months: accept or reject", "异常月份：接受或拒绝"),
    (
        FAMILY,
        month_column(),
        text("kind", "Kind", "类别", required=True, width=14),
        number("actual", "Actual", "实际", Unit.UNITS, 2, width=11),
        number("proposed", "Proposed", "建议值", Unit.UNITS, 2, width=11),
        text("reason", "Reason", "原因", width=64),
        Column(
            "decision",
            Label("Decision", "决定"),
            planner=True,
            choices=("accept", "reject"),
            width=11,
            note="Accept: the proposed value is used for forecasting. Reject: not proposed again.",
        ),
    ),
    ("family", "month", "kind"),
    Owner.REGISTER,
    "forecast",
    Label(
        "Accepted values are used for forecasting only; actuals never change. To have a row"
        " proposed anew, delete it.",
        "接受的值仅用于预测，实际数据不变。删除该行可重新提出建议。",
    ),
)

ACTIVITIES = Table(
    "activities",
    "tblActivities",
    "Activity_Plan",
    Label("Activities and promotions", "营销活动与促销"),
    (
        text("activity", "Activity", "活动", required=True, width=12),
        text("what", "What", "内容", width=36),
        text(
            "kind",
            "Kind",
            "类别",
            choices=("campaign", "customer", "price", "other"),
            width=11,
            note="Customer: one that is won or lost. New products stand on NPI_Lifecycle.",
        ),
        text(
            "families",
            "Families",
            "产品族",
            required=True,
            width=24,
            note="A code, several with commas, or all.",
        ),
        month_column("first_month", "First month", "开始月份"),
        month_column("last_month", "Last month", "结束月份"),
        number(
            "volume_percent",
            "Volume %",
            "销量%",
            Unit.PERCENT,
            1,
            note="Effect on demand in percent, if it happens. Or units; not both.",
        ),
        number(
            "units",
            "Units a month",
            "每月数量",
            Unit.UNITS,
            0,
            note="Effect in units a month, for each family named, if it happens.",
        ),
        number(
            "price_percent",
            "Price %",
            "价格%",
            Unit.PERCENT,
            1,
            note="Change of the price: counts in revenue. Alone, the family's measured elasticity"
            " gives the effect on demand.",
        ),
        number(
            "probability",
            "Probability",
            "概率",
            Unit.NONE,
            2,
            least=0,
            required=True,
            note="0 to 1: 0.8 is 80 %. The effect counts by its probability.",
        ),
        text("owner", "Owner", "负责人", width=18),
        text(
            "status",
            "Status",
            "状态",
            required=True,
            choices=("planned", "done", "cancelled"),
            note="Closed months of what was not cancelled count as past events.",
        ),
    ),
    ("activity",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Coming months go to row Activities of the pages; past months are taken out of the history"
        " that is forecast. See Event_Effects.",
        "未来月份计入各页“营销活动”行；过去月份从预测所用历史中剔除。见Event_Effects。",
    ),
)

EVENT_EFFECTS = Table(
    "event_effects",
    "tblEventEffects",
    "Event_Effects",
    Label("What activities did, and will add", "活动效果"),
    (
        text("activity", "Activity", "活动", required=True, width=12),
        FAMILY,
        text("what", "What", "内容", width=30),
        number("months", "Months measured", "测量月数", Unit.COUNT, width=11),
        number("effect", "Effect a month", "每月效果", Unit.UNITS, 0),
        number("percent", "Effect %", "效果%", Unit.PERCENT, 1),
        number("standard_error", "Standard error", "标准误差", Unit.UNITS, 0),
        number("ahead", "Counted ahead", "未来计入", Unit.UNITS, 0),
        text("explanation", "Explanation", "说明", width=64),
    ),
    ("activity", "family"),
    Owner.OUTPUT,
    "forecast",
    Label(
        "Effect = actual - expected without it. The truth lies within two standard errors 19 times"
        " in 20. Ahead: probability x effect over the horizon.",
        "效果 = 实际 - 无活动时的预期；真值95%落在两倍标准误差内。未来 = 概率 x 效果。",
    ),
)

LIFE_CYCLE = Table(
    "life_cycle",
    "tblLifeCycle",
    "NPI_Lifecycle",
    Label("Launches, phase-outs, replacements", "上市、退市与换代"),
    (
        text("change", "Change", "变更", required=True, width=12),
        text(
            "kind",
            "Kind",
            "类别",
            required=True,
            choices=("launch", "phase-out", "replacement"),
            width=14,
        ),
        FAMILY,
        text(
            "like_family",
            "Like family",
            "参照产品族",
            width=16,
            note="Launch: the family whose forecast it follows.",
        ),
        month_column("start_month", "Start month", "开始月份"),
        number(
            "scale_percent",
            "Scale %",
            "规模%",
            Unit.PERCENT,
            1,
            least=0,
            note="Launch: size in percent of the like family.",
        ),
        number(
            "ramp_months",
            "Ramp months",
            "爬坡月数",
            Unit.COUNT,
            least=1,
            note="Months until it sells in full. Blank: at once.",
        ),
        Column(
            "end_month",
            Label("End month", "结束月份"),
            Kind.MONTH,
            width=10,
            note="Phase-out: the last month with demand.",
        ),
        text(
            "replaced_family",
            "Replaced family",
            "被替代产品族",
            width=16,
            note="Replacement: whose demand moves. Launch: whose demand it eats into.",
        ),
        number(
            "share_percent",
            "Share %",
            "份额%",
            Unit.PERCENT,
            1,
            least=0,
            note="Replacement: part of the replaced family's demand that moves. Launch: part of"
            " the new demand that comes out of it.",
        ),
        text("gate", "Gate", "阶段门", width=18),
        text("status", "Status", "状态", required=True, choices=("planned", "done", "cancelled")),
    ),
    ("change",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Goes to row Launches and phase changes of the pages. Only what the history has not seen"
        " yet is added or taken off. A launch or replacement that sells already is carried on in"
        " the statistical forecast.",
        "计入各页“上市与换代”行。仅计入历史中尚未体现的部分。已开始销售的上市与换代产品在统计预测中延续。",
    ),
)
