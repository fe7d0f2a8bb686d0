"""What each step was computed from: one checksum an input, in the words of Excel and of Python.

A step writes the checksums of what it read into the table. Home compares them with what stands in
the book now, by formula; commands compare them with the same numbers computed by Python.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.schema.business_tables import AOP
from sop_addin.schema.calendar_tables import CALENDAR, HOLIDAYS
from sop_addin.schema.columns import number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.demand_tables import ACTIVITIES, CLEANSING, LIFE_CYCLE
from sop_addin.schema.family_table import FAMILIES, TOLERANCES
from sop_addin.schema.kpi_tables import KPI_TARGETS
from sop_addin.schema.labels import Label
from sop_addin.schema.registers import GATES, RISKS
from sop_addin.schema.resource_tables import BILL_OF_RESOURCES, RESOURCES
from sop_addin.schema.sources import SOURCES
from sop_addin.schema.supply_inputs import BILL_OF_MATERIALS, MATERIALS, ON_ORDER

__all__ = [
    "CELL_INPUTS",
    "FRESHNESS",
    "MADE",
    "MINUTES_OF_A_TOPIC",
    "PAGES_INPUT",
    "PAGE_INPUT",
    "PAGE_PARTS",
    "PAGE_ROWS",
    "PAYMENT_TERMS",
    "SHEETS",
    "STEPS",
    "TABLE_INPUTS",
    "Step",
    "checksum",
    "differs",
    "differs_formula",
    "now_cell",
    "page_checksum",
    "page_formula",
    "stale_cell",
    "stale_formula",
    "table_formula",
    "then_formula",
]

FRESHNESS = Table(
    "freshness",
    "tblFreshness",
    "Freshness",
    Label("What each step was computed from", "各步骤所用输入"),
    (
        text("step", "Step", "步骤", required=True, width=14),
        text("input", "Input", "输入", required=True, width=26),
        number("checksum", "Checksum", "校验和", Unit.NONE, 6, width=24),
    ),
    ("step", "input"),
    Owner.REGISTER,
    "audit",
    Label(
        "Checksums of the inputs when the step last ran. Home and the commands compare them with"
        " what stands in the book now.",
        "步骤最近运行时各输入的校验和，与工作簿现状比较。",
    ),
)


@dataclass(frozen=True)
class Step:
    """A command of the month: the inputs it reads, and what it makes for later steps."""

    command: str
    inputs: tuple[str, ...]
    makes: tuple[str, ...] = ()


PAGES_INPUT = "pages"
"""Demand, working days and manual changes on the pages of the families."""

PAGE_INPUT = "page "
"""Before a family's code: the row of its page in the table."""

_REVIEWED = ("accuracy_lag", *TOLERANCES)
"""Settings of what is measured against what was said."""

MINUTES_OF_A_TOPIC = ("family_minutes", "issue_minutes", "other_minutes")
"""Settings of how long the agenda gives a family to decide, an open issue, anything else."""

PAYMENT_TERMS = ("receivable_days", "payable_days")
"""Settings of how long customers and the company take to pay; blank is not 0 days."""

STEPS = (
    Step(
        "refresh",
        ("sources", "available_statuses", "family_policy", "calendar", "holidays", "aop"),
        ("actuals",),
    ),
    Step(
        "forecast",
        ("cycle_month", "actuals", "still_sold", "activities", "life_cycle", "cleansing"),
    ),
    Step(
        "plan",
        (
            "cycle_month",
            "actuals",
            "families",
            "resources",
            "bill_of_resources",
            "materials",
            "bill_of_materials",
            "on_order",
            "whole_workers",
            "firm_change",
            PAGES_INPUT,
        ),
        ("plan",),
    ),
    Step(
        "presop",
        (
            "cycle_month",
            "actuals",
            "aop",
            "families",
            "activities",
            "life_cycle",
            "gates",
            "risks",
            *PAYMENT_TERMS,
            "plan",
        ),
    ),
    Step(
        "executive",
        (
            "cycle_month",
            "actuals",
            "aop",
            "measured_families",
            "activities",
            "fiscal_first_month",
            "authorised_change",
            "kpi_targets",
            *_REVIEWED,
            *MINUTES_OF_A_TOPIC,
            "plan",
        ),
    ),
)
"""In the order of the month."""

SHEETS = (
    Step("report", ("actuals", "forecast")),
    Step("demand", ("actuals", "demand")),
    Step("resources", ("plan", "materials", "on_order")),
)
"""Commands beside the steps, whose sheets the pack prints too. Home does not ask for them."""

PAGE_PARTS: Mapping[str, tuple[str, ...]] = {
    "forecast": ("statistical_forecast", "low80", "high80"),
    "demand": ("statistical_forecast", "activities", "life_cycle", "adjustment", "order_book"),
}
"""Rows of the pages, from the cycle month on, that stand for one input of such a command."""

_FAMILY_COLUMNS = ("policy", "shortage_policy", "unit")
_FOR_PEOPLE = ("last_reviewed",)
"""Columns that no step computes with."""


