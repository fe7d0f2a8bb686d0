"""The words in which a worksheet function is declared."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label

__all__ = ["Argument", "Function"]

Values = tuple[float | str, ...]


@dataclass(frozen=True)
class Argument:
    """One argument of a worksheet function.

    Parameters
    ----------
    name
        As the formula's help shows it.
    meaning
        Unit, sign, and what a blank cell means.
    example
        Values of the example on the sheet, months across; a text such as ``2026-03`` is a month.
    optional
        Whether it may be left out.
    """

    name: str
    meaning: Label
    example: Values
    optional: bool = False


@dataclass(frozen=True)
class Function:
    """One worksheet function.

    Parameters
    ----------
    name
        As typed in a cell; VBA allows no dot in it.
    purpose
        What it computes, one sentence.
    returns
        What stands in the cells of the answer, with unit and sign.
    rows, columns
        Cells of the example's answer.
    expected
        What the example answers, row by row, where that is the same with every forecast engine.
    """

    name: str
    purpose: Label
    arguments: tuple[Argument, ...]
    returns: Label
    rows: int = 1
    columns: int = 1
    expected: Values = ()

    @property
    def syntax(self) -> str:
        """Name and arguments as Excel writes them; optional ones in brackets."""
        words = (f"[{a.name}]" if a.optional else a.name for a in self.arguments)
        return f"{self.name}({', '.join(words)})"
