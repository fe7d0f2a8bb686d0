"""Figures as reported use what was known in the cycle after each month."""

from __future__ import annotations

import pandas as pd

from sop_addin.record.restated import as_reported

MONTHS = pd.period_range("2026-01", periods=2, freq="M")


def restated(cycle: str, before: float, month: pd.Period = MONTHS[0]) -> dict[str, object]:
    row = {"cycle": pd.Period(cycle, "M"), "family": "Pumps", "month": month}
    return row | {"measure": "sales", "before": before, "after": 0.0}


def known(*rows: dict[str, object]) -> list[float]:
    actuals = pd.DataFrame({"family": "Pumps", "month": MONTHS, "sales": [90.0, 70.0]})
    columns = ["cycle", "family", "month", "measure", "before", "after"]
    frame = pd.DataFrame(list(rows), columns=columns)
    typed = {"cycle": "period[M]", "month": "period[M]"}
    return as_reported(actuals, frame.astype(typed))["sales"].tolist()


def test_the_first_of_several_restatements_tells_what_was_reported() -> None:
    assert known(restated("2026-05", 95.0), restated("2026-04", 100.0)) == [100.0, 70.0]


def test_a_correction_within_the_months_own_cycle_was_reported_corrected() -> None:
    assert known(restated("2026-02", 100.0)) == [90.0, 70.0]


def test_nothing_restated_changes_nothing() -> None:
    assert known() == [90.0, 70.0]
