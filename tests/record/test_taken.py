"""Places of rows are kept as runs, and come back as they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sop_addin.record.taken import places_of, runs_of


@given(st.lists(st.integers(min_value=-1, max_value=4)))
def test_runs_give_back_their_places(places: list[int]) -> None:
    assert places_of(runs_of(places)) == places


def test_places_in_order_take_one_run() -> None:
    assert runs_of(range(900)) == [[0, 900]]
