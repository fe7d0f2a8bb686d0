"""What stands on top of a family's page."""

from __future__ import annotations

from sop_addin.schema.declarations import FORMULA, Field, Kind, Policy, Unit
from sop_addin.schema.freshness import (
    PAGE_INPUT,
    PAGE_ROWS,
    differs_formula,
    page_formula,
    then_formula,
)
from sop_addin.schema.labels import Label
from sop_addin.schema.months import HORIZON

__all__ = ["FAMILY_FIELDS"]


def _lookup(name: str, en: str, zh: str, kind: Kind = Kind.TEXT, unit: Unit = Unit.NONE) -> Field:
    return Field(name, Label(en, zh), kind, FORMULA, unit, lookup=name)


def _changed() -> str:
    """Return 1 while the page's inputs are not those that the plan was made from, else 0."""
    spans = {name: "{" + name + "}" for name in PAGE_ROWS}
    now = f"({page_formula(spans, HORIZON)})"
    then = then_formula("plan", f'"{PAGE_INPUT}"&{{family}}')
    return f'IF(plan_fingerprint="",0,IF({differs_formula(then, now)},1,0))'


def _state() -> str:
    """Return which plan the page shows, and whether it still holds, in Excel's own words."""
    row = "MATCH({family},tblFamilies[Family],0)"
    since = f"IFERROR(INDEX(tblFamilies[Retired since],{row}),0)"
    shown = (
        'IF(plan_fingerprint="","not planned yet",IF({changed}=0,plan_fingerprint&" "&plan_state,'
        '"changed since "&plan_fingerprint&": run Plan"))'
    )
    retired = f"IF({since}>0,IF({since}<=cycle_month,1,0),0)"
    return f'IF({retired}=1,"retired",{shown})'


FAMILY_FIELDS: tuple[Field, ...] = (
    Field("family", Label("Family", "产品族"), Kind.TEXT, "new"),
    _lookup("name", "Name", "名称"),
    _lookup("policy", "Policy", "策略"),
    _lookup("unit", "Unit of measure", "计量单位"),
    _lookup("shortage_policy", "Shortage policy", "缺货策略"),
    _lookup("price", "Price", "价格", Kind.NUMBER, Unit.MONEY_A_UNIT),
    _lookup("cost", "Standard cost", "标准成本", Kind.NUMBER, Unit.MONEY_A_UNIT),
    Field(
        "ship_share",
        Label("Ship share", "当月发货比例"),
        Kind.NUMBER,
        FORMULA,
        policy=Policy.MTO,
        lookup="ship_share",
        decimals=2,
        blank_as=0,
    ),
    Field(
        "opening_inventory",
        Label("Opening stock", "期初库存"),
        Kind.NUMBER,
        "refresh",
        Unit.UNITS,
        policy=Policy.MTS,
    ),
    Field(
        "opening_past_due",
        Label("Opening past due", "期初逾期"),
        Kind.NUMBER,
        "refresh",
        Unit.UNITS,
        policy=Policy.MTS,
    ),
    Field(
        "opening_backlog",
        Label("Opening backlog", "期初订单积压"),
        Kind.NUMBER,
        "refresh",
        Unit.UNITS,
        policy=Policy.MTO,
    ),
    Field(
        "opening_finished",
        Label("Opening finished", "期初待发成品"),
        Kind.NUMBER,
        "refresh",
        Unit.UNITS,
        policy=Policy.MTO,
    ),
    Field(
        "fingerprint",
        Label("Plan", "计划版本"),
        Kind.TEXT,
        FORMULA,
        formula=_state(),
    ),
    Field(
        "changed",
        Label("Changed since the plan", "计划后已变更"),
        Kind.NUMBER,
        FORMULA,
        formula=_changed(),
        hidden=True,
    ),
    Field("recommendation", Label("Recommendation", "建议"), Kind.TEXT, "presop", wide=True),
    Field(
        "decision",
        Label("Decision", "决定"),
        Kind.TEXT,
        FORMULA,
        formula="IFERROR(IF(INDEX(tblExecutive[Recorded decision],"
        'MATCH({family},tblExecutive[Family],0))="",'
        "INDEX(tblExecutive[Decision],MATCH({family},tblExecutive[Family],0)),"
        "INDEX(tblExecutive[Recorded decision],MATCH({family},tblExecutive[Family],0)))"
        '&"","")',
        wide=True,
    ),
    Field(
        "forecast_note",
        Label("Forecast", "预测说明"),
        Kind.TEXT,
        "forecast",
        wide=True,
        lines=2,
    ),
    Field(
        "plan_note",
        Label("Production plan", "生产计划说明"),
        Kind.TEXT,
        "plan",
        wide=True,
        lines=2,
    ),
    Field("opening_source", Label("Opening from", "期初来源"), Kind.TEXT, "refresh", wide=True),
)
