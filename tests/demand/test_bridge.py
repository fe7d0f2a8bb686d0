"""The bridge adds up, and expired adjustments are named."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.demand.bridge import STEPS, bridge, company_bridge, expired
from sop_addin.schema.family_page import FAMILY_PAGE

MONTH = pd.Period("2026-03", "M")
AMOUNT = st.one_of(st.none(), st.integers(-500, 500))


def a_grid(*families: tuple[str, tuple[float | None, ...]]) -> pd.DataFrame:
    rows: list[tuple[str, str, pd.Period, float | None]] = []
    for key, values in families:
        rows += [(key, s, MONTH, v) for s, v in zip(STEPS, values, strict=True)]
        rows.append((key, "unconstrained_demand", MONTH, max(0, sum(v or 0 for v in values))))
    return pd.DataFrame(rows, columns=["key", "series", "month", "value"])


@given(st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=4))
def test_every_row_and_the_company_add_up(families: list[tuple[float | None, ...]]) -> None:
    grid = a_grid(*((f"F{k}", values) for k, values in enumerate(families)))
    rows = bridge(grid)
    total = rows[[*STEPS, "floor"]].sum(axis=1)
    pd.testing.assert_series_equal(total, rows["unconstrained_demand"], check_names=False)
    money = company_bridge(rows, pd.Series(2.5, index=rows["family"]))
    assert money["unconstrained_demand"].item() == 2.5 * rows["unconstrained_demand"].sum()


def test_the_steps_are_those_of_the_pages_own_formula() -> None:
    formula = {s.name: s.formula for s in FAMILY_PAGE.series}["unconstrained_demand"]
    assert formula == f"MAX(0, {' + '.join(STEPS)})"


def test_a_total_that_was_typed_over_is_refused() -> None:
    grid = a_grid(("Pumps", (100, 0, 0, 5)))
    grid.loc[grid["series"] == "unconstrained_demand", "value"] = 99
    with pytest.raises(ValueError, match="Pumps 2026-03: the steps do not add up"):
        bridge(grid)


def test_a_family_without_a_price_is_refused() -> None:
    with pytest.raises(KeyError, match="Pumps"):
        company_bridge(bridge(a_grid(("Pumps", (1, 0, 0, 0)))), pd.Series({"Drives": 2.0}))


@pytest.mark.parametrize(
    ("value", "reason", "named"),
    [
        (50.0, "Rebate, until 2026-02", True),
        (-5.0, "Lost client; UNTIL 2025-12", True),
        (50.0, "Rebate until 2026-03", False),
        (50.0, "Rebate until 2027-01", False),
        (50.0, "Rebate", False),
        (50.0, None, False),
        (None, "Rebate, until 2026-02", False),
    ],
)
def test_an_adjustment_beyond_its_expiry_is_named(
    value: float | None, reason: str | None, named: bool
) -> None:
    rows = pd.DataFrame({"key": ["Pumps"], "month": [MONTH]})
    found = list(expired(rows.assign(value=value), rows.assign(value=reason)))
    assert [str(error.where) for error in found] == ["family Pumps adjustment 2026-03"] * named
