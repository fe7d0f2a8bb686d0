"""Changes of rate inside the fence that somebody must authorise, and whether somebody did."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Floats

__all__ = ["COLUMNS", "rate_changes", "unauthorised"]

COLUMNS = ("cycle", "family", "month", "before", "now", "change")

_UNIT = 1.0
"""Units that rounding a plan to whole units may be off by."""


def rate_changes(plan: CompanyPlan, fence: Floats, share: float) -> pd.DataFrame:
    """Return the months inside the fence whose production leaves the last approved plan too far.

    Parameters
    ----------
    plan
        The company's plan; its previous production is that of the last approved plan.
    fence
        Months from the cycle month on that are frozen or firm, shape (families,).
    share
        Change that needs nobody, as a part of the approved production.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`: units ``before`` and ``now``, ``change`` in % of before (NaN where
        nothing was planned). Months without an approved plan are left out.

    Examples
    --------
    >>> from sop_addin.presop.company_plan import company_plan
    >>> march = pd.period_range("2026-03", periods=18, freq="M")
    >>> rows = {"production": [130, 130] + [100] * 16, "previous_production": [100] * 18}
    >>> grid = pd.concat([pd.DataFrame({"key": "Pumps", "series": s, "month": march, "value": v})
    ...                   for s, v in rows.items()])
    >>> table = pd.DataFrame({"family": ["Pumps"], "name": ["Pumps"], "policy": ["MTS"],
    ...                       "unit": ["pcs"], "price": [9.0], "cost": [4.0],
    ...                       "retired": [None]})
    >>> found = rate_changes(company_plan(grid, table, march[0], "EUR"), np.array([1.0]), 0.1)
    >>> found[["month", "before", "now", "change"]].astype(str).values.tolist()
    [['2026-03', '100.0', '130.0', '30.0']]
    """
    before, now = plan.horizon("previous_production"), plan.horizon("production")
    near = np.arange(before.shape[1]) < np.nan_to_num(fence)[:, None]
    moved = np.abs(now - before) > share * before + _UNIT
    rows, columns = np.nonzero(near & moved)
    old, new = before[rows, columns], now[rows, columns]
    change = np.full(len(old), np.nan)
    np.divide(100 * (new - old), old, out=change, where=old > 0)
    return pd.DataFrame(
        {
            "cycle": pd.PeriodIndex([plan.cycle] * len(rows), freq="M"),
            "family": [plan.families[i] for i in rows],
            "month": plan.months.take(columns),
            "before": old,
            "now": new,
            "change": change,
        }
    )


def unauthorised(changes: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of rate that nobody has authorised as far as they go.

    Parameters
    ----------
    changes
        From :func:`rate_changes`.
    register
        Table authorisations: ``cycle, family, month, authorised`` (production up or down to which
        it is authorised) and ``authorised_by``.
    """
    allowed = {
        (cycle, family, month): limit
        for cycle, family, month, limit, who in zip(
            register["cycle"],
            register["family"],
            register["month"],
            register["authorised"],
            register["authorised_by"],
            strict=True,
        )
        if who and not pd.isna(limit)
    }
    keys = zip(changes["cycle"], changes["family"], changes["month"], strict=True)
    ok = []
    for key, before, now in zip(keys, changes["before"], changes["now"], strict=True):
        limit = allowed.get(key)
        up = now > before
        ok.append(limit is not None and (limit >= now - _UNIT if up else limit <= now + _UNIT))
    return changes[~np.array(ok, dtype=bool)]
