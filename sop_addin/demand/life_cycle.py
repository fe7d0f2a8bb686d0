"""Launches, phase-outs and replacements: what they add to the forecast and what they take off.

A change that has begun is partly in the history already, hence in the forecast: only what is still
to come is added or taken off. Months and demand move with the start month, nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.panel import Floats
from sop_addin.errors import DataError, Place

__all__ = [
    "changed_demand",
    "problems",
    "ramp",
    "run_out",
    "unheard",
]

_NEEDED = {
    "launch": ("like_family", "scale_percent"),
    "phase-out": ("end_month",),
    "replacement": ("replaced_family", "share_percent"),
}
"""Columns that a kind cannot be without."""
_HELD = {"launch": ("family",), "replacement": ("family", "replaced_family")}
"""Columns of the families whose own forecast holds a change that is carried on."""


def ramp(first: pd.Period, months: float, index: pd.PeriodIndex) -> Floats:
    """Return the reached part of a launch by month: 1/months in the first month, 1 from the last.

    Parameters
    ----------
    first
        Month of the launch.
    months
        Months until it sells in full, at least 1; NaN: in full at once.

    Examples
    --------
    >>> index = pd.period_range("2026-03", periods=5, freq="M")
    >>> ramp(pd.Period("2026-04", "M"), 4, index).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    age = np.asarray(index.asi8 - first.ordinal, dtype=float)
    reached: Floats = np.clip((age + 1) / (1.0 if np.isnan(months) else months), 0.0, 1.0)
    return reached


def run_out(first: pd.Period, last: pd.Period, index: pd.PeriodIndex) -> Floats:
    """Return the part that still sells of what phases out, falling evenly to nothing after `last`.

    Examples
    --------
    >>> index = pd.period_range("2026-03", periods=5, freq="M")
    >>> run_out(pd.Period("2026-04", "M"), pd.Period("2026-06", "M"), index).tolist()
    [1.0, 0.75, 0.5, 0.25, 0.0]
    """
    falling = last.ordinal - first.ordinal + 1
    age = np.asarray(index.asi8 - first.ordinal, dtype=float)
    left: Floats = np.clip(1 - (age + 1) / (falling + 1), 0.0, 1.0)
    return left


def problems(changes: pd.DataFrame, codes: list[str]) -> Iterator[DataError]:
    """Yield what is wrong in the planned changes, row by row.

    Parameters
    ----------
    changes
        ``change`` (id), ``kind`` (launch, phase-out, replacement), ``family, like_family,
        start_month, scale_percent`` (% of the like family), ``ramp_months, end_month,
        replaced_family, share_percent`` (%), ``status``; the index is the number of the row.
    codes
        Families of the book.
    """
    twice = set(changes.index[changes["change"].duplicated()])
    for number, row in changes.to_dict("index").items():
        wrong = _wrong(row, codes)
        if number in twice:
            wrong = ("change", f"{row['change']} again", "an id that stands once")
        if wrong is not None:
            field, got, expected = wrong
            place = Place("life_cycle", f"#{number}", field)
            yield DataError(place, got, expected, "Correct the change.")


def _wrong(row: Mapping[Any, Any], codes: list[str]) -> tuple[str, str, str] | None:
    """Return column, what was found and what was expected, of the first thing that is wrong."""
    for field in _NEEDED[row["kind"]]:
        if pd.isna(row[field]) or row[field] == "":
            return field, "a blank", f"a value: a {row['kind']} needs it"
    for field in ("family", "like_family", "replaced_family"):
        if row[field] and row[field] not in codes:
            return field, row[field], "the code of a family"
    for field in ("like_family", "replaced_family"):
        if row[field] == row["family"]:
            return field, row[field], "another family"
    if bool(row["replaced_family"]) != (not pd.isna(row["share_percent"])):
        return "share_percent", "one of family and share", "both, or neither"
    if not (pd.isna(row["share_percent"]) or 0 <= row["share_percent"] <= 100):
        return "share_percent", f"{row['share_percent']:g}", "0 to 100"
    if row["kind"] == "replacement" and not pd.isna(row["scale_percent"]):
        return "scale_percent", f"{row['scale_percent']:g}", "a blank: the total stays the same"
    if row["ramp_months"] < 1:
        return "ramp_months", f"{row['ramp_months']:g}", "at least 1"
    if row["kind"] == "phase-out" and row["end_month"] < row["start_month"]:
        return "end_month", str(row["end_month"]), f"{row['start_month']} or later"
    return None


