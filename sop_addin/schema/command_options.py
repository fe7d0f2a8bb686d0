"""What planners choose beside a command: its options, offered as a menu of the button."""

from __future__ import annotations

from sop_addin.schema.command_words import Choice, Option
from sop_addin.schema.labels import Label
from sop_addin.schema.phases import PHASES

__all__ = ["FAMILY", "ONE_FAMILY", "PHASE", "STRATEGY"]

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
            shell="--family CODE",
            front=True,
        ),
    ),
)

FAMILY = Option(
    "action",
    (
        Choice(
            "add",
            Label("Add a family", "添加产品族"),
            Label(
                "A page more; it takes over the parameters of a family that it is like.",
                "新增一页；沿用相似产品族的参数。",
            ),
            shell="add CODE --like FAMILY",
            asks=(
                Label("Code of the new family", "新产品族代码"),
                Label(
                    "Code of the family that it is like; or MTS or MTO for one of its own kind",
                    "相似产品族的代码；全新者填 MTS 或 MTO",
                ),
            ),
        ),
        Choice(
            "rename",
            Label("Rename the family in front", "更改当前产品族代码"),
            Label(
                "Another code for the family whose page is in front, in every table and on it.",
                "更改当前页面产品族的代码，所有表格同步更改。",
            ),
            shell="rename CODE NEW",
            front=True,
            asks=(Label("New code of the family in front", "当前产品族的新代码"),),
        ),
        Choice(
            "retire",
            Label("Retire the family in front", "停用当前产品族"),
            Label(
                "It is not planned any more; its history and its versions stay readable.",
                "不再计划该产品族；历史与版本仍可查看。",
            ),
            shell="retire CODE",
            front=True,
        ),
        Choice(
            "restore",
            Label("Plan a retired one again", "恢复已停用产品族"),
            Label(
                "A retired family gets its page back and is planned again.",
                "已停用的产品族恢复页面并重新计划。",
            ),
            shell="restore CODE",
            asks=(Label("Code of the retired family", "已停用产品族的代码"),),
        ),
    ),
)
