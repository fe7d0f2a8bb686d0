from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.record.audit import audit_row, breaks
from sop_addin.schema.tables import table

RUN: dict[str, Any] = {
    "number": 1,
    "when": dt.datetime(2026, 3, 2, 9, 30, 5, 999_999),
    "user": "ana",
    "command": "forecast",
    "version": "0.1.0",
    "libraries": "numpy 2.0.0",
    "inputs": "a" * 64,
    "outputs": "b" * 64,
    "before": "",
    "summary": "2 families",
    "reads": "Actuals, Families",
}
CELLS = [name for name in table("audit").column_names if name not in ("marks", "before", "digest")]


def chain(runs: int) -> pd.DataFrame:
    """Return the audit of so many runs, as it is read from a sheet."""
    rows, before = [], ""
    for number in range(1, runs + 1):
        rows.append(audit_row(**RUN | {"number": number, "before": before}))
        before = rows[-1].loc[0, "digest"]
    return pd.concat(rows).set_axis(range(1, runs + 1))


def test_a_row_fits_the_declared_table() -> None:
    row = audit_row(**RUN)
    assert set(row.columns) == set(table("audit").column_names)
    assert len(row) == 1


def test_a_row_says_who_did_what_when() -> None:
    row = audit_row(**RUN).iloc[0]
    assert (row["run"], row["user"], row["command"]) == (1, "ana", "forecast")
    assert row["when"] == pd.Timestamp(2026, 3, 2, 9, 30, 5)
    assert re.fullmatch(r"[0-9a-f]{64}", row["digest"])


def test_a_chain_that_nobody_touched_holds() -> None:
    rows = chain(4)
    assert breaks(rows) == []
    late = rows["when"] + pd.Timedelta(300, "us")  # what is left of a second in Excel's day count
    assert breaks(rows.assign(when=late)) == []


@settings(deadline=None)
@given(st.integers(1, 4), st.sampled_from(CELLS))
def test_a_cell_that_was_changed_is_named(run: int, column: str) -> None:
    rows = chain(4)
    other: Any = {"run": 9.0, "when": pd.Timestamp(2027, 1, 1)}.get(column, "bo")
    rows.loc[run, column] = other
    found = [(each.row, each.column) for each in breaks(rows)]
    assert (run, column) in found
    assert {column for row, column in found} == {column}


@pytest.mark.parametrize("column", ["before", "digest", "marks"])
def test_a_digest_that_was_changed_is_named(column: str) -> None:
    rows = chain(3)
    rows.loc[2, column] = "0" * 64
    assert breaks(rows)[0].row == 2


def test_a_row_that_was_removed_or_moved_shows_where() -> None:
    rows = chain(4)
    assert [(each.row, each.column) for each in breaks(rows.drop(2))] == [(3, "run")]
    first = breaks(rows.loc[[1, 3, 2, 4]].set_axis(range(1, 5)))[0]
    assert (first.row, first.column) == (2, "run")


def test_a_row_computed_anew_breaks_the_row_after_it() -> None:
    rows = chain(3)
    forged = audit_row(**RUN | {"number": 2, "before": rows.at[1, "digest"], "user": "bo"})
    rows.loc[2, forged.columns] = forged.loc[0]
    assert [(each.row, each.column) for each in breaks(rows)] == [(3, "before")]
