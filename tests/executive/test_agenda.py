"""The agenda asks for what waits for a decision, the most money first; minutes add up."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd

from sop_addin.executive.agenda import Minutes, Registers, agenda
from sop_addin.schema.meeting_tables import AGENDA
from sop_addin.schema.registers import ACTIONS, ISSUES, RISKS

SHEET = pd.DataFrame(
    {
        "family": ["Pumps", "Valves", "Hoses", "Caps"],
        "recommendation": ["Decide: late.", "Lower: too much.", "Approve: fine.", "Decide: late."],
        "stake": [500.0, 9000.0, 0.0, 70.0],
        "decision": ["", "", "", "accept"],
        "recorded": ["", "", "", ""],
    }
)
RATE = pd.DataFrame({"family": ["Pumps"], "month": ["2026-03"], "before": [100.0], "now": [400.0]})


MINUTES = Minutes(family=9, issue=11, other=4)


def rows(table: object, *lines: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(lines), columns=list(table.column_names))  # type: ignore[attr-defined]


def registers() -> Registers:
    issue = {"id": "I1", "topic": "Second shift", "money": 4000.0, "owner": "Bo"}
    issue |= {"alternative_a": "hire", "impact_a": "+5", "alternative_b": "buy", "impact_b": "+7"}
    return Registers(
        rows(ISSUES, issue),
        rows(RISKS, {"id": "R1", "money": 1000.0, "probability": 30.0}),
        rows(ACTIONS, {"id": "A1", "owner": "Ana"}, {"id": "A2", "owner": "Bo"}),
        RATE,
    )


def test_decisions_stand_by_money_at_stake_between_actions_and_the_approval(
    plans: ModuleType,
) -> None:
    plan = plans.plan_of(plans.Page("Pumps", cost=6), plans.Page("Valves"))
    found = agenda(plan, SHEET, registers(), MINUTES)
    assert found["topic"].tolist() == [
        "Actions",
        "Valves",
        "I1 Second shift",
        "Pumps 2026-03",
        "Pumps",
        "Other families",
        "Risks and opportunities",
        "The plan",
    ]
    assert found["money"].tolist()[1:5] == [9000, 4000, 300 * 6, 500]
    assert "A1 Ana, A2 Bo" in found["asked"].iloc[0]
    assert found["asked"].iloc[5].startswith("Accept 2 families"), "decided ones are not asked"
    assert list(AGENDA.column_names) == [c for c in AGENDA.column_names if c in found]


def test_each_topic_starts_when_those_before_it_are_over(plans: ModuleType) -> None:
    found = agenda(plans.plan_of(plans.Page("Pumps")), SHEET, registers(), MINUTES)
    assert found["starts"].iloc[0] == 0 and (found["minutes"] > 0).all()
    assert (found["starts"].to_numpy()[1:] == np.cumsum(found["minutes"])[:-1]).all()


def test_a_month_without_anything_to_decide_has_one_approval(plans: ModuleType) -> None:
    none = Registers(rows(ISSUES), rows(RISKS), rows(ACTIONS), RATE.iloc[:0])
    found = agenda(plans.plan_of(plans.Page("Pumps")), SHEET[2:3], none, MINUTES)
    assert found["topic"].tolist() == ["Other families", "The plan"]


def test_every_topic_takes_the_minutes_that_are_set(plans: ModuleType) -> None:
    found = agenda(plans.plan_of(plans.Page("Pumps")), SHEET, registers(), MINUTES)
    assert found.set_index("topic")["minutes"].to_dict() == {
        "Actions": 4,
        "Valves": 9,
        "I1 Second shift": 11,
        "Pumps 2026-03": 4,
        "Pumps": 9,
        "Other families": 4,
        "Risks and opportunities": 4,
        "The plan": 4,
    }


def test_that_nobody_reported_a_stock_is_said_once(plans: ModuleType) -> None:
    blank = plans.Page("Pumps", closed={"inventory": [float("nan")]})
    for pages, told in (([blank], 1), ([blank, plans.Page("Valves")], 0)):
        found = agenda(plans.plan_of(*pages), SHEET, registers(), MINUTES)
        assert found["asked"].str.contains("nobody reported stock").sum() == told
