"""One exception tree: every error says where, what was found, what was expected, what to do."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BookError", "DataError", "Place", "SolverError", "SopError", "SourceError"]

_MOST = 400
"""Characters of what was found that a line shows at most."""


@dataclass(frozen=True)
class Place:
    """A logical position in the workbook; only an open book can turn it into a cell address.

    Parameters
    ----------
    part
        Name of a declared table or page; empty for a named cell.
    key
        Key of the row (table) or of the page (a family code).
    field
        Column of the table, series or field of the page, or name of the cell.
    month
        ``"2026-03"`` where the position is a month column, else empty.

    Examples
    --------
    >>> str(Place("family", "Pumps", "adjustment", "2026-03"))
    'family Pumps adjustment 2026-03'
    """

    part: str = ""
    key: str = ""
    field: str = ""
    month: str = ""

    def __str__(self) -> str:
        return " ".join(word for word in (self.part, self.key, self.field, self.month) if word)


class SopError(Exception):
    """Base of everything this package raises on purpose.

    Parameters
    ----------
    where
        File, ``sheet!cell`` or a logical :class:`Place`.
    got, expected
        What was found and what would have been right.
    remedy
        What the planner can do about it, one sentence.

    Examples
    --------
    >>> str(SopError("actuals.csv row 3", "'Marc'", "a month such as 2026-03", "Correct it."))
    "actuals.csv row 3: got 'Marc', expected a month such as 2026-03. Correct it."
    """

    def __init__(self, where: str | Place, got: str, expected: str, remedy: str) -> None:
        super().__init__(where, got, expected, remedy)
        self.where = where
        self.got = got
        self.expected = expected
        self.remedy = remedy

    def line(self, where: str | None = None) -> str:
        """Return the error as one line, with `where` in place of the logical position.

        Of a text that fills a page, as a cell may hold by mistake, the line shows the beginning.

        Examples
        --------
        >>> SourceError("items.csv row 3", "x" * 40_000, "a month", "Correct it.").line()[418:]
        '... (40,000 characters), expected a month. Correct it.'
        """
        got = self.got
        if len(got) > _MOST:
            got = f"{got[:_MOST]}... ({len(got):,} characters)"
        text = f"{where or self.where}: got {got}, expected {self.expected}. {self.remedy}"
        return " ".join(text.split())

    def __str__(self) -> str:
        return self.line()


class BookError(SopError):
    """The workbook file cannot be opened, understood or written."""


class DataError(SopError):
    """A value inside the workbook cannot be used."""


class SourceError(SopError):
    """A value or file of an extract cannot be used."""


class SolverError(SopError):
    """The solver stopped without a usable answer."""