def _columns(
    table: Table, texts: tuple[str, ...], without: tuple[str, ...] = ()
) -> tuple[Column, ...]:
    read = (c for c in table.columns if c.name not in (*_FOR_PEOPLE, *without))
    return tuple(c for c in read if c.kind is not Kind.TEXT or c.name in texts)


TABLE_INPUTS: Mapping[str, tuple[Table, tuple[Column, ...]]] = {
    "sources": (SOURCES, SOURCES.columns),
    "family_policy": (FAMILIES, (FAMILIES.column("policy"),)),
    "still_sold": (
        FAMILIES,
        tuple(FAMILIES.column(name) for name in ("policy", "still_sold", "retired")),
    ),
    "calendar": (CALENDAR, CALENDAR.columns),
    "holidays": (HOLIDAYS, (HOLIDAYS.column("date"),)),
    "aop": (AOP, AOP.columns),
    "activities": (ACTIVITIES, _columns(ACTIVITIES, ("activity", "families", "status"))),
    "life_cycle": (
        LIFE_CYCLE,
        _columns(LIFE_CYCLE, ("kind", "family", "like_family", "replaced_family", "status")),
    ),
    "cleansing": (CLEANSING, (CLEANSING.column("decision"),)),
    "families": (FAMILIES, _columns(FAMILIES, _FAMILY_COLUMNS, TOLERANCES)),
    "measured_families": (FAMILIES, _columns(FAMILIES, _FAMILY_COLUMNS)),
    "resources": (RESOURCES, _columns(RESOURCES, ("resource", "kind", "unit"))),
    "bill_of_resources": (BILL_OF_RESOURCES, BILL_OF_RESOURCES.columns),
    "materials": (MATERIALS, _columns(MATERIALS, ("material",))),
    "bill_of_materials": (BILL_OF_MATERIALS, BILL_OF_MATERIALS.columns),
    "on_order": (ON_ORDER, _columns(ON_ORDER, ("code",))),
    "kpi_targets": (KPI_TARGETS, _columns(KPI_TARGETS, ("kpi", "by"))),
    "gates": (
        GATES,
        tuple(GATES.column(name) for name in ("change", "gate", "due", "status", "owner")),
    ),
    "risks": (
        RISKS,
        tuple(
            RISKS.column(name) for name in ("id", "kind", "what", "money", "probability", "status")
        ),
    ),
}
"""Tables that people fill, with the columns that count."""

_NUMBERS = (
    "firm_change",
    "fiscal_first_month",
    "authorised_change",
    *_REVIEWED,
    *MINUTES_OF_A_TOPIC,
    *PAYMENT_TERMS,
)

CELL_INPUTS: Mapping[str, str] = {
    "cycle_month": 'IF(cycle_month="",0,YEAR(cycle_month)*12+MONTH(cycle_month))',
    "available_statuses": "LEN(available_statuses)",
    "whole_workers": "LEN(whole_workers)",
    **{name: f"N({name})+COUNT({name})" for name in _NUMBERS},
}
"""Settings that count, as a number in Excel's own words; a blank is not 0."""

MADE: Mapping[str, str] = {name: step.command for step in STEPS for name in step.makes}
"""What one step makes for the next, by name: the step."""

PAGE_ROWS = ("unconstrained_demand", "working_days", "manual_change")
"""Rows of a page that the plan reads, month by month of the horizon."""

_PRIMES = tuple(n for n in range(2, 400) if all(n % d for d in range(2, n)))
_ROOTS = tuple(round(math.sqrt(prime), 3) for prime in _PRIMES)
_ABSOLUTE, _RELATIVE = 5e-5, 1e-12


# --- one number for many cells -------------------------------------------------------------------


def checksum(columns: tuple[Column, ...], frame: pd.DataFrame) -> float:
    """Return the checksum of some columns; blank is not 0, the order of rows does not count.

    Examples
    --------
    >>> days = pd.DataFrame({"month": pd.PeriodIndex(["2026-03"], freq="M"), "working_days": [22]})
    >>> checksum(CALENDAR.columns[:2], days)
    34433.248
    """
    total = 0.0
    for at, column in enumerate(columns):
        value, filled = _ROOTS[2 * at], _ROOTS[2 * at + 1]
        known = frame[column.name].dropna()
        match column.kind:
            case Kind.NUMBER:
                total += value * math.fsum(known.astype(float)) + filled * len(known)
            case Kind.MONTH:
                total += value * sum(month.year * 12 + month.month for month in known)
            case Kind.DATE:
                total += value * sum(day.year * 372 + day.month * 31 + day.day for day in known)
            case _ if column.choices:
                shares = [value * n * int((known == c).sum()) for n, c in _numbered(column)]
                total += math.fsum(shares)
            case _:
                total += value * int(known.astype(str).str.len().sum())
    return total


