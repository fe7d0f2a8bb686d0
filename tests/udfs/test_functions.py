"""Every worksheet function answers with the buttons' numbers, through xlwings' own converters."""

from __future__ import annotations

import datetime as dt
import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.life_cycle import changed_demand
from sop_addin.demand.review import Came, review
from sop_addin.demand.rolling import from_cycle
from sop_addin.demand.snapshots import AGREED, STATISTICAL
from sop_addin.schema.functions import FUNCTIONS
from sop_addin.schema.worksheet_function import Argument, Function

Call = Callable[..., Any]
NOT_AVAILABLE = -2146826246
"""#N/A as pywin32 hands it over."""


def across(*values: Any) -> tuple[tuple[Any, ...], ...]:
    return (values,)


def down(*values: Any) -> tuple[tuple[Any, ...], ...]:
    return tuple((value,) for value in values)


def demand(months: int, seed: int = 1) -> list[float]:
    season = 1 + 0.3 * np.sin(np.arange(months) * np.pi / 6)
    noise = np.random.default_rng(seed).normal(1, 0.05, months)
    return [round(float(v)) for v in 500 * season * noise]


def by_button(columns: list[list[float]], horizon: int, last: str = "2026-02") -> Any:
    """Return what the command computes for families whose history ends in one month."""
    end = pd.Period(last, freq="M")
    frames = [
        pd.DataFrame(
            {"unique_id": i, "ds": pd.period_range(end=end, periods=len(c), freq="M"), "y": c}
        )
        for i, c in enumerate(columns)
    ]
    return from_cycle(pd.concat(frames).dropna(), end + 1, horizon)


def example(argument: Argument) -> Any:
    """Return an example's cells: one bare, several across."""
    return argument.example[0] if len(argument.example) == 1 else (argument.example,)


@pytest.mark.parametrize("declared", FUNCTIONS, ids=lambda f: f.name)
def test_the_example_of_the_sheet_gives_its_shape_and_numbers(
    declared: Function, call: Call
) -> None:
    rows = call(declared.name, *map(example, declared.arguments))
    assert (len(rows), len(rows[0])) == (declared.rows, declared.columns)
    if declared.expected:
        assert np.ravel(rows).tolist() == pytest.approx(list(declared.expected))


@pytest.mark.parametrize("declared", FUNCTIONS, ids=lambda f: f.name)
def test_it_is_declared_as_it_is_written_and_told_to_the_wizard(
    declared: Function, recorded: ModuleType
) -> None:
    function = getattr(recorded, declared.name)
    parameters = inspect.signature(function).parameters.values()
    assert [p.name for p in parameters] == [a.name for a in declared.arguments]
    assert [p.default is not p.empty for p in parameters] == [
        a.optional for a in declared.arguments
    ]
    info = function.__xlfunc__
    assert info["category"] == "S&OP" and not info["volatile"]
    assert info["ret"]["doc"].startswith(declared.purpose.en)
    assert [a["doc"] for a in info["args"]] == [a.meaning.en for a in declared.arguments]


def test_every_function_is_declared_and_found_in_the_package(recorded: ModuleType) -> None:
    assert sorted(f.name for f in FUNCTIONS) == sorted(recorded.__all__)


@pytest.mark.parametrize("lay", [across, down])
def test_a_row_answers_with_a_row_and_a_column_with_a_column(lay: Any, call: Call) -> None:
    history = demand(48)
    button = by_button([history], 6).forecasts
    assert np.array(call("SOP_FORECAST", lay(*history), 6.0)).tolist() == [
        list(row) for row in lay(*button["yhat"])
    ]
    limits = np.array(call("SOP_FORECAST_BAND", lay(*history), 6.0, 95.0))
    limits = limits if lay is across else limits.T
    assert limits.tolist() == button[["lo95", "hi95"]].T.to_numpy().tolist()


def test_a_block_of_families_gives_the_digits_of_their_pages(call: Call) -> None:
    families = [demand(48, seed) for seed in range(3)]
    button = by_button(families, 12)
    block = tuple(zip(*families, strict=True))
    found = np.array(call("SOP_FORECAST", block, 12.0))
    wide = button.forecasts.pivot(index="ds", columns="unique_id", values="yhat")
    assert found.tolist() == wide.to_numpy().tolist()
    bands = np.array(call("SOP_FORECAST_BAND", block, 12.0))
    third = button.forecasts[button.forecasts["unique_id"] == 2]
    assert bands[:, 4:].tolist() == third[["lo80", "hi80"]].to_numpy().tolist()
    info = call("SOP_FORECAST_INFO", block, dt.datetime(2026, 2, 1))
    assert info[4] == button.methods["explanation"].tolist()
    assert info[2] == button.methods["backtest_wmape"].tolist()


