"""Tables of the executive meeting beside its sheet: what somebody must authorise."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["AUTHORISATIONS"]

AUTHORISATIONS = Table(
    "authorisations",
    "tblAuthorisations",
    "Authorisations",
    Label("Changes of rate inside the fence that need a name", "需授权的近期产量变动"),
    (
        month_column("cycle", "Cycle", "周期"),
        FAMILY,
        month_column(),
        number("before", "Approved before", "原批准产量", Unit.UNITS, 0, width=12),
        number("now", "Production now", "当前产量", Unit.UNITS, 0, width=12),
        number("change", "Change %", "变动%", Unit.PERCENT, 1, width=9),
        Column(
            "authorised",
            Label("Authorised up or down to", "授权产量"),
            Kind.NUMBER,
            Unit.UNITS,
            planner=True,
            width=13,
            note="Production of the month that may be made: at least an increase, at most a cut.",
        ),
        Column("authorised_by", Label("Authorised by", "授权人"), planner=True, width=18),
        Column("reason", Label("Reason", "原因"), planner=True, width=48),
    ),
    ("cycle", "family", "month"),
    Owner.REGISTER,
    "executive",
    Label(
        "Frozen and firm months whose production leaves the last approved plan by more than the"
        " share on Config. Approve waits for a number and a name in each row of the running cycle.",
        "冻结或确定月份内超出设置比例的变动；批准前每行须填授权产量与姓名。",
    ),
)
