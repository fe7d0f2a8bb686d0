"""Months that say more about a mishap than about demand: proposed, never changed by themselves.

An outlier, a stock-out or a one-off order is a row that the planner accepts or rejects. Accepted
rows replace the month where a forecast is fitted; the actuals stay as they are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.expectation import Expectation, expectation, wide_history
from sop_addin.demand.panel import Floats

__all__ = ["ACCEPT", "apply", "propose", "register", "restated", "stock_outs"]

ACCEPT, REJECT = "accept", "reject"
"""What a planner may decide about a proposal."""

_SPREADS = 4.0  # a month is odd beyond this many usual deviations from both half years around it,
_MATERIAL = 0.25  # and beyond this part of an average month
_ONE_OFF = 0.75  # more than this part above expectation, alone: one order
_CENSORED = 0.75  # an empty shelf hid demand where less than this part of it was sold
_INTERMITTENT = 0.2  # share of months without demand from which single spikes are the pattern
_SAME = 0.005  # units, below the decimals of the actuals
_KEYS = ["family", "month", "kind"]


def propose(
    history: pd.DataFrame,
    stockouts: pd.DataFrame | None = None,
    explained: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Propose months to cleanse.

    A month is odd where it lies more than four usual deviations, and more than a quarter of an
    average month, off what the half year before *and* the half year after (each with the season)
    let expect. A step of the level is therefore not odd, nor is a peak that comes every year.
    Families with under three years, or with many months without demand, are left alone.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: raw demand of closed months, units.
    stockouts
        ``unique_id, ds``: months whose demand was cut by an empty shelf, from :func:`stock_outs`.
    explained
        ``unique_id, ds``: months with a known event; they are not proposed and teach nothing.

    Returns
    -------
    DataFrame
        ``family, month, kind`` (outlier, stock-out or one-off order), ``actual, proposed`` (units),
        ``reason``; sorted by family and month.

    Examples
    --------
    >>> span = pd.period_range("2022-01", periods=48, freq="M")
    >>> history = pd.DataFrame({"unique_id": "Pumps", "ds": span, "y": 100.0})
    >>> history.loc[40, "y"] = 450.0
    >>> propose(history)[["month", "kind", "actual", "proposed"]].values.tolist()
    [[Period('2025-05', 'M'), 'one-off order', 450.0, 100.0]]
    """
    if history.empty:
        return pd.DataFrame(columns=[*_KEYS, "actual", "proposed", "reason"])
    wide = wide_history(history)
    known = _flags(wide, explained)
    values = np.where(known, np.nan, wide.to_numpy(dtype=float))
    usual = expectation(wide, known)
    judged = _regular(values)
    high = judged & _off(values, usual, 1.0)
    low = judged & _off(values, usual, -1.0)
    gap = usual.expected - values
    censored = (
        _flags(wide, stockouts)
        & judged
        & (values < _CENSORED * usual.expected)
        & (gap > 2 * usual.spread)
    )
    with np.errstate(invalid="ignore"):
        single = high & (-gap > _ONE_OFF * usual.expected) & ~_beside(high)
    kinds = np.select([censored, single, high | low], ["stock-out", "one-off order", "outlier"], "")
    return _rows(wide, kinds, usual)


def _flags(wide: pd.DataFrame, months: pd.DataFrame | None) -> np.ndarray:
    if months is None or months.empty:
        return np.zeros(wide.shape, dtype=bool)
    flags = pd.crosstab(months["ds"], months["unique_id"])
    return flags.reindex(index=wide.index, columns=wide.columns, fill_value=0).to_numpy() > 0


def _regular(values: Floats) -> np.ndarray:
    """Return which series sell in nearly every month of the last three years, shape (N,)."""
    recent = values[-36:]
    seen = np.maximum(np.isfinite(recent).sum(axis=0), 1)
    regular: np.ndarray = (recent == 0).sum(axis=0) <= _INTERMITTENT * seen
    return regular


def _off(values: Floats, usual: Expectation, sign: float) -> np.ndarray:
    """Return the months far above (`sign` 1) or below (-1) both half years around them.

    The first and last months have no half year on one side: there the next month stands in.
    """
    limit = np.maximum(_SPREADS * usual.spread, _MATERIAL * usual.level)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = usual.expected / usual.level
        flat = values / factor
    ahead, behind = np.full_like(flat, np.nan), np.full_like(flat, np.nan)
    ahead[:-1], behind[1:] = flat[1:], flat[:-1]
    before = np.where(np.isfinite(usual.before), usual.before, ahead * factor)
    after = np.where(np.isfinite(usual.after), usual.after, behind * factor)
    with np.errstate(invalid="ignore"):
        far: np.ndarray = (sign * (values - before) > limit) & (sign * (values - after) > limit)
    return far


def _beside(flags: np.ndarray) -> np.ndarray:
    """Return where the month before or after is flagged."""
    beside = np.zeros_like(flags)
    beside[1:] |= flags[:-1]
    beside[:-1] |= flags[1:]
    return beside


