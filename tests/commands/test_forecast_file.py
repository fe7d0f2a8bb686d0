"""A plain file is forecast like a workbook, and bad input is refused by row or treated aloud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sop_addin import cli
from sop_addin.commands.forecast_file import forecast_file
from sop_addin.demand.forecast import forecast
from sop_addin.errors import DataError, SourceError
from sop_addin.periods import month

COLUMNS = ["unique_id", "ds", "yhat", "lo80", "hi80", "lo95", "hi95", "method"]
MONTHS = pd.period_range("2022-01", periods=48, freq="M")

Write = Callable[[list[tuple[object, object, object]]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(rows: list[tuple[object, object, object]]) -> Path:
        path = tmp_path / "history.csv"
        lines = ["unique_id,ds,y", *(",".join(map(str, row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


def _rows(name: str, y: np.ndarray, day: str = "-01") -> list[tuple[object, object, object]]:
    return [(name, f"{m}{day}", v) for m, v in zip(MONTHS, y, strict=False)]


def _demand(seed: int, months: int = 48) -> np.ndarray:
    return np.random.default_rng(seed).normal(100, 10, months).round(3)


def _refused(path: Path, horizon: int = 6, end: str | None = None) -> str:
    with pytest.raises((SourceError, DataError)) as caught:
        out = path.with_name("out.csv")
        forecast_file(path, horizon, out, print, end=month(end) if end else None)
    assert not path.with_name("out.csv").exists()
    return str(caught.value)


def _done(path: Path, said: list[str], horizon: int = 6) -> pd.DataFrame:
    forecast_file(path, horizon, path.with_name("out.csv"), said.append)
    return pd.read_csv(path.with_name("out.csv"))


def test_the_file_holds_what_the_engine_says(write):
    said: list[str] = []
    found = _done(write(_rows("A", _demand(1)) + _rows("B", _demand(2))), said)
    assert found.columns.tolist() == COLUMNS
    assert found["ds"].iloc[[0, 5]].tolist() == ["2026-01-01", "2026-06-01"]
    frame = pd.DataFrame({"unique_id": "A", "ds": MONTHS, "y": _demand(1)})
    other = pd.DataFrame({"unique_id": "B", "ds": MONTHS, "y": _demand(2)})
    expected = forecast(pd.concat([frame, other], ignore_index=True), 6).forecasts
    np.testing.assert_allclose(found[COLUMNS[2:7]], expected[COLUMNS[2:7]], rtol=1e-12)
    assert said == []


@pytest.mark.parametrize("year", ["0001", "1857", "1900"])
def test_a_year_before_excel_keeps_its_four_digits(write, year):
    rows = [("A", f"{year}-{n:02d}-01", 7) for n in range(1, 7)]
    assert _done(write(rows), [])["ds"].iloc[0] == f"{year}-07-01"


@pytest.mark.parametrize("day", ["", "-01", "-28 00:00:00"])
def test_any_text_of_a_month_is_that_month(write, day):
    found = _done(write(_rows("A", _demand(1), day)), [])
    assert found["ds"].iloc[0] == "2026-01-01"


def test_text_in_a_number_cell_is_refused_by_row(write):
    rows = _rows("A", _demand(1))
    rows[4] = ("A", "2022-05", "n/a")
    assert "row 6, y: got 'n/a', expected a number. Correct it, or" in _refused(write(rows))


def test_a_date_that_reads_two_ways_is_refused_by_row(write):
    rows = _rows("A", _demand(1))
    rows[4] = ("A", "03/04/2022", 5)
    assert "row 6, ds: got '03/04/2022', expected a month" in _refused(write(rows))


def test_a_month_that_comes_twice_is_refused_by_row(write):
    rows = _rows("A", _demand(1))
    rows.append(("A", "2022-03-15", 5))
    text = _refused(write(rows))
    assert "row 50" in text
    assert "A 2022-03 again (first in row 4)" in text


@pytest.mark.parametrize("blank", [True, False])
def test_a_missing_month_is_said_and_changes_the_forecast_little(write, blank):
    rows = _rows("A", _demand(1))
    rows[9:10] = [("A", "2022-10", "")] if blank else []
    said: list[str] = []
    found = _done(write(rows), said)
    assert said == [
        "A: No actuals in 1 month, the newest 2022-10: 1 month estimated from the months around it."
    ]
    whole = forecast(pd.DataFrame({"unique_id": "A", "ds": MONTHS, "y": _demand(1)}), 6)
    np.testing.assert_allclose(found["yhat"], whole.forecasts["yhat"], rtol=0.05)


def test_one_observation_is_repeated(write):
    found = _done(write(_rows("A", np.array([7.0]))), [])
    assert found["yhat"].tolist() == [7.0] * 6
    assert set(found["method"]) == {"last month"}


def test_a_series_without_a_number_is_refused_by_name(write):
    rows = [*_rows("A", _demand(1)), ("Valves", "2025-12", "")]
    assert "series Valves: got no number" in _refused(write(rows))


def test_a_file_without_rows_is_refused(write):
    assert "history.csv" in _refused(write([]))


def test_demand_that_never_changes_carries_on(write):
    found = _done(write(_rows("A", np.full(48, 12.0))), [])
    np.testing.assert_allclose(found["yhat"], 12.0)


def test_huge_and_tiny_series_stand_in_one_file(write):
    rows = _rows("L", 1e10 * _demand(1)) + _rows("S", 1e-8 * _demand(2))
    found = _done(write(rows), []).set_index("unique_id")
    for name, size in (("L", 1e12), ("S", 1e-6)):
        assert found.loc[name, "yhat"].between(0.7 * size, 1.3 * size).all()
        assert found.loc[name, "hi95"].between(size, 2 * size).all()


@pytest.mark.parametrize("text", ["NaN", "inf", "-Infinity"])
def test_what_is_no_finite_number_is_refused_by_row(write, text):
    rows = _rows("A", _demand(1))
    rows[4] = ("A", "2022-05", text)
    assert "row 6, y: got" in _refused(write(rows))


def test_future_actuals_are_refused_by_row(write):
    text = _refused(write(_rows("A", _demand(1))), end="2025-10")
    assert "row 48, ds: got 2025-11" in text
    assert "The future has no actuals" in text


def test_a_month_generations_away_is_refused_by_row(write):
    rows = _rows("A", _demand(1))
    rows[-1] = ("A", "2206-03", 5)
    text = _refused(write(rows))
    assert "row 49, ds: got 2206-03, 2164 months after 2025-11 of the same series" in text
    assert "Correct the month" in text


def test_a_month_long_past_is_refused_though_it_is_the_first(write):
    rows = _rows("A", _demand(1))
    rows[0] = ("A", "0202-01-01", 5)
    assert "row 2, ds: got 0202-01, 21841 months before 2022-02" in _refused(write(rows))


def test_a_month_that_one_series_alone_reaches_after_a_gap_is_refused(write):
    rows = _rows("A", _demand(1)) + _rows("B", _demand(2))
    rows[-1] = ("B", "2028-12", 5)
    assert "row 97, ds: got 2028-12, 37 months after 2025-11" in _refused(write(rows))


def test_series_may_end_apart_and_start_again_after_years(write):
    old = [("Old", f"{m}-01", 5) for m in pd.period_range("1960-01", periods=30, freq="M")]
    again = [("A", f"{m}-01", 9) for m in pd.period_range("2013-01", periods=30, freq="M")]
    said: list[str] = []
    found = _done(write([*old, *again, *_rows("A", _demand(1))]), said)
    assert set(found["unique_id"]) == {"Old", "A"}
    assert said == [
        "A: No actuals in 78 months, the newest 2021-12: history counts from 2022-01 on,"
        " without 30 months before it."
    ]


@pytest.mark.parametrize("horizon", [0, 121])
def test_a_horizon_out_of_range_is_refused(write, horizon):
    assert "--horizon: got" in _refused(write(_rows("A", _demand(1))), horizon=horizon)


def test_the_shell_writes_the_same_file_and_wants_all_options(write, capsys, monkeypatch):
    path = write(_rows("A", _demand(1)))
    out = path.with_name("shell.csv")
    arguments = ["sop", "forecast", "--csv", str(path), "--horizon", "6", "--out", str(out)]
    monkeypatch.setattr("sys.argv", arguments)
    cli.main()
    assert "1 series forecast, 6 months ahead" in capsys.readouterr().out
    _done(path, [])
    assert out.read_bytes() == path.with_name("out.csv").read_bytes()
    monkeypatch.setattr("sys.argv", arguments[:-2])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert "--csv, --horizon and --out together" in capsys.readouterr().err
