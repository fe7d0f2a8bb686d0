"""The risk-adjusted range adds up, to the last unit of money, whatever stands on the register."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.presop.risk_range import risk_range
from sop_addin.schema.risk_tables import (
    EXPECTED,
    HIGH,
    LOW,
    PLANNED,
    RANGE_BARS,
    RANGE_ROWS,
    RISK_RANGE,
    SHOWN,
)

ROW = st.tuples(
    st.sampled_from(("risk", "opportunity")),
    st.floats(0, 1e7).map(lambda value: round(value, 2)),
    st.integers(0, 100).map(float),
)


def register(rows: list[tuple[str, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["kind", "money", "probability"])
    return frame.assign(id=[f"R{i}" for i in range(len(rows))], what="it")


def effects(found: pd.DataFrame) -> pd.DataFrame:
    return found[~found["step"].isin((PLANNED, EXPECTED, LOW, HIGH))]


@given(st.floats(-1e8, 1e8), st.lists(ROW, min_size=1, max_size=30))
def test_what_is_printed_adds_up_exactly(
    margin: float, rows: list[tuple[str, float, float]]
) -> None:
    found = risk_range(margin, "Margin", register(rows))
    shown, ends = effects(found), found.set_index("step")["margin"]
    full, start = shown["full"], ends[PLANNED]
    assert start == round(margin)
    assert ends[EXPECTED] == start + shown["weighted"].sum()
    assert ends[LOW] == start + full[full < 0].sum()
    assert ends[HIGH] == start + full[full > 0].sum()
    assert ends[LOW] <= ends[EXPECTED] <= ends[HIGH]
    assert (shown["margin"] == start + shown["weighted"].cumsum()).all()


@given(st.lists(ROW, min_size=1, max_size=30))
def test_no_effect_is_lost_however_long_the_register_is(
    rows: list[tuple[str, float, float]],
) -> None:
    found = risk_range(0.0, "Margin", register(rows))
    signed = [-money if kind == "risk" else money for kind, money, _ in rows]
    assert effects(found)["full"].sum() == sum(np.round(signed))
    assert len(found) <= RANGE_ROWS and not found["step"].duplicated().any()
    own = found["step"].isin([f"R{i}" for i in range(len(rows))])
    assert own.sum() == min(len(rows), SHOWN)


@given(st.lists(ROW, min_size=1, max_size=12))
def test_every_bar_reaches_from_the_step_before_to_its_own(
    rows: list[tuple[str, float, float]],
) -> None:
    found = risk_range(0.0, "Margin", register(rows))
    assert set(found.columns) == set(RISK_RANGE.column_names)
    bars = found[list(RANGE_BARS)].fillna(0.0)
    drawn = bars["rise"] + bars["fall"]
    for row in effects(found).index:
        ends = [bars["base"][row], bars["base"][row] + drawn[row]]
        ends += [bars["beyond"][row]] if bars["beyond"][row] else []
        before, after = found["margin"][row - 1], found["margin"][row]
        assert [min(ends), max(ends)] == sorted((before, after))
    assert bars["level"].tolist()[-3:] == found["margin"].tolist()[-3:]


def test_risks_come_before_opportunities_and_the_largest_first() -> None:
    rows = [("opportunity", 10.0, 50.0), ("risk", 5.0, 50.0), ("risk", 7.0, 1.0)]
    assert effects(risk_range(0.0, "Margin", register(rows)))["step"].tolist() == ["R2", "R1", "R0"]


def test_an_unknown_margin_has_no_range() -> None:
    assert risk_range(np.nan, "Margin", register([("risk", 5.0, 50.0)])).empty


def test_without_an_open_row_there_is_no_range_to_draw() -> None:
    found = risk_range(1000.0, "Margin", register([]))
    assert found.empty and set(found.columns) == set(RISK_RANGE.column_names)
