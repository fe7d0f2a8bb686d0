"""Executive sheets: the dashboard, the company by month, one decision a family."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.authorisations import read_rate_changes, register_rows, to_authorise
from sop_addin.commands.business_review import latest_estimate
from sop_addin.commands.check_registers import open_rows
from sop_addin.commands.check_schedule import schedule_errors
from sop_addin.commands.company import read_company_plan, read_fiscal_first_month
from sop_addin.commands.freshness import (
    refuse_missing,
    refuse_stale,
    refuse_stale_sheets,
    stamps,
)
from sop_addin.commands.limits import read_limits
from sop_addin.commands.overtyped import warn_overtyped
from sop_addin.commands.phases import meeting_day
from sop_addin.commands.run import Run
from sop_addin.commands.settings import family_tolerances, number_setting, review_lag
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.executive.agenda import Minutes, Registers, agenda
from sop_addin.executive.company import company
from sop_addin.executive.decisions import decisions, to_decide
from sop_addin.executive.effectiveness import Tolerances, effectiveness
from sop_addin.executive.kpi_targets import targets_of
from sop_addin.executive.kpis import Kpi, definition_frame, kpi_frame, kpis
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.recommendation import recommendations
from sop_addin.presop.risk_range import planned_margin
from sop_addin.release.summary import executive_summary
from sop_addin.schema.family_table import TOLERANCES
from sop_addin.schema.freshness import MINUTES_OF_A_TOPIC, STEPS
from sop_addin.schema.kpi_tables import NO_ACTION
from sop_addin.schema.registers import ACTIONS, ISSUES, RISKS, register_of
from sop_addin.schema.tables import table
from sop_addin.wording import counted

__all__ = ["executive", "summary"]

_LONGEST = 240
"""Minutes of a topic."""


def executive(book: Book, run: Run) -> Changes:
    """Return the changes that fill the sheets of the executive meeting.

    Raises
    ------
    DataError
        Nothing was planned yet, an input changed since, or the fiscal year has no first month.
    """
    plan = read_company_plan(book)
    refuse_stale(book, ("refresh", "forecast", "plan"))
    warn_overtyped(book, run)
    found = _kpis(book, plan)
    first_month = read_fiscal_first_month(book)
    limits = read_limits(book, plan)
    rows = decisions(plan, limits, first_month)
    run.report(
        f"{len(found)} KPIs, {counted(len(rows), 'family')}: "
        f"{len(to_decide(rows))} to decide, the others recommended for approval"
    )
    board = kpi_frame(found, open_rows(book, register_of(ACTIONS)))
    unfollowed = int((board["action"] == NO_ACTION).sum())
    if unfollowed:
        run.report(f"{counted(unfollowed, 'KPI')} off target without an action that names it")
    rates = read_rate_changes(book, plan)
    unnamed = len(to_authorise(book, rates))
    if unnamed:
        run.report(f"{unnamed} changes of rate inside the fence wait for an authorisation")
    return Changes(
        tables={
            "kpi": board,
            "kpi_definitions": definition_frame(found),
            "company": company(plan),
            "executive": rows,
            "effectiveness": _effectiveness(book, plan),
            "latest_estimate": latest_estimate(book, plan, first_month),
            "authorisations": register_rows(book, rates, plan),
            "agenda": agenda(
                plan,
                _to_decide(book, recommendations(plan, limits), rows),
                _registers(book, plan, rates),
                _minutes(book),
            ),
            "freshness": stamps(book, "executive"),
        }
    )


def _effectiveness(book: Book, plan: CompanyPlan) -> pd.DataFrame:
    tolerances = Tolerances(*(family_tolerances(book, name) for name in TOLERANCES))
    lag = review_lag(book.read_cells())
    return effectiveness(plan, book.read_table(table("versions")), lag, tolerances)


def _to_decide(book: Book, advice: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return one line a family with its money at stake, and what was decided of it already."""
    stake = advice.set_index("family")["stake"]
    former = book.read_table(table("executive"))[["family", "decision", "recorded"]]
    sheet = rows[["family", "recommendation"]].merge(former, on="family", how="left")
    return sheet.assign(stake=sheet["family"].map(stake))


def _minutes(book: Book) -> Minutes:
    cells = book.read_cells()
    return Minutes(*(round(number_setting(cells, name, _LONGEST)) for name in MINUTES_OF_A_TOPIC))


def _registers(book: Book, plan: CompanyPlan, rates: pd.DataFrame) -> Registers:
    """Return what stands open on the registers; an action is overdue on the day of the meeting."""
    issues, risks, actions = (open_rows(book, register_of(t)) for t in (ISSUES, RISKS, ACTIONS))
    day = meeting_day(book, plan.cycle)
    return Registers(issues, risks, actions[actions["due"] < day], to_authorise(book, rates))


def summary(book: Book) -> str:
    """Return the executive summary of the book: the mail's text, at most ten lines.

    Raises
    ------
    DataError
        Nothing was planned yet, the meeting sheets are missing or older than what they are made
        of, a sheet that is printed beside them is, or the fiscal year has no first month.
    """
    plan = read_company_plan(book, "executive")
    refuse_missing(book, ("presop", "executive"))
    refuse_stale(book, (step.command for step in STEPS))
    refuse_stale_sheets(book)
    for error in schedule_errors(book):
        raise error
    cells = book.read_cells()
    return executive_summary(
        plan,
        _kpis(book, plan),
        book.read_table(table("shortages")),
        book.read_table(table("executive")),
        planned_margin(book.read_table(table("finance")))[0],
        book.read_table(table("risk_range")),
        company=str(cells["company"] or ""),
        status=str(cells["plan_state"] or ""),
        fingerprint=str(cells["plan_fingerprint"] or ""),
    )


def _kpis(book: Book, plan: CompanyPlan) -> tuple[Kpi, ...]:
    return kpis(
        plan,
        read_fiscal_first_month(book),
        book.read_table(table("resource_plan")),
        book.read_table(table("forecasts")),
        targets_of(book.read_table(table("kpi_targets")), plan.cycle),
    )