def table_formula(table: Table, columns: tuple[Column, ...]) -> str:
    """Return :func:`checksum` of a table in Excel's own words, without ``=``."""
    parts = []
    for at, column in enumerate(columns):
        value, filled = _ROOTS[2 * at], _ROOTS[2 * at + 1]
        header = column.label.en
        cells = f"{table.excel}[[{header}]]" if "," in header else f"{table.excel}[{header}]"
        match column.kind:
            case Kind.NUMBER:
                parts.append(f"{value}*SUM({cells})+{filled}*COUNT({cells})")
            case Kind.MONTH:
                months = f"(YEAR({cells})*12+MONTH({cells}))"
                parts.append(f'{value}*SUMPRODUCT(({cells}<>"")*{months})')
            case Kind.DATE:
                days = f"(YEAR({cells})*372+MONTH({cells})*31+DAY({cells}))"
                parts.append(f'{value}*SUMPRODUCT(({cells}<>"")*{days})')
            case _ if column.choices:
                found = (f'{n}*COUNTIF({cells},"{choice}")' for n, choice in _numbered(column))
                parts.append(f"{value}*({'+'.join(found)})")
            case _:
                parts.append(f"{value}*SUMPRODUCT(LEN({cells}))")
    return "IFERROR(" + "+".join(parts) + ",-1)"


def _numbered(column: Column) -> list[tuple[int, str]]:
    return list(enumerate(column.choices, 1))


def page_checksum(rows: Mapping[str, npt.NDArray[np.float64]]) -> float:
    """Return the checksum of a page: months of each of :data:`PAGE_ROWS`, from the cycle month."""
    total = 0.0
    for at, name in enumerate(PAGE_ROWS):
        weighed = zip(rows[name].tolist(), _weights(at, len(rows[name])), strict=True)
        known = [value * weight for value, weight in weighed if not math.isnan(value)]
        total += math.fsum(known)
        total += _ROOTS[at] * len(known)
    return total


def page_formula(spans: Mapping[str, str], months: int) -> str:
    """Return :func:`page_checksum` in Excel's own words; `spans` are the cells of each row."""
    parts = []
    for at, name in enumerate(PAGE_ROWS):
        weights = ",".join(map(str, _weights(at, months)))
        parts.append(f"SUMPRODUCT({spans[name]},{{{weights}}})+{_ROOTS[at]}*COUNT({spans[name]})")
    return "+".join(parts)


def _weights(row: int, months: int) -> tuple[float, ...]:
    first = len(PAGE_ROWS) + row * months
    return _ROOTS[first : first + months]


# --- then and now --------------------------------------------------------------------------------


def differs(then: float, now: float) -> bool:
    """Tell whether two checksums are of different inputs.

    Examples
    --------
    >>> differs(1e9, 1e9 + 1e-7), differs(0.1, 0.1002)
    (False, True)
    """
    return abs(then - now) > _ABSOLUTE + _RELATIVE * abs(then)


def differs_formula(then: str, now: str) -> str:
    """Return :func:`differs` in Excel's own words."""
    return f"ABS({then}-{now})>{_ABSOLUTE:f}+{_RELATIVE:.12f}*ABS({then})"


def then_formula(step: str, name: str) -> str:
    """Return the checksum of an input when a step last ran; `name` is in Excel's own words."""
    shown, steps, inputs = (f"{FRESHNESS.excel}[{c.label.en}]" for c in _then_columns())
    return f'SUMIFS({shown},{steps},"{step}",{inputs},{name})'


def _then_columns() -> tuple[Column, Column, Column]:
    return FRESHNESS.column("checksum"), FRESHNESS.column("step"), FRESHNESS.column("input")


def now_cell(name: str) -> str:
    """Return the name of the cell with the checksum of an input as it stands."""
    return f"now_{name}"


def stale_cell(step: str) -> str:
    """Return the name of the cell that says what changed since a step last ran."""
    return f"stale_{step}"


def stale_formula(step: Step, labels: Mapping[str, str]) -> str:
    """Return what changed since a step last ran, in words; empty while nothing did.

    Parameters
    ----------
    labels
        What a planner calls each input.
    """
    parts = []
    for name in step.inputs:
        if name == PAGES_INPUT:
            cell = now_cell(name)
            one = labels[name].removesuffix("s")
            words = f'", "&{cell}&IF({cell}=1," {one}"," {labels[name]}")'
            parts.append(
                f'IF(ISNUMBER({cell}),IF({cell}>0,{words},""),IF({cell}="","",", {labels[name]}"))'
            )
            continue
        now = then_formula(MADE[name], f'"{name}"') if name in MADE else now_cell(name)
        test = differs_formula(then_formula(step.command, f'"{name}"'), now)
        parts.append(f'IF({test},", {labels[name]}","")')
    steps = f"{FRESHNESS.excel}[{FRESHNESS.column('step').label.en}]"
    ran = f'COUNTIF({steps},"{step.command}")=0'
    return f'IF({ran},"",MID({"&".join(parts)},3,300))'
