"""The workbook on which both adapters are held to the same answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

__all__ = ["make_workbook"]


def make_workbook(path: Path, *, date1904: bool = False) -> Path:
    """Write sheets `Data` (two tables), `Page` (protected, own names), `My sheet` and `Last`."""
    workbook = xlsxwriter.Workbook(str(path), {"date_1904": date1904})
    month = workbook.add_format({"num_format": "yyyy-mm"})
    data = workbook.add_worksheet("Data")
    data.write("A1", "Demand")
    data.add_table(
        "B3:D7",
        {
            "name": "tblDemand",
            "total_row": True,
            "data": [["Pumps", 10], ["Caps", 20], ["Seals", 30]],
            "columns": [
                {"header": "Family", "total_string": "Total"},
                {"header": "Qty", "total_function": "sum"},
                {"header": "Double", "formula": "=tblDemand[[#This Row],[Qty]]*2"},
            ],
        },
    )
    data.add_table(
        "F3:G5",
        {
            "name": "tblPlain",
            "data": [["a", 1], ["b", 2]],
            "columns": [{"header": h} for h in "XY"],
        },
    )
    data.write("G9", "note of a planner")
    data.add_table("J3:J4", {"name": "tblEmpty", "columns": [{"header": "Only"}]})
    data.merge_range("J7:K7", "")
    page = workbook.add_worksheet("Page")
    page.write("B2", "Pumps")
    page.write_row("C4", [1, 2, 3])
    page.write_formula("C5", "=C4*2", None, 2)
    page.write_formula("D5", "=1/0", None, "#DIV/0!")
    page.write_formula("E5", '="="&"A"', None, "=A")
    page.write_datetime("C6", dt.datetime(2026, 3, 1), month)
    page.write_number("D6", 44620 if date1904 else 46082, month)
    page.protect("", {"format_columns": True, "autofilter": True})
    other = workbook.add_worksheet("My sheet")
    other.write("A1", "mine")
    workbook.add_worksheet("Last")
    workbook.define_name("company", "='My sheet'!$B$3")
    workbook.define_name("Page!page_key", "=Page!$B$2")
    workbook.define_name("Page!page_months", "=Page!$C$4:$E$4")
    workbook.define_name("'My sheet'!own", "='My sheet'!$A$1")
    workbook.define_name("twelve", "=12")
    page.print_area("A1:F9")
    workbook.close()
    return path
