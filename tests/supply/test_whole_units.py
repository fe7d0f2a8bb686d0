"""Whole units on the pages: never beyond capacity, never short for rounding's sake."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.supply.plan import in_whole_units, solve
from sop_addin.supply.problem import Family, Lock, Problem, Resource
from sop_addin.supply.schedule import Schedule
from sop_addin.supply.whole_units import whole_schedule

MONTHS = pd.period_range("2026-03", periods=6, freq="M")


def a_problem(families: int, resources: tuple[Resource, ...] = ()) -> Problem:
    made = tuple(Family(f"F{i}", demand=0.0) for i in range(families))
    return Problem(MONTHS, 20, made, (), resources)


amounts = st.lists(
    st.lists(st.floats(0, 50, allow_nan=False), min_size=6, max_size=6), min_size=1, max_size=4
)


@given(amounts)
def test_totals_are_whole_and_less_than_one_unit_ahead_where_nothing_binds(regular):
    exact = np.array(regular)
    zero = np.zeros_like(exact)
    schedule = Schedule(exact, zero, zero, zero[:0], zero[:0], zero)
    whole = whole_schedule(a_problem(len(regular)), schedule).regular
    ahead = whole.cumsum(axis=1) - exact.cumsum(axis=1)
    assert (whole == np.round(whole)).all()
    assert (ahead >= -1e-3).all()
    assert (ahead < 1).all()


parts = st.lists(st.lists(st.floats(0, 9), min_size=6, max_size=6), min_size=3, max_size=3)


@given(parts)
def test_parts_together_are_less_than_one_unit_ahead_and_none_is_far_off(made):
    exact = np.array(made)[:, None, :]
    zero = np.zeros((0, 6))
    problem = Problem(MONTHS, 20, (Family("F", 0.0, overtime_limit=99, subcontract_limit=99),))
    schedule = Schedule(exact[0], exact[1], exact[2], zero, zero, np.zeros((1, 6)))
    whole = whole_schedule(problem, schedule)
    ahead = whole.production.cumsum(axis=1) - schedule.production.cumsum(axis=1)
    assert (ahead >= -1e-3).all()
    assert (ahead < 1).all()
    each = np.stack([whole.regular, whole.overtime, whole.subcontract]) - exact
    assert (np.abs(each.cumsum(axis=2)) < 2).all()


def test_a_limit_of_the_family_is_kept_though_units_wait():
    exact = np.array([[1.5, 2.0, 2.0, 2.0, 2.0, 2.0]])
    zero = np.zeros_like(exact)
    press = Resource("Press", np.array([1.5, 9, 9, 9, 9, 9]), {"F": 1.0})
    problem = Problem(MONTHS, 20, (Family("F", 0.0, regular_limit=2),), (), (press,))
    whole = whole_schedule(problem, Schedule(exact, zero, zero, zero[:0], zero[:0], zero))
    assert whole.regular.tolist() == [[1, 2, 2, 2, 2, 2]]


@settings(deadline=None)
@given(amounts, st.floats(0.1, 3))
def test_a_resource_that_the_plan_keeps_is_kept_in_whole_units_too(regular, hours):
    exact = np.array(regular)
    zero = np.zeros_like(exact)
    load = hours * exact.sum(axis=0)
    machine = Resource("Press", load, {f"F{i}": hours for i in range(len(regular))})
    schedule = Schedule(exact, zero, zero, zero[:0], zero[:0], zero)
    problem = a_problem(len(regular), (machine,))
    whole = whole_schedule(problem, schedule).regular
    assert (hours * whole.sum(axis=0) <= load + 1e-3 * hours).all()


heavy = st.tuples(st.floats(0.2, 3), st.floats(20, 200), st.floats(1, 9), st.floats(0.1, 2))


@settings(deadline=None)
@given(heavy, st.integers(0, 2))
def test_a_heavy_unit_is_made_in_turn_on_a_machine_that_is_always_full(case, lead):
    """A heavy unit takes the hours of many light ones; neither may fall ever farther behind."""
    some, hours, room, each = case
    many = room * hours / each  # room for so many heavy units where all the light ones wait
    used = hours * some + each * many
    press = Resource("Press", used, {"Heavy": hours, "Light": each})
    pair = (Family("Heavy", demand=0.0, lead_months=lead), Family("Light", demand=0.0))
    months = pd.period_range("2026-03", periods=18, freq="M")
    problem = Problem(months, 20, pair, (), (press,))
    exact = np.full((2, 18), 1.0) * np.array([[some], [many]])
    exact[0, :lead] = 0.0
    zero = np.zeros_like(exact)
    whole = whole_schedule(problem, Schedule(exact, zero, zero, zero[:0], zero[:0], zero)).regular
    off = whole.cumsum(axis=1) - exact.cumsum(axis=1)
    load = hours * whole[0, lead:] + each * whole[1, : 18 - lead]
    assert (load <= used + 1e-6).all()
    assert np.abs(off[0]).max() < 2
    assert np.abs(off[1]).max() < 1 + 2 * hours / each


def test_a_locked_month_stays_as_it_was_typed():
    locked = Lock(MONTHS[1], regular=7.0, manual=2.5)
    pumps = Family("Pumps", demand=[10.3, 10.3, 10.3, 10.3, 10.3, 10.3], locks=(locked,))
    problem = Problem(MONTHS, 20, (pumps,))
    made = in_whole_units(solve(problem)).production
    assert made["production"].tolist()[1] == 9.5
    free = made.loc[~made["locked"], "production"]
    assert (free == free.round()).all()
    assert made["production"].sum() >= 61.8 - 1e-3


@pytest.mark.parametrize(
    ("amounts", "rounded"),
    [
        ([0.0, 0.0], [0, 0]),
        ([10.0, 20.0], [10, 20]),
        ([10.00001, 20.0], [10, 20]),
        ([9.99999, 20.00001], [10, 20]),
        ([0.5, 0.5], [1, 0]),
        ([-1e-9, 1e-9], [0, 0]),
    ],
)
def test_what_a_solver_leaves_behind_the_point_is_no_unit(amounts, rounded):
    exact = np.array([[*amounts, 0, 0, 0, 0]])
    zero = np.zeros_like(exact)
    schedule = Schedule(exact, zero, zero, zero[:0], zero[:0], zero)
    found = whole_schedule(a_problem(1), schedule).regular
    assert found[0, :2].tolist() == rounded
    assert not np.signbit(found).any()
