"""Targets are dated: the newest that has begun holds, and what a cycle had is never rewritten."""

from __future__ import annotations

import pandas as pd

from sop_addin.executive.kpi_targets import targets_of
from sop_addin.periods import month


def rows(*lines: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["kpi", "since", "target"])
    return frame.assign(since=pd.PeriodIndex(frame["since"], freq="M"), by="Finance")


def test_a_new_target_leaves_the_cycles_before_it_alone() -> None:
    before = rows(("Inventory turns", "2026-01", 12.0))
    after = rows(("Inventory turns", "2026-05", 15.0), ("Inventory turns", "2026-01", 12.0))
    assert targets_of(after, month("2026-04")) == targets_of(before, month("2026-04"))
    assert targets_of(after, month("2026-05"))["Inventory turns"].value == 15.0


def test_before_its_first_target_a_kpi_has_none() -> None:
    assert targets_of(rows(("Inventory turns", "2026-05", 15.0)), month("2026-04")) == {}
    assert targets_of(rows(), month("2026-04")) == {}
