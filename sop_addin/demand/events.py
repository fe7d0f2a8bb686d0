"""Activities and promotions: which months they touch, and what coming ones add to demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.elasticity import price_effect
from sop_addin.demand.past_effects import past_effect
from sop_addin.errors import DataError, Place

__all__ = ["activity_months", "counted", "problems"]

_ALL = "all"
_EFFECTS = ("volume_percent", "units", "price_percent")
_COLUMNS = ["activity", "what", "unique_id", "ds", *_EFFECTS, "probability"]


def problems(activities: pd.DataFrame, codes: list[str]) -> Iterator[DataError]:
    """Yield what is wrong in the activities, row by row.

    Parameters
    ----------
    activities
        ``activity, what, families`` (a code, several with commas, or ``all``), ``first_month,
        last_month, volume_percent`` (%), ``units`` (a month, for each family), ``price_percent``
        (%), ``probability`` (0 to 1), ``status`` (planned, done, cancelled); the index is the
        number of the row.
    codes
        Families of the book.
    """
    twice = set(activities.index[activities["activity"].duplicated()])
    for number, row in activities.to_dict("index").items():
        wrong = _wrong(row, codes)
        if number in twice:
            wrong = ("activity", f"{row['activity']} again", "an id that stands once")
        if wrong is not None:
            field, got, expected = wrong
            place = Place("activities", f"#{number}", field)
            yield DataError(place, got, expected, "Correct the activity.")


def _wrong(row: Mapping[Any, Any], codes: list[str]) -> tuple[str, str, str] | None:
    """Return column, what was found and what was expected, of the first thing that is wrong."""
    named = _families(row["families"], codes)
    unknown = [code for code in named if code not in codes]
    if unknown or not named:
        return (
            "families",
            unknown[0] if unknown else "none",
            "codes of families with commas, or all",
        )
    again = [code for at, code in enumerate(named) if code in named[:at]]
    if again:
        return "families", f"{again[0]} twice", "each family once"
    if row["last_month"] < row["first_month"]:
        return "last_month", str(row["last_month"]), f"{row['first_month']} or later"
    if not 0 <= row["probability"] <= 1:
        return "probability", f"{row['probability']:g}", "0 to 1: 0.8 is 80 %"
    if not pd.isna(row["volume_percent"]) and not pd.isna(row["units"]):
        return "units", f"{row['units']:g} besides a volume effect in %", "one of the two"
    if row["volume_percent"] < -100 or row["price_percent"] <= -100:
        return "volume_percent", "less than nothing", "more than -100 %"
    return None


def _families(text: str, codes: list[str]) -> list[str]:
    if text.strip().casefold() == _ALL:
        return codes
    return [part.strip() for part in text.split(",") if part.strip()]


def activity_months(activities: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return one row for each activity, family and month; cancelled ones left out.

    Returns
    -------
    DataFrame
        ``activity, what, unique_id, ds, volume_percent, units, price_percent, probability``.

    Raises
    ------
    DataError
        The first of :func:`problems`.

    Examples
    --------
    >>> row = {"activity": "A1", "what": "Fair", "families": "Pumps, Drives", "units": 40.0}
    >>> row |= {"first_month": pd.Period("2026-04"), "last_month": pd.Period("2026-05")}
    >>> row |= {"volume_percent": np.nan, "price_percent": np.nan, "probability": 0.5}
    >>> months = activity_months(pd.DataFrame([row | {"status": "planned"}]), ["Pumps", "Drives"])
    >>> [f"{code} {month}" for code, month in zip(months["unique_id"], months["ds"])]
    ['Pumps 2026-04', 'Pumps 2026-05', 'Drives 2026-04', 'Drives 2026-05']
    """
    for error in problems(activities, codes):
        raise error
    rows = [
        {name: row[name] for name in _COLUMNS if name in row} | {"unique_id": code, "ds": month}
        for row in activities[activities["status"] != "cancelled"].to_dict("records")
        for span in [pd.period_range(row["first_month"], row["last_month"], freq="M")]
        for code in _families(row["families"], codes)
        for month in span
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.assign(ds=pd.PeriodIndex(frame["ds"], freq="M"))


def counted(
    coming: pd.DataFrame,
    base: pd.DataFrame,
    elasticities: pd.DataFrame | None = None,
    learnt: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what each coming activity adds to each month, weighted by its probability.

    A volume effect in % is taken of the demand without the activity, units as they are. Where only
    the price changes, its elasticity gives the effect. Where no effect was given at all, that of
    past activities of the same kind is taken, and `basis` says its range. Without anything usable
    nothing is counted, and `basis` says so.

    Parameters
    ----------
    coming
        Rows of :func:`activity_months` from the cycle month on.
    base
        Demand without activities: months x families, units.
    elasticities
        From :func:`sop_addin.demand.elasticity.elasticities`.
    learnt
        From :func:`sop_addin.demand.past_effects.past_effects`.

    Returns
    -------
    DataFrame
        ``activity, what, unique_id, ds``, ``units`` (probability x effect, NaN where it is not
        counted), ``basis`` (text) and ``learnt`` (whether the past stood in for a blank effect),
        in the order of `coming`.

    Examples
    --------
    >>> april = pd.PeriodIndex(["2026-04"], freq="M")
    >>> row = {"activity": "A1", "what": "Fair", "unique_id": "Pumps", "ds": april}
    >>> row |= {"volume_percent": 20.0, "units": np.nan, "price_percent": np.nan}
    >>> rows = pd.DataFrame(row | {"probability": 0.5})
    >>> counted(rows, pd.DataFrame({"Pumps": [1000.0]}, index=april))["units"].tolist()
    [100.0]
    """
    known = {} if elasticities is None else elasticities.to_dict("index")
    levels = base.stack().to_dict() if base.size else {}
    blank = coming[list(_EFFECTS)].isna().all(axis=1).to_numpy(dtype=bool)
    past = {} if learnt is None else learnt.to_dict("index")
    found = [
        _effect(
            row,
            levels.get((row["ds"], row["unique_id"])),
            past_effect(past, row) if no_effect else _share(row, known.get(row["unique_id"])),
        )
        for row, no_effect in zip(coming.to_dict("records"), blank, strict=True)
    ]
    weighted = np.array([units for units, _ in found], dtype=float) * coming["probability"]
    frame = coming[["activity", "what", "unique_id", "ds"]].reset_index(drop=True)
    units = weighted.to_numpy(dtype=float)
    basis = [basis for _, basis in found]
    return frame.assign(units=units, basis=basis, learnt=blank & np.isfinite(units))


def _effect(
    row: Mapping[Any, Any], level: float | None, share: tuple[float, str]
) -> tuple[float, str]:
    """Return units of the effect if it happens, and in words what they come from."""
    if not pd.isna(row["units"]):
        return float(row["units"]), f"{row['units']:+,.0f} units a month"
    part, basis = share
    if np.isnan(part):
        return float("nan"), f"not counted: {basis}"
    if level is None or np.isnan(level):
        return float("nan"), "not counted: there is no demand to take a percentage of"
    return part * level, basis


def _share(row: Mapping[Any, Any], answer: Mapping[Any, Any] | None) -> tuple[float, str]:
    """Return the effect as a part of demand, NaN where there is none to count, and why."""
    if not pd.isna(row["volume_percent"]):
        return row["volume_percent"] / 100, f"{row['volume_percent']:+g} % of demand"
    if pd.isna(row["price_percent"]):
        return float("nan"), ""
    if answer is None:
        return float("nan"), "no price history"
    if answer["refused"]:
        return float("nan"), answer["refused"]
    part = price_effect(answer["elasticity"], row["price_percent"] / 100)
    words = f"elasticity {answer['elasticity']:.2f} ± {answer['standard_error']:.2f}"
    return part, f"price {row['price_percent']:+g} %, {words}: {100 * part:+.1f} % of demand"
