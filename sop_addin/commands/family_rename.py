"""Family: one gets another code, everywhere, and what was fresh or signed stays so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from sop_addin.commands.family_codes import (
    OTHER_CODES,
    FamilyWish,
    other_codes,
    refuse_unfit,
    refuse_unknown,
)
from sop_addin.commands.freshness import changed_since, number_of, stamps
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import content, fingerprint, running_cycle
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book, Readable
from sop_addin.excel.changes import Changes, RenamedPage, Scalar
from sop_addin.record.cycle import SIGNED, rows_of
from sop_addin.schema.declarations import Page, Series, Table
from sop_addin.schema.family_codes import code_columns, recoded
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.freshness import SHEETS, STEPS
from sop_addin.schema.tables import table

__all__ = ["rename"]

T = TypeVar("T")


def rename(book: Book, run: Run, wish: FamilyWish) -> Changes:
    """Return the changes that give a family another code, in every table and on its page.

    Raises
    ------
    DataError
        No family has the old code, one has the new one, or the new one will not do.
    """
    old, new = wish.code, wish.new
    _refuse_options(wish)
    known = book.read_table(table("families"))["family"].tolist()
    said = f"{old} is called {new} from now on"
    if old not in known and new in known and _done(book, said):
        run.say(f"{old} is called {new} already")
        return Changes()
    refuse_unknown(old, known)
    refuse_unfit(new, [code for code in known if code != old or code == new], other_codes(book))
    for name, column in OTHER_CODES:
        if old in book.read_table(table(name))[column].tolist():
            raise DataError(
                Place(name, old, column),
                f"a {column} that is called {old}, too",
                "a code that only the family has",
                f"Give the {column} another code first.",
            )
    run.report(said)
    run.say("extracts that still name the old code are refused: change them at their source")
    after = _Renamed(book, old, new)
    return Changes(
        renamed_pages=(RenamedPage(FAMILY_PAGE.name, old, new),),
        tables={"freshness": _still_fresh(book, after), "cycle": _still_signed(book, after)},
    )


def _refuse_options(wish: FamilyWish) -> None:
    given = [name for name in ("like", "policy", "name") if getattr(wish, name)]
    if given or not wish.new:
        raise DataError(
            Place("families"),
            f"--{given[0]}" if given else f"{wish.code} without its new code",
            "the old code and the new one",
            "Say `sop family rename BOOK OLD NEW`.",
        )


def _done(book: Book, said: str) -> bool:
    return said in book.read_table(table("audit"))["summary"].tolist()


@dataclass(frozen=True)
class _Renamed:
    """A book as it reads once a family is renamed; nothing can be written to it."""

    book: Readable
    old: str
    new: str

    def read_cells(self) -> dict[str, Scalar]:
        return self.book.read_cells()

    def read_table(self, wanted: Table) -> pd.DataFrame:
        frame = self.book.read_table(wanted)
        for column in code_columns(wanted):
            frame[column.name] = [
                recoded(text, column, self.old, self.new) for text in frame[column.name]
            ]
        return frame

    def kept(self, what: str, of: Sequence[Table | Page], find: Callable[[], T]) -> T:
        return find()  # nothing: the book remembers what it holds under the present code

    def page_keys(self, page: Page) -> list[str]:
        return [self.new if key == self.old else key for key in self.book.page_keys(page)]

    def read_grid(self, page: Page, series: Sequence[Series]) -> pd.DataFrame:
        grid = self.book.read_grid(page, series)
        return grid.assign(key=grid["key"].replace(self.old, self.new))

    def read_fields(self, page: Page) -> pd.DataFrame:
        return self.book.read_fields(page).rename(index={self.old: self.new})


def _still_fresh(book: Readable, after: Readable) -> pd.DataFrame:
    """Return the checksums of the steps that were fresh, as they are with the new code."""
    now, then = (
        number_of({"actuals": each.read_table(table("actuals"))}) for each in (after, book)
    )
    parts = list(_stamped(book, after))
    rows = pd.concat(parts) if parts else book.read_table(table("freshness")).iloc[:0]
    former = after.read_table(table("freshness"))
    rows = pd.concat([rows, former]).drop_duplicates(["step", "input"])
    same = (rows["input"] == "actuals") & (rows["checksum"] == then)
    return rows.assign(checksum=rows["checksum"].mask(same, now))


def _stamped(book: Readable, after: Readable) -> Iterator[pd.DataFrame]:
    ran = set(book.read_table(table("freshness"))["step"])
    for step in (*STEPS, *SHEETS):
        if step.command in ran and not changed_since(book, step.command):
            yield stamps(after, step.command)


def _still_signed(book: Readable, after: Readable) -> pd.DataFrame:
    """Return the rows of signed phases whose content is what was signed, but for the code."""
    known = book.read_table(table("cycle"))
    if not (known["status"] == SIGNED).any():
        return known.iloc[:0]
    own = rows_of(known, running_cycle(book))
    own = own[own["status"] == SIGNED]
    marks = [fingerprint(content(book, key)) for key in own["phase"]]
    own = own.loc[own["content"] == pd.Series(marks, own.index, dtype=object)]
    return own.assign(content=[fingerprint(content(after, key)) for key in own["phase"]])
