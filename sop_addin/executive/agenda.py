"""The agenda of the executive meeting: what needs a decision, the most money at stake first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.executive.decisions import to_decide
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.recommendation import reported
from sop_addin.wording import counted

__all__ = ["Minutes", "Registers", "agenda"]


@dataclass(frozen=True)
class Minutes:
    """Minutes of a topic: a family to decide, an open issue, and anything else."""

    family: int
    issue: int
    other: int


@dataclass(frozen=True, eq=False)
class Registers:
    """What stands open beside the plan.

    Parameters
    ----------
    issues, risks
        Open rows of these registers.
    overdue
        Open actions whose due date has passed.
    rates
        Changes of rate inside the fence that wait for a name.
    """

    issues: pd.DataFrame
    risks: pd.DataFrame
    overdue: pd.DataFrame
    rates: pd.DataFrame


@dataclass(frozen=True)
class _Item:
    topic: str
    asked: str
    kind: str
    money: float
    minutes: int
    owner: str


def agenda(
    plan: CompanyPlan, sheet: pd.DataFrame, registers: Registers, minutes: Minutes
) -> pd.DataFrame:
    """Return the agenda: overdue actions, decisions by money at stake, the approval at the end.

    Parameters
    ----------
    plan
        The company's plan: it values a change of rate, at cost.
    sheet
        One line a family: ``family, recommendation``, ``stake`` (money) and, where people may have
        decided, ``decision`` and ``recorded``.
    registers, minutes
        What stands open beside the plan, and how long each topic takes.

    Returns
    -------
    DataFrame
        ``number, topic, asked, kind, money, starts, minutes, owner``: money at stake (NaN: not
        known, last of the decisions), minutes, and after how many the topic starts.
    """
    waits = to_decide(sheet)
    decided = [
        *_families(waits, minutes.family),
        *_issues(registers.issues, minutes.issue),
        *_rates(plan, registers.rates, minutes.other),
    ]
    stake = np.array([item.money for item in decided], dtype=float)
    order = np.argsort(-np.nan_to_num(stake, nan=-1.0), kind="stable")
    items = [*_overdue(registers.overdue, minutes.other), *(decided[i] for i in order)]
    items += [
        *_others(len(sheet) - len(waits), minutes.other),
        *_risks(registers.risks, minutes.other),
    ]
    asked = "Approve the constrained forecast"
    if not reported(plan).any():
        asked += "; nobody reported stock or backlog: plans start at their target, at 0 without one"
    items.append(_Item("The plan", asked, "approve", np.nan, minutes.other, ""))
    frame = pd.DataFrame([vars(item) for item in items])
    frame.insert(0, "number", np.arange(1, len(items) + 1))
    frame["starts"] = frame["minutes"].cumsum() - frame["minutes"]
    return frame


def _families(waits: pd.DataFrame, minutes: int) -> Iterator[_Item]:
    for row in waits.to_dict("records"):
        asked, money = str(row["recommendation"]), float(row["stake"])
        yield _Item(str(row["family"]), asked, "family", money, minutes, "")


def _issues(rows: pd.DataFrame, minutes: int) -> Iterator[_Item]:
    for row in rows.to_dict("records"):
        asked = f"A: {row['alternative_a']} ({row['impact_a']}); B: {row['alternative_b']}"
        yield _Item(
            f"{row['id']} {row['topic']}",
            f"{asked} ({row['impact_b']})",
            "issue",
            float(row["money"]),
            minutes,
            str(row["owner"]),
        )


def _rates(plan: CompanyPlan, rows: pd.DataFrame, minutes: int) -> Iterator[_Item]:
    for row in rows.to_dict("records"):
        i = plan.families.index(str(row["family"]))
        units = float(row["now"]) - float(row["before"])
        yield _Item(
            f"{row['family']} {row['month']}",
            f"Authorise {row['now']:,.0f} {plan.unit_of(i)} instead of {row['before']:,.0f}",
            "change of rate",
            abs(units) * float(plan.cost[i]),
            minutes,
            "",
        )


def _overdue(rows: pd.DataFrame, minutes: int) -> Iterator[_Item]:
    if len(rows):
        names = ", ".join(f"{i} {who}" for i, who in zip(rows["id"], rows["owner"], strict=True))
        asked = f"{counted(len(rows), 'action')} overdue: {names}"
        yield _Item("Actions", asked, "follow up", np.nan, minutes, "")


def _others(number: int, minutes: int) -> Iterator[_Item]:
    if number > 0:
        asked = f"Accept {counted(number, 'family', 'families')} as recommended or decided"
        yield _Item("Other families", asked, "family", np.nan, minutes, "")


def _risks(rows: pd.DataFrame, minutes: int) -> Iterator[_Item]:
    if len(rows):
        weighed = float((rows["money"] * rows["probability"] / 100).sum())
        asked = f"Look at {counted(len(rows), 'risk or opportunity', 'risks and opportunities')}"
        yield _Item("Risks and opportunities", asked, "note", weighed, minutes, "")
