"""The names that a company's own extract gives to columns."""

from __future__ import annotations

from sop_addin.schema.columns import text
from sop_addin.schema.declarations import PLANNER, Owner, Table
from sop_addin.schema.labels import Label

__all__ = ["SOURCES"]

SOURCES = Table(
    "sources",
    "tblSources",
    "Sources",
    Label("Column names of your extract", "导出文件的列名"),
    (
        text("column", "Column", "列", required=True, width=18),
        text("header", "Header in the extract", "导出文件中的列名", required=True, width=28),
    ),
    ("column",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Only for columns that your extract calls otherwise; the rest is found by its own name.",
        "仅需填写名称不同的列；其余按原名匹配。",
    ),
)
