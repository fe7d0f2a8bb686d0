"""The sheets around the unconstrained demand: bridge, change since last cycle, adjustments."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.company import read_plan_prices
from sop_addin.commands.run import Run
from sop_addin.demand import adjustments, sales_input
from sop_addin.demand.bridge import Steps, bridge
from sop_addin.demand.bridge_sheet import CountedIn, bridge_rows, change_rows
from sop_addin.demand.item_forecast import item_rows
from sop_addin.demand.sales_input import summary_rows
from sop_addin.demand.snapshots import frozen_demand, last_cycle
from sop_addin.excel.book import Readable
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.supply.measures import common_unit
from sop_addin.wording import counted

__all__ = ["adjustments_and_reasons", "demand_sheets"]

_ADJUSTMENT = ("adjustment", "adjustment_reason")


def demand_sheets(
    book: Readable, run: Run, cycle: pd.Period, here: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the rows of the sheets that show unconstrained demand and what it is made of.

    Parameters
    ----------
    here
        From :func:`sop_addin.commands.versions.cycle_demand`.
    """
    families = book.read_table(table("families")).set_index("family")
    months = pd.period_range(cycle, periods=FAMILY_PAGE.horizon, freq="M")
    steps = bridge(here, months).of(families.index.tolist())
    if not steps.values.any():
        run.report("no demand ahead yet: forecast first, and the bridge is filled")
        return {}
    currency = str(book.read_cells()["currency"] or "money")
    units = {str(code): str(unit) for code, unit in families["unit"].items()}
    price = read_plan_prices(book, list(steps.families))
    terms = CountedIn(units, common_unit(list(units.values())), price, currency)
    if terms.company != currency:
        run.report(f"no family has a price: the company's bridge is in {terms.company}")
    elif terms.unpriced:
        left = counted(terms.unpriced, "family")
        run.report(f"the company's bridge leaves out {left} without a price")
    versions = book.read_table(table("versions"))
    former = last_cycle(versions, cycle)
    changed = pd.DataFrame(columns=list(table("demand_change").column_names))
    held = None
    if former is None:
        run.report("no earlier cycle's forecast to compare with yet")
    else:
        before = frozen_demand(versions, former)
        span = pd.period_range(former, periods=FAMILY_PAGE.horizon, freq="M")
        held = before[before["series"] == _ADJUSTMENT[0]]
        then = bridge(before, span)
        changed = change_rows(steps, then, (cycle, former), terms)
    return {
        "demand_bridge": bridge_rows(steps, terms),
        "demand_change": changed,
        "adjustments": _adjustments(book, run, held),
        **_levels(book, run, steps, families["unit"]),
    }


def _levels(
    book: Readable, run: Run, steps: Steps, units: pd.Series[str]
) -> dict[str, pd.DataFrame]:
    """Return demand by item, and what sales entered beside it."""
    demand = pd.DataFrame(steps.total.T, index=steps.months, columns=list(steps.families))
    items, sales = book.read_table(table("items")), book.read_table(table("sales_input"))
    for error in sales_input.problems(sales, items, list(steps.families)):
        raise error
    mix = book.read_table(table("item_mix"))
    made = pd.DataFrame(columns=list(table("item_forecast").column_names))
    if len(items):
        made = item_rows(demand, items, mix, sales, units)
        run.report(f"demand split over {counted(len(items), 'item')}")
    return {"item_forecast": made, "sales_summary": summary_rows(sales, demand)}


def adjustments_and_reasons(book: Readable) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``key, month, value`` of adjustments (units) and of their reasons, as typed."""
    named = {series.name: series for series in FAMILY_PAGE.series}
    typed, why = (book.read_grid(FAMILY_PAGE, [named[name]]) for name in _ADJUSTMENT)
    return typed.dropna(subset="value"), why


def _adjustments(book: Readable, run: Run, held: pd.DataFrame | None) -> pd.DataFrame:
    rows = adjustments.register(*adjustments_and_reasons(book), held)
    for status in (adjustments.NO_REASON, adjustments.EXPIRED, adjustments.NO_EXPIRY):
        count = int((rows["status"] == status).sum())
        if count:
            run.report(f"{counted(count, 'adjustment')}: {status}")
    return rows
