"""Small company plans for tests: pages worked out by the workbook's own declared formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, company_plan
from sop_addin.schema.declarations import FORMULA, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import evaluate
from sop_addin.schema.months import HISTORY, HORIZON
from sop_addin.schema.outputs import UTILISATION
from sop_addin.supply.binding import Binding, binding

MARCH = pd.Period("2026-03", "M")


@dataclass(frozen=True)
class Page:
    """A family's page: months of the horizon (a scalar holds for all), closed months, openings."""

    family: str
    demand: float | Sequence[float] = 100
    production: float | Sequence[float] | None = 100
    policy: str = "MTS"
    unit: str | None = "pcs"
    price: float | None = 10
    cost: float | None = 6
    shortage_policy: str = "backorder"
    ship_share: float = 0
    openings: Mapping[str, float] = field(default_factory=dict)  # 0, and reported, unless given
    ahead: Mapping[str, float | Sequence[float]] = field(default_factory=dict)
    closed: Mapping[str, float | Sequence[float]] = field(default_factory=dict)


def horizon(values: float | Sequence[float] | None) -> np.ndarray:
    """Return months of the horizon: a scalar in all of them, a shorter list with zeros after."""
    months = np.zeros(HORIZON)
    given = np.asarray(np.nan if values is None else values, dtype=float)
    months[: given.size if given.ndim else HORIZON] = given
    return months[None, :]


def page_values(page: Page) -> dict[str, np.ndarray]:
    """Return every series of a page, shape (closed months + horizon,)."""
    policy = Policy(page.policy)
    formulas = FAMILY_PAGE.formulas_of(policy)
    inputs = {
        s.name: np.full((1, HORIZON), np.nan)
        for s in FAMILY_PAGE.series_of(policy)
        if s.horizon != FORMULA
    }
    given = {"statistical_forecast": page.demand, "regular": page.production, **page.ahead}
    inputs |= {"working_days": np.full((1, HORIZON), 20.0)}
    inputs |= {name: horizon(values) for name, values in given.items()}
    fields = {
        "price": np.array([np.nan if page.price is None else page.price]),
        "cost": np.array([np.nan if page.cost is None else page.cost]),
        "shortage_policy": np.array([page.shortage_policy]),
        "ship_share": np.array([page.ship_share]),
    }
    openings = {name: np.zeros(1) for name in formulas}
    openings |= {name: np.array([float(value)]) for name, value in page.openings.items()}
    ahead = inputs | evaluate(formulas, inputs, fields, openings)
    values = {name: np.full(HISTORY + HORIZON, np.nan) for name in ahead}
    for name, months in ahead.items():
        values[name][HISTORY:] = months[0]
    position = "order_backlog" if policy is Policy.MTO else "inventory"
    for name, value in ({position: 0.0} | dict(page.openings)).items():
        values[name][HISTORY - 1] = value
    for name, months in page.closed.items():
        past = np.asarray(months, dtype=float)
        values[name][HISTORY - past.size if past.ndim else 0 : HISTORY] = past
    _closed_money(values, fields)
    return values


def _closed_money(values: dict[str, np.ndarray], fields: Mapping[str, np.ndarray]) -> None:
    """Work out the money of closed months that the page shows by formula."""
    past = slice(0, HISTORY)
    values["margin"][past] = values["revenue"][past] - values["cost_of_goods"][past]
    stock = "finished" if "finished" in values else "inventory"
    values["stock_value"][past] = values[stock][past] * fields["cost"][0]
    values["revenue_less_aop"][past] = values["revenue"][past] - values["aop_revenue"][past]


def grid_of(pages: Sequence[Page], cycle: pd.Period = MARCH) -> pd.DataFrame:
    """Return pages as the long frame that the commands read from a book."""
    months = pd.period_range(cycle - HISTORY, periods=HISTORY + HORIZON, freq="M")
    parts = [
        pd.DataFrame({"key": page.family, "series": name, "month": months, "value": values})
        for page in pages
        for name, values in page_values(page).items()
    ]
    return pd.concat(parts, ignore_index=True)


def families_of(pages: Sequence[Page]) -> pd.DataFrame:
    """Return the families table of pages."""
    names = ("family", "policy", "unit", "price", "cost", "shortage_policy")
    frame = pd.DataFrame({name: [getattr(page, name) for page in pages] for name in names})
    frame["retired"] = pd.NaT
    frame["name"] = [f"{page.family} family" for page in pages]
    return frame


def plan_of(*pages: Page, cycle: pd.Period = MARCH) -> CompanyPlan:
    """Return the company's plan of pages, in EUR."""
    return company_plan(grid_of(pages, cycle), families_of(pages), cycle, "EUR")


def limits_of(plan: CompanyPlan, **resources: tuple[str, Sequence[int]]) -> Binding:
    """Return limits from resource=(families that take an hour, months in which it is full)."""
    takes = np.array(
        [[float(f in who.split()) for f in plan.families] for who, _ in resources.values()]
    )
    load = np.zeros((len(resources), HORIZON))
    for row, (_, full) in enumerate(resources.values()):
        load[row, list(full)] = 100.0
    takes = takes.reshape(len(resources), len(plan.families))
    return binding(tuple(resources), takes, load, np.full(load.shape, 100.0))


def resource_plan_of(**percent: Sequence[float]) -> pd.DataFrame:
    """Return table resource plan with one row of utilisation a resource."""
    rows = [
        [name, "equipment", UTILISATION, *horizon(values)[0]] for name, values in percent.items()
    ]
    months = [f"m{i}" for i in range(HORIZON)]
    return pd.DataFrame(rows, columns=["resource", "kind", "measure", *months])
