"""The window for a machine is the idlest month before it is next nearly full."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.release.maintenance import best_window
from sop_addin.wording import month_text

MONTHS = pd.period_range("2026-03", periods=12, freq="M")
HOURS = np.full(12, 100.0)


def test_an_idler_month_after_the_peak_is_too_late() -> None:
    load = np.array([80.0, 70, 75, 95, 100, 10, 0, 0, 0, 0, 0, 0])
    said = best_window(load, HOURS, MONTHS)
    assert said == "best in Apr 2026: 30 idle hours, then nearly full from Jun to Jul 2026"


def test_a_machine_that_is_free_all_year_is_stopped_when_least_is_asked_of_it() -> None:
    load = np.array([50.0, 40, 30, 20, 20, 60, 60, 60, 60, 60, 60, 60])
    assert best_window(load, HOURS, MONTHS) == "best in Jun 2026: 80 idle hours"


def test_a_closed_month_is_not_taken_for_a_full_one() -> None:
    there = np.where(np.arange(12) == 0, 0.0, HOURS)
    said = best_window(np.minimum(there, 50.0), there, MONTHS)
    assert said == "best in Apr 2026: 50 idle hours"


@given(st.lists(st.integers(0, 100), min_size=12, max_size=12))
def test_no_month_before_the_machine_is_next_nearly_full_is_idler(hours: list[int]) -> None:
    load = np.array(hours, dtype=float)
    said = best_window(load, HOURS, MONTHS)
    free = np.flatnonzero(load < 90)
    begin = free[0] if len(free) else 0
    full = np.flatnonzero(load[begin:] >= 90)
    end = begin + full[0] if len(free) and len(full) else 12
    best = begin + int(np.argmin(load[begin:end]))
    assert f"best in {month_text(MONTHS[best])}: {100 - load[best]:.0f} idle hour" in said
