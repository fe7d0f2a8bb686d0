"""What tables say, projected onto pages: demand by policy, openings with their source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.record.projection import Records, demand_history, openings, page_rows
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CYCLE = pd.Period("2026-03", "M")
FAMILIES = pd.DataFrame(
    {
        "family": ["Pumps", "Drives"],
        "policy": ["MTS", "MTO"],
        "target_days": [5.0, np.nan],
        "backlog_target": [np.nan, 60.0],
    }
)


def actuals(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).reindex(columns=list(table("actuals").column_names))
    frame["month"] = pd.PeriodIndex(frame["month"], freq="M")
    numbers = [c for c in frame.columns if c not in ("family", "month")]
    return frame.astype(dict.fromkeys(numbers, float))


@pytest.mark.parametrize(
    ("family", "known", "demand"),
    [
        ("Pumps", {"sales": 5}, 5),
        ("Pumps", {"sales": 5, "requested": 7}, 7),
        ("Pumps", {"sales": 5, "bookings": 9}, 5),
        ("Drives", {"sales": 5}, 5),
        ("Drives", {"sales": 5, "requested": 7}, 7),
        ("Drives", {"sales": 5, "requested": 7, "bookings": 9}, 9),
        ("Drives", {"sales": 5, "bookings": 9, "cancellations": 2}, 7),
        ("Drives", {"sales": 5, "bookings": 0}, 0),
    ],
)
def test_demand_is_what_customers_asked_for(
    family: str, known: dict[str, float], demand: float
) -> None:
    found = demand_history(actuals({"family": family, "month": "2026-02", **known}), FAMILIES)
    assert found[["unique_id", "y"]].to_numpy().tolist() == [[family, demand]]


def test_a_month_without_demand_is_left_out_not_taken_as_none() -> None:
    found = demand_history(
        actuals({"family": "Pumps", "month": "2026-02", "inventory": 4}), FAMILIES
    )
    assert found.empty


OPENINGS = [
    ({"inventory": 30, "past_due": 4}, (30, 4), "Actuals of 2026-02"),
    ({"inventory": 0, "past_due": 4}, (0, 4), "Actuals of 2026-02"),
    ({"inventory": 30}, (30, 0), "Actuals of 2026-02; past due not reported, taken as 0"),
    ({"past_due": 4}, (np.nan, 4), "No stock count of 2026-02: Plan takes the target"),
]


@pytest.mark.parametrize(("known", "positions", "source"), OPENINGS)
def test_openings_are_the_last_closed_months_and_blank_is_not_0(
    known: dict[str, float], positions: tuple[float, float], source: str
) -> None:
    rows = actuals(
        {"family": "Pumps", "month": "2026-01", "inventory": 99, "past_due": 99},
        {"family": "Pumps", "month": "2026-02", **known},
    )
    found = openings(rows, FAMILIES, CYCLE)
    stock = found.loc["Pumps", ["opening_inventory", "opening_past_due"]].astype(float)
    assert stock.tolist() == pytest.approx(list(positions), nan_ok=True)
    assert found.at["Pumps", "opening_source"] == source
    assert found.loc["Pumps", ["opening_backlog", "opening_finished"]].isna().all()
    assert pd.isna(found.at["Drives", "opening_backlog"])


def test_a_make_to_order_family_opens_with_backlog_and_finished_goods() -> None:
    rows = actuals({"family": "Drives", "month": "2026-02", "backlog": 70, "inventory": 3})
    found = openings(rows, FAMILIES, CYCLE).loc["Drives"]
    assert found[["opening_backlog", "opening_finished"]].tolist() == [70, 3]
    assert pd.isna(found["opening_inventory"]) and found["opening_source"] == "Actuals of 2026-02"


@pytest.mark.parametrize(
    ("backlog", "target", "source"),
    [
        (70, np.nan, "Actuals of 2026-02; no backlog target, Plan maintains it"),
        (np.nan, 60, "No order backlog of 2026-02: Plan takes the target"),
    ],
)
def test_half_a_backlog_is_said_in_words_that_hold_before_and_after_the_plan(
    backlog: float, target: float, source: str
) -> None:
    rows = actuals({"family": "Drives", "month": "2026-02", "backlog": backlog, "inventory": 3})
    families = FAMILIES.assign(backlog_target=target)
    assert openings(rows, families, CYCLE).at["Drives", "opening_source"] == source


def test_every_row_of_the_page_that_is_a_copy_is_there_for_every_month() -> None:
    known = actuals(
        {"family": "Pumps", "month": "2025-05", "sales": 6},
        {"family": "Pumps", "month": "2026-02", "sales": 5, "inventory": 2, "shipments": 4},
    )
    blank = {
        name: pd.DataFrame(columns=list(table(name).column_names))
        for name in ("calendar", "aop", "versions")
    }
    holidays = pd.DataFrame({"date": pd.Series([], dtype="datetime64[ns]")})
    versions = blank["versions"].astype({"cycle": "period[M]"})
    records = Records(known, FAMILIES, blank["calendar"], holidays, blank["aop"], versions)
    rows = page_rows(records, CYCLE, FAMILY_PAGE)
    assert not rows.duplicated(["key", "series", "month"]).any()
    wide = rows[rows["key"] == "Pumps"].pivot(index="series", columns="month", values="value")
    assert wide.at["unconstrained_demand", CYCLE - 1] == 5
    assert wide.at["constrained_sales", CYCLE - 1] == 4, "shipments, where they are known"
    assert wide.at["inventory", CYCLE - 1] == 2
    assert wide.at["last_year", CYCLE + 2] == 6 and np.isnan(wide.at["last_year", CYCLE])
    assert wide.at["working_days", CYCLE] == 22
    assert "order_backlog" not in wide.index and "late_orders" not in wide.index
    owners = {s.name: (s.history, s.horizon) for s in FAMILY_PAGE.series}
    for series, part in rows.groupby("series"):
        history, horizon = owners[str(series)]
        assert history == "refresh"
        assert horizon == "refresh" or part["month"].max() < CYCLE
