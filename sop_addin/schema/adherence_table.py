"""Tables of what was not as planned: production against its plan, and the root causes of all."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["ROOT_CAUSES", "SUPPLY_REVIEW"]

SUPPLY_REVIEW = Table(
    "supply_review",
    "tblSupplyReview",
    "Supply_Review",
    Label("Supply review: was it made as approved, and why not", "供应评审：生产是否按计划及原因"),
    (
        month_column(),
        FAMILY,
        number("planned", "Approved", "批准产量", Unit.UNITS, 0, width=10),
        number("made", "Made", "实际产量", Unit.UNITS, 0, width=9),
        number("difference", "Made - approved", "实际 - 批准", Unit.UNITS, 0, width=10),
        number("off_percent", "Off %", "偏离%", Unit.PERCENT, 1, width=7),
        text("status", "Status", "状态", width=22),
        Column(
            "cause",
            Label("Reason code", "原因代码"),
            planner=True,
            choices=(
                "labour",
                "equipment",
                "material",
                "quality",
                "demand change",
                "data",
                "other",
            ),
            width=15,
            note="Why the month was made otherwise; the status asks for it beyond the tolerance.",
        ),
        Column("cause_text", Label("What happened", "说明"), planner=True, width=30),
        number("months", "Months counted", "计入月数", Unit.COUNT, width=8),
        number("adherence", "Adherence %", "计划遵守率%", Unit.PERCENT, 1, width=11),
    ),
    ("month", "family"),
    Owner.REGISTER,
    "resources",
    Label(
        "Production of the last month less the last approved plan. Adherence: 1 - sum of"
        " differences without sign / sum of the plan, over the last 12 months that had one."
        " Tolerance of production: Families, where blank Config. A reason code is asked for beyond"
        " it.",
        "上月实际产量减最近批准计划；遵守率取近12个有计划的月份。超出生产偏差容差时须填原因代码："
        "labour 人工、equipment 设备、material 物料、quality 质量、demand change 需求变化、"
        "data 数据、other 其他。",
    ),
)

ROOT_CAUSES = Table(
    "root_causes",
    "tblRootCauses",
    "Root_Causes",
    Label("Why months came otherwise, over twelve months", "近十二个月偏差的根本原因"),
    (
        text("of", "Of", "对象", required=True, width=12, note="Demand, or production."),
        text("cause", "Root cause", "根本原因", required=True, width=20),
        number("months", "Months", "月数", Unit.COUNT, width=9),
        text("families", "Families", "产品族", width=44),
        number("over", "Too much", "偏高", Unit.MONEY, 0, width=13),
        number("under", "Too little", "偏低", Unit.MONEY, 0, width=13),
        number("share_percent", "Of all %", "占比%", Unit.PERCENT, 1, width=9),
        number("unpriced", "Without a price", "无价格", Unit.COUNT, width=10),
        Column("last_month", Label("Last seen", "最近月份"), Kind.MONTH, width=11),
    ),
    ("of", "cause"),
    Owner.OUTPUT,
    "demand",
    Label(
        "Months of Demand_Review and Supply_Review beyond the tolerance, added up over the last 12"
        " closed months at plan price: forecast - actual demand, made - approved production. A"
        " month counts once for each family. Name the cause there, then press Demand review or"
        " Resource plan again.",
        "需求评审（预测减实际）与供应评审（实际产量减批准计划）中超出容差的月份，"
        "按计划价格汇总近12个月。",
    ),
)
