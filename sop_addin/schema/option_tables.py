"""Tables that the plan writes for the meeting: options for shortages, and what bottlenecks cost."""

from __future__ import annotations

from sop_addin.schema.columns import number, text
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
        text("price", "Its price", "方案价格", width=15),
    ),
    ("short", "option", "on"),
    Owner.OUTPUT,
    "plan",
    Label(
        "Each option is solved alone against the plan on the pages; do not add them up. Waits less:"
        " units that wait a month less, and units lost less; blank where families differ in their"
        " unit. Plan costs more: over 18 months, negative is less; blank: the option has no price."
        " Where scenarios are promoted: for shortages that the pages still have, against the best"
        " plan with the capacity that these scenarios bring.",
        "每个方案单独求解，与当前计划比较；效果不可相加。成本为18个月，空白表示方案未定价。"
        "有采用的情景时：仅列页面上仍存在的短缺，与含情景产能的最优计划比较。",
    ),
)

BOTTLENECKS = Table(
    "bottlenecks",
    "tblBottlenecks",
    "Bottlenecks",
    Label("Where one more hour is worth most", "何处增加一小时最有价值"),
    (
        text("resource", "Resource", "资源", required=True, width=18),
        text("kind", "Kind", "类别", width=14),
        _month("month", "Worth most in", "最有价值月份"),
        text("unit", "For one more", "每增加一", width=10),
        number("waiting", "Waits less, unit-months", "减少等待（单位·月）", Unit.NONE, 2, width=13),
        number("below", "Below target less, unit-months", "减少低于目标", Unit.NONE, 2, width=15),
        number("saves", "Saves", "节省", Unit.MONEY, 2, width=12),
        number("up_to", "Holds up to", "有效上限", Unit.NONE, 1, width=12),
        text("months", "Worth something in", "有价值的月份", width=44),
    ),
    ("resource",),
    Owner.OUTPUT,
    "plan",
    Label(
        "One row a resource that is full and whose next hour (or unit) makes the plan better, the"
        " best first. Numbers are those of one more in the month named, over all families, people"
        " held as they are; saves is negative where serving more costs more. Where scenarios are"
        " promoted: resources that are full on the pages too, in the best plan with the capacity"
        " that these scenarios bring.",
        "每个满载且增加一小时能改善计划的资源一行，最有价值者在前。数值为所示月份增加一单位的效果。"
        "有采用的情景时：仅列页面上也满载的资源，数值取自含情景产能的最优计划。",
    ),
)
