"""A cycle's forecast starts in the cycle month, wherever a family's history ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.rolling import backtest_by_family, from_cycle, report

CYCLE = pd.Period("2026-03", "M")


def history(**last_months: str) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {"unique_id": name, "ds": pd.period_range("2024-01", last, freq="M"), "y": 10.0}
        )
        for name, last in last_months.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_every_family_is_forecast_for_the_same_months() -> None:
    result = from_cycle(history(Now="2026-02", Early="2025-10"), CYCLE, 18)
    months = result.forecasts.groupby("unique_id")["ds"].agg(["min", "max", "count"])
    assert (months["min"] == CYCLE).all() and (months["max"] == CYCLE + 17).all()
    assert months["count"].tolist() == [18, 18]
    said = result.methods.set_index("unique_id")["explanation"]
    assert said["Early"].startswith("No demand is known after 2025-10; the forecast bridges 4")
    assert "bridges" not in said["Now"]


def test_the_order_of_rows_does_not_matter() -> None:
    known = history(A="2026-02", B="2025-10")
    mixed = known.sample(frac=1, random_state=3)
    one, other = (
        from_cycle(frame.sort_values(["unique_id", "ds"]), CYCLE, 6) for frame in (known, mixed)
    )
    pd.testing.assert_frame_equal(one.forecasts, other.forecasts)


def test_the_report_compares_a_year_back_with_a_year_ahead() -> None:
    known = history(Now="2026-02", Early="2025-10")
    rows = report(known, from_cycle(known, CYCLE, 18), ["Now", "None", "Early"], CYCLE)
    rows = rows.set_index("family")
    assert rows.index.tolist() == ["Now", "None", "Early"]
    assert rows.at["Now", "last_12"] == 120 and round(rows.at["Now", "next_12"]) == 120
    assert abs(rows.at["Now", "change"]) < 1
    assert rows.at["Early", "last_12"] == 80 and np.isnan(rows.at["Early", "change"])
    assert rows.loc["None", ["last_12", "next_12", "change"]].isna().all()
    assert rows.at["None", "method"] == "none" and rows.at["None", "explanation"] == "No history."
    assert np.isfinite(rows.at["Now", "error"])


def test_the_backtest_follows_the_families_in_per_cent() -> None:
    known = history(A="2026-02", B="2025-10")
    rows = backtest_by_family(from_cycle(known, CYCLE, 18), ["B", "None", "A"])
    assert rows["family"].drop_duplicates().tolist() == ["B", "A"]
    whole = rows[rows["method"] == "the forecast"]
    assert whole["weight"].tolist() == [100, 100] and (whole["months"] > 0).any()