def changed_demand(
    changes: pd.DataFrame, forecast: pd.DataFrame, carried: Collection[str] = ()
) -> pd.DataFrame:
    """Return what planned changes add to each family's forecast, or take off.

    *Launch*: the like family's forecast x scale x ramp; `share_percent` of it comes out of
    `replaced_family`. *Phase-out*: the forecast runs out evenly from the start month to the end
    month. *Replacement*: `share_percent` of the replaced family's forecast x ramp moves to the new
    one. What moves between families is whole units and never more than is there, so that their sum
    is conserved to the unit.

    Parameters
    ----------
    changes
        As for :func:`problems`.
    forecast
        Statistical forecast, months from the cycle month on x all families of the book, units; NaN
        where a family has none.
    carried
        Families whose forecast holds the rest of their launch or replacement already, see
        :mod:`sop_addin.demand.analogue` and :mod:`sop_addin.demand.succession`; of a replacement,
        so does that of the replaced family.

    Returns
    -------
    DataFrame
        Months x the families that changes touch, units; negative where demand is taken off.

    Raises
    ------
    DataError
        The first of :func:`problems`, or a family to be copied or replaced has no forecast.

    References
    ----------
    Kahn (2006), *New Product Forecasting*, ch. 5 (looks-like analysis).

    Examples
    --------
    >>> index = pd.period_range("2026-03", periods=3, freq="M")
    >>> forecast = pd.DataFrame({"Old": [90.0, 91.0, 92.0], "New": np.nan}, index=index)
    >>> row = {"change": "L1", "kind": "replacement", "family": "New", "like_family": ""}
    >>> row |= {"start_month": index[1], "scale_percent": np.nan, "ramp_months": 2.0}
    >>> row |= {"end_month": pd.NaT, "replaced_family": "Old", "share_percent": 100.0}
    >>> rows = pd.DataFrame([row | {"status": "planned"}])
    >>> changed_demand(rows, forecast).T.values.tolist()
    [[0.0, 46.0, 92.0], [0.0, -46.0, -92.0]]
    """
    for error in problems(changes, list(forecast.columns)):
        raise error
    index = pd.PeriodIndex(forecast.index)
    delta: dict[str, Floats] = {}
    for number, row in changes[changes["status"] != "cancelled"].to_dict("index").items():
        known = _existing(forecast, number, row)
        steps = _phased_out(row, known, index)
        if row["kind"] != "phase-out":
            steps = _moved(row, known, index, delta.get(row["replaced_family"]))
        fields = _HELD.get(row["kind"], ()) if row["family"] in carried else ()
        held = {row[field] for field in fields}
        for code in (code for code in steps if code not in held):
            delta[code] = delta.get(code, np.zeros(len(index))) + steps[code]
    return pd.DataFrame(delta, index=index)


def unheard(codes: list[str], changes: pd.DataFrame) -> pd.Series[str]:
    """Return what to say of each family if it has no history, by code.

    Examples
    --------
    >>> columns = ["change", "kind", "family", "like_family", "replaced_family", "status"]
    >>> unheard(["New"], pd.DataFrame(columns=columns))["New"]
    'No history: type the demand as an adjustment until there is one.'
    """
    said = dict.fromkeys(codes, "No history: type the demand as an adjustment until there is one.")
    planned = changes[(changes["status"] != "cancelled") & (changes["kind"] != "phase-out")]
    for row in planned.to_dict("records"):
        like = row["like_family"] or row["replaced_family"]
        said[row["family"]] = (
            f"No history: {row['kind']} {row['change']} in {row['start_month']}, sells like {like}."
        )
    return pd.Series(said, dtype=object)


def _phased_out(
    row: Mapping[Any, Any], known: Mapping[str, Floats], index: pd.PeriodIndex
) -> dict[str, Floats]:
    if row["kind"] != "phase-out":
        return {}
    return {row["family"]: -_fallen(row, index) * np.maximum(known[row["family"]], 0.0)}


def _moved(
    row: Mapping[Any, Any],
    known: Mapping[str, Floats],
    index: pd.PeriodIndex,
    taken: Floats | None,
) -> dict[str, Floats]:
    """Return what a launch or replacement gives the new family and takes off the replaced one."""
    family, other = row["family"], row["replaced_family"]
    share = row["share_percent"] / 100
    if row["kind"] == "launch":
        started = not np.isnan(known[family]).any()
        like = known[row["like_family"]]
        gained = row["scale_percent"] / 100 * _reached(row, index, started) * like
        if not other:
            return {family: gained}
        gained, wanted = np.round(gained), share * gained
    else:
        wanted = _moving(row, index) * known[other]
    room = np.floor(np.maximum(known[other] + (0.0 if taken is None else taken), 0.0))
    whole = np.minimum(np.round(wanted), room)
    return {family: gained if row["kind"] == "launch" else whole, other: -whole}


def _existing(forecast: pd.DataFrame, number: Any, row: Mapping[Any, Any]) -> dict[str, Floats]:
    """Return the forecasts that a change starts from; refuse one that is not there."""
    found = {}
    for field in ("like_family", "replaced_family", "family"):
        code = row[field]
        if not code:
            continue
        values = forecast[code].to_numpy(dtype=float)
        starts_from = field != "family" or row["kind"] == "phase-out"
        if starts_from and np.isnan(values).any():
            raise DataError(
                Place("life_cycle", f"#{number}", field),
                f"{code} without a forecast",
                "a family with history",
                "Name another family, or type the demand as an adjustment.",
            )
        found[code] = values
    return found


def _reached(row: Mapping[Any, Any], index: pd.PeriodIndex, started: bool) -> Floats:
    """Return the part of a launch that the family's own forecast does not hold yet, by month."""
    both = pd.PeriodIndex(index.insert(0, index[0] - 1))
    reached = ramp(row["start_month"], row["ramp_months"], both)
    return reached[1:] - (reached[0] if started else 0.0)


def _fallen(row: Mapping[Any, Any], index: pd.PeriodIndex) -> Floats:
    """Return the part of today's demand that a phase-out takes off, by month."""
    both = pd.PeriodIndex(index.insert(0, index[0] - 1))
    left = run_out(row["start_month"], row["end_month"], both)
    return 1 - left[1:] / left[0] if left[0] > 0 else np.ones(len(index))


def _moving(row: Mapping[Any, Any], index: pd.PeriodIndex) -> Floats:
    """Return the part of the replaced family's present demand that still moves, by month."""
    both = pd.PeriodIndex(index.insert(0, index[0] - 1))
    moved = row["share_percent"] / 100 * ramp(row["start_month"], row["ramp_months"], both)
    return (moved[1:] - moved[0]) / (1 - moved[0]) if moved[0] < 1 else np.zeros(len(index))
