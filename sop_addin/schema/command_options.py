"""What planners choose beside a command: its options, offered as a menu of the button."""

from __future__ import annotations

from sop_addin.schema.command_words import Choice, Option
from sop_addin.schema.labels import Label
from sop_addin.schema.phases import PHASES

__all__ = ["ONE_FAMILY", "PHASE", "STRATEGY"]

PHASE = Option(
    "phase",
    tuple(
        Choice(each.key, Label(f"{each.number} {each.name.en}", each.name.zh), each.purpose)
        for each in PHASES
    ),
    bare=True,
)

STRATEGY = Option(
    "strategy",
    (
        Choice(
            "level",
            Label("Level", "均衡生产"),
            Label(
                "One rate a working day for the whole horizon; stock or backlog takes the swings.",
                "整个计划期每个工作日产量相同，波动由库存或积压订单承担。",
            ),
        ),
        Choice(
            "chase",
            Label("Chase", "追逐需求"),
            Label(
                "Production follows demand month by month; labour takes the swings.",
                "产量逐月跟随需求，波动由人力承担。",
            ),
        ),
        Choice(
            "hybrid",
            Label("Hybrid", "混合策略"),
            Label(
                "The least cost of stock, backlog, labour, overtime and subcontracting together.",
                "综合库存、积压、人力、加班与外包，使总成本最低。",
            ),
        ),
    ),
)

ONE_FAMILY = Option(
    "page",
    (
        Choice(
            "front",
            Label("Only the family in front", "仅当前产品族"),
            Label(
                "Plan the family whose page is in front; every other plan stays as it is.",
                "仅计划当前页面的产品族，其他产品族的计划保持不变。",
            ),
        ),
    ),
    shell="--family CODE",
)