def test_blanks_before_a_series_starts_and_after_it_ends_are_not_demand(call: Call) -> None:
    history = demand(36)
    plain = call("SOP_FORECAST", across(*history), 6.0)
    assert call("SOP_FORECAST", across(None, "", *history, None, None), 6.0) == plain


def test_a_gap_is_treated_as_the_button_treats_it(call: Call) -> None:
    history: list[Any] = [*demand(12), None, *demand(24)]
    as_numbers = [np.nan if v is None else v for v in history]
    button = by_button([as_numbers], 3)
    assert call("SOP_FORECAST", down(*history), 3.0) == [[v] for v in button.forecasts["yhat"]]
    why = call("SOP_FORECAST_INFO", down(*history), dt.datetime(2026, 2, 28))[4][0]
    assert why == button.methods["explanation"].item()
    assert why.startswith("No actuals in 1 month,")


def test_one_number_is_a_history_too(call: Call) -> None:
    assert call("SOP_FORECAST", 7.0, 2.0) == [[7.0], [7.0]]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (across(1.0, "abc", 3.0), "history cell 2: got 'abc', expected a number"),
        (down(1.0, "12"), "history row 2: got '12', expected a number"),
        (down(1.0, dt.datetime(2026, 2, 1)), "history row 2: got the date 2026-02-01"),
        (across(1.0, NOT_AVAILABLE), "history cell 2: got '#N/A', expected a number"),
        (across(1.0, True), "history cell 2: got True"),
        (across(None, ""), "history: got a series of blanks"),
        (((1.0, 2.0), (3.0, "x")), "history row 2 column 2: got 'x'"),
    ],
)
def test_what_is_no_number_comes_back_as_one_clear_text(cells: Any, said: str, call: Call) -> None:
    ((text,),) = call("SOP_FORECAST", cells, 3.0)
    assert text.startswith(f"SOP_FORECAST: {said}") and "\n" not in text


@pytest.mark.parametrize(
    ("name", "cells", "said"),
    [
        ("SOP_FORECAST", (down(1.0), 0.0), "horizon: got 0, expected whole months, 1 to 60"),
        ("SOP_FORECAST", (down(1.0), 1.5), "horizon: got 1.5"),
        ("SOP_FORECAST", (down(1.0), None), "horizon: got a blank"),
        ("SOP_FORECAST", (down(1.0), down(1.0, 2.0)), "horizon: got several cells"),
        ("SOP_FORECAST_BAND", (down(1.0), 1.0, 90.0), "level: got 90, expected 80 or 95"),
        ("SOP_FORECAST_INFO", (down(1.0), 46054.0), "last_month: got 46054.0"),
        ("SOP_WMAPE", (down(1.0, 2.0), down(1.0)), "actual: got 1 months of 1 series"),
        ("SOP_WMAPE", (down(1.0), down(0.0)), "forecast and actual: got errors or actuals"),
        ("SOP_BIAS", (down(1.0, None), down(None, 1.0)), "forecast and actual: got no month"),
        ("SOP_TRACKING", (down(1.0), down(1.0)), "forecast and actual: got errors or actuals"),
        ("SOP_PHASE_IN", (down(1.0), 1.0, -5.0), "scale_percent: got -5, expected at least 0"),
        ("SOP_PHASE_IN", (down(1.0), 1.0, 5.0, 0.0), "ramp_months: got 0, expected at least 1"),
        ("SOP_PHASE_IN", (down(1.0), 1.5, 5.0), "first: got 1.5"),
        ("SOP_CHASE", (down(1.0, None), 1.0, 0.0), "demand cell 2: got a blank"),
        ("SOP_LEVEL_RATE", (down(1.0), down(0.0), 0.0), "days: got no working day"),
        ("SOP_DAYS_SUPPLY", (((1.0, 2.0), (3.0, 4.0)), 1.0, 1.0), "position: got 2 rows and 2"),
    ],
)
def test_arguments_that_make_no_sense_are_named(
    name: str, cells: Any, said: str, call: Call
) -> None:
    ((text,),) = call(name, *cells)
    assert text.startswith(f"{name}: {said}")


