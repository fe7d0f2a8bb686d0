"""The demand review over cycles: frozen once the next begins, measured when the month has come."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.demand import demand
from sop_addin.commands.forecast import forecast
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    made = memory.company_book(families=pd.DataFrame({"family": ["Pumps", "Valves"]}))
    lines = [f"{f},{m},{100 + m.month}" for f in ("Pumps", "Valves") for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales", *lines))
    return made


def next_cycle(blocks: Any, carry: Any, extract: Any, month: str, sales: float) -> None:
    """Set the cycle a month on, and bring in what was sold."""

    def rolled(book: Any, run: Any) -> Changes:
        return Changes(cells={"cycle_month": pd.Period(month, "M")})

    carry(blocks, rolled)
    closed = pd.Period(month, "M") - 1
    lines = [f"{family},{closed},{sales}" for family in ("Pumps", "Valves")]
    carry(blocks, refresh, source=extract("family,month,sales", *lines))


def versions(blocks: Any, cycle: str) -> pd.DataFrame:
    rows = BlockBook(blocks).read_table(table("versions"))
    return rows[rows["cycle"] == pd.Period(cycle, "M")].set_index(["family", "series"])


def adjust(blocks: Any, family: str, month: str, units: float | None) -> None:
    place = Place(FAMILY_PAGE.name, family, "adjustment", month)
    blocks.type(BlockBook(blocks).locate(place), units)


def test_the_first_cycle_says_that_there_is_no_snapshot_yet(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    assert carry(blocks, demand)
    assert any("no snapshot of lag 1 for 2026-02 yet" in line for line in said)
    assert any("measured, in 2026-05" in line for line in said)
    rows = BlockBook(blocks).read_table(table("demand_review"))
    assert set(rows["status"]) == {"no snapshot of lag 1 yet"}


def test_the_second_cycle_says_that_the_first_ones_forecast_is_measured_next(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    next_cycle(blocks, carry, extract, "2026-04", 103)
    said.clear()
    assert carry(blocks, demand)
    assert any("frozen in 2026-03 is the first to be measured, in 2026-05" in x for x in said)


def test_a_cycles_forecast_follows_adjustments_while_it_runs(blocks: Any, carry: Any) -> None:
    carry(blocks, forecast)
    before = versions(blocks, "2026-03")
    assert len(before) == 4 and before.notna().all(axis=None)
    adjust(blocks, "Pumps", "2026-04", 25)
    assert carry(blocks, demand)
    after = versions(blocks, "2026-03")
    changed = after.loc[("Pumps", "unconstrained_demand")]
    assert changed["lag1"] == before.loc[("Pumps", "unconstrained_demand"), "lag1"] + 25
    assert after.loc[("Pumps", "adjustment"), "lag1"] == 25
    assert after.loc["Valves"].equals(before.loc["Valves"])
    assert not carry(blocks, demand)
    assert not carry(blocks, forecast)


def test_an_adjustment_that_is_cleared_leaves_the_running_cycles_rows(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, forecast)
    adjust(blocks, "Pumps", "2026-04", 25)
    carry(blocks, demand)
    adjust(blocks, "Pumps", "2026-04", None)
    assert carry(blocks, demand)
    assert versions(blocks, "2026-03").loc[("Pumps", "adjustment")].filter(like="lag").isna().all()


def test_the_waterfall_says_by_which_causes_demand_moved_since_last_cycle(
    blocks: Any, carry: Any, extract: Any
) -> None:
    carry(blocks, forecast)
    adjust(blocks, "Pumps", "2026-06", 25)
    carry(blocks, demand)
    assert BlockBook(blocks).read_table(table("demand_change")).empty
    next_cycle(blocks, carry, extract, "2026-04", 400)
    adjust(blocks, "Pumps", "2026-06", None)
    carry(blocks, forecast)
    assert carry(blocks, demand)
    rows = BlockBook(blocks).read_table(table("demand_change"))
    pumps = rows[rows["family"] == "Pumps"].set_index("cause")["amount"]
    assert pumps["Adjustments"] == -25 and pumps["Statistical forecast"] > 0
    assert pumps.iloc[:-1].sum() == pumps.iloc[-1]
    assert set(rows["period"]) == {"2026-04 to 2027-08"}


def test_adjustments_are_listed_with_reason_expiry_and_what_they_were(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    adjust(blocks, "Pumps", "2026-06", 25)
    carry(blocks, demand)
    assert "1 adjustment: no reason" in said
    assert any("got 25 without a reason" in line for line in check(BlockBook(blocks)))
    next_cycle(blocks, carry, extract, "2026-04", 103)
    carry(blocks, forecast)
    adjust(blocks, "Pumps", "2026-06", None)
    adjust(blocks, "Pumps", "2026-07", 30)
    place = Place(FAMILY_PAGE.name, "Pumps", "adjustment_reason", "2026-07")
    blocks.type(BlockBook(blocks).locate(place), "Tender, until 2026-05")
    carry(blocks, demand)
    row = BlockBook(blocks).read_table(table("adjustments")).iloc[0]
    assert (row["units"], row["status"], str(row["until"])) == (30, "expired", "2026-05")
    assert pd.isna(row["last_cycle"])


def test_the_review_before_a_forecast_fills_no_bridge_and_says_so(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    assert carry(blocks, demand)
    assert any("forecast first" in line for line in said)
    assert BlockBook(blocks).read_table(table("demand_bridge")).empty


def test_once_the_next_cycle_runs_it_is_frozen_and_measured_at_its_lag(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    march = versions(blocks, "2026-03")
    next_cycle(blocks, carry, extract, "2026-04", 103)
    carry(blocks, forecast)
    next_cycle(blocks, carry, extract, "2026-05", 300)
    carry(blocks, forecast)
    assert versions(blocks, "2026-03").equals(march)
    said.clear()
    assert carry(blocks, demand)
    assert any("2026-04 at lag 1: 2 of 2 families measured, 2 waiting" in x for x in said)
    rows = BlockBook(blocks).read_table(table("demand_review")).set_index("family")
    expected = march.loc[("Pumps", "unconstrained_demand"), "lag1"]
    assert rows.loc["Pumps", "forecast"] == round(expected)
    assert rows.loc["Pumps", "bias"] == round(expected - 300)


def test_a_family_with_a_wide_tolerance_of_its_own_waits_for_no_root_cause(
    blocks: Any, carry: Any, extract: Any
) -> None:
    carry(blocks, forecast)
    next_cycle(blocks, carry, extract, "2026-04", 103)
    carry(blocks, forecast)
    next_cycle(blocks, carry, extract, "2026-05", 300)
    carry(blocks, forecast)
    place = Place("families", "Pumps", "deviation_tolerance")
    blocks.type(BlockBook(blocks).locate(place), 90)
    carry(blocks, demand)
    found = BlockBook(blocks).read_table(table("demand_review")).set_index("family")["status"]
    assert (found.pop("Pumps"), found.unique()) == ("within tolerance", ["name the root cause"])


def test_a_root_cause_stays_and_settles_the_month(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    next_cycle(blocks, carry, extract, "2026-04", 103)
    next_cycle(blocks, carry, extract, "2026-05", 300)
    carry(blocks, demand)
    blocks.type(BlockBook(blocks).locate(Place("demand_review", "#1", "cause")), "promotion")
    assert carry(blocks, demand)
    rows = BlockBook(blocks).read_table(table("demand_review"))
    assert rows["cause"].tolist()[0] == "promotion"
    assert rows["status"].tolist() == ["explained", "name the root cause"]


def test_root_causes_are_added_up_over_cycles(blocks: Any, carry: Any, extract: Any) -> None:
    carry(blocks, forecast)
    for month in ("2026-04", "2026-05", "2026-06"):
        next_cycle(blocks, carry, extract, month, 103 if month == "2026-04" else 300)
        carry(blocks, forecast)
        carry(blocks, demand)
    book = BlockBook(blocks)
    reviewed = book.read_table(table("demand_review"))
    waits = reviewed[reviewed["status"] == "name the root cause"]
    assert waits["month"].astype(str).tolist() == ["2026-04"] * 2 + ["2026-05"] * 2
    numbers = waits.index.tolist()
    for number, cause in zip(numbers, ("promotion", "", "promotion", "price"), strict=True):
        blocks.type(book.locate(Place("demand_review", f"#{number}", "cause")), cause)
    carry(blocks, demand)
    found = BlockBook(blocks).read_table(table("root_causes")).set_index("cause")
    assert found["months"].to_dict() == {"promotion": 2, "not named yet": 1, "price": 1}
    assert found.loc["promotion", "families"] == "Pumps"
    assert str(found.loc["not named yet", "last_month"]) == "2026-04"


def test_taken_back_to_an_earlier_month_nothing_frozen_changes(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, forecast)
    next_cycle(blocks, carry, extract, "2026-04", 103)
    carry(blocks, forecast)
    march = versions(blocks, "2026-03")

    def back(book: Any, run: Any) -> Changes:
        return Changes(cells={"cycle_month": pd.Period("2026-03", "M")})

    carry(blocks, back)
    adjust(blocks, "Pumps", "2026-04", 25)
    carry(blocks, demand)
    assert versions(blocks, "2026-03").equals(march)
    assert "the forecast of 2026-03 is frozen: a later cycle has begun" in said


@pytest.mark.parametrize(
    ("name", "typed", "got"),
    [("accuracy_lag", 1.5, "1.5"), ("accuracy_lag", 18, "18"), ("deviation_tolerance", -1, "-1")],
)
def test_settings_out_of_range_are_refused_with_their_cell(
    name: str, typed: float, got: str, blocks: Any, carry: Any
) -> None:
    blocks.type(BlockBook(blocks).locate(Place(field=name)), typed)
    with pytest.raises(DataError) as caught:
        carry(blocks, demand)
    assert caught.value.where == Place(field=name) and caught.value.got.startswith(got)


def test_an_assumption_closes_only_with_the_value_that_came(memory: Any) -> None:
    rows = {"assumption": ["A1", "A2"], "statement": ["Price holds", "No strike"]}
    more = {"owner": ["Ana", "Ben"], "month": pd.PeriodIndex(["2026-02"] * 2, freq="M")}
    blocks = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"]}),
        assumptions=pd.DataFrame(rows | more | {"actual": [7.0, None], "status": "held"}),
    )
    (line,) = check(BlockBook(blocks))
    cell = BlockBook(blocks).locate(Place("assumptions", "#2", "actual"))
    assert line.startswith(f"{cell}: got a blank, though A2 is held")
