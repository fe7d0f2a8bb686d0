"""Tables of what limits the plan: resources, and what a unit of each family takes of them."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, number, text
from sop_addin.schema.declarations import PLANNER, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["BILL_OF_RESOURCES", "RESOURCES"]

RESOURCES = Table(
    "resources",
    "tblResources",
    "Resources",
    Label("Resources: people, equipment, space, money, suppliers", "资源：人工、设备、空间、资金"),
    (
        text("resource", "Resource", "资源", required=True, width=16),
        text("name", "Name", "名称", width=30),
        text(
            "kind",
            "Kind",
            "类别",
            required=True,
            choices=("labour", "equipment", "storage", "working capital", "supplier"),
            width=14,
            note="Storage and working capital limit closing stock; a supplier, what is bought.",
        ),
        number(
            "workers",
            "Workers",
            "人数",
            Unit.PEOPLE,
            0,
            least=0,
            note="Labour: people at the end of the last closed month.",
        ),
        number(
            "hours_per_day",
            "Hours a day",
            "每日工时",
            Unit.HOURS,
            2,
            least=0,
            note="Labour: hours of a worker on a working day. Equipment: hours on a working day.",
        ),
        number(
            "available",
            "Available",
            "可用量",
            Unit.NONE,
            0,
            least=0,
            note="Storage, working capital, supplier: what there is in every month, in its unit.",
        ),
        text("unit", "Unit", "单位", note="Of what is available. Blank: hours.", width=9),
        number(
            "overtime_share",
            "Overtime share",
            "加班比例",
            Unit.NONE,
            2,
            least=0,
            note="Labour: overtime allowed as a part of regular hours, 0.1 = 10 %. Blank: none.",
        ),
        number("wage_per_day", "Wage a day", "日工资", Unit.MONEY, 2, least=0),
        number(
            "overtime_cost_per_hour",
            "An hour more costs",
            "每增加一小时成本",
            Unit.MONEY,
            2,
            least=0,
            note="Labour: an overtime hour. Others: an hour (or unit) beyond, for Options only.",
        ),
        number("hire_cost", "Hire cost", "招聘成本", Unit.MONEY, 2, least=0),
        number("layoff_cost", "Lay-off cost", "裁员成本", Unit.MONEY, 2, least=0),
        number("max_workers", "Most workers", "人数上限", Unit.PEOPLE, 0, least=0),
        number("max_hires", "Most hires a month", "每月招聘上限", Unit.PEOPLE, 0, least=0),
        number("max_layoffs", "Most lay-offs a month", "每月裁员上限", Unit.PEOPLE, 0, least=0),
        number(
            "lead_months",
            "Lead time of more",
            "扩能提前期",
            Unit.COUNT,
            0,
            least=0,
            note="Whole months from the decision to more of it. Nobody is hired for earlier ones.",
        ),
        number(
            "notice_months",
            "Notice of lay-offs",
            "裁员通知期",
            Unit.COUNT,
            0,
            least=0,
            note="Labour: whole months from the decision until people leave. Blank: at once.",
        ),
    ),
    ("resource",),
    Owner.INPUT,
    PLANNER,
    Label(
        "What the plan may not exceed. A book without resources is planned without limits.",
        "计划不得超过的能力。没有资源的工作簿按无限能力计划。",
    ),
)

BILL_OF_RESOURCES = Table(
    "bill_of_resources",
    "tblBillOfResources",
    "BillOfResources",
    Label("Bill of resources", "资源清单"),
    (
        FAMILY,
        text("resource", "Resource", "资源", required=True, width=16),
        number(
            "hours_per_unit",
            "Hours a unit",
            "单位工时",
            Unit.HOURS,
            4,
            least=0,
            required=True,
            note="Or the resource's own unit: square metres, tons, money.",
        ),
        number(
            "months_before",
            "Months before receipt",
            "提前月数",
            Unit.COUNT,
            0,
            least=0,
            width=13,
            note="When the work falls. Blank: at the start of the family's lead time.",
        ),
    ),
    ("family", "resource"),
    Owner.INPUT,
    PLANNER,
    Label("Hours of a resource that one unit of a family takes.", "每单位产品族占用的资源工时。"),
)
