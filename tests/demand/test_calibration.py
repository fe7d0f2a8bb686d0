"""What is learnt from past errors, on errors made so that the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.backtest import origins
from sop_addin.demand.calibration import calibrate

H = 12


def _errors(series: int, seed: int = 5) -> np.ndarray:
    """Return independent errors of one size: of each month one, whichever origin looks at it."""
    last = origins(H)[-1]
    by_month = np.random.default_rng(seed).normal(0, 1, (last, series))
    cuts = [last - cut for cut in origins(H)]
    return np.array([by_month[cut : cut + H] for cut in cuts])


def _width(errors: np.ndarray, level: int = 0) -> np.ndarray:
    found = calibrate(errors)
    return found.scores[level] * found.factors


def test_independent_errors_are_held_as_often_as_wanted():
    errors = _errors(400)
    fresh = np.abs(_errors(400, seed=6)[0])
    assert (fresh <= _width(errors, 0)).mean() == pytest.approx(0.80, abs=0.03)
    assert (fresh <= _width(errors, 1)).mean() == pytest.approx(0.95, abs=0.02)


def test_series_that_move_as_one_count_as_one():
    calm = 0.2 * _errors(1)
    copies = np.repeat(calm, 200, axis=2)
    many = 0.2 * _errors(200)
    usual = _width(np.full((3, H, 1), np.nan)).mean()
    assert _width(many).mean() < 0.4 * usual
    assert _width(copies).mean() == pytest.approx(_width(calm).mean(), rel=0.05)
    assert _width(copies).mean() > 1.5 * _width(many).mean()


def test_growth_with_the_lead_is_learnt_from_all_series():
    lead = np.arange(1, H + 1)[:, None]
    flat, steep = _width(_errors(300)), _width(_errors(300) * lead**0.8)
    assert (flat[-1] / flat[0]).mean() == pytest.approx(1.0, abs=0.15)
    assert (steep[-1] / steep[0]).mean() == pytest.approx(H**0.8, rel=0.2)


def test_a_series_that_is_farther_off_than_the_others_gets_a_wider_band():
    errors = _errors(50)
    errors[:, :, 7] *= 4
    width = _width(errors)[5]
    assert width[7] > 1.4 * np.median(width)


def test_an_origin_is_not_judged_by_what_its_own_errors_taught():
    """A fifth of the series was six times as far off as before, at the newest origin only."""
    errors = np.sign(_errors(300))
    errors[0, :, :60] *= 6.0
    assert calibrate(errors).scores[1] > 4.5


def test_without_evidence_the_usual_is_taken():
    found = calibrate(np.full((3, H, 2), np.nan))
    assert found.scores == (1.8, 3.2)
    assert (np.diff(found.factors, axis=0) > 0).all()


def test_errors_of_zero_leave_finite_factors():
    found = calibrate(np.zeros((3, H, 4)))
    assert np.isfinite(found.factors).all()
    assert (found.factors > 0).all()
