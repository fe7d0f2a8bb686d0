"""The demand plan of a cycle: cleansed history, forecast, activities and planned changes in one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin import wording
from sop_addin.demand.analogue import analogues, carried_on
from sop_addin.demand.cleansing import ACCEPT, apply, propose, register, restated
from sop_addin.demand.elasticity import elasticities
from sop_addin.demand.event_effects import effect_rows, measured, without_events
from sop_addin.demand.events import activity_months, counted
from sop_addin.demand.forecast import ForecastResult
from sop_addin.demand.life_cycle import changed_demand
from sop_addin.demand.past_effects import past_effects
from sop_addin.demand.price_changes import CHANGE, price_changes
from sop_addin.demand.rolling import from_cycle
from sop_addin.demand.succession import joined, parted, successions
from sop_addin.demand.under_way import since_launch

__all__ = ["DemandInputs", "DemandPlan", "demand_plan"]

_SERIES = {
    "yhat": "statistical_forecast",
    "lo80": "low80",
    "hi80": "high80",
    "lo95": "low95",
    "hi95": "high95",
}


@dataclass(frozen=True)
class DemandInputs:
    """What people decided and plan, besides the history.

    Parameters
    ----------
    cleansing
        The register of odd months with the planner's decisions.
    activities, life_cycle
        As for :mod:`sop_addin.demand.events` and :mod:`sop_addin.demand.life_cycle`.
    stockouts
        From :func:`sop_addin.demand.cleansing.stock_outs`.
    prices
        From :func:`sop_addin.demand.elasticity.price_history`.
    still_sold
        Families that a year without demand does not make discontinued.
    """

    cleansing: pd.DataFrame
    activities: pd.DataFrame
    life_cycle: pd.DataFrame
    stockouts: pd.DataFrame
    prices: pd.DataFrame
    still_sold: frozenset[str]


@dataclass(frozen=True)
class DemandPlan:
    """What a forecast run puts into the workbook.

    Parameters
    ----------
    forecast
        Of the history without odd months and events.
    rows
        ``key, series, month, value`` of all families: forecast, bands, activities, life cycle in
        units, price change in %; NaN where there is nothing.
    cleansing
        Rows to update or append in the register.
    effects
        Rows of the table of event effects.
    said
        Lines for the planner: what was used, and what could not be counted.
    """

    forecast: ForecastResult
    rows: pd.DataFrame
    cleansing: pd.DataFrame
    effects: pd.DataFrame
    said: tuple[str, ...]


def demand_plan(
    history: pd.DataFrame,
    inputs: DemandInputs,
    codes: list[str],
    cycle: pd.Period,
    horizon: int,
) -> DemandPlan:
    """Return the demand plan from the cycle month on.

    The forecast is fitted on the history with accepted odd months replaced and past events taken
    out, of a launched family from its start on; a launch under way is carried on like the family
    that it resembles, and both families of a replacement under way are forecast together and
    parted. Changes of the range come first, activities then add to what is left.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: raw demand before `cycle`, units.
    codes
        All families of the book.

    Raises
    ------
    DataError
        A history cannot be forecast, or an activity or change is wrong; with its row.
    """
    events = activity_months(inputs.activities, codes)
    past, coming = events[events["ds"] < cycle], events[events["ds"] >= cycle]
    accepted = inputs.cleansing[inputs.cleansing["decision"] == ACCEPT]
    cleansed = apply(history, accepted)
    usual = since_launch(without_events(cleansed, past), inputs.life_cycle)
    taking_over = successions(usual, inputs.life_cycle)
    together = joined(usual, taking_over)
    result = from_cycle(together, cycle, horizon, still_sold=inputs.still_sold)
    launched = analogues(together, inputs.life_cycle)
    result = parted(carried_on(result, launched), taking_over)
    index = pd.period_range(cycle, periods=horizon, freq="M")
    statistical = result.forecasts.pivot(index="ds", columns="unique_id", values="yhat")
    statistical = statistical.reindex(index=index, columns=codes)
    changes = changed_demand(inputs.life_cycle, statistical, {*launched, *taking_over})
    moved = changes.reindex(columns=codes)
    base = statistical.where(moved.isna(), statistical.fillna(0.0) + moved).clip(lower=0.0)
    answers = elasticities(inputs.prices) if coming["price_percent"].notna().any() else None
    inside = coming[coming["ds"] < cycle + horizon]
    effects = measured(cleansed, past)
    added = counted(inside, base, answers, past_effects(effects))
    proposals = propose(history, inputs.stockouts, past)
    fresh = register(proposals, inputs.cleansing)
    rows = [
        _long(result),
        _wide("life_cycle", moved),
        _wide("activities", _summed(added, moved)),
        _wide(CHANGE, price_changes(inside, codes, index)),
    ]
    return DemandPlan(
        result,
        pd.concat(rows, ignore_index=True),
        fresh,
        effect_rows(effects, added),
        tuple(_said(fresh, accepted, restated(history, accepted), added)),
    )


def _summed(added: pd.DataFrame, shape: pd.DataFrame) -> pd.DataFrame:
    wide = added.pivot_table(index="ds", columns="unique_id", values="units", aggfunc="sum")
    return wide.reindex(index=shape.index, columns=shape.columns)


def _long(result: ForecastResult) -> pd.DataFrame:
    named = result.forecasts.rename(columns={"unique_id": "key", "ds": "month"} | _SERIES)
    long = named.melt(["key", "month"], var_name="series", value_name="value")
    return long.replace({"value": {np.inf: np.nan}})


def _wide(series: str, wide: pd.DataFrame) -> pd.DataFrame:
    """Return months x families as long rows; 0 is shown as a blank."""
    values = wide.to_numpy(dtype=float).T
    return pd.DataFrame(
        {
            "key": np.repeat(wide.columns.to_numpy(dtype=object), len(wide)),
            "series": series,
            "month": wide.index.take(np.tile(np.arange(len(wide)), values.shape[0])),
            "value": np.where(values == 0, np.nan, values).ravel(),
        }
    )


def _said(
    fresh: pd.DataFrame, accepted: pd.DataFrame, stale: pd.DataFrame, added: pd.DataFrame
) -> list[str]:
    lines = []
    if len(fresh):
        lines.append(f"odd months to accept or reject: {len(fresh)}")
    if len(accepted):
        replaced = wording.counted(len(accepted) - len(stale), "accepted month")
        lines.append(f"{replaced} replaced in the history")
    for row in stale.to_dict("records"):
        lines.append(
            f"{row['family']} {row['month']} was restated after it was accepted: not replaced;"
            " delete its row to decide anew"
        )
    taken = added[added["learnt"]].drop_duplicates(["activity", "unique_id"])
    for row in taken.to_dict("records"):
        lines.append(f"activity {row['activity']}, {row['unique_id']}: {row['basis']}")
    left = added[added["units"].isna()].drop_duplicates(["activity", "unique_id"])
    for row in left.to_dict("records"):
        lines.append(f"activity {row['activity']}, {row['unique_id']}: {row['basis']}")
    return lines
