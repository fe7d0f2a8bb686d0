"""A launch that slips by two months moves the family's demand and the load of its resources."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.forecast import forecast
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.outputs import UTILISATION
from sop_addin.schema.tables import table

MONTHS = [f"m{i}" for i in range(18)]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book with a launch in May that sells like an even family, and a wide press."""
    made = memory.company_book(
        families=pd.DataFrame(
            {"family": ["Booster", "Smart"], "price": 50.0, "cost": 30.0, "unit": "pcs"}
        ),
        resources=pd.DataFrame(
            {"resource": ["Press"], "kind": ["equipment"], "hours_per_day": [100.0]}
        ),
        bill_of_resources=pd.DataFrame(
            {"family": ["Smart"], "resource": ["Press"], "hours_per_unit": [0.5]}
        ),
        life_cycle=pd.DataFrame(
            {
                "change": ["L1"],
                "kind": "launch",
                "family": "Smart",
                "like_family": "Booster",
                "start_month": pd.PeriodIndex(["2026-05"], freq="M"),
                "scale_percent": 50.0,
                "ramp_months": 1.0,
                "status": "planned",
            }
        ),
        gates=pd.DataFrame(
            {
                "id": ["G1"],
                "change": "L1",
                "gate": "Series release",
                "due": pd.to_datetime(["2026-05-20"]),
                "status": "open",
                "owner": "Ana",
            }
        ),
    )
    lines = [f"Booster,{m},200,100" for m in pd.period_range("2023-03", "2026-02", freq="M")]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    return made


def planned(blocks: Any, carry: Any) -> tuple[list[float], list[float], dict[str, Any]]:
    """Return demand by month, load of the press by month, and the line of the launch."""
    carry(blocks, forecast)
    carry(blocks, plan, strategy="chase")
    carry(blocks, presop)
    book = BlockBook(blocks)
    (series,) = (s for s in FAMILY_PAGE.series if s.name == "unconstrained_demand")
    grid = book.read_grid(FAMILY_PAGE, [series])
    own = grid[(grid["key"] == "Smart") & (grid["month"] >= pd.Period("2026-03", "M"))]
    rows = book.read_table(table("resource_plan"))
    load = rows[rows["measure"] != UTILISATION].iloc[0][MONTHS].astype(float)
    (line,) = book.read_table(table("new_products")).to_dict("records")
    return own.sort_values("month")["value"].tolist(), load.tolist(), line


def test_a_launch_slipped_by_two_months_moves_demand_and_load(blocks: Any, carry: Any) -> None:
    demand, load, line = planned(blocks, carry)
    assert demand[:4] == [0, 0, 100, 100] and load[:4] == [0, 0, 50, 50]
    assert line["state"] == "1 gate due after the start"
    place = Place("life_cycle", "#1", "start_month")
    blocks.type(BlockBook(blocks).locate(place), pd.Timestamp("2026-07-01"))
    later, moved, _ = planned(blocks, carry)
    assert later == [0, 0, *demand[:-2]] and moved == [0, 0, *load[:-2]]
    assert np.sum(later) - np.sum(demand) == line["slip_units"] == -200
    assert line["slip_load"] == "Press 100 h less in May to Jun 2026"


def test_a_gate_of_no_change_and_one_passed_without_a_date_are_named(blocks: Any) -> None:
    book = BlockBook(blocks)
    blocks.type(book.locate(Place("gates", "#1", "change")), "L9")
    blocks.type(book.locate(Place("gates", "#1", "status")), "passed")
    said = "\n".join(map(str, check(BlockBook(blocks))))
    assert "got L9, expected an id of the sheet NPI_Lifecycle" in said
    assert "a blank, though G1 is passed" in said
