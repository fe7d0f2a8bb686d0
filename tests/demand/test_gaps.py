"""After a gap only what follows is history; the planner is told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.gaps import since_last_gap
from sop_addin.demand.panel import panel


def test_months_before_the_last_gap_are_left_out_and_counted(history):
    frame = history(Pumps=[1, 2, np.nan, 4, 5, np.nan, 7, 8], Valves=[np.nan, 1, 2])
    found = since_last_gap(frame)
    assert found.rows["y"].tolist() == [7, 8, 1, 2]
    assert found.gaps.to_dict("records") == [
        {
            "unique_id": "Pumps",
            "missing": 2,
            "last_missing": pd.Period("2025-12", freq="M"),
            "left_out": 4,
        }
    ]
    assert panel(found.rows).ids == ("Pumps", "Valves")


def test_a_history_without_gaps_stays_as_it_is(history):
    frame = history(Pumps=[1, 2, 3])
    found = since_last_gap(frame)
    pd.testing.assert_frame_equal(found.rows, frame)
    assert found.gaps.empty
