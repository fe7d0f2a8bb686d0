"""A shortage goes to customers by the declared rule, to the unit, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.release.allocation import OTHERS, allocation_rows, shared
from sop_addin.release.authorised import APPROVED_SERIES, AuthorisedPlan
from sop_addin.schema.allocation_tables import BY_DATE, BY_PRIORITY, PRO_RATA, RULES

MARCH = pd.Period("2026-03", "M")
UNITS = st.integers(0, 500)
ORDER = st.tuples(
    st.sampled_from("ABC"), st.integers(-40, 300), UNITS, st.none() | st.integers(1, 3)
)


def approved(demand: list[float], supply: list[float]) -> AuthorisedPlan:
    blank = np.full((1, 18), np.nan)
    values = dict.fromkeys(APPROVED_SERIES, blank) | {"production": np.zeros((1, 18))}
    for name, months in (("unconstrained_demand", demand), ("constrained_sales", supply)):
        values[name] = np.array([months + [0.0] * (18 - len(months))])
    return AuthorisedPlan(MARCH, ("Pumps",), values, {})


def family(**more: object) -> pd.DataFrame:
    row = {"family": "Pumps", "policy": "MTS", "shortage_policy": "backorder"}
    return pd.DataFrame([row | {"allocation_rule": ""} | more])


def orders(*rows: tuple[str, object, float, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "due", "units", "priority"])
    frame["priority"] = frame["priority"].astype(float)
    names = [f"O{i}" for i in range(len(rows))]
    return frame.assign(order=names, family="Pumps", due=pd.to_datetime(frame["due"]))


@given(st.integers(0, 3000), st.lists(st.tuples(UNITS, st.integers(1, 4)), min_size=1, max_size=12))
def test_what_is_there_is_shared_to_the_unit(supply: int, asked: list[tuple[int, int]]) -> None:
    wanted, ranks = (np.array(each, dtype=float) for each in zip(*asked, strict=True))
    got = shared(supply, wanted, ranks)
    assert got.sum() == min(supply, wanted.sum())
    assert (got == np.round(got)).all() and (got >= 0).all() and (got <= wanted).all()
    served = ranks[got > 0].max(initial=0)
    assert (got[ranks < served] == wanted[ranks < served]).all()  # no rank before the one above


@settings(deadline=None, max_examples=50)
@given(
    st.lists(UNITS, min_size=6, max_size=6),
    st.lists(UNITS, min_size=6, max_size=6),
    st.lists(ORDER, min_size=1, max_size=8),
    st.sampled_from(RULES),
    st.sampled_from(("backorder", "lost sales")),
)
def test_the_lines_of_a_month_add_up_to_its_approved_sales(
    demand: list[int],
    supply: list[int],
    listed: list[tuple[str, int, int, int | None]],
    rule: str,
    shortage: str,
) -> None:
    plan = approved([float(d) for d in demand], [float(s) for s in supply])
    own = orders(*[(c, MARCH.start_time + pd.Timedelta(days=d), u, p) for c, d, u, p in listed])
    rows = allocation_rows(plan, own, family(shortage_policy=shortage), rule)
    for month, part in rows.groupby("month"):
        there = plan.values["constrained_sales"][0, (month - MARCH).n]
        assert part["allocated"].sum() == there
    assert (rows["requested"] == rows["allocated"] + rows["short"]).all()
    assert not rows.duplicated(["family", "month", "customer", "order"]).any()


EXAMPLE = orders(("North", "2026-03-20", 60, 2), ("South", "2026-03-10", 30, 1))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (PRO_RATA, {"North": 30, "South": 15, OTHERS: 5}),
        (BY_PRIORITY, {"North": 20, "South": 30, OTHERS: 0}),
        (BY_DATE, {"North": 20, "South": 30, OTHERS: 0}),
    ],
)
def test_each_rule_serves_its_customers(rule: str, expected: dict[str, int]) -> None:
    rows = allocation_rows(approved([100.0], [50.0]), EXAMPLE, family(allocation_rule=rule), "")
    first = rows[rows["month"] == MARCH].set_index("customer")
    assert first["allocated"].to_dict() == expected
    assert set(rows["rule"]) == {rule}


def test_the_rule_of_the_company_holds_where_a_family_has_none() -> None:
    rows = allocation_rows(approved([100.0], [50.0]), EXAMPLE, family(), BY_DATE)
    assert set(rows["rule"]) == {BY_DATE}


def test_what_waits_is_served_later_unless_sales_are_lost() -> None:
    plan = approved([90.0, 0.0], [50.0, 40.0])
    waits = allocation_rows(plan, EXAMPLE, family(), BY_PRIORITY)
    assert waits["month"].unique().tolist() == [MARCH]  # April serves all of what March left
    plan = approved([90.0, 50.0], [50.0, 40.0])
    waits = allocation_rows(plan, EXAMPLE, family(), BY_PRIORITY)
    april = waits[waits["month"] == MARCH + 1].set_index("customer")["allocated"]
    assert april.to_dict() == {"North": 40, OTHERS: 0}
    lost = allocation_rows(plan, EXAMPLE, family(shortage_policy="lost sales"), BY_PRIORITY)
    assert lost[lost["month"] == MARCH + 1]["customer"].tolist() == [OTHERS]


def test_a_family_made_to_order_has_no_demand_beside_its_orders() -> None:
    plan = approved([500.0], [60.0])
    rows = allocation_rows(plan, EXAMPLE, family(policy="MTO"), PRO_RATA)
    assert rows["customer"].tolist()[:2] == ["North", "South"] and OTHERS not in set(
        rows["customer"]
    )
    assert rows[rows["month"] == MARCH]["allocated"].tolist() == [40, 20]


def test_without_a_shortage_or_without_orders_there_is_nothing_to_share() -> None:
    assert allocation_rows(approved([90.0], [90.0]), EXAMPLE, family(), PRO_RATA).empty
    assert allocation_rows(approved([90.0], [10.0]), EXAMPLE.iloc[:0], family(), PRO_RATA).empty
