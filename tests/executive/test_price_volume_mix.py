"""Price, volume and mix add up to the last cent, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.executive.price_volume_mix import price_volume_mix

MONEY = st.floats(0, 1e7).map(lambda value: round(value, 2))
FAMILY = st.tuples(st.integers(0, 5000), MONEY, st.integers(0, 5000), MONEY)
FAMILIES = st.lists(FAMILY, min_size=1, max_size=12).map(lambda rows: np.array(rows, float).T)


def cents(values: np.ndarray) -> list[int]:
    return np.round(values * 100).astype(int).tolist()


@given(FAMILIES)
def test_the_parts_of_every_family_add_up_to_its_difference_to_the_cent(rows: np.ndarray) -> None:
    split = price_volume_mix(*rows)
    parts = [split.price, split.volume, split.mix, split.came_or_went]
    added = np.sum([cents(part) for part in parts], axis=0).tolist()
    assert added == cents(split.difference) == cents(rows[1] - rows[3])


@given(FAMILIES)
def test_mix_only_moves_revenue_between_families(rows: np.ndarray) -> None:
    split = price_volume_mix(*rows)
    assert abs(split.mix.sum()) <= 0.02 * len(split.mix) + 1e-9 * abs(rows).sum()


@given(FAMILIES, st.floats(0.1, 3))
def test_the_same_growth_at_the_same_price_is_all_volume(rows: np.ndarray, growth: float) -> None:
    units, money = rows[2], np.where(rows[2] > 0, rows[3], 0.0)
    split = price_volume_mix(units * growth, money * growth, units, money)
    np.testing.assert_allclose(split.price, 0, atol=0.011 + 1e-9 * money.max())
    np.testing.assert_allclose(split.mix, 0, atol=0.031 + 1e-9 * money.max())


@given(FAMILIES)
def test_the_same_units_at_another_price_are_all_price(rows: np.ndarray) -> None:
    split = price_volume_mix(rows[2], rows[1], rows[2], rows[3])
    sold = rows[2] > 0
    assert cents(split.price[sold]) == cents((rows[1] - rows[3])[sold])


def test_a_family_that_was_not_planned_came_with_all_of_its_revenue() -> None:
    split = price_volume_mix(*(np.array(x, float) for x in ([5, 8], [50, 80], [5, 0], [50, 0])))
    assert split.came_or_went.tolist() == [0, 80] and split.mix.tolist() == [0, 0]


def test_a_blank_is_refused() -> None:
    with pytest.raises(ValueError, match="without a known"):
        price_volume_mix(*(np.array([x]) for x in (1.0, 2.0, np.nan, 3.0)))
