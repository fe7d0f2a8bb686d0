"""Families that an extract may name: those of the book, and retired ones only with nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from sop_addin.sources.extracts import Extract, refuse_rows

__all__ = ["after_retirement", "refuse_retired", "refuse_unknown"]

_RESTORE = "Plan it again (`sop family restore`), or leave its rows out of the extract."


def refuse_unknown(extract: Extract, families: Collection[str]) -> None:
    """Refuse rows of families that the book does not have.

    Parameters
    ----------
    extract
        With a column ``family``.
    families
        Codes that may occur.

    Raises
    ------
    SourceError
        File, row and column.
    """
    unknown = ~extract.frame["family"].isin(list(families))
    remedy = "Correct the code, or add the family to the book."
    refuse_rows(extract, unknown, "family", "a family of the book", remedy)


def refuse_retired(extract: Extract, retired: Collection[str]) -> None:
    """Refuse every row of a family that is not planned any more.

    Parameters
    ----------
    extract
        With a column ``family``.
    retired
        Codes of the families.

    Raises
    ------
    SourceError
        File, row and column.
    """
    left = extract.frame["family"].isin(list(retired))
    refuse_rows(extract, left, "family", "a family that is not retired", _RESTORE)


def after_retirement(extract: Extract, retired: Mapping[str, pd.Period]) -> pd.Series[bool]:
    """Return the rows of months in which their family is retired; refuse those with a number.

    Parameters
    ----------
    extract
        With columns ``family`` and ``month``.
    retired
        First month that is not planned, of families that retired.

    Raises
    ------
    SourceError
        File, row and column of a number that is not zero.
    """
    frame = extract.frame
    since = pd.PeriodIndex(frame["family"].map(dict(retired)), freq="M")
    over = pd.Series(pd.PeriodIndex(frame["month"]) >= since, frame.index)
    some = over & (frame.select_dtypes("number").fillna(0) != 0).any(axis=1)
    if some.any():
        code = frame.loc[some, "family"].iloc[0]
        expected = f"none from {retired[code]} on: {code} is retired"
        refuse_rows(extract, some, "month", expected, _RESTORE)
    return over
