"""Who is intermittent, and the mean that is forecast."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.intermittent import (
    demand_range,
    discontinued,
    imapa,
    moving_average,
    pattern,
    tsb,
)
from sop_addin.demand.theta import simple_smoothing


def test_classes_of_syntetos_boylan_and_croston():
    smooth = np.full(12, 5.0)
    intermittent = np.tile([5.0, 0.0], 6)
    lumpy = np.tile([1.0, 0.0, 20.0, 0.0], 3)
    found = pattern(np.stack([smooth, intermittent, lumpy], axis=1))
    assert found.interval.tolist() == [1.0, 2.0, 2.0]
    assert found.intermittent.tolist() == [False, True, True]
    assert found.lumpy.tolist() == [False, False, True]


def test_tsb_sinks_while_nothing_is_sold():
    y = np.r_[np.full(12, 10.0), np.zeros(3)][:, None]
    assert tsb(y, 1).item() == pytest.approx(10 * 0.9**3)


def test_moving_average_takes_the_last_year_only():
    y = np.r_[np.full(12, 100.0), np.full(12, 6.0)][:, None]
    assert moving_average(y, 2).ravel().tolist() == [6.0, 6.0]


def test_twelve_silent_months_and_not_eleven_mean_discontinued():
    eleven, twelve = np.full((20, 1), 3.0), np.full((20, 1), 3.0)
    eleven[-11:] = 0.0
    twelve[-12:] = 0.0
    assert discontinued(np.hstack([eleven, twelve])).tolist() == [False, True]


def test_range_of_demand_starts_at_zero_unless_there_are_returns():
    sold = np.r_[np.zeros(30), np.arange(1.0, 10.0)][:, None]
    low, high = demand_range(sold, 0.8)
    assert (low.item(), high.item()) == (0.0, 3.0)  # the 30th of the last 36 months in order
    returned = sold - 9.0 * (np.arange(39) == 20)[:, None]
    assert demand_range(returned, 0.95)[0].item() < 0


def test_imapa_of_regular_demand_is_simple_smoothing_and_of_rare_demand_its_mean():
    regular = np.random.default_rng(51).normal(100, 5, (36, 1))
    np.testing.assert_allclose(imapa(regular, 3)[0], simple_smoothing(regular)[0])
    rare = np.tile([0.0, 0.0, 0.0, 12.0], 12)[:, None]
    assert imapa(rare, 1).item() == pytest.approx(3.0, rel=0.1)
    assert imapa(np.zeros((24, 1)), 2).tolist() == [[0.0], [0.0]]
