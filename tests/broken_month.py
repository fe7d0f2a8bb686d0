"""A month in which the bottleneck breaks, played on a book in memory or in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from docs.phase_pictures import go_through
from sop_addin.commands.approve import approve
from sop_addin.commands.decide import DecisionWish, decide
from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.minutes import minutes
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.release import release
from sop_addin.commands.run import Run, execute
from sop_addin.commands.scenario import ScenarioWish, compare, promote
from sop_addin.commands.sign import sign
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.release.schedule_rows import RATE, UNSCHEDULED
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
MARCH, APRIL, MAY = pd.period_range("2026-03", periods=3, freq="M")
FAMILIES = ("Pumps", "Valves")


def changes_of_scenarios() -> pd.DataFrame:
    """Return the broken press, and the broken press with valves bought outside."""
    rows = [
        ("S1", "capacity", "Press", -50.0, "%"),
        ("S2", "capacity", "Press", -50.0, "%"),
        ("S2", "subcontract", "Valves", 80.0, "a month"),
    ]
    frame = pd.DataFrame(rows, columns=["scenario", "what", "item", "amount", "unit"])
    return frame.assign(first_month=MAY, last_month=MAY + 2)


def tables_of_the_company() -> dict[str, pd.DataFrame]:
    """Return what a new book of the company is made of."""
    return dict(
        families=pd.DataFrame(
            {
                "family": FAMILIES,
                "unit": "pcs",
                "price": [50.0, 20.0],
                "cost": [30.0, 12.0],
                "frozen_months": [1.0, 1.0],
                "subcontract_cost": [45.0, 15.0],
            }
        ),
        items=pd.DataFrame(
            {
                "item": ["Red", "Blue", "Ball"],
                "family": ["Pumps", "Pumps", "Valves"],
                "mix_percent": [60.0, 40.0, 100.0],
                "conversion": 1.0,
                "unit": "pcs",
                "lot": [5.0, 1.0, 10.0],
            }
        ),
        resources=pd.DataFrame(
            {"resource": ["Press"], "kind": ["equipment"], "hours_per_day": [13.0]}
        ),
        bill_of_resources=pd.DataFrame(
            {"family": FAMILIES, "resource": "Press", "hours_per_unit": [1.0, 1.0]}
        ),
        scenarios=pd.DataFrame(
            {
                "scenario": ["S1", "S2"],
                "name": ["Press half down", "Press half down, buy valves"],
                "owner": ["Ops", "Purchasing"],
            }
        ),
        scenario_changes=changes_of_scenarios(),
        issues=pd.DataFrame(
            {
                "id": ["I1"],
                "topic": ["Buy valves while the press is down?"],
                "families": ["Valves"],
                "money": [9000.0],
                "alternative_a": ["let customers wait"],
                "impact_a": ["240 pcs late"],
                "alternative_b": ["buy outside"],
                "impact_b": ["3 a unit more"],
                "owner": ["Purchasing"],
                "status": ["open"],
            }
        ),
    )


@dataclass(frozen=True)
class Month:
    """The month on a book.

    Parameters
    ----------
    blocks
        The book's cells.
    type
        Types a value into a cell, given as ``Sheet!A1``.
    run
        Clock and user.
    folder
        Where extracts are put.
    """

    blocks: Any
    type: Callable[[str, Any], None]
    run: Run
    folder: Path

    def carry(self, command: Any, **options: Any) -> bool:
        """Run a command."""
        step = partial(command, **options)
        return execute(BlockBook(self.blocks), command.__name__, step, self.run)

    def type_in(self, value: Any, *where: str) -> None:
        """Type a value, as a planner does."""
        self.type(BlockBook(self.blocks).locate(Place(*where)), value)

    def rows(self, name: str) -> pd.DataFrame:
        """Return the rows of a table."""
        return BlockBook(self.blocks).read_table(table(name))

    def actuals(self, months: pd.PeriodIndex) -> None:
        """Refresh even sales and stock of some months."""
        lines = [f"{family},{month},110,60" for family in FAMILIES for month in months]
        text = "\n".join(["family,month,sales,inventory", *lines])
        (self.folder / "actuals.csv").write_text(text + "\n", encoding="utf-8")
        self.carry(refresh, source=self.folder)

    def sign_all(self) -> None:
        """Sign every phase before the release."""
        go_through(BlockBook(self.blocks))
        for phase in PHASES[:-1]:
            step = advancing(phase.key, lambda book, run: Changes())
            execute(BlockBook(self.blocks), phase.key, step, self.run)
            self.carry(sign, key=phase.key, by=phase.owner)

    def production(self) -> pd.DataFrame:
        """Return production by family and month of the horizon, as the pages show it."""
        (item,) = (s for s in FAMILY_PAGE.series if s.name == "production")
        grid = BlockBook(self.blocks).read_grid(FAMILY_PAGE, [item])
        return grid[grid["month"] >= APRIL].pivot(index="key", columns="month", values="value")


def play_march(month: Month) -> None:
    """Take a new book to April: March is approved."""
    month.actuals(CLOSED)
    month.carry(forecast)
    month.carry(plan, strategy="hybrid")
    month.sign_all()
    month.carry(approve, by="Ms General")
    month.carry(open_cycle)
    month.actuals(pd.period_range("2024-01", "2026-03", freq="M"))
    for command in (forecast, plan):
        month.carry(command)


def play_april(month: Month) -> None:
    """Play the month in which half of the press is down from May on, up to the minutes."""
    # pre-S&OP: both courses are compared, the broken press without purchases is recommended
    month.carry(compare, wish=ScenarioWish("compare"))
    diff = month.rows("scenario_diff").set_index(["scenario", "part", "what", "item"])
    supposed = diff.loc[("S1 Press half down", "Supposed", "capacity", "Press")]
    assert supposed["difference"] < 0 and supposed["months"] == "May to Jul 2026"
    served = {
        name: diff.loc[(name, "Result", "service", "Company"), "now"]
        for name in diff.index.get_level_values(0).unique()
    }
    assert served["S2 Press half down, buy valves"] > served["S1 Press half down"]
    month.carry(promote, wish=ScenarioWish("promote", ("S1",), FAMILIES))
    # April is frozen: pumps are built ahead by hand, which needs a name
    month.type_in(60, FAMILY_PAGE.name, "Pumps", "manual_change", str(APRIL))
    for command in (plan, presop, executive):
        month.carry(command)
    agenda = month.rows("agenda")
    assert any(topic.startswith("I1 ") for topic in agenda["topic"])
    assert (agenda["kind"] == "change of rate").sum() == 1

    # the meeting: valves against the recommendation, and so pumps on the same course
    month.carry(decide, wish=DecisionWish("Valves", "S2", "Ms General"))
    month.carry(decide, wish=DecisionWish("Pumps", "S2", "Ms General"))
    month.type_in("decided", "issues", "I1", "status")
    with pytest.raises(DataError, match="a blank, though I1 is decided"):
        month.carry(minutes)
    month.type_in("D1", "issues", "I1", "decision")
    for command in (presop, executive):
        month.carry(command)
    month.sign_all()
    with pytest.raises(DataError, match="Pumps 2026-04 changed from"):
        month.carry(approve, by="Ms General")
    with pytest.raises(DataError, match="approve"):
        month.carry(release)
    (allowed,) = month.rows("authorisations").to_dict("records")
    month.type_in(allowed["now"], "authorisations", "#1", "authorised")
    month.type_in("Ms General", "authorisations", "#1", "authorised_by")
    month.carry(approve, by="Ms General")
    action = {"id": "A1", "what": "Order valves outside", "owner": "Purchasing"}
    action |= {"due": pd.Timestamp("2026-04-30"), "decision": "D1", "status": "open"}
    for field, value in action.items():
        month.type_in(value, "actions", "#1", field)
    month.carry(release)
    month.carry(minutes)


def agrees(month: Month) -> None:
    """Assert that pages, versions, game plan, schedule, registers and minutes say the same."""
    made, months = month.production(), [f"m{i}" for i in range(18)]
    versions = month.rows("versions")
    lags = [f"lag{i}" for i in range(18)]
    approved = versions[
        (versions["cycle"] == APRIL)
        & (versions["version"] == "approved")
        & (versions["series"] == "production")
    ].set_index("family")[lags]
    assert (approved.loc[list(FAMILIES)].to_numpy() == made.loc[list(FAMILIES)].to_numpy()).all()
    game = month.rows("game_plan")
    total = game[game["plan"] == "production"].set_index("family")[months]
    assert (total.loc[list(FAMILIES)].to_numpy() == made.loc[list(FAMILIES)].to_numpy()).all()
    decisions = month.rows("decisions")
    promoted = month.rows("pre_sop").set_index("family")["scenario"].to_dict()
    assert dict(zip(decisions["families"], decisions["scenario"], strict=True)) == promoted
    told = month.rows("minutes")
    for section, ids in (
        ("Decisions", decisions["id"].tolist()),
        ("Authorisations", ["Pumps"]),
        ("Issues decided", ["I1"]),
        ("Actions open", ["A1"]),
    ):
        own = told[told["section"] == section]
        assert own["id"].tolist() == ["", *ids]
        assert own["what"].iloc[0] == f"{len(ids)} in the register"
    short = set(month.rows("shortages").query("money != 0")["object"])
    assert set(month.rows("options")["short"]) <= short
    schedule_within_the_rate(month, made)


def schedule_within_the_rate(month: Month, made: pd.DataFrame) -> None:
    """Assert that the items of the schedule never exceed what is authorised of their family."""
    schedule = month.rows("master_schedule")
    weeks = [name for name in schedule.columns if name.startswith("w")]
    rate = schedule[schedule["line"] == RATE].set_index("family")[weeks].fillna(0.0)
    items = schedule[~schedule["line"].isin((RATE, UNSCHEDULED))]
    each = items.groupby("family")[weeks].sum()
    assert (each <= rate.loc[each.index] + 1e-6).all().all()
    three = made[made.columns[:3]].sum(axis=1)
    assert (rate.sum(axis=1) == three.loc[rate.index]).all()
