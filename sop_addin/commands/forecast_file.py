"""``sop forecast --csv``: the same forecast for any plain file of monthly histories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sop_addin.demand.forecast import forecast
from sop_addin.demand.gaps import gap_text, without_gaps
from sop_addin.demand.stray_month import LONGEST_GAP, stray_month
from sop_addin.errors import DataError, SourceError
from sop_addin.sources.extracts import Extract, ExtractColumn, find_extract, read_extract

__all__ = ["forecast_file"]

_COLUMNS = (
    ExtractColumn("unique_id", "text", required=True, key=True),
    ExtractColumn("ds", "month of any year", required=True, key=True),
    ExtractColumn("y", "number", required=False),
)
_LONGEST = 120


def forecast_file(
    history: Path,
    horizon: int,
    out: Path,
    say: Callable[[str], None],
    *,
    end: pd.Period | None = None,
) -> pd.DataFrame:
    """Forecast every series of a file and write the forecasts beside it.

    A series is forecast from the month after its last one; months missing in between are estimated,
    or what stands before them is left out (:func:`sop_addin.demand.gaps.without_gaps`), and that is
    said. Blank numbers count as missing months. A month that lies years from all others is a typing
    error, see :func:`sop_addin.demand.stray_month.stray_month`.

    Parameters
    ----------
    history
        ``.csv`` or ``.xlsx`` with the columns ``unique_id``, ``ds`` (a month, as ``2026-03`` or any
        of its days) and ``y`` (demand in the series' unit).
    horizon
        Months ahead, 1 to 120.
    out
        File to write: ``unique_id, ds, yhat, lo80, hi80, lo95, hi95, method``; ``ds`` is the first
        of the month, the numbers are in the unit of the history.
    say
        Takes a line about each series that needed a treatment.
    end
        The last closed month; when given, later months are refused, for they cannot be actual.

    Returns
    -------
    pandas.DataFrame
        What was written.

    Raises
    ------
    SourceError, DataError
        File, row and column of what cannot be used.
    """
    if not 1 <= horizon <= _LONGEST:
        raise DataError("--horizon", str(horizon), f"1 to {_LONGEST} months", "Correct the option.")
    extract = read_extract(find_extract(history, "history"), _COLUMNS)
    if "y" in extract.absent:
        raise SourceError(
            extract.file, "no column 'y'", "unique_id, ds and y", "Add the column of demand."
        )
    _check(extract, end)
    usable = without_gaps(extract.frame)
    for _, gap in usable.gaps.iterrows():
        say(f"{gap['unique_id']}: {gap_text(gap)}")
    result = forecast(usable.rows, horizon)
    written = result.forecasts.merge(
        result.methods[["unique_id", "method"]], on="unique_id", validate="m:1"
    )
    written["ds"] = [f"{m.year:04d}-{m.month:02d}-01" for m in written["ds"]]
    try:
        written.to_csv(out, index=False)
    except OSError as error:
        raise SourceError(
            str(out),
            error.strerror or str(error),
            "a file that can be written",
            "Check the folder, and close the file in other programs.",
        ) from None
    return written


def _check(extract: Extract, end: pd.Period | None) -> None:
    """Refuse a series without a number, and months that are not closed yet or years away."""
    frame = extract.frame
    numbers = frame.groupby("unique_id", sort=False)["y"].count()
    empty = numbers.index[numbers == 0]
    if len(empty):
        raise SourceError(
            f"{extract.file}, series {empty[0]}",
            "no number" + (f" (and {len(empty) - 1} more such series)" if len(empty) > 1 else ""),
            "at least one month with a number",
            "Fill in its demand, or take the series out.",
        )
    if end is not None and (frame["ds"] > end).any():
        first = int((frame["ds"] > end).to_numpy().argmax())
        raise SourceError(
            f"{extract.file} row {extract.rows[first]}, ds",
            str(frame["ds"].iloc[first]),
            f"a month up to the last closed one, {end}",
            "The future has no actuals: correct the month, or the option --end.",
        )
    stray = stray_month(frame)
    if stray is not None:
        row, got = stray
        raise SourceError(
            f"{extract.file} row {extract.rows[row]}, ds",
            got,
            f"at most {LONGEST_GAP} months between two numbers, and no single one that is over a"
            " year past the end of all other series",
            "Correct the month; if it is right, take out what stands before the gap.",
        )
