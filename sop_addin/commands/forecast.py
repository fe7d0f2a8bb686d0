"""Forecast: the statistical forecast of every family, with bands and its explanation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.demand.rolling import from_cycle, report
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.projection import demand_history
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["forecast"]


def forecast(book: Book, run: Run) -> Changes:
    """Return the changes that put the statistical forecast on every page.

    Raises
    ------
    DataError
        There are no actuals yet, or a history cannot be forecast.
    """
    cycle = book.read_cells()["cycle_month"]
    families = book.read_table(table("families"))
    actuals = book.read_table(table("actuals"))
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
    result = from_cycle(history, cycle, FAMILY_PAGE.horizon)
    codes = families["family"].tolist()
    run.report(f"forecast {result.methods['unique_id'].nunique()} of {len(codes)} families")
    long = result.forecasts.rename(columns={"unique_id": "key", "ds": "month"}).melt(
        ["key", "month"], var_name="series", value_name="value"
    )
    long["series"] = long["series"].map(
        {"yhat": "statistical_forecast", "lo80": "low80", "hi80": "high80"}
        | {"lo95": "low95", "hi95": "high95"}
    )
    notes = result.methods.set_index("unique_id")["explanation"].reindex(codes)
    missing = "No history: type the demand as an adjustment until there is one."
    return Changes(
        tables={"forecasts": report(history, result, codes, cycle)},
        fields={FAMILY_PAGE.name: pd.DataFrame({"forecast_note": notes.fillna(missing)})},
        grids={FAMILY_PAGE.name: long.replace({"value": {np.inf: np.nan}})},
    )
