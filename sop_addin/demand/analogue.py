"""A launch under way is forecast like the family that it resembles, at the size it sells at so far.

A few months of a climb make a poor history: their average is too low, and a trend drawn through
them has no end. What is known is the shape: the like family's demand x ramp.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.backtest_table import untested
from sop_addin.demand.forecast import ForecastResult
from sop_addin.demand.life_cycle import ramp
from sop_addin.demand.seasonality import SEASON
from sop_addin.demand.under_way import drawn_to_plan, sold_by_family
from sop_addin.wording import counted

__all__ = ["Analogue", "analogues", "carried_on"]

_UNITS = ["yhat", "lo80", "hi80", "lo95", "hi95"]


@dataclass(frozen=True)
class Analogue:
    """A family that a launch has brought into the market, and the one that it sells like.

    Parameters
    ----------
    family, like, change
        Codes of the families and id of the launch.
    start, ramp_months
        First month, and months until it sells in full.
    months
        Months that it has been sold.
    planned, sold, taken
        Size in parts of the like family, in full: as planned, as sold so far, and as forecast.
    """

    family: str
    like: str
    change: str
    start: pd.Period
    ramp_months: float
    months: int
    planned: float
    sold: float
    taken: float


def analogues(history: pd.DataFrame, changes: pd.DataFrame) -> dict[str, Analogue]:
    """Return the families whose launch is under way, by code.

    Under way is a launch that is not cancelled and began no later than its family's history, with
    under a year of history or a ramp that is not at its end, and whose like family was known in all
    of its months. The size taken is that sold so far, drawn to the planned one, which is worth
    three months.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: demand of closed months without odd months and events, units.
    changes
        As for :func:`sop_addin.demand.life_cycle.problems`; a launch without a scale is left out.

    Examples
    --------
    >>> months = pd.period_range("2025-09", "2026-02", freq="M")
    >>> history = pd.DataFrame({"unique_id": "Old", "ds": months, "y": 100.0})
    >>> new = pd.DataFrame({"unique_id": "New", "ds": months[3:], "y": [10.0, 20.0, 30.0]})
    >>> row = {"change": "L1", "kind": "launch", "family": "New", "like_family": "Old"}
    >>> row |= {"start_month": months[3], "scale_percent": 50.0, "ramp_months": 4.0}
    >>> changes = pd.DataFrame([row | {"status": "planned"}])
    >>> found = analogues(pd.concat([history, new]), changes)["New"]
    >>> found.months, found.sold, found.taken
    (3, 0.4, 0.45)
    """
    launches = changes[(changes["kind"] == "launch") & (changes["status"] != "cancelled")]
    launches = launches[~launches["family"].duplicated(keep=False)]
    launches = launches[~launches["like_family"].isin(launches["family"])]
    sold = sold_by_family(history, {*launches["family"], *launches["like_family"]})
    found = (_measured(row, sold) for row in launches.to_dict("records"))
    return {each.family: each for each in found if each is not None}


def _measured(row: Mapping[Any, Any], sold: Mapping[str, pd.Series[float]]) -> Analogue | None:
    """Return the launch where it is under way, else None."""
    own, like = sold.get(row["family"]), sold.get(row["like_family"])
    if own is None or like is None or own.index.min() < row["start_month"]:
        return None
    reached = ramp(row["start_month"], row["ramp_months"], pd.PeriodIndex(own.index))
    if len(own) >= SEASON and reached[-1] >= 1:
        return None
    model = float((like.reindex(own.index).to_numpy(dtype=float) * reached).sum())
    planned = row["scale_percent"] / 100
    if not (planned >= 0 and model > 0 and own.sum() > 0):
        return None
    measured = float(own.sum()) / model
    return Analogue(
        family=row["family"],
        like=row["like_family"],
        change=str(row["change"]),
        start=row["start_month"],
        ramp_months=float(row["ramp_months"]),
        months=len(own),
        planned=planned,
        sold=measured,
        taken=drawn_to_plan(measured, planned, len(own)),
    )


def carried_on(result: ForecastResult, found: Mapping[str, Analogue]) -> ForecastResult:
    """Return the forecast with launches under way carried on: like family x size x ramp.

    The bands keep their width in per cent of the forecast. The method and its explanation say what
    was done.
    """
    if not found:
        return result
    forecasts, methods, tests = result.forecasts.copy(), result.methods.copy(), result.tests
    for each in found.values():
        mine = (forecasts["unique_id"] == each.family).to_numpy()
        months = pd.PeriodIndex(forecasts.loc[mine, "ds"])
        like = forecasts[forecasts["unique_id"] == each.like].set_index("ds")["yhat"]
        ahead = like.reindex(months).to_numpy(dtype=float)
        ahead = ahead * each.taken * ramp(each.start, each.ramp_months, months)
        before = forecasts.loc[mine, "yhat"].to_numpy(dtype=float)
        times = ahead / np.where(before > 0, before, 1.0)
        bands = forecasts.loc[mine, _UNITS].to_numpy(dtype=float) * times[:, None]
        forecasts.loc[mine, _UNITS] = bands
        forecasts.loc[mine, "yhat"] = ahead
        named = methods["unique_id"] == each.family
        methods.loc[named, "method"] = f"like {each.like}"
        methods.loc[named, "explanation"] = _said(each)
        tests = untested(methods, tests, each.family)
    return ForecastResult(forecasts, methods, tests)


def _said(each: Analogue) -> str:
    at_once = np.isnan(each.ramp_months)
    span = "" if at_once else f" of a ramp of {each.ramp_months:.0f}"
    return (
        f"Launch {each.change}, sold for {counted(each.months, 'month')}{span}:"
        f" {each.like}'s forecast x {each.taken:.0%}{'' if at_once else ' x ramp'};"
        f" so far it sold {each.sold:.0%} of {each.like} in full,"
        f" {each.planned:.0%} was planned; too short to test on the past."
    ).replace("%", " %")
