"""The worked example, typed into a book: engine, LibreOffice and Python give it to the digit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from sop_addin.commands.new import new
from sop_addin.commands.run import Run
from sop_addin.errors import Place
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.results import store_our_results
from sop_addin.periods import month, months
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.session.making import new_book
from sop_addin.session.opening import read_book

CYCLE = month("2026-03")
SHOWN = months(CYCLE, 6)
DAYS = (22, 20, 20, 22, 22, 14)
DEMAND = (1500, 1430, 1200, 1100, 1000, 970)
BOOKINGS = (400, 420, 450, 500, 480, 450)
STOCK = {"opening_inventory": 240, "opening_past_due": 40}
ORDERS = {"opening_backlog": 900, "opening_finished": 0}

Values = Callable[[str, str], list[Any]]
"""Family and series -> what one engine computes for the six months of the example."""


@dataclass(frozen=True)
class Case:
    """A family of the example: what is typed, and what every engine must show."""

    policy: str
    demand: Sequence[float]
    production: Sequence[float]
    openings: Mapping[str, float]
    expected: Mapping[str, Sequence[float]] = field(default_factory=dict)
    shortage: str = "backorder"


def at_rate(rate: float) -> list[float]:
    return [rate * days for days in DAYS]


CASES = {
    "Level60": Case(
        "MTS",
        DEMAND,
        at_rate(60),
        STOCK,
        {
            "production": (1320, 1200, 1200, 1320, 1320, 840),
            "daily_rate": (60,) * 6,
            "constrained_sales": (1540, 1220, 1200, 1310, 1000, 970),
            "inventory": (20, 0, 0, 10, 330, 200),
            "past_due": (0, 210, 210, 0, 0, 0),
            "lost_sales": (0,) * 6,
            "revenue": (46200, 36600, 36000, 39300, 30000, 29100),
            "margin": (15400, 12200, 12000, 13100, 10000, 9700),
            "stock_value": (400, 0, 0, 200, 6600, 4000),
        },
    ),
    "Level65": Case(
        "MTS",
        DEMAND,
        at_rate(65),
        STOCK,
        {
            "production": (1430, 1300, 1300, 1430, 1430, 910),
            "inventory": (130, 0, 100, 430, 860, 800),
            "past_due": (0,) * 6,
        },
    ),
    "Chase": Case(
        "MTS",
        DEMAND,
        (1600, 1430, 1150, 1100, 950, 970),
        STOCK,
        {
            "inventory": (300, 300, 250, 250, 200, 200),
            "constrained_sales": (1540, 1430, 1200, 1100, 1000, 970),
        },
    ),
    "Lost60": Case(
        "MTS",
        DEMAND,
        at_rate(60),
        {"opening_inventory": 200, "opening_past_due": 0},
        {
            "constrained_sales": (1500, 1220, 1200, 1100, 1000, 970),
            "inventory": (20, 0, 0, 220, 540, 410),
            "past_due": (0,) * 6,
            "lost_sales": (0, 210, 0, 0, 0, 0),
        },
        shortage="lost sales",
    ),
    "Order25": Case(
        "MTO",
        BOOKINGS,
        at_rate(25),
        ORDERS,
        {
            "production": (550, 500, 500, 550, 550, 350),
            "constrained_sales": (550, 500, 500, 550, 550, 350),
            "order_backlog": (750, 670, 620, 570, 500, 600),
            "finished": (0,) * 6,
            "revenue": (275_000, 250_000, 250_000, 275_000, 275_000, 175_000),
            "backlog_value": (375_000, 335_000, 310_000, 285_000, 250_000, 300_000),
        },
    ),
    "OrderChase": Case(
        "MTO",
        BOOKINGS,
        (450, 470, 500, 550, 530, 500),
        ORDERS,
        {"order_backlog": (850, 800, 750, 700, 650, 600)},
    ),
    "OrderCap": Case(
        "MTO",
        BOOKINGS,
        (700,) * 6,
        ORDERS,
        {
            "constrained_sales": (700, 600, 420, 450, 500, 480),
            "finished": (0, 100, 380, 630, 830, 1050),
            "order_backlog": (600, 420, 450, 500, 480, 450),
        },
    ),
}


def families() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "family": list(CASES),
            "policy": [case.policy for case in CASES.values()],
            "shortage_policy": [case.shortage for case in CASES.values()],
            "price": [30.0 if case.policy == "MTS" else 500.0 for case in CASES.values()],
            "cost": 20.0,
        }
    )


def cell_of(book: BlockBook, *where: str) -> tuple[str, int, int]:
    sheet, cell = book.locate(Place("family", *where)).rsplit("!", 1)
    return sheet, *coordinate_to_tuple(cell)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book in which the example was typed, its results stored by the engine."""
    path = tmp_path_factory.mktemp("example") / "Example.xlsm"
    run = Run(dt.datetime(2026, 3, 4), "planner", lambda line: None)
    with new_book(path, run.say) as book:
        book.apply(new(book, run, {"families": families()}, CYCLE, "Example"))
    store = partial(store_our_results, now=dt.datetime(2026, 1, 1))
    with FileBlocks(path, lambda blocks: check_all_computed(store(blocks))) as blocks:
        book = BlockBook(blocks)
        for family, case in CASES.items():
            typed = {"adjustment": case.demand, "regular": case.production, "working_days": DAYS}
            for series, values in typed.items():
                sheet, row, column = cell_of(book, family, series, str(CYCLE))
                blocks.write(sheet, row, column, [list(values)])
            for name, value in case.openings.items():
                sheet, row, column = cell_of(book, family, name)
                blocks.write(sheet, row, column, [[value]])
        blocks.save()
    return path


