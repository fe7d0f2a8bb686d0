"""Items, families and the company agree to the unit, whichever way they are computed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.demand.levels import (
    bottom_up,
    own_units,
    problems,
    reconciled,
    whole_shares,
)
from sop_addin.errors import DataError

WEIGHTS = st.lists(st.floats(0, 1e9), min_size=1, max_size=12).filter(lambda w: sum(w) > 0)
ITEMS = pd.DataFrame(
    {
        "item": ["P1", "P2", "P3", "V1", "V2"],
        "family": ["Pumps", "Pumps", "Pumps", "Valves", "Valves"],
        "mix_percent": [33.33, 33.33, 33.34, 70.0, 30.0],
    }
)
MONTHS = pd.period_range("2026-03", periods=4, freq="M", name="month")
QUANTITIES = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=4, max_size=4
).map(lambda rows: pd.DataFrame(rows, MONTHS, columns=["Pumps", "Valves"], dtype=float))


def mix_of(items: pd.DataFrame) -> pd.DataFrame:
    """Return planning percentages, the same in every month."""
    return pd.DataFrame([items["mix_percent"].tolist()] * 4, MONTHS, columns=items["item"])


@given(total=st.floats(-1e9, 1e9), weights=WEIGHTS)
def test_shares_add_up_and_none_is_a_unit_off_its_own(total: float, weights: list[float]) -> None:
    units = whole_shares(total, weights)
    assert units.sum() == round(total)
    assert (units == np.round(units)).all()
    exact = round(total) * (np.array(weights) / max(weights))
    exact /= (np.array(weights) / max(weights)).sum()
    assert (np.abs(units - exact) < 1 + 1e-6).all()


@given(quantities=QUANTITIES)
def test_down_by_the_mix_and_up_again_is_where_it_started(quantities: pd.DataFrame) -> None:
    split = reconciled(mix_of(ITEMS), quantities, ITEMS)
    assert list(split.columns) == ITEMS["item"].tolist()
    pd.testing.assert_frame_equal(bottom_up(split, ITEMS), quantities, check_names=False)


@given(
    quantities=QUANTITIES,
    own=st.lists(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), min_size=4, max_size=4),
)
def test_reconciled_items_add_up_to_their_family(
    quantities: pd.DataFrame, own: list[list[int]]
) -> None:
    forecasts = pd.DataFrame(own, MONTHS, columns=ITEMS["item"], dtype=float)
    found = reconciled(forecasts, quantities, ITEMS)
    pd.testing.assert_frame_equal(bottom_up(found, ITEMS), quantities, check_names=False)


def test_what_already_adds_up_stays_as_it_is() -> None:
    own = pd.DataFrame([[7, 2, 1, 5, 0]], MONTHS[:1], columns=ITEMS["item"], dtype=float)
    assert reconciled(own, bottom_up(own, ITEMS), ITEMS).equals(own)


@pytest.mark.parametrize(
    ("mix", "got"),
    [
        ([60.0, 39.0], "Pumps, which adds up to 99 %"),
        ([60.0, 40.01], "Pumps, which adds up to 100.01 %"),
        ([60.0, np.nan], "a blank"),
    ],
)
def test_a_mix_other_than_100_is_refused_with_its_place(mix: list[float], got: str) -> None:
    items = pd.DataFrame({"item": ["A", "B"], "family": "Pumps", "mix_percent": mix})
    with pytest.raises(DataError) as caught:
        reconciled(mix_of(items), pd.DataFrame({"Pumps": [1.0] * 4}, MONTHS), items)
    assert caught.value.got == got
    assert str(caught.value.where) == "items #1 mix_percent"


def test_items_of_no_family_are_named() -> None:
    error = next(problems(ITEMS, ["Pumps"]))
    assert (error.got, str(error.where)) == ("Valves", "items #3 family")


def test_a_negative_forecast_of_an_item_is_refused_with_its_month() -> None:
    own = pd.DataFrame(1.0, MONTHS, columns=ITEMS["item"])
    own.loc[MONTHS[2], "V2"] = -3
    totals = pd.DataFrame(10.0, MONTHS, columns=["Pumps", "Valves"])
    with pytest.raises(DataError, match="items V2 2026-05: got -3, expected 0 or more"):
        reconciled(own, totals, ITEMS)


def test_own_units_divide_by_the_conversion_and_refuse_an_item_that_is_not_listed() -> None:
    items = pd.DataFrame({"item": ["Box", "Piece"], "conversion": [12.0, np.nan]})
    weeks = pd.DataFrame({"Piece": [5.0], "Box": [30.0]})
    assert own_units(weeks, items).to_dict("list") == {"Piece": [5.0], "Box": [2.5]}
    with pytest.raises(DataError, match="items Gone item: got no row of it"):
        own_units(weeks.assign(Gone=1.0), items)


def test_weights_that_give_no_share_are_refused() -> None:
    for weights in ([0.0, 0.0], [1.0, -1.0], [np.nan]):
        with pytest.raises(ValueError, match="weights"):
            whole_shares(5, weights)
