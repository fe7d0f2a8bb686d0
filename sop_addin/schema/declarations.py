"""The words in which the workbook is declared: columns, tables, cells, series, fields, pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from sop_addin.schema.labels import Label

__all__ = [
    "FORMULA",
    "PLANNER",
    "Cell",
    "Column",
    "Field",
    "Kind",
    "Owner",
    "Page",
    "Policy",
    "Series",
    "Table",
    "Total",
    "Unit",
]

PLANNER = "planner"
"""Owner of what people type; every other owner is a command's name or :data:`FORMULA`."""

FORMULA = "formula"
"""Owner of what the workbook computes by itself."""


class Kind(Enum):
    """What a cell holds, for conversion."""

    TEXT = "text"
    NUMBER = "number"
    MONTH = "month"
    DATE = "date"
    TIME = "date and time"


class Unit(Enum):
    """Unit of measure of a number, as printed."""

    NONE = ""
    UNITS = "units"
    UNITS_A_DAY = "units a day"
    DAYS = "days"
    HOURS = "hours"
    PEOPLE = "people"
    PERCENT = "%"
    MONEY = "money"
    MONEY_A_UNIT = "money a unit"
    COUNT = "count"


class Policy(Enum):
    """How a family meets demand: from stock (MTS) or to order (MTO)."""

    ANY = "any"
    MTS = "MTS"
    MTO = "MTO"


class Owner(Enum):
    """Who writes a table.

    ``OUTPUT``: Python replaces every row. ``INPUT``: people; Python fills it only while it is
    empty. ``REGISTER``: Python updates or appends rows by key, and only its own columns.
    """

    OUTPUT = "output"
    INPUT = "input"
    REGISTER = "register"


class Total(Enum):
    """How months of a series add up: a flow sums, a position takes the last month."""

    SUM = "sum"
    LAST = "last"
    NONE = "none"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Identifier in frames and extracts.
    label
        Header; the English one is the Excel Table's column name.
    decimals
        Numbers are rounded to these before they are compared, written and hashed.
    planner
        In a register: a column that people fill and Python never writes.
    required
        Blank is refused.
    choices
        Allowed texts, offered as a list in Excel.
    least
        Smallest allowed number.
    note
        What it means, shown when the cell is selected.
    width
        Of the column, in characters; a longer word of the header widens it.
    """

    name: str
    label: Label
    kind: Kind = Kind.TEXT
    unit: Unit = Unit.NONE
    decimals: int = 0
    planner: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    note: str = ""
    width: int = 12


@dataclass(frozen=True)
class Table:
    """An Excel Table.

    `name` identifies it in Python, `excel` in the workbook; `keys` name the columns that identify
    a row; `by` is the command that writes it (``PLANNER`` for inputs); `printed_to` is the last
    column on paper, empty for all of them.
    """

    name: str
    excel: str
    sheet: str
    title: Label
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    owner: Owner
    by: str
    purpose: Label
    printed_to: str = ""

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, from left to right."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def headers(self) -> dict[str, str]:
        """Column name by header text."""
        return {column.label.en: column.name for column in self.columns}

    def column(self, name: str) -> Column:
        """Return the declared column called `name`.

        Raises
        ------
        KeyError
            No such column.
        """
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class Cell:
    """A named cell: `name` is the workbook's defined name.

    `formula` is in Excel's own words, without ``=``, for cells owned by ``FORMULA``; where `over`
    names a field of the pages, it becomes the sum of that field over all pages.
    """

    name: str
    sheet: str
    label: Label
    kind: Kind
    by: str
    unit: Unit = Unit.NONE
    decimals: int = 0
    default: str | float | None = None
    choices: tuple[str, ...] = ()
    formula: str = ""
    over: str = ""
    note: str = ""


@dataclass(frozen=True)
class Series:
    """One row of months on a page.

    Parameters
    ----------
    history, horizon
        Who fills the closed months, and the current month and after: ``PLANNER``, ``FORMULA``, a
        command's name, or empty for nobody.
    formula
        In the names of series and fields; ``inventory[-1]`` is the month before, and in the first
        month of the horizon the opening position. Rendered to cells and evaluated by Python.
    opening
        Field that holds the position at the end of the last closed month.
    formula_mto, label_mto
        Formula and label on a make-to-order page, where they differ.
    """

    name: str
    label: Label
    unit: Unit
    history: str
    horizon: str
    section: str
    formula: str = ""
    decimals: int = 0
    policy: Policy = Policy.ANY
    opening: str = ""
    formula_mto: str = ""
    label_mto: Label | None = None
    total: Total = Total.SUM
    kind: Kind = Kind.NUMBER
    detail: bool = False
    note: str = ""

    @property
    def stored(self) -> bool:
        """Whether any of its months is typed or written, not computed by the workbook."""
        return self.horizon != FORMULA or self.history != FORMULA

    def formula_of(self, policy: Policy) -> str:
        """Return the formula on a page of `policy`."""
        return self.formula_mto if policy is Policy.MTO and self.formula_mto else self.formula

    def label_of(self, policy: Policy) -> Label:
        """Return the label on a page of `policy`."""
        return self.label_mto if policy is Policy.MTO and self.label_mto else self.label


@dataclass(frozen=True)
class Field:
    """One value on top of a page, found by its hidden key.

    `lookup` names the column of the families table that it shows; `formula` is Excel's own words;
    `wide` fields are sentences of so many `lines`; `blank_as` is what a blank in the families
    table counts as. In a formula ``{field}`` is the cell of a field and ``{series}`` the months
    ahead of a row. `hidden` fields serve other formulas only.
    """

    name: str
    label: Label
    kind: Kind
    by: str
    unit: Unit = Unit.NONE
    decimals: int = 0
    policy: Policy = Policy.ANY
    lookup: str = ""
    formula: str = ""
    wide: bool = False
    lines: int = 1
    blank_as: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Page:
    """A sheet with months across, one for each key: cloned from a hidden prototype a policy.

    `history` and `horizon` count month columns before the cycle month and from it on.
    """

    name: str
    prefix: str
    prototypes: tuple[tuple[Policy, str], ...]
    fields: tuple[Field, ...]
    series: tuple[Series, ...]
    history: int
    horizon: int

    def prototype(self, policy: Policy) -> str:
        """Return the name of the hidden sheet that pages of `policy` are cloned from."""
        return dict(self.prototypes)[policy]

    def series_of(self, policy: Policy) -> tuple[Series, ...]:
        """Return the series on a page of `policy`, from top to bottom."""
        return tuple(s for s in self.series if s.policy in (Policy.ANY, policy))

    def fields_of(self, policy: Policy) -> tuple[Field, ...]:
        """Return the fields on a page of `policy`, from top to bottom."""
        return tuple(f for f in self.fields if f.policy in (Policy.ANY, policy))

    def formulas_of(self, policy: Policy) -> dict[str, str]:
        """Return the declared formulas of the horizon by series name."""
        return {
            s.name: s.formula_of(policy) for s in self.series_of(policy) if s.horizon == FORMULA
        }
