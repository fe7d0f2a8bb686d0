"""The workbook as commands see it: declared tables, pages and cells; never an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from sop_addin.errors import DataError
from sop_addin.excel import table_frames
from sop_addin.excel.blocks import Blocks, Raw
from sop_addin.excel.book_reads import BookReads
from sop_addin.excel.changes import Changes, NewPage, RenamedPage, Scalar
from sop_addin.excel.convert import to_raw
from sop_addin.excel.entered import Standing, entered_writes
from sop_addin.excel.month_roll import moved_with_month
from sop_addin.excel.page_sheets import clone_pages, page_rename, page_showing
from sop_addin.excel.page_writes import field_writes, grid_writes
from sop_addin.excel.recoding import code_writes
from sop_addin.excel.seam import Book, Readable
from sop_addin.excel.writes import Operation, Write, perform
from sop_addin.schema.cells import cell
from sop_addin.schema.declarations import FORMULA, Kind, Owner, Table
from sop_addin.schema.family_page import PAGES, page
from sop_addin.schema.tables import TABLES, table

__all__ = ["BlockBook", "Book", "Readable"]


class BlockBook(BookReads):
    """The one implementation of :class:`Book`, over an adapter's block primitives.

    Parameters
    ----------
    blocks
        The adapter. Where things stand is found once and kept; the adapter is not to be changed
        by anyone else meanwhile.
    """

    def __init__(self, blocks: Blocks) -> None:
        super().__init__(blocks)
        self._undo: list[Callable[[], None]] = []

    # --- writing ---------------------------------------------------------------------------------

    def apply(self, changes: Changes) -> Changes:
        """Write everything that is not so already, or nothing; return what takes it back.

        The returned changes are empty where nothing had to be written. A new page is not taken
        back.

        Raises
        ------
        ValueError
            A command asks for what it does not own.
        """
        before_rename = self._rename(changes.renamed_pages)
        copies = self._new_pages(changes.new_pages)
        shown, undo_shown = page_showing(self._blocks, changes.shown_pages)
        operations: list[Operation] = [*shown]
        undo_tables: dict[str, pd.DataFrame] = {}
        written: dict[str, tuple[pd.DataFrame, list[DataError]]] = {}
        cells, undo_cells = self._cell_writes(changes.cells)
        typed, undo_typed = entered_writes(self._blocks, changes.entered, self._standing())
        operations += [*cells, *typed]
        for name, frame in {**changes.tables, **changes.restore}.items():
            former, wanted, writes = self._table_writes(table(name), frame, name in changes.restore)
            operations += writes
            if writes:
                undo_tables[name] = former
                written[name] = (table_frames.as_stored(table(name), wanted), [])
        for name, frame in changes.added.items():
            grid, (former, problems) = self._table_grid(table(name)), self._read_table(table(name))
            if problems:
                raise problems[0]
            operations += table_frames.additions(self._blocks, grid, former, frame)
            undo_tables |= {name: former} if len(frame) else {}
        left = self._roll(changes, operations)
        undo_grids = self._page_writes(changes, operations)
        self._undo += perform(self._blocks, operations)
        self._frames |= written
        changed = {*changes.added, *(place.part for place in undo_typed)}
        for name in changed:
            self._frames.pop(name, None)
        self._made.update([*written, *changed])
        if written or changes.added:
            self._areas = self._blocks.tables()
        return Changes(
            new_pages=changes.new_pages if copies else (),
            renamed_pages=tuple(RenamedPage(r.page, r.new, r.old) for r in changes.renamed_pages),
            cells=undo_cells,
            fields=undo_grids[0],
            restore={name: before_rename.get(name, former) for name, former in undo_tables.items()},
            grids=undo_grids[1],
            typed=left,
            entered=undo_typed,
            shown_pages=undo_shown,
        )

    def _standing(self) -> Standing:
        return Standing(
            self._table_grid, self.read_table, self._page_grids, self._cell_area, self._cycle
        )

    def _rename(self, wanted: Sequence[RenamedPage]) -> dict[str, pd.DataFrame]:
        """Give pages another key, in all tables too, and find all anew; return the tables before.

        Nothing is written where a cell cannot follow.
        """
        former = {each.name: self._read_table(each)[0] for each in TABLES} if wanted else {}
        for each in wanted:
            operations: list[Operation] = []
            for declared in TABLES:
                operations += code_writes(self._blocks, self._table_grid(declared), each)
            self._undo += perform(self._blocks, [*operations, *page_rename(self._blocks, each)])
        if wanted:
            self._names = self._blocks.names()
            self._pages.clear()
            self._frames.clear()
            self._kept.clear()
        return former

    def _new_pages(self, wanted: Sequence[NewPage]) -> bool:
        """Clone the prototypes, and find all pages anew."""
        if not wanted:
            return False
        clone_pages(self._blocks, wanted)
        self._names = self._blocks.names()
        self._pages.clear()
        return True

    def _cell_writes(
        self, wanted: Mapping[str, Scalar]
    ) -> tuple[list[Operation], dict[str, Scalar]]:
        operations: list[Operation] = []
        undo: dict[str, Scalar] = {}
        for name, value in wanted.items():
            item = cell(name)
            if item.by == FORMULA:
                raise ValueError(f"{name} is a formula")
            former = self._read_cell(name, item.kind)
            new, old = (to_raw([v], item.kind, item.decimals) for v in (value, former))
            if new != old:
                area = self._cell_area(name)
                operations.append(Write(area.sheet, area.row, area.column, [new], [old]))
                undo[name] = None if old[0] is None else former
        return operations, undo

    def _table_writes(
        self, item: Table, frame: pd.DataFrame, restore: bool
    ) -> tuple[pd.DataFrame, dict[str, list[Raw]], list[Operation]]:
        grid = self._table_grid(item)
        former, problems = self._read_table(item)
        if problems and item.owner is not Owner.OUTPUT:
            raise problems[0]
        wanted = frame
        if not restore and item.owner is Owner.REGISTER:
            wanted = table_frames.merge_register(item, former, frame)
        elif not restore and item.owner is Owner.INPUT and len(former):
            raise ValueError(f"table {item.name} belongs to people and is not empty")
        everything = restore or item.owner is Owner.INPUT
        raw = table_frames.raw_columns(item, wanted.reindex(columns=list(item.column_names)))
        return former, raw, table_frames.writes(grid, former, raw, everything)

    def _roll(self, changes: Changes, operations: list[Operation]) -> dict[str, pd.DataFrame]:
        """Add what moves typed months with a new cycle month; return what leaves the pages."""
        left: dict[str, pd.DataFrame] = {}
        if not isinstance(changes.cells.get("cycle_month"), pd.Period) and not changes.typed:
            return left
        after = self._new_cycle(changes)
        before = self._former_cycle(after)
        for item in PAGES:
            back = changes.typed.get(item.name)
            if before != after or back is not None:
                moves, gone = moved_with_month(
                    self._blocks, self._page_grids(item), before, after, back
                )
                operations += moves
                left |= {item.name: gone} if len(gone) else {}
        return left

    def _page_writes(
        self, changes: Changes, operations: list[Operation]
    ) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
        """Add the writes to pages; return the former fields and months of what changes."""
        fields: dict[str, pd.DataFrame] = {}
        grids: dict[str, pd.DataFrame] = {}
        for name, frame in changes.fields.items():
            writes, former = field_writes(self._blocks, self._page_grids(page(name)), frame)
            operations += writes
            fields |= {name: former} if writes else {}
        for name, frame in changes.grids.items():
            pages = self._page_grids(page(name))
            after = self._new_cycle(changes)
            before = self._former_cycle(after)
            writes, former = grid_writes(self._blocks, pages, frame, after, before)
            operations += writes
            grids |= {name: former} if writes else {}
        return fields, grids

    def _new_cycle(self, changes: Changes) -> pd.Period:
        cycle = changes.cells.get("cycle_month")
        return cycle if isinstance(cycle, pd.Period) else self._cycle()

    def _former_cycle(self, new: pd.Period) -> pd.Period:
        """Return the cycle by which months count once the run is taken back."""
        cycle = self._read_cell("cycle_month", Kind.MONTH)
        return new if pd.isna(cycle) else pd.Period(cycle)

    def take_back(self) -> None:
        """Undo all that was applied, for Excel, where writes do not wait for a save."""
        while self._undo:
            self._undo.pop()()

    # --- the end ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Store the workbook; in Excel the planner saves."""
        self._blocks.save()

    def close(self) -> None:
        """Let go of the workbook."""
        self._blocks.close()
