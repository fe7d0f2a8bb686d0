"""Forecast: the demand plan of every family, with bands, events, changes and its explanation."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.freshness import stamps
from sop_addin.commands.planned import planned_book
from sop_addin.commands.run import Run
from sop_addin.commands.versions import cycle_demand, cycle_snapshot
from sop_addin.demand.cleansing import stock_outs
from sop_addin.demand.demand_plan import DemandInputs, demand_plan
from sop_addin.demand.elasticity import price_history
from sop_addin.demand.life_cycle import unheard
from sop_addin.demand.rolling import backtest_by_family, report
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.projection import demand_history
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.wording import counted

__all__ = ["forecast"]


def forecast(book: Book, run: Run) -> Changes:
    """Return the changes that put forecast, activities and planned changes on every page.

    Raises
    ------
    DataError
        There are no actuals yet, a history cannot be forecast, or an activity or planned change
        is wrong.
    """
    cycle, live = book.read_cells()["cycle_month"], planned_book(book)
    families = live.read_table(table("families"))
    actuals = book.read_table(table("actuals"))
    actuals = actuals[actuals["family"].isin(families["family"])]
    if not isinstance(cycle, pd.Period) or actuals.empty:
        raise DataError(
            Place("actuals"), "no rows", "closed months of every family", "Refresh actuals first."
        )
    history = demand_history(actuals[actuals["month"] < cycle], families)
    if history.empty:
        raise DataError(
            Place("actuals"),
            f"no demand before {cycle}",
            "closed months of the families",
            "Refresh actuals, or correct the cycle month.",
        )
    codes = families["family"].tolist()
    inputs = DemandInputs(
        cleansing=book.read_table(table("cleansing")),
        activities=live.read_table(table("activities")),
        life_cycle=live.read_table(table("life_cycle")),
        stockouts=stock_outs(actuals, families),
        prices=price_history(actuals[actuals["month"] < cycle]),
        still_sold=frozenset(families.loc[families["still_sold"] == "yes", "family"]),
    )
    plan = demand_plan(history, inputs, codes, cycle, FAMILY_PAGE.horizon)
    methods = plan.forecast.methods.set_index("unique_id")
    later = int((actuals["month"] >= cycle).sum())
    early = (
        [f"left out {counted(later, 'row')} of actuals from {cycle} on: not closed yet"]
        if later
        else []
    )
    for line in (
        f"forecast {len(methods)} of {counted(len(codes), 'family')}",
        *early,
        *plan.said,
    ):
        run.report(line)
    notes = methods["explanation"].reindex(codes).fillna(unheard(codes, inputs.life_cycle))
    return Changes(
        tables={
            "forecasts": report(history, plan.forecast, codes, cycle),
            "backtests": backtest_by_family(plan.forecast, codes),
            "cleansing": plan.cleansing,
            "event_effects": plan.effects,
            "freshness": stamps(book, "forecast"),
            "versions": cycle_snapshot(book, cycle, run, cycle_demand(live, plan.rows)),
        },
        fields={FAMILY_PAGE.name: pd.DataFrame({"forecast_note": notes})},
        grids={FAMILY_PAGE.name: plan.rows},
    )
