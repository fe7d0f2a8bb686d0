"""What planners decide and plan goes onto the pages, once, and leaves the actuals alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.forecast import forecast
from sop_addin.commands.refresh import refresh
from sop_addin.commands.versions import cycle_demand
from sop_addin.demand.bridge import STEPS, bridge
from sop_addin.demand.snapshots import AGREED
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CODES = ["Garden", "Booster", "Smart"]
CLOSED = pd.period_range("2022-03", "2026-02", freq="M")
ORDER, FAIR = pd.Period("2025-07", "M"), pd.Period("2025-05", "M")


def month(text: str) -> pd.Period:
    return pd.Period(text, "M")


def activities(**more: Any) -> pd.DataFrame:
    row: dict[str, Any] = {"activity": "A1", "what": "Fair", "families": "Garden"}
    row |= {"first_month": month("2026-05"), "last_month": month("2026-05")}
    row |= {"volume_percent": 20.0, "units": np.nan, "price_percent": np.nan}
    return pd.DataFrame([row | {"probability": 0.5, "status": "planned"} | more])


def launch(**more: Any) -> pd.DataFrame:
    row: dict[str, Any] = {"change": "L1", "kind": "launch", "family": "Smart"}
    row |= {"like_family": "Booster", "start_month": month("2026-05"), "scale_percent": 50.0}
    row |= {"ramp_months": 2.0, "replaced_family": "", "share_percent": np.nan}
    return pd.DataFrame([row | {"status": "planned"} | more])


def sold(code: str, when: pd.Period) -> int:
    """Return sales: level for boosters; season, one odd order and one fair for garden pumps."""
    if code == "Booster":
        return 200
    usual = round(1000 * (1 + 0.4 * np.sin(when.month * np.pi / 6)))
    return usual * 3 if when == ORDER else round(usual * 1.5) if when == FAIR else usual


@pytest.fixture
def make(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a function that makes a book with four years of actuals and the given tables."""

    def made(**tables: pd.DataFrame) -> Any:
        blocks = memory.company_book(families=pd.DataFrame({"family": CODES}), **tables)
        lines = [f"{c},{m},{sold(c, m)}" for c in CODES[:2] for m in CLOSED]
        carry(blocks, refresh, source=extract("family,month,sales", *lines))
        return blocks

    return made


def read(blocks: Any, name: str) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table(name))


def type_at(blocks: Any, value: Any, *where: str) -> str:
    cell = BlockBook(blocks).locate(Place(*where))
    blocks.type(cell, value)
    return str(cell)


def test_an_odd_month_is_proposed_and_counts_only_when_accepted(
    make: Any, carry: Any, series: Any, said: list[str]
) -> None:
    fair = activities(first_month=FAIR, last_month=FAIR)
    blocks = make(activities=fair)
    carry(blocks, forecast)
    rows = read(blocks, "cleansing")
    assert rows[["family", "month", "kind"]].values.tolist() == [["Garden", ORDER, "one-off order"]]
    before = series(blocks, "Garden", "statistical_forecast", count=12)
    type_at(blocks, "accept", "cleansing", "#1", "decision")
    assert carry(blocks, forecast)
    assert "1 accepted month replaced in the history" in said
    assert series(blocks, "Garden", "statistical_forecast", count=12) != before
    actuals = read(blocks, "actuals")
    kept = actuals[(actuals["family"] == "Garden") & (actuals["month"] == ORDER)]
    assert kept["sales"].item() == sold("Garden", ORDER)
    assert not carry(blocks, forecast)


def test_a_rejected_month_is_not_proposed_again(make: Any, carry: Any) -> None:
    blocks = make(activities=activities(first_month=FAIR, last_month=FAIR))
    carry(blocks, forecast)
    type_at(blocks, "reject", "cleansing", "#1", "decision")
    carry(blocks, forecast)
    assert read(blocks, "cleansing")["decision"].tolist() == ["reject"]
    assert not carry(blocks, forecast)


