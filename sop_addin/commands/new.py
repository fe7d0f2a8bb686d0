"""New: a company's own book from the template, one page a family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sop_addin.commands.check_parameters import family_errors, resource_errors
from sop_addin.commands.family_codes import OTHER_CODES, code_problem
from sop_addin.commands.former import read_former, typed_rows
from sop_addin.commands.run import Run
from sop_addin.errors import BookError, DataError, Place, SourceError
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, NewPage, Scalar
from sop_addin.record.cycle import opened
from sop_addin.schema.declarations import PLANNER, Kind, Policy, Table
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import TABLES, table
from sop_addin.sources.extracts import ExtractColumn, find_extract, read_extract
from sop_addin.wording import counted

__all__ = ["ASSUMED", "new", "read_master_data", "template_file"]

_DATED = ("calendar", "holidays")

_PARAMETERS: Mapping[str, Callable[[pd.DataFrame], Iterator[DataError]]] = {
    "families": family_errors,
    "resources": resource_errors,
}
"""What is checked across the columns of a row, by table."""

_NO_SETTINGS: Mapping[str, Scalar] = {}

ASSUMED = {"policy": "MTS", "shortage_policy": "backorder", "unit": "units"}
"""What a family is where ``families.csv`` has no such column; said aloud and stood in the book."""


def template_file() -> Path:
    """Return the template: in the installed package, else in the checkout.

    Raises
    ------
    BookError
        It is in neither.
    """
    package = Path(__file__).resolve().parents[1]
    name = "SOP_Template.xlsm"
    for place in (package / name, package.parent / "workbook" / name):
        if place.is_file():
            return place
    raise BookError(str(package), "no template", name, "Install the add-in again.")


def read_master_data(source: Path, run: Run) -> dict[str, pd.DataFrame]:
    """Read the tables that people fill, from extracts of the tables' names.

    Parameters
    ----------
    source
        ``families.csv`` or ``.xlsx``, or a folder that holds it and, where a company has them,
        ``resources``, ``bill_of_resources``, ``calendar`` and ``aop``.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    """
    frames: dict[str, pd.DataFrame] = {}
    for each in _inputs():
        if each.name != "families" and not _has(source, each.name):
            continue
        extract = read_extract(find_extract(source, each.name), _columns(each))
        frame = extract.frame
        if each.name == "families":
            frame = _completed(frame, extract.absent, run)
            file, rows = extract.file, extract.rows.tolist()
        _check(frame, each, extract.file, extract.rows)
        if each.name in _PARAMETERS:
            _refuse(_PARAMETERS[each.name](frame), frame[each.keys[0]], extract.file, extract.rows)
        run.report(f"read {counted(len(frame), 'row')} of {extract.file}")
        if extract.ignored:
            run.report(f"{extract.file}, columns not asked for: " + ", ".join(extract.ignored))
        frames[each.name] = frame
    _check_codes(frames, file, rows)
    return frames | read_former(source, frames["families"], run)


def _inputs() -> Iterator[Table]:
    return (t for t in TABLES if t.by == PLANNER)


def _has(source: Path, name: str) -> bool:
    wanted = {f"{name}.csv", f"{name}.xlsx"}
    return source.is_dir() and any(path.name.lower() in wanted for path in source.iterdir())


def _columns(each: Table) -> list[ExtractColumn]:
    return [
        ExtractColumn(
            column.name,
            column.kind.value,
            required=column.required and column.name not in ASSUMED,
            key=column.name in each.keys,
        )
        for column in each.columns
        if column.kind in (Kind.TEXT, Kind.MONTH, Kind.NUMBER, Kind.DATE)
    ]


def _completed(frame: pd.DataFrame, absent: tuple[str, ...], run: Run) -> pd.DataFrame:
    """Fill the columns that a file does not have and no book can be without."""
    filled = frame.copy()
    for column, value in ASSUMED.items():
        if column in absent:
            filled[column] = value
            run.report(f"families without {column}: {value}")
    if "name" in absent:
        filled["name"] = filled["family"]
    return filled


def _check_codes(frames: Mapping[str, pd.DataFrame], file: str, rows: Sequence[int]) -> None:
    """Refuse codes of families that would be taken for others."""
    known = (frames[name][column] for name, column in OTHER_CODES if name in frames)
    others = {code for codes in known for code in codes}
    taken: dict[str, str] = {}
    for number, code in zip(rows, frames["families"]["family"], strict=True):
        expected = code_problem(code, taken, others)
        if expected:
            where = f"{file} row {number}, column family"
            raise SourceError(where, repr(code), expected, "Rename the family in all files.")
        taken[code.casefold()] = code


def _check(frame: pd.DataFrame, each: Table, file: str, rows: object) -> None:
    """Refuse what the table's columns do not allow, by file and row."""
    numbers = pd.Series(rows)
    for column in each.columns:
        values = frame[column.name]
        wrong = pd.Series(False, index=frame.index)
        if column.choices:
            wrong = ~values.isin([*column.choices] + ([] if column.required else [""]))
        elif column.least is not None:
            wrong = values < column.least
        if wrong.any():
            first = int(wrong.to_numpy().argmax())
            raise SourceError(
                f"{file} row {numbers[first]}, column {column.name}",
                repr(values.iloc[first]) if column.choices else f"{values.iloc[first]:g}",
                " or ".join(column.choices) or f"at least {column.least:g}",
                "Correct it in the file.",
            )


