"""Check of the registers: what closing needs, families that exist, ids that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.schema.registers import REGISTERS, Register
from sop_addin.schema.tables import table

__all__ = ["open_rows", "register_errors"]

_MOST = 100
"""Per cent of a probability."""


def register_errors(book: Book) -> Iterator[SopError]:
    """Yield rows that are over without what they need, and ids and families nobody knows."""
    families = set(book.read_table(table("families"))["family"])
    named = {name for each in REGISTERS for _, name in each.refers}
    ids = {name: set(book.read_table(table(name))[table(name).keys[0]]) for name in named}
    for register in REGISTERS:
        rows = book.read_table(register.table)
        if rows.empty:
            continue
        yield from _unfinished(register, rows)
        yield from _strangers(register, rows, ids)
        if "families" in rows:
            yield from _unknown_families(register, rows, families)
        if "probability" in rows:
            yield from _impossible(register, rows)


def open_rows(book: Book, register: Register) -> pd.DataFrame:
    """Return the rows of a register that are not over."""
    rows = book.read_table(register.table)
    return rows[~rows["status"].isin(register.over)] if register.over else rows


def _place(register: Register, number: object, column: str) -> Place:
    return Place(register.table.name, f"#{number}", column)


def _unfinished(register: Register, rows: pd.DataFrame) -> Iterator[SopError]:
    if not register.over:
        return
    over = rows[rows["status"].isin(register.over)]
    for column in register.needs:
        label = register.table.column(column).label.en
        blank = over[over[column].isna() | (over[column] == "")]
        for number, name, status in zip(
            blank.index, blank[register.id], blank["status"], strict=True
        ):
            yield DataError(
                _place(register, number, column),
                f"a blank, though {name} is {status}",
                f"a value for {label}",
                "Fill it, or set the status to open.",
            )


def _strangers(
    register: Register, rows: pd.DataFrame, ids: dict[str, set[str]]
) -> Iterator[SopError]:
    for column, other in register.refers:
        wrong = rows[column].ne("") & ~rows[column].isin(ids[other])
        for number in rows.index[wrong]:
            yield DataError(
                _place(register, number, column),
                str(rows.at[number, column]),
                f"an id of the sheet {table(other).sheet}",
                "Correct it, or add the row there.",
            )


def _unknown_families(
    register: Register, rows: pd.DataFrame, families: set[str]
) -> Iterator[SopError]:
    for number, listed in rows["families"].items():
        named = [code.strip() for code in str(listed).split(",") if code.strip()]
        for code in named:
            if code not in families:
                yield DataError(
                    _place(register, number, "families"),
                    code,
                    "codes of the sheet Families with commas between them",
                    "Correct it.",
                )


def _impossible(register: Register, rows: pd.DataFrame) -> Iterator[SopError]:
    wrong = rows["probability"][rows["probability"] > _MOST]
    for number, value in wrong.items():
        yield DataError(
            _place(register, number, "probability"), f"{value:g} %", "0 to 100 %", "Correct it."
        )
