"""A company's months one after the other: what happens, what is signed, and what it leaves."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from docs.phase_pictures import go_through
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.run import Run
from sop_addin.errors import SopError
from sop_addin.excel.changes import Changes
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import TABLES
from sop_addin.session.opening import open_book, read_book

__all__ = ["MonthWalk", "Snapshot", "closed_month", "read_all"]

MONTH = ("refresh", "forecast", "report", "demand", "plan", "resources", "presop", "executive")


@dataclass
class MonthWalk:
    """A book that goes from month to month, with a copy of it at each stage."""

    folder: Path
    book: Path
    extracts: Path
    said: list[str] = field(default_factory=list)
    stages: dict[str, Path] = field(default_factory=dict)
    known: dict[str, Snapshot] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        return Run(dt.datetime(2026, 3, 4, 9, 30), "ana", self.said.append)

    def carry(self, *names: str, **asked: Any) -> None:
        """Run commands on the book and save it once."""
        with open_book(self.book, self.said.append) as book:
            for name in names:
                request = Request(self.folder, source=self.extracts, **asked)
                carry_out(book, name, request, self.run)
            book.save()

    def refused(self, name: str, **asked: Any) -> SopError:
        """Return the error of a command that must fail, the book as it was."""
        before = self.book.read_bytes()
        try:
            with open_book(self.book, self.said.append) as book:
                carry_out(book, name, Request(self.folder, source=self.extracts, **asked), self.run)
        except SopError as error:
            assert self.book.read_bytes() == before
            return error
        raise AssertionError(f"{name} was not refused")

    def type_rows(self, **tables: pd.DataFrame) -> None:
        """Let people fill tables: the rows given are all that they hold."""
        with open_book(self.book, self.said.append) as book:
            book.apply(Changes(restore=tables))
            book.save()

    def stage(self, name: str) -> None:
        """Keep a copy of the book as it is."""
        self.stages[name] = Path(shutil.copy(self.book, self.folder / f"{name}.xlsm"))

    def held(self, stage: str) -> Snapshot:
        """Return what the copy of a stage holds; it is read once."""
        if stage not in self.known:
            self.known[stage] = read_all(self.stages[stage])
        return self.known[stage]

    def month(self, cycle: pd.Period) -> None:
        """Run a month from its actuals to its end; copies: planned, approved, closed."""
        self.carry(*MONTH)
        self.stage(f"{cycle} planned")
        with open_book(self.book, self.said.append) as book:
            go_through(book)
            for phase in PHASES[:-1]:
                request = Request(self.folder, phase=phase.key, by=phase.owner)
                assert carry_out(book, "sign", request, self.run), phase.key
            assert carry_out(book, "approve", Request(self.folder, by="Ms General"), self.run)
            assert carry_out(book, "release", Request(self.folder), self.run)
            assert carry_out(book, "sign", Request(self.folder, phase="release"), self.run)
            book.save()
        self.stage(f"{cycle} approved")
        self.carry("close")
        self.stage(f"{cycle} closed")


@dataclass(frozen=True)
class Snapshot:
    """What a book holds: every number of its pages, every table by name, the families."""

    cycle: pd.Period
    grid: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    codes: list[str]

    def row(self, series: str) -> pd.DataFrame:
        """Return one row of every page: families x months."""
        own = self.grid[self.grid["series"] == series]
        return own.pivot(index="key", columns="month", values="value")

    def version(self, cycle: pd.Period, name: str) -> dict[str, pd.DataFrame]:
        """Return a version by series: families x calendar months."""
        versions = self.tables["versions"]
        own = versions[(versions["cycle"] == cycle) & (versions["version"] == name)]
        lags = [column for column in own.columns if column.startswith("lag")]
        months = pd.period_range(cycle, periods=len(lags), freq="M")
        return {
            str(series): part.set_index("family")[lags].set_axis(months, axis=1)
            for series, part in own.groupby("series")
        }

    def ahead(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the month columns of a sheet's rows as calendar months."""
        names = [c for c in rows.columns if c[0] == "m" and c[1:].isdigit()]
        months = pd.period_range(self.cycle, periods=len(names), freq="M")
        return rows[names].set_axis(months, axis=1)


def read_all(path: Path) -> Snapshot:
    """Return what a book holds."""
    with read_book(path) as book:
        numbers = [s for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER]
        return Snapshot(
            book.read_cells()["cycle_month"],
            book.read_grid(FAMILY_PAGE, numbers),
            {each.name: book.read_table(each) for each in TABLES},
            book.page_keys(FAMILY_PAGE),
        )


def closed_month(path: Path, month: pd.Period) -> pd.DataFrame:
    """Return a month as it came: the plan's production, demand a little off, stock that adds up."""
    held = read_all(path)
    codes = held.codes
    families, before = (held.tables[n].set_index("family") for n in ("families", "actuals"))
    before = before[before["month"] == month - 1].drop(columns="month").reindex(codes).fillna(0.0)
    demand, made = (
        held.row(name)[month].fillna(0.0) for name in ("unconstrained_demand", "production")
    )
    rows = []
    for at, code in enumerate(codes):
        family, last = families.loc[code], before.loc[code]
        asked = float(round(demand[code] * (0.94 + 0.03 * (at % 5))))
        came = {"family": code, "month": str(month), "production": float(round(made[code]))}
        ready = last["inventory"] + came["production"]
        if family["policy"] == "MTO":
            shipped = min(last["backlog"], ready)
            came |= {"bookings": asked, "backlog": last["backlog"] + asked - shipped}
        else:
            shipped = min(asked + last["past_due"], ready)
            late = asked + last["past_due"] - shipped
            came |= {"requested": asked}
            came |= {"past_due": late if family["shortage_policy"] == "backorder" else 0.0}
        came |= {"sales": shipped, "shipments": shipped, "inventory": ready - shipped}
        came |= {"revenue": round(shipped * family["price"], 2)}
        rows.append(came | {"cogs": round(shipped * family["cost"], 2)})
    return pd.DataFrame(rows)
