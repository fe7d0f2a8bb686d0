"""Tables of the calendar that people fill: working days by month, and holidays."""

from __future__ import annotations

from sop_addin.schema.columns import month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["CALENDAR", "HOLIDAYS"]

CALENDAR = Table(
    "calendar",
    "tblCalendar",
    "Calendar",
    Label("Plant calendar", "工厂日历"),
    (
        month_column(),
        number(
            "working_days",
            "Working days",
            "工作日",
            Unit.DAYS,
            1,
            least=0,
            width=14,
            note="Blank: Monday to Friday from first day to first day, without the Holidays.",
        ),
        Column(
            "starts",
            Label("First day", "首日"),
            Kind.DATE,
            width=14,
            note="Only for months of weeks, such as 4-4-5. Blank: the 1st.",
        ),
    ),
    ("month",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Working days by month. Months that are not listed count Monday to Friday less Holidays.",
        "每月工作日。未列出的月份按周一至周五扣除节假日计算。",
    ),
)

HOLIDAYS = Table(
    "holidays",
    "tblHolidays",
    "Holidays",
    Label("Holidays of the plant and the office", "节假日"),
    (
        Column("date", Label("Date", "日期"), Kind.DATE, required=True, width=14),
        text("name", "Holiday", "节日", width=30),
    ),
    ("date",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Days from Monday to Friday on which nobody works: no working days of any month.",
        "周一至周五中不工作的日子，不计入工作日。",
    ),
)