def _rows(wide: pd.DataFrame, kinds: np.ndarray, usual: Expectation) -> pd.DataFrame:
    columns, rows = np.nonzero(kinds.T != "")
    values = wide.to_numpy(dtype=float)
    whole = (np.nan_to_num(values) % 1 == 0).all(axis=0)
    expected = np.where(whole, np.round(usual.expected), np.round(usual.expected, 2))
    picked = kinds[rows, columns], values[rows, columns], expected[rows, columns]
    spreads = usual.spread[rows, columns]
    return pd.DataFrame(
        {
            "family": wide.columns.to_numpy(dtype=object)[columns],
            "month": wide.index.take(rows),
            "kind": picked[0].astype(object),
            "actual": picked[1],
            "proposed": picked[2],
            "reason": [_reason(*each) for each in zip(*picked, spreads, strict=True)],
        }
    )


def _reason(kind: str, actual: float, expected: float, spread: float) -> str:
    why = {
        "stock-out": "The shelf was empty: less was sold than was wanted",
        "one-off order": "Alone among its neighbours, as a single order would be",
        "outlier": "Far off the months around it",
    }[kind]
    against = f"{actual:,.0f} where its neighbours and season let expect {expected:,.0f}"
    return f"{why}: {against} ± {spread:,.0f}."


def stock_outs(actuals: pd.DataFrame, families: pd.DataFrame) -> pd.DataFrame:
    """Return the months in which sales stand for demand and the shelf was empty at the end.

    Only families made to stock, and only where requested demand was not reported: what customers
    asked for is not cut by what was there.

    Returns
    -------
    DataFrame
        ``unique_id, ds``.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2026-01", "2026-02"], freq="M")
    >>> actuals = pd.DataFrame({"family": "Pumps", "month": month, "inventory": [0.0, 5.0]})
    >>> families = pd.DataFrame({"family": ["Pumps"], "policy": ["MTS"]})
    >>> stock_outs(actuals.assign(requested=float("nan")), families)["ds"].tolist()
    [Period('2026-01', 'M')]
    """
    stocked = actuals["family"].map(families.set_index("family")["policy"]) == "MTS"
    empty = stocked & (actuals["inventory"] == 0) & actuals["requested"].isna()
    rows = actuals.loc[empty, ["family", "month"]]
    return rows.rename(columns={"family": "unique_id", "month": "ds"}).reset_index(drop=True)


def register(proposals: pd.DataFrame, former: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to write: new proposals, and open ones brought up to date.

    What was decided stays as it was decided: a rejected month is not proposed again, an accepted
    value does not drift. An open row that is odd no longer says so.

    Parameters
    ----------
    proposals
        From :func:`propose`.
    former
        The register: ``family, month, kind, actual, proposed, reason, decision``.

    Returns
    -------
    DataFrame
        As `proposals`.
    """
    decided = _index(former[former["decision"].isin([ACCEPT, REJECT])])
    rows = proposals[~_index(proposals).isin(decided)]
    waiting = former[~former["decision"].isin([ACCEPT, REJECT])]
    gone = waiting[~_index(waiting).isin(_index(rows))]
    gone = gone.assign(proposed=gone["actual"], reason="No longer odd: nothing to decide.")
    parts = [part[rows.columns] for part in (rows, gone) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else rows


def _index(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[_KEYS])


def apply(history: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """Return the history on which a forecast is fitted: accepted values in place of the odd ones.

    Parameters
    ----------
    history
        ``unique_id, ds, y``; it is not changed.
    accepted
        ``family, month, actual, proposed``; a row whose `actual` is not the history's any more
        (a restatement) is not applied, see :func:`restated`.

    Examples
    --------
    >>> ds = pd.PeriodIndex(["2026-01", "2026-02"], freq="M")
    >>> history = pd.DataFrame({"unique_id": "Pumps", "ds": ds, "y": [4.0, 90.0]})
    >>> row = {"family": ["Pumps"], "month": ds[1:], "actual": [90.0], "proposed": [5.0]}
    >>> apply(history, pd.DataFrame(row))["y"].tolist()
    [4.0, 5.0]
    """
    rows = accepted.drop_duplicates(["family", "month"]).set_index(["family", "month"])
    places = pd.MultiIndex.from_frame(history[["unique_id", "ds"]])
    actual, value = (
        rows[name].reindex(places).to_numpy(dtype=float) for name in ("actual", "proposed")
    )
    same = np.abs(actual - history["y"].to_numpy(dtype=float)) < _SAME
    return history.assign(y=np.where(same, value, history["y"]))


def restated(history: pd.DataFrame, accepted: pd.DataFrame) -> pd.DataFrame:
    """Return the accepted rows whose month reads otherwise now than when it was accepted.

    Returns
    -------
    DataFrame
        Rows of `accepted`, with ``now`` (units; NaN where the month is gone).
    """
    known = history.set_index(["unique_id", "ds"])["y"]
    places = pd.MultiIndex.from_frame(accepted[["family", "month"]])
    now = known.reindex(places).to_numpy(dtype=float)
    rows = accepted.assign(now=now)
    changed: pd.DataFrame = rows[~(np.abs(now - rows["actual"].to_numpy(dtype=float)) < _SAME)]
    return changed
