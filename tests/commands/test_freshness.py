"""No meeting sheet and no pack from numbers that are older than what is typed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.demand import demand
from sop_addin.commands.executive import executive, summary
from sop_addin.commands.forecast import forecast
from sop_addin.commands.freshness import changed_since
from sop_addin.commands.mps import mps
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.report import report
from sop_addin.commands.resources import resources
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.freshness import STEPS

MONTHS = pd.period_range("2024-03", "2026-02", freq="M")
CREW = {"resource": ["Crew"], "kind": ["labour"], "workers": [9.0], "hours_per_day": [8.0]}
BILL = {"family": ["Pumps"], "resource": ["Crew"], "hours_per_unit": [2.0]}
AOP = {"family": ["Pumps"], "month": [pd.Period("2026-03", "M")], "units": [90.0]}
DAYS = {"month": [pd.Period("2026-03", "M")], "working_days": [20.0]}


def actuals(last: float = 130) -> list[str]:
    rows = [f"Pumps,{month},{100 + month.month},50" for month in MONTHS[:-1]]
    return ["family,month,sales,inventory", *rows, f"Pumps,{MONTHS[-1]},{last},50"]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book of one family whose month has run up to the executive sheets."""
    given = {"family": ["Pumps"], "price": [10.0], "cost": [6.0], "target_days": [5.0]}
    made = memory.company_book(
        families=pd.DataFrame(given),
        resources=pd.DataFrame(CREW),
        bill_of_resources=pd.DataFrame(BILL),
        aop=pd.DataFrame(AOP),
        calendar=pd.DataFrame(DAYS),
    )
    carry(made, refresh, source=extract(*actuals()))
    for step in (forecast, plan, presop, executive):
        carry(made, step)
    return made


def type_in(blocks: Any, value: Any, *where: str) -> None:
    place = Place(field=where[0]) if len(where) == 1 else Place(*where)
    blocks.type(BlockBook(blocks).locate(place), value)


def old(changed: list[str], *commands: str) -> dict[str, list[str]]:
    return {command: changed for command in commands}


def stale(blocks: Any) -> dict[str, list[str]]:
    book = BlockBook(blocks)
    found = {step.command: changed_since(book, step.command) for step in STEPS}
    return {command: changed for command, changed in found.items() if changed}


def test_after_its_month_a_book_is_fresh_and_running_it_again_writes_nothing(
    blocks: Any, carry: Any, extract: Any
) -> None:
    assert stale(blocks) == {}
    before = blocks.content()
    assert not carry(blocks, refresh, source=extract(*actuals()))
    assert not any([carry(blocks, step) for step in (forecast, plan, presop, executive)])
    assert blocks.content() == before
    assert "Pumps" in summary(BlockBook(blocks)) or summary(BlockBook(blocks))


@pytest.mark.parametrize("value", [40, 0])
@pytest.mark.parametrize("series", ["adjustment", "manual_change"])
def test_what_is_typed_on_a_page_makes_the_plan_old(blocks: Any, series: str, value: float) -> None:
    type_in(blocks, value, "family", "Pumps", series, "2")
    unchanged = series == "adjustment" and value == 0
    assert stale(blocks) == ({} if unchanged else {"plan": ["the page of Pumps"]})


@pytest.mark.parametrize(
    ("where", "value", "expected"),
    [
        (("resources", "Crew", "workers"), 8, {"plan": ["Resources"]}),
        (("resources", "Crew", "max_workers"), 0, {"plan": ["Resources"]}),
        (("bill_of_resources", "#1", "hours_per_unit"), 2.0001, {"plan": ["BillOfResources"]}),
        (("whole_workers",), "yes", {"plan": ["Whole workers"]}),
        (("firm_change",), 20, {"plan": ["Change inside the firm fence"]}),
        (("calendar", "#1", "starts"), 46083, {"refresh": ["Calendar"]}),
        (("families", "Pumps", "still_sold"), "yes", {"forecast": ["Families"]}),
        (("families", "Pumps", "last_reviewed"), 46082, {}),
        (("families", "Pumps", "supply_tolerance"), 7, {"executive": ["Families"]}),
        (("aop", "#1", "units"), 91, old(["AOP"], "refresh", "presop", "executive")),
        (("calendar", "#1", "working_days"), 21, {"refresh": ["Calendar"]}),
        (("fiscal_first_month",), 7, {"executive": ["Fiscal year starts in month"]}),
        (
            ("families", "Pumps", "price"),
            11,
            old(["Families"], "plan", "presop", "executive"),
        ),
        (
            ("families", "Pumps", "shortage_policy"),
            "lost sales",
            old(["Families"], "plan", "presop", "executive"),
        ),
    ],
)
def test_a_changed_input_names_the_steps_that_it_makes_old(
    blocks: Any, where: tuple[str, ...], value: Any, expected: dict[str, list[str]]
) -> None:
    type_in(blocks, value, *where)
    assert stale(blocks) == expected


