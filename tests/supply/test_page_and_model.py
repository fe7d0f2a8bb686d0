"""The page's formulas and the model's positions are the same recursion, whatever is planned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.schema.declarations import FORMULA, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import evaluate
from sop_addin.supply.positions import backlog_positions, inventory_positions
from sop_addin.supply.problem import ShortagePolicy

MONTHS = 6
units = st.integers(0, 500).map(float)
row = st.lists(units, min_size=MONTHS, max_size=MONTHS)


def page(
    policy: Policy, demand: Any, production: Any, opening: dict[str, float], **fields: Any
) -> Any:
    """Return every row that a page computes from typed demand and production."""
    inputs = {
        s.name: np.full((1, MONTHS), np.nan)
        for s in FAMILY_PAGE.series_of(policy)
        if s.horizon != FORMULA
    }
    inputs |= {"adjustment": np.array([demand]), "regular": np.array([production])}
    formulas = FAMILY_PAGE.formulas_of(policy)
    known = {"price": 1.0, "cost": 1.0, "shortage_policy": "backorder", "ship_share": 0.0} | fields
    values = evaluate(
        formulas,
        inputs,
        {name: np.array([value]) for name, value in known.items()},
        {name: np.zeros(1) for name in formulas}
        | {name: np.array([value]) for name, value in opening.items()},
    )
    return {name: series[0].tolist() for name, series in values.items()}


@settings(max_examples=100, deadline=None)
@given(row, row, units, units, st.sampled_from(list(ShortagePolicy)))
def test_made_to_stock(
    demand: Any, made: Any, stock: float, due: float, shortage: ShortagePolicy
) -> None:
    model = inventory_positions(demand, made, stock, due, shortage)
    opening = {"inventory": stock, "past_due": due}
    shown = page(Policy.MTS, demand, made, opening, shortage_policy=shortage.value)
    assert shown["constrained_sales"] == model.constrained.tolist()
    assert shown["inventory"] == model.inventory.tolist()
    assert shown["past_due"] == model.past_due.tolist()
    assert shown["lost_sales"] == model.lost.tolist()
    assert min(shown["inventory"] + shown["past_due"]) >= 0
    assert sum(shown["constrained_sales"]) <= sum(demand) + due


@settings(max_examples=100, deadline=None)
@given(row, row, units, units, st.sampled_from([0.0, 0.25, 1.0]))
def test_made_to_order(demand: Any, made: Any, backlog: float, ready: float, share: float) -> None:
    model = backlog_positions(demand, made, backlog, ready, share)
    opening = {"order_backlog": backlog, "finished": ready}
    shown = page(Policy.MTO, demand, made, opening, ship_share=share)
    assert shown["constrained_sales"] == pytest.approx(model.constrained.tolist())
    assert shown["order_backlog"] == pytest.approx(model.backlog.tolist())
    assert shown["finished"] == pytest.approx(model.finished.tolist())


def test_what_was_past_due_is_lost_under_lost_sales_and_never_carried() -> None:
    opening = {"inventory": 0.0, "past_due": 40.0}
    shown = page(Policy.MTS, [10.0] * 6, [20.0] * 6, opening, shortage_policy="lost sales")
    assert shown["past_due"] == [0] * 6
    assert shown["lost_sales"] == [30, 0, 0, 0, 0, 0]
