"""The months of one object and reason stand in one line, nothing added up."""

from __future__ import annotations

import pandas as pd

from sop_addin.presop.shortage_periods import shortage_periods
from sop_addin.schema.outputs import SHORTAGES
from sop_addin.schema.shortage_table import SHORTAGE_PERIODS

JUNE = pd.Period("2026-06", "M")
COLUMNS = ["object", "month", "reason", "quantity", "money", "decide_by", "cause"]


def listed(*lines: tuple[str, int, str, float, float, str, str]) -> pd.DataFrame:
    rows = [(name, JUNE + ahead, *rest) for name, ahead, *rest in lines]
    return pd.DataFrame(rows, columns=COLUMNS).assign(unit="pcs", families="", rank=0)


def test_months_of_one_reason_are_joined_the_most_money_first() -> None:
    found = shortage_periods(
        listed(
            ("Pumps", 1, "past due", 9, 90, "Jul 2026", "Lathe"),
            ("Valves", 0, "past due", 7, 500, "Jun 2026", "Paint"),
            ("Pumps", 0, "past due", 5, 50, "late: expedite", "Mill"),
            ("Pumps", 4, "past due", 1, 10, "Oct 2026", "Mill"),
            ("Pumps", 4, "below target", 40, float("nan"), "Oct 2026", ""),
        )
    )
    assert list(found) == list(SHORTAGE_PERIODS.column_names)
    assert found["object"].tolist() == ["Valves", "Pumps", "Pumps"]
    line = found.iloc[1]
    assert line["months"] == "Jun to Jul 2026, Oct 2026"
    assert (line["most"], line["money"], line["cause"]) == (9, 90, "Lathe")
    assert line["decide_by"] == "late: expedite", "that of the first month"
    assert found["money"].isna().tolist() == [False, False, True]


def test_more_stretches_than_a_line_holds_are_counted() -> None:
    lines = [("Pumps", 2 * i, "past due", 1.0, 1.0, "", "") for i in range(5)]
    (months,) = shortage_periods(listed(*lines))["months"]
    assert months == "Jun 2026, Aug 2026 and 3 more times"


def test_nothing_short_gives_no_rows() -> None:
    assert shortage_periods(pd.DataFrame(columns=list(SHORTAGES.column_names))).empty