def test_a_restated_month_is_not_replaced_and_check_names_its_row(
    make: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    blocks = make()
    carry(blocks, forecast)
    number = read(blocks, "cleansing").query("month == @ORDER").index[0]
    type_at(blocks, "accept", "cleansing", f"#{number}", "decision")
    carry(blocks, refresh, source=extract("family,month,sales", f"Garden,{ORDER},2000"))
    carry(blocks, forecast)
    assert any("restated after it was accepted: not replaced" in line for line in said)
    assert any("now 2000" in line for line in check(BlockBook(blocks)))


def test_activities_count_by_probability_in_their_month(make: Any, carry: Any, series: Any) -> None:
    blocks = make(activities=activities())
    carry(blocks, forecast)
    base = series(blocks, "Garden", "statistical_forecast")
    added = series(blocks, "Garden", "activities")
    assert added[2] == pytest.approx(0.1 * base[2], abs=0.6)
    assert np.isnan(added[:2]).all() and np.isnan(added[3:]).all()


def test_a_past_event_is_measured_and_taken_out_of_the_history(make: Any, carry: Any) -> None:
    blocks = make(activities=activities(first_month=FAIR, last_month=FAIR))
    carry(blocks, forecast)
    row = read(blocks, "event_effects").iloc[0]
    assert row["months"] == 1 and row["percent"] == pytest.approx(50, abs=3)
    assert np.isnan(row["ahead"]) and row["standard_error"] > 0
    assert FAIR not in read(blocks, "cleansing")["month"].tolist()


def test_a_launch_without_history_sells_like_its_model_and_moves_with_its_date(
    make: Any, carry: Any, series: Any
) -> None:
    blocks = make(life_cycle=launch())
    carry(blocks, forecast)
    now = series(blocks, "Smart", "life_cycle")
    assert now[2:4] == [50, 100] and np.isnan(now[:2]).all()
    assert series(blocks, "Smart", "unconstrained_demand")[:4] == [0, 0, 50, 100]
    note = BlockBook(blocks).locate(Place(FAMILY_PAGE.name, "Smart", "forecast_note"))
    assert "launch L1 in 2026-05, sells like Booster" in str(blocks.cells[blocks.find(note)])
    later = make(life_cycle=launch(start_month=month("2026-07")))
    carry(later, forecast)
    assert series(later, "Smart", "life_cycle", "2026-05")[2:4] == now[2:4]


def test_a_replacement_keeps_the_companys_demand_to_the_unit(
    make: Any, carry: Any, series: Any
) -> None:
    given = {"kind": "replacement", "like_family": "", "scale_percent": np.nan}
    moved = launch(**given, replaced_family="Garden", share_percent=35.0)
    with_it, without = make(life_cycle=moved), make()
    totals = []
    for blocks in (with_it, without):
        carry(blocks, forecast)
        parts = [series(blocks, c, "unconstrained_demand", count=18) for c in CODES]
        totals.append(np.sum(parts, axis=0).tolist())
    assert totals[0] == totals[1]
    assert series(with_it, "Smart", "unconstrained_demand")[5] > 0


def test_a_replacement_under_way_climbs_on_and_adds_nothing_on_top(
    make: Any, carry: Any, extract: Any, series: Any
) -> None:
    begun, months = month("2025-12"), ("2025-12", "2026-01", "2026-02")
    given = {"kind": "replacement", "like_family": "", "scale_percent": np.nan}
    moved = launch(**given, replaced_family="Garden", share_percent=100.0)
    blocks = make(life_cycle=moved.assign(start_month=begun, ramp_months=10.0))
    sold = [f"Smart,{m},{100 * n}" for n, m in enumerate(months, 1)]
    left = [f"Garden,{m},{1000 - 100 * n}" for n, m in enumerate(months, 1)]
    carry(blocks, refresh, source=extract("family,month,sales", *sold, *left))
    carry(blocks, forecast)
    new, old = (
        np.array(series(blocks, c, "statistical_forecast", count=18)) for c in ("Smart", "Garden")
    )
    part = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, *[1.0] * 12)
    assert new / (new + old) == pytest.approx(part, abs=0.01)
    for code in ("Smart", "Garden"):
        assert np.isnan(series(blocks, code, "life_cycle", count=18)).all()