def test_a_code_typed_for_another_of_the_same_length_is_noticed(blocks: Any) -> None:
    type_in(blocks, "Line", "bill_of_resources", "#1", "resource")
    assert stale(blocks) == {
        "plan": [
            "a text on Families or Resources or BillOfResources or Materials or BillOfMaterials"
            " or OnOrder"
        ],
    }


@pytest.mark.parametrize("command", [presop, executive])
def test_meeting_sheets_of_an_old_plan_are_refused_and_nothing_is_written(
    blocks: Any, carry: Any, command: Any
) -> None:
    type_in(blocks, 60, "family", "Pumps", "adjustment", "1")
    before = blocks.content()
    with pytest.raises(DataError, match=r"the page of Pumps changed.*Run Plan \(`sop plan`\)"):
        carry(blocks, command)
    assert blocks.content() == before
    carry(blocks, plan)
    assert carry(blocks, command)


def test_a_new_plan_makes_the_meeting_sheets_old(blocks: Any, carry: Any) -> None:
    type_in(blocks, 7, "resources", "Crew", "workers")
    carry(blocks, plan)
    assert stale(blocks) == {"presop": ["the plan"], "executive": ["the plan"]}


def test_a_pack_of_old_sheets_is_refused_by_the_step_to_run(blocks: Any, carry: Any) -> None:
    type_in(blocks, 7, "resources", "Crew", "workers")
    for name, step in (("plan", plan), ("presop", presop), ("executive", executive)):
        with pytest.raises(DataError, match=f"`sop {name}`"):
            summary(BlockBook(blocks))
        carry(blocks, step)
    assert summary(BlockBook(blocks))


@pytest.mark.parametrize(
    ("name", "shows", "typed", "place"),
    [
        ("demand", demand, 40, ("family", "Pumps", "adjustment", "2026-04")),
        ("resources", resources, 7, ("resources", "Crew", "workers")),
    ],
)
def test_a_pack_is_refused_while_a_sheet_beside_the_steps_shows_what_was_before(
    blocks: Any, carry: Any, name: str, shows: Any, typed: float, place: tuple[str, ...]
) -> None:
    carry(blocks, shows)
    assert summary(BlockBook(blocks))
    type_in(blocks, typed, *place)
    for step in (plan, presop, executive):
        carry(blocks, step)
    with pytest.raises(DataError, match=f"`sop {name}`"):
        summary(BlockBook(blocks))
    carry(blocks, shows)
    assert summary(BlockBook(blocks))
    assert not carry(blocks, shows)


def test_a_pack_is_refused_while_the_report_shows_the_forecast_before(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, report)
    type_in(blocks, 55, "family", "Pumps", "statistical_forecast", "2026-04")
    for step in (plan, presop, executive):
        carry(blocks, step)
    with pytest.raises(DataError, match=r"the forecast changed.*`sop report`"):
        summary(BlockBook(blocks))


def test_a_pack_is_refused_while_items_are_scheduled_from_another_plan(
    memory: Any, carry: Any, extract: Any
) -> None:
    items = {"item": ["P1"], "family": ["Pumps"], "mix_percent": [100.0]}
    made = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"], "price": [10.0], "target_days": [5.0]}),
        items=pd.DataFrame(items),
    )
    carry(made, refresh, source=extract(*actuals()))
    for step in (forecast, plan, presop, executive, mps):
        carry(made, step)
    assert summary(BlockBook(made))
    type_in(made, 40, "family", "Pumps", "adjustment", "2026-03")
    for step in (plan, presop, executive):
        carry(made, step)
    with pytest.raises(DataError, match="`sop mps`"):
        summary(BlockBook(made))


def test_a_pack_without_meeting_sheets_is_refused(memory: Any, carry: Any, extract: Any) -> None:
    bare = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    carry(bare, refresh, source=extract(*actuals()))
    carry(bare, plan)
    with pytest.raises(DataError, match=r"got nothing yet.*`sop presop`"):
        summary(BlockBook(bare))


def test_a_restated_month_asks_for_forecast_and_plan_again(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, refresh, source=extract(*actuals(150)))
    assert set(stale(blocks)) == {"forecast", "plan", "presop", "executive"}
    said.clear()
    carry(blocks, plan)
    assert "Actuals changed since Forecast last ran: `sop forecast` takes it in" in said
    with pytest.raises(DataError, match="`sop forecast`"):
        carry(blocks, presop)


def test_sorting_a_sheet_is_no_change(memory: Any, carry: Any, extract: Any) -> None:
    names = pd.DataFrame({"family": ["Pumps", "Drives"], "price": [10.0, 3.0]})
    made = memory.company_book(families=names)
    rows = [line.replace("Pumps", name) for name in ("Pumps", "Drives") for line in actuals()[1:]]
    carry(made, refresh, source=extract(actuals()[0], *rows))
    carry(made, plan)
    area = made.areas["tblFamilies"]
    lines = [
        [made.cells.get((area.sheet, area.row + n, area.column + i)) for i in range(20)]
        for n in (1, 2)
    ]
    made.write(area.sheet, area.row + 1, area.column, lines[::-1])
    assert stale(made) == {}
