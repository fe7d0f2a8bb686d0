"""The book without its retired families: what forecast, plan and meetings ahead look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Readable
from sop_addin.schema.declarations import Owner, Page, Series, Table
from sop_addin.schema.family_codes import LISTED, code_columns, without_codes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.retirement import planned, retired_since, retirement_words
from sop_addin.schema.tables import table

__all__ = ["planned_book", "retirement_errors"]


def planned_book(book: Readable) -> Readable:
    """Return the book as it reads without families that are retired in its cycle month.

    Their rows are left out of the list of families and of every list that people fill, their
    pages out of the pages. Tables that commands fill are as they are. Nothing is written to it.

    Raises
    ------
    DataError
        A family was retired, or is planned again, on the list only and not on its page.
    """
    families, cycle = book.read_table(table("families")), book.read_cells()["cycle_month"]
    if not isinstance(cycle, pd.Period):
        return book
    for error in retirement_errors(book, families, cycle):
        raise error
    kept = set(planned(families, cycle)["family"])
    gone = frozenset(families["family"]) - kept
    return _Planned(book, gone) if gone else book


def retirement_errors(book: Readable, families: pd.DataFrame, cycle: pd.Period) -> list[DataError]:
    """Return families whose page does not say what the list says of their retirement."""
    since = {code: month for code, month in retired_since(families).items() if month <= cycle}
    pages = book.read_fields(FAMILY_PAGE)
    said = pages["opening_source"].to_dict() if len(pages) else {}
    wrong = []
    for code in [str(each) for each in families["family"] if each in said]:
        words = retirement_words(since[code]) if code in since else ""
        if words == said[code] or not (words or said[code].startswith(_RETIRED)):
            continue
        do = "retire" if words else "restore"
        wrong.append(
            DataError(
                Place("families", code, "retired"),
                f"{since.get(code) or 'a blank'}, and a page that says otherwise",
                "a month that the command wrote",
                f"Run `sop family {do} BOOK {code}`: it puts the page in order.",
            )
        )
    return wrong


T = TypeVar("T")

_RETIRED = retirement_words(pd.Period("2000-01", "M")).split()[0]


@dataclass(frozen=True)
class _Planned:
    """A view of a book; see :func:`planned_book`."""

    book: Readable
    gone: frozenset[str]

    def read_cells(self) -> dict[str, Any]:
        return dict(self.book.read_cells())

    def read_table(self, wanted: Table) -> pd.DataFrame:
        frame = self.book.read_table(wanted)
        if wanted.owner is not Owner.INPUT:
            return frame
        for column in code_columns(wanted):
            if column.name == LISTED:
                left = [without_codes(text, self.gone) for text in frame[column.name]]
                emptied = (frame[column.name] != "") & (pd.Series(left, frame.index) == "")
                frame = frame.assign(**{column.name: left})[~emptied]
            elif column.name in ("family", "code"):
                frame = frame[~frame[column.name].isin(self.gone)]
        if "item" in frame and "family" not in frame:
            items = self.book.read_table(table("items"))
            frame = frame[~frame["item"].isin(items.loc[items["family"].isin(self.gone), "item"])]
        return frame

    def kept(self, what: str, of: Sequence[Table | Page], find: Callable[[], T]) -> T:
        return find()

    def page_keys(self, page: Page) -> list[str]:
        return [key for key in self.book.page_keys(page) if key not in self.gone]

    def read_grid(self, page: Page, series: Sequence[Series]) -> pd.DataFrame:
        grid = self.book.read_grid(page, series)
        return grid[~grid["key"].isin(self.gone)].reset_index(drop=True)

    def read_fields(self, page: Page) -> pd.DataFrame:
        fields = self.book.read_fields(page)
        return fields[~fields.index.isin(self.gone)]