@pytest.mark.parametrize("kind", ["launch", "replacement"])
def test_months_of_0_before_a_start_are_no_history(
    make: Any, carry: Any, extract: Any, series: Any, kind: str
) -> None:
    given = {"kind": "replacement", "like_family": "", "scale_percent": np.nan}
    given |= {"replaced_family": "Garden", "share_percent": 100.0}
    begun = launch(**given) if kind == "replacement" else launch()
    begun = begun.assign(start_month=month("2025-12"), ramp_months=10.0)
    climb = [f"Smart,{m},{10 * n}" for n, m in enumerate(CLOSED[-3:], 1)]
    found = []
    for before in ([], [f"Smart,{m},0" for m in CLOSED[:-3]]):
        blocks = make(life_cycle=begun)
        carry(blocks, refresh, source=extract("family,month,sales", *before, *climb))
        carry(blocks, forecast)
        found.append([series(blocks, c, "statistical_forecast", count=18) for c in CODES])
    assert found[0] == found[1]
    assert found[0][2][3] > found[0][2][0] > 30, "it climbs on"


def test_cancelling_takes_everything_back(make: Any, carry: Any, series: Any) -> None:
    blocks = make(activities=activities(), life_cycle=launch())
    carry(blocks, forecast)
    for name in ("activities", "life_cycle"):
        type_at(blocks, "cancelled", name, "#1", "status")
    carry(blocks, forecast)
    assert np.isnan(series(blocks, "Garden", "activities")).all()
    assert np.isnan(series(blocks, "Smart", "life_cycle")).all()
    assert read(blocks, "event_effects").empty


def test_the_bridge_of_every_page_adds_up(make: Any, carry: Any) -> None:
    blocks = make(activities=activities(families="all"), life_cycle=launch())
    type_at(blocks, -30, FAMILY_PAGE.name, "Booster", "adjustment", "2026-06")
    carry(blocks, forecast)
    book = BlockBook(blocks)
    page = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name == AGREED])
    steps = bridge(cycle_demand(book), pd.period_range("2026-03", periods=18, freq="M"))
    total = dict(zip(steps.families, steps.total, strict=True))
    for family, part in page[page["month"] >= month("2026-03")].groupby("key"):
        assert part["value"].tolist() == total[str(family)].tolist()
    added = steps.values.sum(axis=(0, 2))
    assert added[STEPS.index("adjustment")] == -30 and added[STEPS.index("life_cycle")] > 0


def test_forecasting_with_everything_twice_writes_nothing(make: Any, carry: Any) -> None:
    blocks = make(activities=activities(families="all"), life_cycle=launch())
    carry(blocks, forecast)
    assert not carry(blocks, forecast)


def test_an_activity_of_an_unknown_family_is_refused_and_listed(make: Any, carry: Any) -> None:
    blocks = make(activities=activities())
    cell = type_at(blocks, "Gardens", "activities", "#1", "families")
    with pytest.raises(DataError, match="got Gardens"):
        carry(blocks, forecast)
    assert any(line.startswith(f"{cell}: got Gardens") for line in check(BlockBook(blocks)))


def test_check_lists_a_launch_without_its_model_and_an_expired_adjustment(make: Any) -> None:
    blocks = make(life_cycle=launch(like_family=""))
    where = (FAMILY_PAGE.name, "Booster")
    cell = type_at(blocks, 25, *where, "adjustment", "2026-08")
    type_at(blocks, "Tender, until 2026-06", *where, "adjustment_reason", "2026-08")
    lines = check(BlockBook(blocks))
    assert any(line.startswith(f"{cell}: got 25 of a reason that held until") for line in lines)
    assert any("a launch needs it" in line for line in lines) and len(lines) == 2
