"""Production against its approved plan: what a month says, and what a year adds up to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.schema.review_status import EXPLAINED, UNEXPLAINED, WITHIN
from sop_addin.supply.adherence import NOT_REPORTED, adherence

MARCH = pd.Period("2026-03", "M")
NAN = np.nan


def reviewed(planned: list[list[float]], made: list[list[float]], *explained: str) -> Any:
    codes = ["Pumps", "Valves", "Roofs"][: len(planned)]
    within = dict.fromkeys(codes, 5.0)
    rows = adherence(codes, MARCH, np.array(planned), np.array(made), within, set(explained))
    return rows.set_index("family")


def test_a_month_beyond_the_tolerance_waits_until_its_reason_is_named() -> None:
    planned, made = [[100.0], [100.0], [0.0]], [[94.0], [105.0], [3.0]]
    found = reviewed(planned, made)
    assert found["status"].tolist() == [UNEXPLAINED, WITHIN, UNEXPLAINED]
    assert found["difference"].tolist() == [-6, 5, 3]
    assert found["off_percent"].tolist()[:2] == [-6, 5] and np.isnan(found["off_percent"].iloc[2])
    assert reviewed(planned, made, "Pumps").loc["Pumps", "status"] == EXPLAINED


def test_each_family_is_held_to_its_own_tolerance() -> None:
    planned, made = np.array([[100.0], [100.0]]), np.array([[94.0], [94.0]])
    own = {"Pumps": 6.0, "Valves": 5.0}
    rows = adherence(["Pumps", "Valves"], MARCH, planned, made, own, set())
    assert rows["status"].tolist() == [WITHIN, UNEXPLAINED]


def test_what_was_not_approved_has_no_row_and_what_was_not_reported_no_verdict() -> None:
    found = reviewed([[NAN, 90.0], [80.0, NAN]], [[70.0, NAN], [80.0, 80.0]])
    assert found["status"].to_dict() == {"Pumps": NOT_REPORTED}
    assert found["months"].tolist() == [0] and np.isnan(found["adherence"].iloc[0])
    assert reviewed([[NAN]], [[5.0]]).empty


def test_adherence_adds_up_misses_of_both_signs_over_the_months_that_had_a_plan() -> None:
    found = reviewed([[NAN, 100, 200]], [[50, 130, 180]]).loc["Pumps"]
    assert (found["months"], found["adherence"]) == (2, pytest.approx(100 * (1 - 50 / 300)))
