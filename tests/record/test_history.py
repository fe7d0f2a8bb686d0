from __future__ import annotations

import json

import pandas as pd

from sop_addin.record.history import approved_months, as_csv, as_json

MARCH = pd.Period("2026-03", "M")
ROWS = pd.DataFrame(
    {
        "cycle": [MARCH, MARCH, MARCH + 1, MARCH],
        "version": ["approved", "approved", "approved", "forecast"],
        "family": ["Valves", "Pumps", "Pumps", "Pumps"],
        "series": "production",
        "lag0": [1.0, 2.0, 3.0, 9.0],
        "lag1": [float("nan"), -0.001, 4.25, 9.0],
    }
)
SIGNED = pd.DataFrame(
    {
        "phase": ["data", "demand"],
        "signed_by": ["Ana", ""],
        "signed_on": [pd.Timestamp(2026, 3, 4), pd.NaT],
        "content": ["3F9A-0C21", ""],
    }
)
UNITS = {"Pumps": "pcs"}


def test_rows_are_sorted_whatever_their_order_and_other_versions_are_left_out() -> None:
    text = as_csv(approved_months(ROWS, MARCH, "approved"), UNITS)
    assert text == as_csv(approved_months(ROWS.iloc[::-1], MARCH, "approved"), UNITS)
    assert text.splitlines() == [
        "family,series,month,unit,value",
        "Pumps,production,2026-03,pcs,2",
        "Pumps,production,2026-04,pcs,0",
        "Valves,production,2026-03,,1",
    ]


def test_two_cycles_differ_only_in_lines_whose_number_changed() -> None:
    same = ROWS.assign(lag0=[1.0, 2.0, 4.0, 9.0], lag1=[0.0, 4.0, 5.0, 9.0])
    first, second = (
        set(as_csv(approved_months(same, cycle, "approved"), UNITS).splitlines())
        for cycle in (MARCH, MARCH + 1)
    )
    assert "Pumps,production,2026-04,pcs,4" in first & second


def test_json_says_the_same_with_its_signatures() -> None:
    months = approved_months(ROWS, MARCH, "approved")
    text = as_json(months, UNITS, MARCH, SIGNED)
    content = json.loads(text)
    assert content["plan"]["Pumps"]["production"] == {"2026-03": 2.0, "2026-04": 0.0}
    assert content["signatures"] == {
        "data": {"by": "Ana", "fingerprint": "3F9A-0C21", "on": "2026-03-04"}
    }
    assert text == as_json(months.copy(), UNITS, MARCH, SIGNED) and text.endswith("}\n")
