"""What a month should have been, from the months around it, and when that is not known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.expectation import expectation


@pytest.mark.parametrize("months", [1, 2, 5, 11, 12])
def test_a_history_of_less_than_a_year_has_no_expectation_and_no_error(months: int) -> None:
    index = pd.period_range("2026-02", periods=months, freq="M")
    found = expectation(pd.DataFrame({"Pumps": np.arange(1.0, months + 1)}, index=index))
    assert np.isnan(found.expected).all()


def test_a_steep_season_alone_is_what_every_month_is_expected_to_be() -> None:
    year = [50.0, 60, 80, 120, 180, 220, 200, 150, 110, 80, 60, 50]
    index = pd.period_range("2020-01", periods=60, freq="M")
    wide = pd.DataFrame({"Garden": year * 5}, index=index)
    found = expectation(wide)
    np.testing.assert_allclose(found.expected[:, 0], wide["Garden"], rtol=1e-9)
    np.testing.assert_allclose(found.level, found.level[0, 0], rtol=1e-9)
