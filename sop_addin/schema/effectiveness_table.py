"""The table of effectiveness: what was said and what came, month by month."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label
from sop_addin.schema.months import PAST_MONTHS

__all__ = ["EFFECTIVENESS"]

EFFECTIVENESS = Table(
    "effectiveness",
    "tblEffectiveness",
    "Effectiveness",
    Label("Did we do what we said? Months in and out of tolerance", "是否言行一致？各月容差内外"),
    (
        FAMILY,
        text("measure", "Measure", "指标", required=True, width=26),
        number("tolerance", "Tolerance %", "容差%", Unit.PERCENT, 0, width=11),
        text("inside", "Months in tolerance", "容差内月数", width=14),
        *(
            number(f"h{back}", f"-{back}", f"-{back}", Unit.PERCENT, 1, width=8)
            for back in range(PAST_MONTHS, 0, -1)
        ),
    ),
    ("family", "measure"),
    Owner.OUTPUT,
    "executive",
    Label(
        "Actual less what was frozen, in %: demand less the forecast of the review's lag, in % of"
        " demand; production and the month's closing stock or backlog less the approved plan, in %"
        " of it. Blank: nothing was frozen for that month; rows without any such month are left"
        " out. Tolerances: Families, where blank Config.",
        "实际减冻结值（%）：需求对比评审滞后期的预测，占需求%；生产及月末库存或积压对比已批准计划，"
        "占计划%。空白：该月无冻结值；完全无冻结值者不列。容差见 Families，空白则用 Config。",
    ),
)