def test_months_with_a_blank_are_left_out_of_a_measure(call: Call) -> None:
    forecast, actual = across(900.0, None, 20.0, 5.0), across(1000.0, 7.0, 10.0, "")
    assert call("SOP_WMAPE", forecast, actual) == [[pytest.approx(110 / 1010)]]
    assert call("SOP_BIAS", forecast, actual) == [[pytest.approx(-90 / 1010)]]


def test_a_measure_takes_a_row_against_a_column_and_whole_blocks(call: Call) -> None:
    assert call("SOP_WMAPE", across(900.0, 20.0), down(1000.0, 10.0)) == [
        [pytest.approx(110 / 1010)]
    ]
    block = ((900.0, 20.0), (900.0, 20.0))
    actual = ((1000.0, 10.0), (1000.0, 10.0))
    assert call("SOP_WMAPE", block, actual) == [[pytest.approx(110 / 1010)]]


def test_the_measures_are_those_of_the_demand_review(call: Call) -> None:
    cycle = pd.Period("2026-03", "M")
    months = pd.period_range(end=cycle - 1, periods=12, freq="M")
    came, agreed, statistics = demand(12, 4), demand(12, 5), demand(12, 6)
    before = demand(12, 7)
    columns = {"version": "forecast", "family": "Pumps", "cycle": months - 1}
    versions = [
        pd.DataFrame(columns | {"series": name, "lag1": np.array(values, dtype=float)})
        for name, values in ((AGREED, agreed), (STATISTICAL, statistics))
    ]
    actuals = pd.DataFrame({"ds": [*(months - 12), *months], "y": [*before, *came]})
    actuals = actuals.assign(ds=pd.PeriodIndex(actuals["ds"], freq="M"), unique_id="Pumps")
    causes = pd.DataFrame({"month": [], "family": [], "cause": []})
    both = Came(actuals, actuals)
    row = review(pd.concat(versions), both, ["Pumps"], cycle, 1, {"Pumps": 20}, causes).iloc[0]
    forecast, actual = across(*agreed), across(*came)
    assert call("SOP_WMAPE", forecast, actual) == [[pytest.approx(1 - row["accuracy"] / 100)]]
    assert call("SOP_BIAS", forecast, actual) == [[pytest.approx(row["bias_percent"] / 100)]]
    assert call("SOP_TRACKING", forecast, actual) == [[pytest.approx(row["tracking"])]]
    added = call("SOP_FVA", across(*statistics), across(*before), actual)
    assert added == [[pytest.approx(row["statistical_value"] / 100)]]
    added = call("SOP_FVA", forecast, across(*statistics), actual)
    assert added == [[pytest.approx(row["people_value"] / 100)]]


def test_a_launch_is_that_of_the_planned_changes(call: Call) -> None:
    months = pd.period_range("2026-03", periods=6, freq="M")
    like = [100.0, 120.0, 90.0, 110.0, 130.0, 125.0]
    forecast = pd.DataFrame({"Like": like, "New": np.nan}, index=months)
    row = {"change": "L1", "kind": "launch", "family": "New", "like_family": "Like"}
    row |= {"start_month": months[1], "scale_percent": 60.0, "ramp_months": 3.0}
    row |= {"end_month": pd.NaT, "replaced_family": "", "share_percent": np.nan}
    button = changed_demand(pd.DataFrame([row | {"status": "planned"}]), forecast)["New"]
    assert call("SOP_PHASE_IN", across(*like), 2.0, 60.0, 3.0) == [button.tolist()]


def test_one_target_holds_for_every_month(call: Call) -> None:
    assert call("SOP_CHASE", down(10.0, 20.0), 5.0, 3.0) == [[12.0], [20.0]]


def test_cover_is_blank_where_no_demand_is_ahead(call: Call) -> None:
    assert call("SOP_DAYS_SUPPLY", across(5.0, 5.0), across(0.0, 0.0), across(20.0, 20.0)) == [
        ["", ""]
    ]


def test_the_package_imports_where_decorators_do_nothing(root: Path) -> None:
    code = "import udfs; print(udfs.SOP_WMAPE([900, 20], [1000, 10]))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert float(run.stdout) == pytest.approx(110 / 1010)
