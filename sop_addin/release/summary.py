"""The executive summary: the text of the mail that carries the pack."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.executive.decisions import to_decide
from sop_addin.executive.kpis import Kpi
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.delivery import NOTHING, delivery
from sop_addin.presop.wording import money
from sop_addin.schema.kpi_tables import KpiName
from sop_addin.schema.risk_tables import EXPECTED, HIGH, LOW
from sop_addin.wording import amount, counted, month_text, signed_percent, span_text

__all__ = ["LINES", "executive_summary"]

LINES = 10
"""Most lines of the summary."""

_WORST, _NAMED = 2, 3
"""Families that are short, a line each; families to decide, named in one line."""


def executive_summary(
    plan: CompanyPlan,
    kpis: tuple[Kpi, ...],
    shortages: pd.DataFrame,
    decisions: pd.DataFrame,
    planned_margin: float,
    margin_range: pd.DataFrame,
    *,
    company: str,
    status: str,
    fingerprint: str,
) -> str:
    """Return the summary: at most ten lines, each a full sentence with units and periods.

    Parameters
    ----------
    plan, kpis
        The company's plan and its KPIs.
    shortages
        Table shortages.
    decisions
        Table executive: one recommendation a family, and what was decided.
    planned_margin
        Margin of the plan over its months, money; NaN: not known.
    margin_range
        Table risk_range; without rows where no risk or opportunity is open.
    company
        Name of the company; may be empty.
    status
        Status of the plan, such as DRAFT.
    fingerprint
        Fingerprint of the plan; empty where nothing is planned.
    """
    by_name = {k.name: k for k in kpis}
    told = (
        ("Revenue landing", KpiName.LANDING, "against AOP"),
        ("Demand last month", KpiName.DEMAND, "against AOP"),
        ("Service", KpiName.SERVICE, "of demand does not wait"),
        ("Stock value", KpiName.STOCK_AHEAD, "at the end of the plan"),
        ("Highest utilisation", KpiName.UTILISATION, ""),
    )
    blank = [label for label, name, _ in told if np.isnan(by_name[name].measured.value)]
    lines = [
        _heading(plan, company, status, fingerprint),
        *(_line(label, by_name[name], what) for label, name, what in told if label not in blank),
        *([f"Not known: {', '.join(blank).lower()}; the Dashboard says why."] if blank else []),
        *_margin(plan, planned_margin, margin_range),
        *_worst(plan, shortages),
        _to_decide(to_decide(decisions)),
    ]
    return "\n".join(lines)


def _heading(plan: CompanyPlan, company: str, status: str, fingerprint: str) -> str:
    who = f"{company}: " if company else ""
    version = f"plan {fingerprint}" if fingerprint else "not planned yet"
    horizon = span_text(plan.months[0], plan.months[-1])
    status = f"{status.upper()}. " if status else ""
    return (
        f"{status}{who}S&OP cycle {month_text(plan.cycle)}, {version}, "
        f"{counted(len(plan.families), 'family')}, horizon {horizon}."
    )


def _line(label: str, kpi: Kpi, what: str) -> str:
    value = kpi.measured.value
    if kpi.measured.unit == "%":
        number = signed_percent(value) if what == "against AOP" else f"{amount(value, 1)} %"
    else:
        number = f"{amount(value)} {kpi.measured.unit}".strip()
    words = " ".join(word for word in (number, what) if word)
    inside = ", ".join(word for word in (kpi.detail, kpi.period) if word)
    status = f", {kpi.status}" if kpi.status else ""
    return f"{label}: {words} ({inside}){status}."


def _margin(plan: CompanyPlan, planned: float, found: pd.DataFrame) -> list[str]:
    """Return what the margin is expected to come to, and the range that risks leave it."""
    if not np.isfinite(planned):
        return []
    expected, open_ones = planned, "no risk or opportunity is open"
    if len(found):
        after = found.set_index("step")["margin"]
        low, expected, high = (float(after[step]) for step in (LOW, EXPECTED, HIGH))
        open_ones = f"{amount(low)} if every risk happens, {amount(high)} if every opportunity does"
    horizon = span_text(plan.months[0], plan.months[-1])
    return [f"Margin: {money(expected, plan)} expected ({horizon}); {open_ones}."]


def _worst(plan: CompanyPlan, shortages: pd.DataFrame) -> list[str]:
    """Return the families that are short, the most money first; the last line counts the rest."""
    found = delivery(plan)
    short = np.nan_to_num(found.short)
    risk = np.where(np.isfinite(found.at_risk), found.at_risk, -1.0)
    order = [i for i in np.lexsort((-short, -risk)) if short[i] >= NOTHING]
    if not order:
        return [_nothing_short(plan, len(shortages))]
    lines = [
        f"Short: {plan.families[i]}, {amount(short[i])} {plan.unit_of(i)}, "
        f"{money(found.at_risk[i], plan) or 'an unknown sum'} at risk"
        for i in order[:_WORST]
    ]
    if len(order) > _WORST:
        more = counted(len(order) - _WORST, "more family is", "more families are")
        lines[-1] += f"; {more} short"
    return [f"{line}." for line in lines]


def _nothing_short(plan: CompanyPlan, listed: int) -> str:
    if not plan.planned.all():
        missing = counted(int((~plan.planned).sum()), "family")
        return f"Shortages: none known; {missing} without a production plan."
    if listed:
        return f"Shortages: no demand waits; {counted(listed, 'line', 'lines')} on Shortages."
    return "Shortages: none."


def _to_decide(open_ones: pd.DataFrame) -> str:
    if open_ones.empty:
        return "To decide: nothing open; every family is decided or recommended for approval."
    counts = open_ones.groupby("action", sort=False).size()
    kinds = ", ".join(f"{number} {str(action).lower()}" for action, number in counts.items())
    first = ", ".join(open_ones["family"].head(_NAMED))
    return f"To decide: {counted(len(open_ones), 'family')} ({kinds}); first {first}."
