"""The risk-adjusted range: from the plan's margin over open risks and opportunities to a range."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import Floats
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.months import HORIZON
from sop_addin.schema.risk_tables import (
    EXPECTED,
    HIGH,
    LOW,
    PLANNED,
    RANGE_BARS,
    SHOWN,
)
from sop_addin.wording import counted

__all__ = ["planned_margin", "risk_range"]


def planned_margin(finance: pd.DataFrame) -> tuple[float, str]:
    """Return the company's margin over the horizon as the projection has it, and its name.

    Parameters
    ----------
    finance
        As :func:`sop_addin.presop.finance.projection` returns it.

    Returns
    -------
    tuple
        Money, NaN where no family has a price and a cost; and what it is, as printed, with the
        number of families that it leaves out.
    """
    rows = finance[finance["family"] == COMPANY_KEY]
    row = rows[rows["measure"].str.startswith("Margin")].iloc[0]
    return float(row["total"]), f"{row['measure']} of the constrained plan, {HORIZON} months"


def risk_range(margin: float, named: str, risks: pd.DataFrame) -> pd.DataFrame:
    """Return the plan's margin, the effect of each open risk and opportunity, and the range.

    Every effect is rounded to whole money before it is added, so that what is printed adds up:
    expected = plan + sum of the weighted effects; low = plan + all risks in full, without any
    opportunity; high = plan + all opportunities in full, without any risk. Low and high are the
    ends of what is on the list, not a forecast of how likely they are.

    Parameters
    ----------
    margin
        Of the plan, money; NaN: not known.
    named
        What that margin is, as printed.
    risks
        Open rows: ``id, kind`` (risk or opportunity), ``what, money`` (margin if it happens, not
        negative), ``probability`` (0 to 100 %).

    Returns
    -------
    DataFrame
        ``step, what, probability, full, weighted, margin`` (after this step) and the bars of the
        waterfall; risks are negative. The effects with most money stand one by one, risks before
        opportunities; the others follow as one step of each kind. No rows
        where the margin is not known, or no risk or opportunity is open: there is no range.

    Examples
    --------
    >>> rows = [("R1", "risk", "Strike", 80.0, 25.0), ("R2", "opportunity", "Fair", 40.0, 50.0)]
    >>> listed = pd.DataFrame(rows, columns=["id", "kind", "what", "money", "probability"])
    >>> found = risk_range(1000.0, "Margin", listed).set_index("step")
    >>> found["margin"].tolist(), found["weighted"].dropna().tolist()
    ([1000.0, 980.0, 1000.0, 1000.0, 920.0, 1040.0], [-20.0, 20.0, 0.0])
    """
    columns = ["step", "what", "probability", "full", "weighted", "margin"]
    if risks.empty or not np.isfinite(margin):
        return pd.DataFrame(columns=[*columns, *RANGE_BARS])
    start = float(np.round(margin))
    effects = _effects(risks)
    full, weighted = (effects[name].to_numpy(dtype=float) for name in ("full", "weighted"))
    after = start + np.cumsum(weighted)
    expected = start + weighted.sum()
    worst, best = full[full < 0].sum(), full[full > 0].sum()
    words = f"Plan with every effect x its probability ({counted(len(risks), 'open row')})"
    frame = pd.concat(
        [
            _row(PLANNED, named, margin=start),
            effects.assign(margin=after),
            _row(EXPECTED, words, weighted=weighted.sum(), margin=expected),
            _row(LOW, "Every risk happens, no opportunity", full=worst, margin=start + worst),
            _row(HIGH, "Every opportunity happens, no risk", full=best, margin=start + best),
        ],
        ignore_index=True,
    )[columns]
    bars = _bars(weighted, (weighted.sum(), worst, best))
    return pd.concat([frame, pd.DataFrame(bars, columns=list(RANGE_BARS))], axis=1)


def _bars(moves: Floats, ends: tuple[float, float, float]) -> Floats:
    """Return the bars around the plan, which is 0: columns of :data:`RANGE_BARS`.

    Columns of a chart stack upwards above 0 and downwards below it: a bar that lies on both sides
    has a part on each. Only rises can, for risks come first.
    """
    after = np.cumsum(moves)
    low, high = np.minimum(after, after - moves), np.maximum(after, after - moves)
    bars = np.full((len(moves) + 4, len(RANGE_BARS)), np.nan)
    bars[[0, -3, -2, -1], 1] = 0.0, *ends
    steps, rise = bars[1:-3], moves > 0
    above = low >= 0
    both = ~above & (high > 0)
    steps[:, 0] = np.where(both, np.nan, np.where(above, low, high))
    drawn = np.where(above, high - low, np.where(both, low, low - high))
    steps[:, 2] = np.where(rise, drawn, np.nan)
    steps[:, 3] = np.where(rise, np.nan, drawn)
    steps[:, 4] = np.where(both, high, np.nan)
    return bars


def _effects(risks: pd.DataFrame) -> pd.DataFrame:
    """Return one row an effect: risks, then opportunities, each the most money first."""
    sign = np.where(risks["kind"] == "risk", -1.0, 1.0)
    full = np.round(sign * risks["money"].to_numpy(dtype=float))
    share = risks["probability"].to_numpy(dtype=float)
    frame = pd.DataFrame(
        {
            "step": risks["id"].to_numpy(),
            "what": risks["what"].to_numpy(),
            "probability": share,
            "full": full,
            "weighted": np.round(full * share / 100),
        }
    ).iloc[np.argsort(-np.abs(full), kind="stable")]
    frame["kind"] = risks["kind"].to_numpy()[frame.index]
    shown, rest = frame[:SHOWN], frame[SHOWN:]
    found = []
    for kind, name in (("risk", "Other risks"), ("opportunity", "Other opp.")):
        found += [shown[shown["kind"] == kind], *_others(rest[rest["kind"] == kind], name)]
    return pd.concat(found, ignore_index=True).drop(columns="kind")


def _others(rest: pd.DataFrame, name: str) -> Iterator[pd.DataFrame]:
    """Yield one step for all that have no row of their own, if there are any."""
    if len(rest):
        words = f"{counted(len(rest), 'smaller row')} of Risks_Opps"
        yield _row(name, words, full=rest["full"].sum(), weighted=rest["weighted"].sum())


def _row(step: str, what: str, **money: float) -> pd.DataFrame:
    blank = dict.fromkeys(("probability", "full", "weighted"), np.nan)
    return pd.DataFrame([{"step": step, "what": what} | blank | money])
