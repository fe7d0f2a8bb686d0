"""The workbook file as an adapter: edited in place, nothing of the planner's lost."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from sop_addin.errors import BookError
from sop_addin.excel import clone_sheet, notes, table_xml
from sop_addin.excel.blocks import Area, Closing, Raw, TableArea
from sop_addin.excel.linked_texts import follow_cells
from sop_addin.excel.locking import Lock
from sop_addin.excel.macros import remove_macros
from sop_addin.excel.opening import check_closed, check_writable, open_package
from sop_addin.excel.package import Package
from sop_addin.excel.references import LAST_COLUMN, LAST_ROW, Span
from sop_addin.excel.row_heights import Wrap, read_wraps
from sop_addin.excel.sheet_xml import Sheet
from sop_addin.excel.storing import replace_file, stamp, sweep
from sop_addin.excel.table_growth import no_table
from sop_addin.excel.workbook_xml import Workbook, shared_strings

__all__ = ["FileBlocks"]

_LEVEL = 5
"""zlib's: a third faster than 6, a fortieth larger."""


class FileBlocks(Closing):
    """A ``.xlsx`` or ``.xlsm`` file, open for writing; see :class:`sop_addin.excel.blocks.Blocks`.

    Members of the file that no call edits keep their exact bytes, date, order and attributes.

    Parameters
    ----------
    path
        The workbook.
    recalculate
        Called by :meth:`save` with this object after a change, to store the formulas' results
        through :meth:`store_results`.

    Raises
    ------
    BookError
        When the file is not a workbook that can be edited, is read-only, or is open elsewhere.
    """

    def __init__(
        self, path: str | Path, recalculate: Callable[[FileBlocks], None] | None = None
    ) -> None:
        self.path = Path(path)
        self._recalculate = recalculate
        self._package = open_package(self.path)
        check_closed(self.path)
        check_writable(self.path)
        self._lock: Lock | None = Lock(self.path.resolve())
        weakref.finalize(self, self._lock.release)
        try:
            sweep(self.path)
            self._stamp = stamp(self.path)
            self._package = open_package(self.path)  # again: nobody else can write it now
            self._start()
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def reader(cls, path: str | Path) -> FileBlocks:
        """Open a workbook that will not be saved in place, whoever else has it open."""
        blocks = cls.__new__(cls)
        blocks.path, blocks._recalculate, blocks._lock = Path(path), None, None
        blocks._package = open_package(blocks.path)
        blocks._stamp = stamp(blocks.path)
        blocks._start()
        return blocks

    def _start(self) -> None:
        self._workbook = Workbook(self._package, str(self.path))
        self._sheets: dict[str, Sheet] = {}
        self._tables: dict[str, table_xml.TablePart] | None = None
        self._workbook.sheets()

    # what the workbook has

    @property
    def title(self) -> str:
        """The workbook's file name."""
        return self.path.name

    @cached_property
    def date1904(self) -> bool:
        """Whether day 0 of the workbook is 1904-01-01."""
        return self._workbook.date1904

    at_once = False

    def sheets(self) -> list[str]:
        """Return the sheets' names in tab order, hidden ones too."""
        return [entry.name for entry in self._workbook.sheets()]

    def names(self) -> dict[tuple[str, str], Area]:
        """Return ``(scope, name) -> area`` of the names that are one rectangle.

        Excel's own names (print area, titles, filter) are left out.
        """
        return self._workbook.names()

    def tables(self) -> dict[str, TableArea]:
        """Return every Excel Table by name."""
        return {name: part.area() for name, part in self._table_parts().items()}

    def _table_parts(self) -> dict[str, table_xml.TablePart]:
        if self._tables is None:
            self._tables = {}
            for entry in self._workbook.sheets():
                for relationship in self._package.relationships(entry.part).values():
                    if relationship.kind == "table":
                        part = table_xml.read_table_part(
                            self._package, relationship.target, entry.name
                        )
                        self._tables[part.name] = part
        return self._tables

    def _sheet(self, name: str) -> Sheet:
        entry = self._workbook.sheet(name)
        if entry.kind != "worksheet":
            raise BookError(name, f"a {entry.kind}", "a sheet of cells", "Name another sheet.")
        if entry.part not in self._sheets:
            data = self._package.read(entry.part)
            self._sheets[entry.part] = Sheet(data, entry.name, self._shared, self.date1904)
        return self._sheets[entry.part]

    @cached_property
    def _strings(self) -> list[str]:
        return shared_strings(self._package, self._workbook.part)

    def _shared(self) -> list[str]:
        return self._strings

    @cached_property
    def _wraps(self) -> dict[int, Wrap]:
        part = next((n for n in self._package.names() if n.endswith("/styles.xml")), "")
        return read_wraps(self._package.tree(part)) if part else {}

    # cells

    def read(self, area: Area) -> list[list[Raw]]:
        """Return the stored values; formula cells give their stored result."""
        return self._sheet(area.sheet).values(_span(area))

    def formulas(self, area: Area) -> list[list[str | None]]:
        """Return the formulas (with ``=``) where cells hold one, else ``None``."""
        return self._sheet(area.sheet).formulas(_span(area))

    def write(self, sheet: str, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values, keeping every cell's format; ``None`` clears a cell."""
        self._inside(sheet, row, column, block)
        self._sheet(sheet).write(row, column, block)

    def write_formulas(
        self, sheet: str, row: int, column: int, block: Sequence[Sequence[str | None]]
    ) -> None:
        """Write formulas (with ``=``) where given; ``None`` leaves the cell as it is.

        Functions newer than Excel 2010 need their ``_xlfn.`` prefix, as in the file.
        """
        self._inside(sheet, row, column, block)
        self._sheet(sheet).write_formulas(row, column, block)

    def shift_notes(self, area: Area, columns: int) -> None:
        """Move the notes and comments on the cells of an area by `columns`, within the area."""
        part = self._workbook.sheet(area.sheet).part
        notes.shift_notes(self._package, part, _span(area), columns)

    @staticmethod
    def _inside(sheet: str, row: int, column: int, block: Sequence[Sequence[object]]) -> None:
        bottom = row + len(block) - 1
        right = column + max((len(line) for line in block), default=0) - 1
        if row < 1 or column < 1 or bottom > LAST_ROW or right > LAST_COLUMN:
            raise BookError(
                f"{sheet} row {row}, column {column}",
                f"a block down to row {bottom}, column {right}",
                f"rows 1 to {LAST_ROW}, columns 1 to {LAST_COLUMN}",
                "Move old data out of the book.",
            )

    def store_results(self, results: Mapping[str, Mapping[tuple[int, int], Raw]]) -> None:
        """Store computed values, ``sheet -> (row, column) -> value``, in formula cells.

        Formulas and formats stay as they are; ``None`` takes a stored result away. Shapes and
        titles of charts on these sheets that show a cell follow.
        """
        for sheet, values in results.items():
            self._sheet(sheet).store_results(values)
        for sheet in results:
            follow_cells(self._package, self._workbook.sheet(sheet).part, self._shown)

    def _shown(self, sheet: str, span: Span) -> Raw:
        kinds = {entry.name: entry.kind for entry in self._workbook.sheets()}
        if kinds.get(sheet) != "worksheet":
            return None
        return self._sheet(sheet).values(span)[0][0]

    def set_full_calculation(self, wanted: bool) -> None:
        """Say whether Excel shall compute every formula when it opens the book."""
        self._workbook.set_full_calculation(wanted)

    # tables and sheets

    def resize_table(self, name: str, rows: int) -> None:
        """Grow or shrink a table to `rows` data rows (at least 1), in place.

        Charts and defined names by cell addresses do not follow; structured references do.
        """
        parts = self._table_parts()
        if name not in parts:
            raise no_table(str(self.path), name)
        table = parts[name]
        others = [p for p in parts.values() if p.sheet == table.sheet and p.name != name]
        table_xml.resize(self._package, self._sheet(table.sheet), table, rows, others)
        parts[name] = table_xml.read_table_part(self._package, table.part, table.sheet)

    def copy_sheet(self, source: str, name: str, before: str) -> None:
        """Copy a sheet, visible, to stand before another one: formats, chart, sheet's own names.

        The copy has no VBA code name; see :meth:`set_code_name`. A sheet with a table, pivot
        table or slicer is refused.
        """
        self._flush()
        clone_sheet.copy_sheet(self._package, self._workbook, source, name, before)
        if b"<f" in self._package.read(self._workbook.sheet(name).part):
            self._workbook.drop_calculation_chain()

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet; formulas, names and charts that mention it follow."""
        self._flush()
        for part in clone_sheet.rename_sheet(self._package, self._workbook, old, new):
            self._sheets.pop(part, None)
        self._sheets.pop(self._workbook.sheet(new).part, None)
        self._tables = None
        self._workbook = Workbook(self._package, str(self.path))

    def code_name(self, sheet: str) -> str:
        """Return the name of a sheet's VBA document module; empty where it has none."""
        return clone_sheet.code_name(self._sheet(sheet).head)

    def is_shown(self, sheet: str) -> bool:
        """Return whether the sheet has a tab that people see."""
        return self._workbook.sheet(sheet).state == "visible"

    def set_shown(self, sheet: str, shown: bool) -> None:
        """Show a sheet's tab, or hide it; a book that showed it shows another sheet instead."""
        if shown:
            self._workbook.show_sheet(sheet)
        else:
            self.hide_sheet(sheet)

    def hide_sheet(self, sheet: str) -> None:
        """Hide a sheet; a book that would show another sheet first, shows its first visible one."""
        self._workbook.hide_sheet(sheet)
        entry = self._workbook.sheet(sheet)
        if entry.kind == "worksheet" and b"tabSelected=" in self._package.read(entry.part):
            cells = self._sheet(sheet)
            head = clone_sheet.without_selection(cells.head)
            if head != cells.head:
                cells.set_head(head)

    def order_sheets(self, first: Sequence[str]) -> None:
        """Put these sheets first, in this order; the others follow in theirs."""
        self._workbook.order_sheets(first)

    def set_code_name(self, sheet: str, name: str) -> None:
        """Tie a sheet to the VBA document module of that name."""
        cells = self._sheet(sheet)
        head = clone_sheet.set_code_name(cells.head, name)
        if head != cells.head:
            cells.set_head(head)

    # members

    def members(self) -> list[str]:
        """Return the names of the file's members."""
        return self._package.names()

    def read_member(self, name: str) -> bytes:
        """Return a member's present bytes."""
        self._flush()
        return self._package.read(name)

    def replace_member(self, name: str, data: bytes) -> None:
        """Replace a member that exists, such as ``xl/vbaProject.bin``."""
        self._flush()
        self._package.read(name)
        self._package.replace(name, data)
        self._sheets.pop(name, None)
        self._tables = None

    def remove_member(self, name: str) -> None:
        """Remove a member, with its content type and what refers to it."""
        self._flush()
        self._package.detach(name)
        self._sheets.pop(name, None)
        self._tables = None

    # saving

    def _flush(self) -> None:
        for part, data in self._spelled():
            self._package.replace(part, data)

    def _spelled(self) -> Iterator[tuple[str, bytes]]:
        """Yield the members of sheets whose edits the package does not have yet."""
        for part, sheet in self._sheets.items():
            if sheet.formulas_changed:
                self._workbook.drop_calculation_chain()
                sheet.formulas_changed = False
            if sheet.pending:
                sheet.fit_rows(self._wraps)
                yield part, sheet.to_bytes()
                sheet.pending = False

    def changed(self) -> list[str]:
        """Return the members that differ from the file."""
        self._flush()
        return self._package.changed()

    def to_bytes(self, level: int = 0) -> bytes:
        """Return the whole file as it stands now; `level` is zlib's for edited members."""
        return self._package.to_bytes(level, self._spelled())

    def save(self) -> None:
        """Replace the file in one step, formulas recalculated; nothing changed, nothing written."""
        if not self.changed():
            return
        if self._lock is None:
            raise BookError(
                str(self.path), "a book opened for reading", "one opened for writing", "Reopen it."
            )
        if self._recalculate is not None:
            self._recalculate(self)
        data = self.to_bytes(level=_LEVEL)
        check_closed(self.path)
        self._check_unchanged()
        replace_file(self.path, data)
        self._stamp = stamp(self.path)
        self._package = Package(data, str(self.path))
        self._workbook = Workbook(self._package, str(self.path))

    def save_copy(self, path: str | Path) -> None:
        """Store the book as it stands now elsewhere; this one stays as it is."""
        replace_file(Path(path), self.to_bytes(level=_LEVEL))

    def without_macros(self, path: str | Path) -> None:
        """Store a copy that has no VBA project, ribbon or button macros; end it in ``.xlsx``."""
        if Path(path).suffix.lower() != ".xlsx":
            raise BookError(str(path), "another ending", "a name in .xlsx", "Name it so.")
        package = Package(self.to_bytes(level=_LEVEL), str(path))
        remove_macros(package, self._workbook.part)
        replace_file(Path(path), package.to_bytes(level=_LEVEL))

    def _check_unchanged(self) -> None:
        if stamp(self.path) != self._stamp:
            raise BookError(
                str(self.path),
                "a file that another program changed meanwhile",
                "the file as it was read",
                "Run the command again.",
            )

    def close(self) -> None:
        """Let go of the workbook without saving."""
        if self._lock is not None:
            self._lock.release()
        self._lock = None


def _span(area: Area) -> Span:
    bottom, right = area.row + area.rows - 1, area.column + area.columns - 1
    return Span(area.row, area.column, bottom, right)
