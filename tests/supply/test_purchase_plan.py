"""The purchase plan keeps every line at its safety stock, in lots, ordered the lead time before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.supply.purchase_plan import PurchasePlan, Supplies, gross_need, purchase_plan
from sop_addin.supply.purchase_rows import order_rows, purchase_rows

MONTHS = pd.period_range("2026-03", periods=6, freq="M")
AMOUNT = st.integers(0, 400).map(float)


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, Supplies]:
    lines = draw(st.integers(1, 3))

    def column(values: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=lines, max_size=lines)))

    def block() -> np.ndarray:
        return np.array([draw(st.lists(AMOUNT, min_size=6, max_size=6)) for _ in range(lines)])

    lot = column(st.sampled_from([0.0, 1.0, 25.0]))
    lead = column(st.integers(0, 8))
    terms = Supplies(column(AMOUNT), column(AMOUNT), lead, column(AMOUNT), lot, lot + 1, block())
    return block(), terms


@given(cases())
def test_balances_close_and_never_fall_below_safety_stock(
    case: tuple[np.ndarray, Supplies],
) -> None:
    need, terms = case
    plan = purchase_plan(need, terms)
    before = np.column_stack([terms.stock, plan.stock[:, :-1]])
    assert np.allclose(plan.stock, before + terms.on_order + plan.receipts - need)
    assert (plan.stock >= terms.safety[:, None] - 1e-6).all()


@given(cases())
def test_receipts_are_what_the_supplier_takes_and_come_only_where_needed(
    case: tuple[np.ndarray, Supplies],
) -> None:
    need, terms = case
    plan = purchase_plan(need, terms)
    assert ((plan.receipts > 0) == (plan.net > 0)).all()
    some = plan.receipts > 0
    least = np.broadcast_to(terms.minimum[:, None], need.shape)
    assert (plan.receipts[some] >= np.maximum(least, plan.net)[some] - 1e-6).all()
    lot = np.broadcast_to(np.maximum(terms.lot, 1e-9)[:, None], need.shape)
    in_lots = some & (lot > 1e-6)
    assert np.allclose(plan.receipts[in_lots] % lot[in_lots], 0)


@given(cases())
def test_every_receipt_is_ordered_its_lead_time_before_or_expedited(
    case: tuple[np.ndarray, Supplies],
) -> None:
    need, terms = case
    plan = purchase_plan(need, terms)
    assert np.allclose(plan.orders.sum(axis=1), plan.receipts.sum(axis=1))
    for line, lead in enumerate(terms.lead):
        early = plan.receipts[line, : min(lead, 6)].sum()
        assert plan.expedite[line].sum() == pytest.approx(early)
        later = plan.orders[line, 1 : 6 - lead] if lead < 6 else np.zeros(0)
        assert np.allclose(later, plan.receipts[line, lead + 1 :])


def lines_of(*codes: str) -> pd.DataFrame:
    frame = pd.DataFrame({"code": codes})
    return frame.assign(name="steel", kind="material", unit="kg", supplier="Mill")


def one_line(cost: float = 4.0, lead: int = 2) -> tuple[PurchasePlan, Supplies]:
    one = np.ones(1)
    due = np.array([[0.0, 10.0, 0.0, 0.0, 0.0, 0.0]])
    terms = Supplies(30 * one, 5 * one, np.array([lead]), 0 * one, 10 * one, cost * one, due)
    return purchase_plan(np.full((1, 6), 20.0), terms), terms


def test_need_follows_the_bill_of_materials() -> None:
    made = np.array([[10.0, 20.0], [1.0, 0.0]])
    assert gross_need(made, np.array([[2.0, 5.0]])).tolist() == [[25.0, 40.0]]


def test_money_of_orders_stands_in_the_month_of_order() -> None:
    plan, terms = one_line()
    rows = purchase_rows(lines_of("S"), terms, plan).set_index(["code", "measure"])
    assert rows.loc[("all purchases", "to order, money"), "m0"] == 120
    assert rows.loc[("S", "to order, money"), ["m0", "m1", "m2"]].tolist() == [120, 80, 80]
    assert rows.loc[("all purchases", "arriving, money"), "m1"] == 4 * (10 + 10)
    assert rows.loc[("S", "projected stock"), "opening"] == 30


def test_a_line_without_a_cost_is_left_out_of_the_money_and_that_is_said() -> None:
    plan, terms = one_line(cost=np.nan)
    rows = purchase_rows(lines_of("S"), terms, plan)
    assert rows["name"].iloc[0] == "without 1 that have no cost"
    assert rows["m0"].iloc[0] == 0


def test_late_orders_come_first_and_say_what_is_short_without_them() -> None:
    plan, terms = one_line(lead=3)
    orders = order_rows(lines_of("S"), terms, plan, MONTHS, np.array([15.0]))
    assert orders["status"].tolist()[:2] == [
        "expedite: 2 months late, else below safety stock",
        "expedite: 1 month late, 20 short without it; more than the supplier delivers a month",
    ]
    assert orders["order_month"].iloc[0] == MONTHS[0]
    assert orders["needed"].astype(str).tolist()[0] == "2026-04"
    third = orders[orders["needed"] == MONTHS[3]].iloc[0]
    assert third["status"].startswith("order this month")
