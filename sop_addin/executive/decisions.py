"""The executive sheet: what each family lands at, what it risks, what is recommended."""

from __future__ import annotations

import pandas as pd

from sop_addin.executive.landing import landing
from sop_addin.executive.service import service
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.delivery import delivery
from sop_addin.presop.recommendation import recommendations
from sop_addin.schema.outputs import EXECUTIVE
from sop_addin.schema.recommended import Action
from sop_addin.supply.binding import Binding

__all__ = ["decisions", "to_decide"]


def decisions(plan: CompanyPlan, limits: Binding, fiscal_first_month: int) -> pd.DataFrame:
    """Return Python's columns of the executive sheet, the most money at stake first.

    Money of the fiscal year: ``year_to_date`` (actual), ``remaining`` (plan), ``landing`` = both,
    ``aop``, ``gap`` = landing - AOP (negative: under), ``gap_percent`` of the AOP. Over the
    horizon: ``service`` in %, ``at_risk`` = short units x price. NaN is a blank.

    Parameters
    ----------
    plan
        The company's plan.
    limits
        What binds in which month.
    fiscal_first_month
        Month in which the fiscal year starts, 1 to 12.

    Returns
    -------
    pandas.DataFrame
        The columns of ``EXECUTIVE`` that Python owns but for the recorded decision, one row a
        family.
    """
    estimate, delivered = landing(plan, fiscal_first_month), delivery(plan)
    frame = pd.DataFrame(
        {
            "family": plan.families,
            "name": plan.names,
            "year_to_date": estimate.year_to_date,
            "remaining": estimate.remaining,
            "landing": estimate.landing,
            "aop": estimate.aop,
            "gap": estimate.gap,
            "gap_percent": estimate.gap_percent,
            "service": service(delivered),
            "at_risk": delivered.at_risk,
        }
    )
    recommended = recommendations(plan, limits)[["family", "recommendation"]]
    sheet = recommended.merge(frame, on="family", how="left")
    return sheet[[name for name in EXECUTIVE.column_names if name in sheet]]


def to_decide(sheet: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the executive sheet that wait for a decision, as the cover counts them.

    Parameters
    ----------
    sheet
        Table executive: ``recommendation``; ``decision`` and ``recorded`` where people may have
        decided.

    Returns
    -------
    pandas.DataFrame
        Those recommended for anything but approval, without a decision, with their ``action``.

    Examples
    --------
    >>> texts = ["Decide: 20 pcs late.", "Approve: demand covered.", "Review: under AOP."]
    >>> sheet = pd.DataFrame({"family": ["A", "B", "C"], "recommendation": texts,
    ...                       "decision": ["", "", "accept"]})
    >>> to_decide(sheet)["family"].tolist()
    ['A']
    """
    action = sheet["recommendation"].str.split(":").str[0]
    waits = action != Action.APPROVE.value
    for name in ("decision", "recorded"):
        if name in sheet:
            waits &= sheet[name].fillna("") == ""
    return sheet.assign(action=action)[waits]
