"""Settings of the book that are numbers, read with their limits."""

from __future__ import annotations

from collections.abc import Mapping

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Readable
from sop_addin.excel.changes import Scalar
from sop_addin.presop.working_capital import PaymentTerms
from sop_addin.schema.freshness import PAYMENT_TERMS
from sop_addin.schema.months import HORIZON
from sop_addin.schema.tables import table

__all__ = ["family_tolerances", "number_setting", "payment_terms", "review_lag"]

_MOST = 1000.0
"""Per cent of a tolerance."""

_YEAR = 365


def number_setting(cells: Mapping[str, Scalar], name: str, most: float) -> float:
    """Return a setting that is a number from 0 to `most`.

    Raises
    ------
    DataError
        It is blank, no number, or beyond its limits.
    """
    value = cells[name]
    if not isinstance(value, float) or not 0 <= value <= most:
        found = "a blank" if value is None else str(value)
        raise DataError(Place(field=name), found, f"a number, 0 to {most:g}", "Correct it.")
    return value


def review_lag(cells: Mapping[str, Scalar]) -> int:
    """Return the lag at which forecasts are reviewed, months.

    Raises
    ------
    DataError
        It is no whole number of months of the horizon.
    """
    lag = number_setting(cells, "accuracy_lag", HORIZON - 1)
    if not lag.is_integer():
        place = Place(field="accuracy_lag")
        raise DataError(place, f"{lag:g}", "whole months", "Correct it: 1 is the month before.")
    return int(lag)


def payment_terms(cells: Mapping[str, Scalar]) -> PaymentTerms:
    """Return how long customers and the company take to pay; a blank is not known.

    Raises
    ------
    DataError
        One is no number of days, up to a year.
    """
    days = (
        None if cells[name] is None else number_setting(cells, name, _YEAR)
        for name in PAYMENT_TERMS
    )
    return PaymentTerms(*days)


def family_tolerances(book: Readable, name: str) -> dict[str, float]:
    """Return a tolerance of every family, per cent: its own, where that is blank the company's.

    Parameters
    ----------
    name
        One of :data:`~sop_addin.schema.family_table.TOLERANCES`.

    Raises
    ------
    DataError
        The company's is blank, or one is beyond 0 to 1,000 %.
    """
    company = number_setting(book.read_cells(), name, _MOST)
    families = book.read_table(table("families"))
    own = families[name].astype(float).fillna(company)
    wrong = ~own.between(0, _MOST)
    if wrong.any():
        place = Place("families", str(families.loc[wrong, "family"].iloc[0]), name)
        raise DataError(place, f"{own[wrong].iloc[0]:g}", f"0 to {_MOST:g} %", "Correct it.")
    return dict(zip(families["family"], own.tolist(), strict=True))
