"""What is coloured because somebody must look at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sop_addin.schema.kpi_tables import NO_ACTION, OFF_TARGET, ON_TARGET
from sop_addin.schema.outputs import UTILISATION
from sop_addin.schema.review_status import UNEXPLAINED

__all__ = [
    "NEARLY_FULL",
    "PAGE_ALARMS",
    "TABLE_ALARMS",
    "PageAlarm",
    "Severity",
    "TableAlarm",
]


class Severity(Enum):
    """How bad it is."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True)
class PageAlarm:
    """A month of a series is coloured where it is beyond a number or another series.

    Parameters
    ----------
    above, below
        Limit: a number, or the name of a series of the same page and month.
    """

    series: str
    severity: Severity
    above: float | str | None = None
    below: float | str | None = None


@dataclass(frozen=True)
class TableAlarm:
    """A cell of a table is coloured where it is beyond a number or is a certain text.

    Parameters
    ----------
    column
        Name of the column; ``m*`` means every month across, ``h*`` every closed one, ``w*`` every
        week.
    equals
        Texts that are coloured.
    above, below
        Limits of numbers.
    beyond, inside
        Column with a limit of the row: numbers are coloured that are larger, or not larger, by
        size.
    where
        Column and text that the row must hold.
    """

    table: str
    column: str
    severity: Severity
    equals: tuple[str, ...] = ()
    above: float | None = None
    below: float | None = None
    beyond: str = ""
    inside: str = ""
    where: tuple[str, str] | None = None


NEARLY_FULL = 90
"""Utilisation in % from which on a resource needs watching."""

_FULL = ((Severity.RED, 100), (Severity.AMBER, NEARLY_FULL), (Severity.GREEN, 0))
"""From which utilisation on, in %, a resource is coloured, on every sheet."""

PAGE_ALARMS = (
    PageAlarm("past_due", Severity.RED, above=0),
    PageAlarm("lost_sales", Severity.RED, above=0),
    PageAlarm("late_orders", Severity.RED, above=0),
    PageAlarm("inventory", Severity.RED, below="minimum"),
    PageAlarm("inventory", Severity.AMBER, above="maximum"),
    PageAlarm("order_backlog", Severity.AMBER, above="maximum"),
    *(PageAlarm("tightest_resource", severity, above=limit) for severity, limit in _FULL[:2]),
)
"""First match wins."""

_UTILISATION = ("measure", UTILISATION)

TABLE_ALARMS = (
    *(
        TableAlarm("resource_plan", "m*", severity, above=limit, where=_UTILISATION)
        for severity, limit in _FULL
    ),
    *(
        TableAlarm("capacity_map", column, severity, above=limit)
        for column in ("m*", "peak")
        for severity, limit in _FULL
    ),
    TableAlarm("effectiveness", "h*", Severity.RED, beyond="tolerance"),
    TableAlarm("effectiveness", "h*", Severity.GREEN, inside="tolerance"),
    TableAlarm("strategies", "short", Severity.RED, above=0),
    TableAlarm("strategies", "below_target", Severity.AMBER, above=0),
    TableAlarm("demand_review", "status", Severity.AMBER, equals=(UNEXPLAINED,)),
    TableAlarm("supply_review", "status", Severity.AMBER, equals=(UNEXPLAINED,)),
    TableAlarm("demand_review", "tracking", Severity.RED, above=4),
    TableAlarm("demand_review", "tracking", Severity.RED, below=-4),
    TableAlarm("assumptions", "status", Severity.RED, equals=("failed",)),
    *(
        TableAlarm("requirement", term, severity, above=limit)
        for term in ("near", "mid", "long")
        for severity, limit in _FULL[:2]
    ),
    TableAlarm("purchase_plan", "m*", Severity.RED, above=0, where=("measure", "of it expedite")),
    TableAlarm("master_schedule", "w*", Severity.AMBER, above=0, where=("line", "unscheduled")),
    TableAlarm("pre_sop", "short", Severity.RED, above=0),
    TableAlarm("pre_sop", "status", Severity.RED, equals=("not agreed",)),
    TableAlarm("pre_sop", "status", Severity.GREEN, equals=("agreed",)),
    TableAlarm("executive", "service", Severity.RED, below=95),
    TableAlarm("executive", "decision", Severity.AMBER, equals=("alternative", "defer")),
    TableAlarm("executive", "decision", Severity.GREEN, equals=("accept",)),
    TableAlarm("kpi", "status", Severity.RED, equals=(OFF_TARGET,)),
    TableAlarm("kpi", "status", Severity.GREEN, equals=(ON_TARGET,)),
    TableAlarm("kpi", "action", Severity.RED, equals=(NO_ACTION,)),
)
"""First match wins."""
