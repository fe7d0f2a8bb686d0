"""The bridge adds up, month by month, in units and in money; so does what changed since."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.bridge import STEPS, bridge, in_money, waterfall
from sop_addin.demand.bridge_sheet import CountedIn, bridge_rows, change_rows
from sop_addin.demand.snapshots import AGREED, ORDERS, PARTS, unconstrained
from sop_addin.schema.charts import BRIDGE_STEPS, WATERFALLS
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.declarations import Policy
from sop_addin.schema.family_page import FAMILY_PAGE

MONTH = pd.Period("2026-03", "M")
MONTHS = pd.PeriodIndex([MONTH, MONTH + 1])
AMOUNT = st.one_of(st.none(), st.integers(-500, 500))
FAMILY = st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT)


def a_grid(*families: tuple[str, tuple[float | None, ...]]) -> pd.DataFrame:
    rows = [
        (key, series, MONTH, value)
        for key, values in families
        for series, value in zip([*PARTS, ORDERS], values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    return unconstrained(frame.astype({"value": float}))


def prices(price: float, *codes: str) -> pd.DataFrame:
    """Return one price for all months, a month before the first too."""
    return pd.DataFrame(price, index=MONTHS.insert(0, MONTH - 1), columns=list(codes))


@settings(deadline=None)
@given(st.lists(FAMILY, min_size=1, max_size=4))
def test_every_family_and_the_company_add_up(families: list[tuple[float | None, ...]]) -> None:
    grid = a_grid(*((f"F{k}", values) for k, values in enumerate(families)))
    steps = bridge(grid, MONTHS)
    agreed = grid[grid["series"] == AGREED].set_index("key")["value"]
    assert steps.total[:, 0].tolist() == agreed.loc[list(steps.families)].tolist()
    price = prices(2.5, *steps.families)
    frame = bridge_rows(steps, CountedIn({}, "", price, "EUR"))
    for column in ("m0", "m1", "next_12", "total"):
        for _, part in frame.groupby("family", sort=False):
            assert part[column].iloc[:-1].sum() == part[column].iloc[-1]
    own = frame[frame["step"] == BRIDGE_STEPS[-1]].set_index("family")["m0"]
    assert own.drop(COMPANY_KEY).tolist() == agreed.tolist()
    assert abs(own[COMPANY_KEY] - 2.5 * agreed.sum()) <= len(STEPS) / 2


@settings(deadline=None)
@given(st.lists(st.tuples(FAMILY, FAMILY), min_size=1, max_size=4))
def test_the_causes_lead_from_the_former_forecast_to_this_one(
    pairs: list[tuple[tuple[float | None, ...], tuple[float | None, ...]]],
) -> None:
    names = [f"F{k}" for k in range(len(pairs))]
    grids = (
        a_grid(*zip(names, [p[side] for p in pairs], strict=True)).pipe(
            lambda g: g[g["series"] != ORDERS]
        )
        for side in (0, 1)
    )
    now, then = (bridge(grid, MONTHS) for grid in grids)
    price = prices(3.0, *names)
    frame = change_rows(now, then, (MONTH, MONTH - 1), CountedIn({}, "", price, "EUR"))
    totals = {name: steps.total.sum(axis=1) for name, steps in (("now", now), ("then", then))}
    for family, part in frame.groupby("family", sort=False):
        amounts = part["amount"]
        assert amounts.iloc[:-1].sum() == amounts.iloc[-1]
        if family != COMPANY_KEY:
            at = names.index(str(family))
            assert (amounts.iloc[0], amounts.iloc[-1]) == (totals["then"][at], totals["now"][at])
    assert (
        frame["family"].iloc[0] == COMPANY_KEY and len(frame[frame["family"] == COMPANY_KEY]) == 8
    )


def test_orders_above_the_forecast_raise_demand_to_them_and_never_add_to_it() -> None:
    steps = bridge(a_grid(("Pumps", (100, 0, 0, 0, 130))), MONTHS)
    assert steps.values[0, :, 0].tolist() == [100, 0, 0, 0, 30, 0]
    steps = bridge(a_grid(("Pumps", (100, 0, 0, 0, 70))), MONTHS)
    assert steps.total[0, 0] == 100


def test_the_steps_are_those_of_the_pages_own_formulas() -> None:
    series = {s.name: s for s in FAMILY_PAGE.series}[AGREED]
    assert series.formula_of(Policy.MTS) == f"MAX(0, {' + '.join(PARTS)}, {ORDERS})"
    assert series.formula_of(Policy.MTO) == f"MAX(0, {' + '.join(PARTS)})"


def test_a_total_that_was_typed_over_is_refused() -> None:
    grid = a_grid(("Pumps", (100, 0, 0, 5, None)))
    grid.loc[grid["series"] == AGREED, "value"] = 99
    with pytest.raises(ValueError, match="Pumps 2026-03: the steps do not add up"):
        bridge(grid, MONTHS)


def test_a_family_without_a_price_is_left_out_of_the_money() -> None:
    steps = bridge(a_grid(("Pumps", (1, 0, 0, 0, 0)), ("Drives", (2, 0, 0, 0, 0))), MONTHS)
    assert in_money(steps, prices(3.0, "Drives")).total[0].tolist() == [6.0, 0.0]


def test_without_any_price_the_company_adds_up_in_the_unit_that_all_share_or_is_blank() -> None:
    steps = bridge(a_grid(("Pumps", (1, 2, 0, 0, 0)), ("Drives", (4, 0, 0, 0, 0))), MONTHS)
    price = prices(float("nan"), "Pumps", "Drives")
    for shared, unit, first in (("pcs", "pcs", [5.0, 2.0]), ("", "EUR", [np.nan, np.nan])):
        counted = CountedIn({}, shared, price, "EUR")
        rows = bridge_rows(steps, counted)
        company = rows[rows["family"] == COMPANY_KEY]
        assert set(company["unit"]) == {unit}
        np.testing.assert_array_equal(company["m0"].iloc[:2], first)
        moved = change_rows(steps, steps, (MONTH, MONTH - 1), counted)
        known = moved.loc[moved["family"] == COMPANY_KEY, "amount"].notna()
        assert known.all() if shared else not known.any()


def test_each_month_counts_at_its_own_price() -> None:
    steps = bridge(a_grid(("Pumps", (5, 0, 0, 0, 0))), MONTHS)
    price = prices(2.0, "Pumps")
    price.loc[MONTH] = 3.0
    assert in_money(steps, price).total[0].tolist() == [15.0, 0.0]


def test_a_waterfall_has_a_bar_for_every_row_it_is_drawn_from() -> None:
    steps = bridge(a_grid(("Pumps", (100, 5, -20, 3, 0))), MONTHS)
    price = prices(1.0, "Pumps")
    frames = {
        "demand_bridge": bridge_rows(steps, CountedIn({}, "", price, "EUR")),
        "demand_change": change_rows(
            steps, steps, (MONTH, MONTH - 1), CountedIn({}, "", price, "EUR")
        ),
    }
    for fall in (each for each in WATERFALLS if each.table in frames):
        frame = frames[fall.table]
        drawn = frame[list(fall.bars[1:])].notna().sum(axis=1)
        assert drawn.tolist() == [1] * fall.rows + [0] * (len(frame) - fall.rows)


def test_the_bars_of_a_waterfall_end_where_the_next_one_starts() -> None:
    bars = np.nan_to_num(waterfall(50.0, [30.0, -100.0, 5.0]))
    tops = bars.sum(axis=1)
    assert tops.tolist() == [50, 80, 80, -15, -15]
    assert bars[:, 0].tolist() == [0, 50, -20, -20, 0]
