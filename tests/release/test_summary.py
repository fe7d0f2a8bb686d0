"""The mail's text: at most ten lines, plain, with units and periods."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pandas as pd

from sop_addin.executive.decisions import decisions
from sop_addin.executive.kpis import kpis
from sop_addin.presop.risk_range import risk_range
from sop_addin.release.summary import LINES, executive_summary

RISKS = pd.DataFrame(
    [("R1", "risk", "Strike", 80.0, 25.0), ("R2", "opportunity", "Fair", 40.0, 50.0)],
    columns=["id", "kind", "what", "money", "probability"],
)
FORECASTS = pd.DataFrame({"family": [], "last_12": [], "error": []})


def summary(plans: ModuleType, *pages: object, **names: Any) -> list[str]:
    plan, shortages = plans.plan_of(*pages), pd.DataFrame()
    found = kpis(plan, 1, plans.resource_plan_of(Assembly=[90, 112]), FORECASTS)
    planned = names.pop("planned", 9000.0)
    margin = risk_range(planned, "Margin", names.pop("risks", RISKS))
    given = {"company": "Acme", "status": "draft", "fingerprint": "ab12"} | names
    rows = decisions(plan, plans.limits_of(plan), 1)
    return executive_summary(plan, found, shortages, rows, planned, margin, **given).splitlines()


def test_a_plan_with_shortages(plans: ModuleType) -> None:
    history = {"constrained_sales": [100, 100], "revenue": [1000, 1000], "aop_revenue": [1000] * 2}
    pages = [
        plans.Page(
            f"F{i}",
            production=[100 - i, *[100] * 17],
            closed=history,
            ahead={"aop_revenue": 1000, "tightest_resource": [90, 112]},
        )
        for i in range(6)
    ]
    lines = summary(plans, *pages)
    assert len(lines) == LINES
    assert lines[0] == (
        "DRAFT. Acme: S&OP cycle Mar 2026, plan ab12, 6 families, horizon Mar 2026 to Aug 2027."
    )
    assert lines[1] == "Revenue landing: -0.2 % against AOP (-150 EUR, FY 2026), off target."
    assert lines[6:9] == [
        "Margin: 9,000 EUR expected (Mar 2026 to Aug 2027); 8,920 if every risk happens, 9,040 if"
        " every opportunity does.",
        "Short: F5, 5 pcs, 50 EUR at risk.",
        "Short: F4, 4 pcs, 40 EUR at risk; 3 more families are short.",
    ]
    assert lines[9].startswith("To decide: 6 families (6 decide)")


def test_a_plan_without_shortages_money_or_names(plans: ModuleType) -> None:
    page = plans.Page("A", price=None, cost=None)
    lines = summary(plans, page, company="", status="", fingerprint="")
    assert lines[0].startswith("S&OP cycle Mar 2026, not planned yet, 1 family,")
    assert lines[1] == "Service: 100.0 % of demand does not wait (Mar 2026 to Aug 2027)."
    assert lines[2] == (
        "Not known: revenue landing, demand last month, stock value, highest utilisation;"
        " the Dashboard says why."
    )
    assert "Shortages: none." in lines
    assert (
        lines[-1] == "To decide: nothing open; every family is decided or recommended for approval."
    )


def test_the_margin_without_open_risks_and_an_unknown_one(plans: ModuleType) -> None:
    page = plans.Page("A")
    lines = summary(plans, page, risks=RISKS[:0])
    assert (
        "Margin: 9,000 EUR expected (Mar 2026 to Aug 2027); no risk or opportunity is open."
    ) in lines
    unknown = summary(plans, page, planned=float("nan"))
    assert not [line for line in unknown if line.startswith("Margin")]


def test_every_line_is_a_sentence(plans: ModuleType) -> None:
    lines = summary(plans, plans.Page("A", price=None, production=90))
    assert all(line.endswith(".") for line in lines)


def test_the_worst_shortage_is_the_one_with_the_most_money(plans: ModuleType) -> None:
    many = plans.Page("Many", production=[50, *[100] * 17], price=1)
    dear = plans.Page("Dear", production=[99, *[100] * 17], price=900)
    short = [line for line in summary(plans, many, dear) if line.startswith("Short")]
    assert short == ["Short: Dear, 1 pcs, 900 EUR at risk.", "Short: Many, 50 pcs, 50 EUR at risk."]