def _refuse(errors: Iterable[DataError], codes: pd.Series[str], file: str, rows: object) -> None:
    """Refuse the first parameter that cannot stand, by file and row."""
    numbers = pd.Series(rows)
    for error in errors:
        place = error.where
        assert isinstance(place, Place)
        row = numbers[int((codes == place.key).to_numpy().argmax())]
        where = f"{file} row {row}, column {place.field}"
        raise SourceError(where, error.got, error.expected, error.remedy)


def new(
    book: Book,
    run: Run,
    frames: Mapping[str, pd.DataFrame],
    cycle: pd.Period | None,
    company: str,
    settings: Mapping[str, Scalar] = _NO_SETTINGS,
) -> Changes:
    """Return the changes that make the template a company's book.

    Parameters
    ----------
    frames
        By name of the table; ``families`` at least.
    cycle
        Cycle month; ``None``: set by the first refresh.
    company
        Name of the company, may be empty.
    settings
        Further cells of Config that people fill, by name.
    """
    families = frames["families"]
    if families.empty:
        raise SourceError("families", "no rows", "at least one family", "Fill the file.")
    pages = tuple(
        NewPage(FAMILY_PAGE.name, code, Policy(policy))
        for code, policy in zip(families["family"], families["policy"], strict=True)
    )
    run.report(f"{counted(len(pages), 'page')}, one a family")
    cells = dict(settings)
    if cycle is not None:
        cells["cycle_month"] = cycle
    if company:
        cells["company"] = company
    known = {
        name: frame.reindex(columns=list(table(name).column_names))
        for name, frame in {"phase_plan": _usual_phases(), **frames}.items()
        if name != "adjustments"
    }
    typed = {}
    if "adjustments" in frames:
        typed = {FAMILY_PAGE.name: typed_rows(frames["adjustments"], cycle, run)}
    if cycle is not None:
        calendar, holidays = (known.get(name, book.read_table(table(name))) for name in _DATED)
        known["cycle"] = opened(
            cycle, known["phase_plan"], calendar, pd.to_datetime(holidays["date"]).dt.date
        )
    return Changes(new_pages=pages, cells=cells, tables=known, typed=typed)


def _usual_phases() -> pd.DataFrame:
    """Return who does what by when until the company says otherwise."""
    rows = [
        {
            "phase": each.key,
            "owner": each.owner,
            "working_day": each.working_day,
            "responsible": each.does_it,
            "accountable": each.owner,
            "consulted": each.is_asked,
            "informed": each.is_told,
            "rule": each.outputs,
        }
        for each in PHASES
    ]
    return pd.DataFrame(rows)
