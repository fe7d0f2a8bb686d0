"""Histories that the demand tests are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

MakeHistory = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def history() -> MakeHistory:
    """Return a function that makes a long history ending in 2026-02 from lists of demand."""

    def make(**series: Sequence[float]) -> pd.DataFrame:
        end = pd.Period("2026-02", freq="M")
        parts = [
            pd.DataFrame(
                {
                    "unique_id": name,
                    "ds": pd.period_range(end=end, periods=len(y), freq="M"),
                    "y": [float(value) for value in y],
                }
            )
            for name, y in series.items()
        ]
        return pd.concat(parts, ignore_index=True)

    return make
