"""Adjustments carry a reason and an expiry, and those that do not are named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.adjustments import problems, register

MONTH = pd.Period("2026-03", "M")


@pytest.mark.parametrize(
    ("value", "reason", "status", "named"),
    [
        (50.0, "Rebate, until 2026-02", "expired", ["adjustment"]),
        (-5.0, "Lost client; UNTIL 2025-12", "expired", ["adjustment"]),
        (50.0, "Rebate until 2026-03", "holds", []),
        (0.0, "Closed for stock-taking, until 2027-01", "holds", []),
        (50.0, "Rebate", "no expiry", []),
        (50.0, None, "no reason", ["adjustment_reason"]),
        (50.0, np.nan, "no reason", ["adjustment_reason"]),
        (50.0, "  ", "no reason", ["adjustment_reason"]),
        (None, "Rebate, until 2026-02", None, []),
    ],
)
def test_an_adjustment_has_a_status_and_check_names_what_must_be_mended(
    value: float | None, reason: object, status: str | None, named: list[str]
) -> None:
    rows = pd.DataFrame({"key": ["Pumps"], "month": [MONTH]})
    typed, why = rows.assign(value=np.array([value], float)), rows.assign(value=reason)
    assert register(typed, why)["status"].tolist() == ([] if status is None else [status])
    found = [str(error.where) for error in problems(typed, why)]
    assert found == [f"family Pumps {field} 2026-03" for field in named]


def test_what_the_last_cycle_had_stands_beside_it() -> None:
    rows = pd.DataFrame({"key": ["B", "A"], "month": [MONTH, MONTH], "value": [5.0, 6.0]})
    former = pd.DataFrame({"key": ["A"], "month": [MONTH], "value": [4.0]})
    found = register(rows, rows.assign(value="Tender"), former)
    assert found["family"].tolist() == ["A", "B"]
    assert found["last_cycle"].fillna(-1).tolist() == [4.0, -1.0]