def check_all_computed(results: Any) -> None:
    assert not results.left_to_excel


@pytest.fixture(scope="module")
def evaluated(path: Path) -> pd.Series[float]:
    """Return what Python computes from the inputs, by family, series and month."""
    numbers = [series for series in FAMILY_PAGE.series if series.kind is Kind.NUMBER]
    with read_book(path) as book:
        grid = book.read_grid(FAMILY_PAGE, numbers)
    return grid.set_index(["key", "series", "month"])["value"].sort_index()


@pytest.fixture(params=["stored by the engine", "LibreOffice", "Python"])
def values(request: pytest.FixtureRequest, path: Path) -> Iterator[Values]:
    """Return the example's numbers as one of the three engines computes them."""
    if request.param == "Python":
        found: pd.Series[float] = request.getfixturevalue("evaluated")
        yield lambda family, series: found.loc[family, series].loc[list(SHOWN)].tolist()
        return
    computed = None
    if request.param == "LibreOffice":
        computed = request.getfixturevalue("libreoffice_values")(path)
    with FileBlocks.reader(path) as blocks:
        book = BlockBook(blocks)

        def read(family: str, series: str) -> list[Any]:
            sheet, row, column = cell_of(book, family, series, str(CYCLE))
            if computed is not None:
                return [computed[sheet][row, column + t] for t in range(6)]
            return blocks.read(Area(sheet, row, column, 1, 6))[0]

        yield read


@pytest.mark.parametrize("family", CASES)
def test_the_example_comes_out_to_the_digit(values: Values, family: str) -> None:
    case = CASES[family]
    assert values(family, "unconstrained_demand") == pytest.approx(list(case.demand), abs=1e-9)
    for series, expected in case.expected.items():
        assert values(family, series) == pytest.approx(list(expected), abs=1e-9), series


def test_cover_of_chase_after_three_months_is_4_72_days(values: Values) -> None:
    assert round(values("Chase", "cover")[2], 2) == 4.72
    assert values("Chase", "cover")[2] == pytest.approx(250 / (3070 / 58))


def test_six_months_of_orders_bring_1_500_000_and_leave_300_000(values: Values) -> None:
    assert sum(values("Order25", "revenue")) == pytest.approx(1_500_000)
    assert values("Order25", "backlog_value")[-1] == pytest.approx(300_000)


def test_libreoffice_agrees_with_every_stored_result(
    path: Path, libreoffice_agrees: Callable[[Path], None]
) -> None:
    libreoffice_agrees(path)
