"""Tables that the plan writes for the meeting: options for shortages, and what bottlenecks cost."""

from __future__ import annotations

from sop_addin.schema.columns import month_column, number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["BOTTLENECKS", "OPTIONS"]


def _month(name: str, en: str, zh: str) -> Column:
    return Column(name, Label(en, zh), Kind.MONTH, width=11)


OPTIONS = Table(
    "options",
    "tblOptions",
    "Options",
    Label("Options for the largest shortages, solved and priced", "主要短缺的可选方案"),
    (
        number("number", "Option", "方案", Unit.COUNT, width=8),
        text("short", "What is short", "短缺对象", required=True, width=18),
        _month("first_short", "Short from", "短缺起始"),
        text("option", "What to do", "措施", required=True, width=24),
        text("on", "On", "对象", required=True, width=18),
        number("quantity", "How much more", "增加量", Unit.NONE, 1, width=12),
        text("unit", "Unit", "单位", width=9),
        _month("works_from", "Works from", "生效月份"),
        text("decide_by", "Decide by", "最迟决定", width=12),
        number("waiting", "Waits less, unit-months", "减少等待（单位·月）", Unit.NONE, 1, width=13),
        number("money_at_risk", "Money at risk, less", "减少风险金额", Unit.MONEY, 0, width=13),
        number("cost", "Plan costs more", "计划成本增加", Unit.MONEY, 0, width=13),
        text("price", "Price of the option", "方案价格", width=16),
    ),
    ("short", "option", "on"),
    Owner.OUTPUT,
    "plan",
    Label(
        "Each option is solved alone against the plan on the pages; do not add their effects up."
        " Waits less: units that customers wait for a month less, and units lost less; blank where"
        " families differ in their unit. Plan costs more: 18 months, only what is priced.",
        "每个方案单独求解，与当前计划比较；效果不可相加。成本为18个月，仅含已定价部分。",
    ),
)

BOTTLENECKS = Table(
    "bottlenecks",
    "tblBottlenecks",
    "Bottlenecks",
    Label("What one more unit of each full resource is worth", "瓶颈资源增加一单位的价值"),
    (
        text("resource", "Resource", "资源", required=True, width=18),
        text("kind", "Kind", "类别", width=14),
        month_column(),
        text("unit", "Unit", "单位", width=9),
        number("waiting", "Waits less, unit-months", "减少等待（单位·月）", Unit.NONE, 2, width=13),
        number("below", "Below target less", "减少低于目标", Unit.NONE, 2, width=13),
        number("saves", "Saves", "节省", Unit.MONEY, 2, width=12),
        number("up_to", "Holds up to", "有效上限", Unit.NONE, 1, width=12),
    ),
    ("resource", "month"),
    Owner.OUTPUT,
    "plan",
    Label(
        "For one hour (or unit) more in that month: unit-months of waiting and below target less,"
        " over all families, and money saved; negative: serving more costs more. It holds for so"
        " many units, people held as they are. More of what is not listed gains nothing.",
        "该月增加一单位资源的效果；负值表示满足更多需求成本更高。未列出的满载资源增加无益。",
    ),
)
