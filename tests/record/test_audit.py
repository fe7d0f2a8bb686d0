from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
import pytest

from sop_addin.record.audit import audit_row

PLAN = pd.DataFrame({"family": ["Pumps", "Valves"], "value": [10.0, 20.0]})
RUN: dict[str, Any] = {
    "number": 7,
    "when": dt.datetime(2026, 3, 2, 9, 30, 5, 999_999),
    "user": "ana",
    "command": "forecast",
    "version": "0.1.0",
    "inputs": {"plan": PLAN.iloc[:1]},
    "outputs": {"plan": PLAN},
    "summary": "2 families",
}


def test_a_row_fits_the_declared_table() -> None:
    from sop_addin.schema.tables import table

    row = audit_row(**RUN)
    assert list(row.columns) == [column.name for column in table("audit").columns]
    assert len(row) == 1


def test_a_row_says_who_did_what_when() -> None:
    row = audit_row(**RUN).iloc[0]
    assert (row["run"], row["user"], row["command"]) == (7, "ana", "forecast")
    assert row["when"] == pd.Timestamp(2026, 3, 2, 9, 30, 5)
    assert re.fullmatch(r"([0-9A-F]{4}-){3}[0-9A-F]{4}", row["outputs"])
    assert row["inputs"] != row["outputs"]


def test_digests_depend_on_content_alone() -> None:
    row = audit_row(**RUN).iloc[0]
    again = audit_row(**RUN | {"when": dt.datetime(2027, 1, 1), "user": "bo", "number": 8}).iloc[0]
    shuffled = audit_row(**RUN | {"outputs": {"plan": PLAN.iloc[::-1]}}).iloc[0]
    changed = audit_row(**RUN | {"outputs": {"plan": PLAN.replace(20.0, 20.5)}}).iloc[0]
    assert row["outputs"] == again["outputs"] == shuffled["outputs"] != changed["outputs"]


def test_a_first_run_has_no_digest_of_inputs() -> None:
    assert audit_row(**RUN | {"inputs": {}}).loc[0, "inputs"] == ""


def test_a_run_that_changed_nothing_has_no_row() -> None:
    with pytest.raises(ValueError, match="run 7 of forecast changed nothing"):
        audit_row(**RUN | {"inputs": {}, "outputs": {}})
