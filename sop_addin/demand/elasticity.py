"""How demand answers to price: log-log regression with months and trend held constant."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.expectation import wide_history
from sop_addin.demand.panel import Floats
from sop_addin.wording import counted

__all__ = ["elasticities", "price_effect", "price_history"]

_FEWEST_MONTHS = 24
_FEWEST_POINTS = 4
_STEP = 0.01  # prices closer than 1 % are one price point
_LEAST_MOVE = 0.01  # usual move of the price besides season and trend, below which nothing is seen
_LAGS = 3
_CERTAIN = 1.645  # one-sided 95 %


def price_history(actuals: pd.DataFrame) -> pd.DataFrame:
    """Return average prices as they were: revenue over the units it was earned with.

    Parameters
    ----------
    actuals
        ``family, month, shipments, sales`` (units), ``revenue`` (money); shipments go first.

    Returns
    -------
    DataFrame
        ``unique_id, ds, y`` (units), ``price`` (money a unit); months where both are known.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2026-01"], freq="M")
    >>> rows = pd.DataFrame({"family": "Pumps", "month": month, "sales": [5.0], "revenue": [45.0]})
    >>> price_history(rows.assign(shipments=float("nan")))["price"].tolist()
    [9.0]
    """
    units = actuals["shipments"].fillna(actuals["sales"])
    known = (units > 0) & (actuals["revenue"] > 0)
    frame = actuals.assign(unique_id=actuals["family"], ds=actuals["month"], y=units)
    frame["price"] = actuals["revenue"] / units.where(known)
    return frame.loc[known, ["unique_id", "ds", "y", "price"]].reset_index(drop=True)


def elasticities(prices: pd.DataFrame) -> pd.DataFrame:
    """Estimate the price elasticity of every series, or say why it cannot be done.

    log demand = calendar month + trend + elasticity x log price + error, by least squares.

    Parameters
    ----------
    prices
        ``unique_id, ds, y`` (units), ``price`` (money a unit); rows with y or price not above 0
        are left out.

    Returns
    -------
    DataFrame
        Index `unique_id`: ``elasticity`` (% of demand for 1 % of price, negative as a rule),
        ``standard_error`` (the larger of the classical one and Newey-West's with three lags),
        ``months`` used, ``price_points`` (1 % apart), and ``refused``: empty where the number may
        be used. Too few months or price points leave no number; one of the wrong sign, or that
        cannot be told from none at 95 %, is shown and refused.

    References
    ----------
    Frisch and Waugh (1933), Econometrica 1(4); Newey and West (1987), Econometrica 55(3).

    Examples
    --------
    >>> span = pd.period_range("2022-01", periods=48, freq="M")
    >>> price = 10 * 1.1 ** (np.arange(48) % 5)
    >>> rows = pd.DataFrame({"unique_id": "Pumps", "ds": span, "price": price})
    >>> found = elasticities(rows.assign(y=9000 * price**-2.0)).loc["Pumps"]
    >>> f"{found['elasticity']:.3f} from {found['price_points']} prices {found['refused']}"
    '-2.000 from 5 prices '
    """
    usable = prices[(prices["y"] > 0) & (prices["price"] > 0)]
    if usable.empty:
        names = ["elasticity", "standard_error", "months", "price_points", "refused"]
        return pd.DataFrame(columns=names)
    demand = wide_history(usable)
    price = wide_history(usable.assign(y=usable["price"])).to_numpy(dtype=float)
    seen = np.isfinite(price)
    log_price = np.log(np.where(seen, price, 1.0))
    log_demand = np.log(np.where(seen, demand.to_numpy(dtype=float), 1.0))
    held = _held_constant(pd.PeriodIndex(demand.index))
    x, rank = _besides(held, log_price, seen)
    y, _ = _besides(held, log_demand, seen)
    both = log_price.T, seen.T
    months, power = seen.sum(axis=0), (x * x).sum(axis=0)
    moves = np.sqrt(power / np.maximum(months, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (x * y).sum(axis=0) / power
        error = _standard_error(x, y - slope * x, months - rank - 1)
    points = np.array([_points(column[known]) for column, known in zip(*both, strict=True)])
    enough = (months >= _FEWEST_MONTHS) & (points >= _FEWEST_POINTS) & (moves >= _LEAST_MOVE)
    frame = pd.DataFrame(
        {
            "elasticity": np.where(enough, slope, np.nan),
            "standard_error": np.where(enough, error, np.nan),
            "months": months,
            "price_points": points,
        },
        index=pd.Index(demand.columns, name="unique_id"),
    )
    frame["refused"] = [
        _refusal(*row) for row in zip(frame.itertuples(index=False), moves, strict=True)
    ]
    return frame


def _points(log_prices: Floats) -> int:
    return len(set(np.round(log_prices / _STEP)))


def _held_constant(index: pd.PeriodIndex) -> Floats:
    """Return a column a calendar month and one for the trend, shape (T, 13)."""
    dummies = (np.asarray(index.month)[:, None] == np.arange(1, 13)).astype(float)
    trend = np.linspace(-1.0, 1.0, len(index))
    return np.column_stack([dummies, trend])


def _besides(held: Floats, values: Floats, seen: np.ndarray) -> tuple[Floats, np.ndarray]:
    """Return what `held` does not explain of each series, 0 where unseen, and the rank, (N,)."""
    weight = seen.T.astype(float)
    cross = np.einsum("nt,ti,tj->nij", weight, held, held)
    right = np.einsum("nt,ti,tn->ni", weight, held, values)
    inverse = np.linalg.pinv(cross, hermitian=True)
    fitted = held @ np.einsum("nij,nj->in", inverse, right)
    rank = np.linalg.matrix_rank(cross, hermitian=True)
    return np.where(seen, values - fitted, 0.0), rank


def _standard_error(x: Floats, residual: Floats, freedom: np.ndarray) -> Floats:
    power = (x * x).sum(axis=0)
    classical = (residual * residual).sum(axis=0) / np.maximum(freedom, 1) / power
    score = x * residual
    long_run = (score * score).sum(axis=0)
    for k in range(1, min(_LAGS, len(x) - 1) + 1):
        weight = 1 - k / (_LAGS + 1)
        long_run = long_run + 2 * weight * (score[k:] * score[:-k]).sum(axis=0)
    months = (x != 0).sum(axis=0)
    robust = long_run / power**2 * months / np.maximum(freedom, 1)
    error: Floats = np.sqrt(np.maximum(classical, robust))
    return error


def _refusal(row: tuple[float, ...], move: float) -> str:
    slope, error, months, points = row
    if months < _FEWEST_MONTHS:
        return f"{counted(int(months), 'month')} with a price; {_FEWEST_MONTHS} are needed"
    if points < _FEWEST_POINTS:
        return f"{counted(int(points), 'price point')}; {_FEWEST_POINTS} are needed"
    if move < _LEAST_MOVE:
        return "the price moved with season and trend only"
    if slope - _CERTAIN * error > 0:
        return (
            f"{slope:.2f} ± {error:.2f}: demand rose with the price, so something else was at work"
        )
    if slope + _CERTAIN * error > 0:
        return f"{slope:.2f} ± {error:.2f} cannot be told from no effect"
    return ""


def price_effect(elasticity: float, change: float) -> float:
    """Return the part by which demand changes when the price changes by a part of it.

    Examples
    --------
    >>> round(price_effect(-2.0, -0.10), 4)
    0.2346
    """
    return float((1 + change) ** elasticity - 1)
