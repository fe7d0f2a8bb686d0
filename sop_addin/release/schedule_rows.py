"""The master schedule as its sheet shows it, and what a sheet's rows break."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.demand.levels import own_units
from sop_addin.errors import DataError, Place
from sop_addin.release.master_schedule import MasterSchedule
from sop_addin.supply.problem import Floats

__all__ = ["RATE", "UNSCHEDULED", "schedule_rows", "violations"]

RATE = "authorised rate"
UNSCHEDULED = "unscheduled"
_TABLE = "master_schedule"
_NEAR = 0.005
"""Half of the last decimal that the sheet holds."""


def schedule_rows(schedule: MasterSchedule, state: str, width: int) -> pd.DataFrame:
    """Return the rows of the sheet: for each family its rate, its items, and what is left.

    Parameters
    ----------
    schedule
        Units of the families.
    state
        What the plan is: ``DRAFT`` or approved, and its fingerprint.
    width
        Week columns of the sheet; those after the last week are blank.

    Returns
    -------
    DataFrame
        ``family, line, name, opening, w0, w1, ..., total, closing, own_total, unit, note``.
    """
    items, rows = schedule.items, []
    own = own_units(pd.DataFrame(schedule.scheduled.T, columns=items["item"]), items).sum()
    counted = items["stock"].notna().to_numpy()
    for f, family in enumerate(schedule.families):
        rows.append(_line(family, RATE, schedule.rate[f], width, note=state))
        for i in np.flatnonzero(items["family"] == family):
            item = items.iloc[i]
            row = _line(family, item["item"], schedule.scheduled[i], width, name=item["name"])
            row["own_total"] = own.iloc[i]
            row["unit"] = item["unit"]
            if counted[i]:
                row["opening"], row["closing"] = schedule.opening[i], schedule.closing[i]
            else:
                row["note"] = "not netted: no stock given"
            rows.append(row)
        left = schedule.unscheduled[f]
        note = "what lots leave over" if left.any() else ""
        rows.append(_line(family, UNSCHEDULED, left, width, note=note))
    return pd.DataFrame(rows)


def _line(
    family: str, line: str, weeks: Floats, width: int, *, name: str = "", note: str = ""
) -> dict[str, object]:
    row: dict[str, object] = {"family": family, "line": line, "name": name, "opening": np.nan}
    row |= {f"w{i}": weeks[i] if i < len(weeks) else np.nan for i in range(width)}
    row |= {"total": weeks.sum(), "closing": np.nan, "own_total": np.nan, "unit": ""}
    return row | {"note": note}


def violations(rows: pd.DataFrame, schedule: MasterSchedule) -> Iterator[DataError]:
    """Yield every family and week in which a sheet's items exceed the authorised rate.

    Parameters
    ----------
    rows
        The sheet; the index is the number of the row.
    schedule
        As the pages authorise it now: its families, weeks and rates count.

    Yields
    ------
    DataError
        The sheet is of another plan (one error), or items of a family add up to more than its
        rate (one error a week).
    """
    names = [f"w{i}" for i in range(len(schedule.weeks))]
    rates = rows[rows["line"] == RATE].set_index("family")[names]
    wanted = pd.DataFrame(schedule.rate, index=list(schedule.families), columns=names)
    if list(rates.index) != list(wanted.index) or _differs(rates, wanted):
        first = rows.index[0] if len(rows) else 1
        yield DataError(
            Place(_TABLE, f"#{first}", "line"),
            "a master schedule of another plan",
            "the rates of the authorised plan, or of the pages until one is approved",
            "Run MPS (`sop mps`) again.",
        )
        return
    listed = rows[~rows["line"].isin([RATE, UNSCHEDULED])]
    made = listed.groupby("family", sort=False)[names].sum().reindex(wanted.index).fillna(0.0)
    sums, most = made.to_numpy(dtype=float), wanted.to_numpy(dtype=float)
    over = sums > most + _NEAR
    for f, w in zip(*np.nonzero(over), strict=True):
        family = schedule.families[f]
        number = listed.index[listed["family"] == family][0]
        week = f"{schedule.weeks[w]:%Y-%m-%d}"
        yield DataError(
            Place(_TABLE, f"#{number}", names[w]),
            f"items of {family} that add up to {sums[f, w]:,.10g} in the week of {week}",
            f"at most the authorised {most[f, w]:,.10g}",
            "Run MPS again, or have a higher rate authorised.",
        )


def _differs(rates: pd.DataFrame, wanted: pd.DataFrame) -> bool:
    return not np.allclose(rates.to_numpy(dtype=float), wanted.to_numpy(), rtol=0, atol=_NEAR)
