"""Resource plan: what the plan on the pages asks of people, machines, money and suppliers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.commands.adherence import adherence_sheets
from sop_addin.commands.company import read_company_plan
from sop_addin.commands.freshness import stamps
from sop_addin.commands.plan import read_problem
from sop_addin.commands.planned import planned_book
from sop_addin.commands.promotions import with_promoted_capacity
from sop_addin.commands.purchasing import purchase_sheets, purchasing_errors, read_purchasing
from sop_addin.commands.run import Run
from sop_addin.errors import Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.schema.tables import table
from sop_addin.supply.capacity_map import capacity_map
from sop_addin.supply.plan import Plan, evaluate
from sop_addin.supply.problem import Floats, LabourPool, Problem, by_month
from sop_addin.supply.requirement import requirement
from sop_addin.supply.schedule import hours_per_worker
from sop_addin.supply.sourcing import Sourcing, begun, sourcing
from sop_addin.wording import counted

__all__ = ["resources", "rough_cut", "sourced"]

_TENTH = 0.05
"""How far people that are printed to a tenth may be from what they are."""

_SHEETS = ("capacity_map", "requirement", "purchase_plan", "purchase_orders")


def resources(book: Book, run: Run) -> Changes:
    """Return the changes that set the plan of the pages, as it stands, against what supplies it.

    Last month's production is set against the plan that was approved for it.

    Open orders that are overdue are counted in the cycle month, and said. A book without resources,
    materials and bought units has nothing to set the plan against.

    Raises
    ------
    DataError
        There is no plan, or a code is not listed on its sheet.
    """
    live = planned_book(book)
    plan = read_company_plan(live)
    purchasing = read_purchasing(live)
    overdue = 0
    for error in purchasing_errors(purchasing, plan.cycle):
        if isinstance(error.where, Place) and error.where.field != "month":
            raise error
        overdue += 1
    reviewed = adherence_sheets(live, plan, run)
    parts = sourced(plan)
    listed = (book.read_table(table("resources")), purchasing.materials, purchasing.on_order)
    if not parts.bought.any() and all(rows.empty for rows in listed):
        return Changes(tables={name: _no_rows(name) for name in _SHEETS} | reviewed)
    problem = with_promoted_capacity(book, read_problem(live, purchasing.families, plan.cycle))
    sheets = purchase_sheets(purchasing, plan.months, begun(problem, parts.made), parts.bought)
    needs = requirement(problem, _lead_months(book))
    sheets["requirement"] = needs
    load = rough_cut(book, problem, parts).load
    sheets["capacity_map"] = capacity_map(load, _arrivals(purchasing.materials, sheets, plan))
    _report(sheets, overdue, plan.currency, run)
    return Changes(tables=sheets | reviewed | {"freshness": stamps(book, "resources")})


def sourced(plan: CompanyPlan) -> Sourcing:
    """Return how the production of the pages is made."""
    return sourcing(*(plan.horizon(name) for name in ("production", "overtime", "subcontract")))


def _no_rows(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(table(name).column_names))


def rough_cut(book: Book, problem: Problem, parts: Sourcing) -> Plan:
    """Return the pages' plan as it stands, with the people of the last Plan.

    Parameters
    ----------
    parts
        How the production of the pages is made, see :func:`sop_addin.supply.sourcing.sourcing`.
    """
    rows = book.read_table(table("resource_plan"))
    people = [_people(problem, pool, rows[rows["resource"] == pool.id]) for pool in problem.pools]
    workers = np.array(people, dtype=float).reshape(len(people), problem.count)
    return evaluate(problem, parts.regular, parts.overtime, parts.bought, workers)


def _people(problem: Problem, pool: LabourPool, rows: pd.DataFrame) -> Floats:
    """Return the people of the last Plan; what is printed to a tenth is made exact by its hours."""
    names = [f"m{i}" for i in range(problem.count)]
    heads = rows.loc[rows["measure"] == "workers", names].to_numpy(dtype=float)
    hours = rows.loc[rows["measure"].str.startswith("available"), names].to_numpy(dtype=float)
    if not len(heads) or not len(hours):
        return np.full(problem.count, float(pool.workers))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = 1.0 + by_month(pool.overtime_share, problem.count)
        exact = hours[0] / (hours_per_worker(problem, pool) * share)
    exact = np.where(np.isfinite(exact) & (exact > 0), exact, heads[0])
    return np.asarray(np.clip(exact, heads[0] - _TENTH, heads[0] + _TENTH), dtype=float)


def _arrivals(
    materials: pd.DataFrame, sheets: dict[str, pd.DataFrame], plan: CompanyPlan
) -> pd.DataFrame:
    """Return what arrives of materials that a supplier limits, against its most a month."""
    limit = materials.set_index("material")["monthly_limit"].dropna()
    rows = sheets["purchase_plan"]
    names = [f"m{i}" for i in range(len(plan.months))]
    parts = []
    for code, most in zip(limit.index, limit.to_numpy(dtype=float), strict=True):
        if most <= 0:
            continue
        own = rows[rows["code"] == code].set_index("measure")[names]
        units = own.loc["on order"].to_numpy(dtype=float)
        units = units + own.loc["planned receipts"].to_numpy(dtype=float)
        frame = pd.DataFrame({"load": units, "month": plan.months})
        parts.append(frame.assign(resource=str(code), kind="material", available=most))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _lead_months(book: Book) -> dict[str, float]:
    frame = book.read_table(table("resources"))
    return dict(zip(frame["resource"], frame["lead_months"], strict=True))


def _report(sheets: dict[str, pd.DataFrame], overdue: int, currency: str, run: Run) -> None:
    orders, needs = sheets["purchase_orders"], sheets["requirement"]
    if len(orders):
        run.report(_ordered(orders, currency))
    if overdue:
        are = "is" if overdue == 1 else "are"
        late_orders = f"{counted(overdue, 'open order')} {are} overdue"
        run.report(f"{late_orders} and counted in the running month")
    outgrown = needs[needs["first_month"].notna()]
    if len(outgrown):
        run.report("demand outgrows " + ", ".join(outgrown["resource"]))


def _ordered(orders: pd.DataFrame, currency: str) -> str:
    """Return one sentence on the orders of the first month that has any, and the later ones."""
    first = orders["order_month"].min()
    own = orders[orders["order_month"] == first]
    late = int(own["status"].str.startswith("expedite").sum())
    unpriced = int(own["money"].isna().sum())
    money = f"{own['money'].sum():,.0f} {currency}".rstrip()
    left = f", {unpriced} of them without a cost" if unpriced else ""
    return (
        f"{counted(len(own), 'order')} to place in {first} for {money}{left},"
        f" {late} of them to expedite; {len(orders) - len(own)} planned for later months"
    )
