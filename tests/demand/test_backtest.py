"""What would have been said at an origin knows nothing of what came after it."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.backtest import backtest, origins
from sop_addin.demand.members import Member, run_members


def _panel() -> np.ndarray:
    months = np.arange(60)[:, None]
    season = 1 + 0.3 * np.sin(months * np.pi / 6)
    noise = np.random.default_rng(5).normal(1, 0.1, (60, 4))
    y = (100 + months) * season * noise
    y[:25, 1] = np.nan
    return y


def test_the_past_does_not_know_the_future():
    y = _panel()
    found = backtest(y, 12)
    for o, cut in enumerate(found.cuts):
        alone = run_members(y[:-cut], 12)
        assert set(alone.forecasts) == set(Member) - {Member.BOOSTING}
        for member in alone.forecasts:
            np.testing.assert_allclose(
                found.past[member][o], alone.forecasts[member], rtol=1e-9, err_msg=member.value
            )


def test_actuals_stand_beside_what_was_said():
    y = _panel()
    found = backtest(y, 12)
    np.testing.assert_array_equal(found.actuals[0], y[-12:])
    np.testing.assert_array_equal(found.actuals[-1], y[-18:-6])


def test_an_origin_needs_six_months_before_it():
    found = backtest(np.full((20, 1), 3.0), 12)
    assert found.cuts == origins(12) == (12, 15, 18)
    assert np.isfinite(found.actuals[:, :, 0]).any(axis=1).tolist() == [True, False, False]
