"""The workbook as commands see it: declared tables, pages and cells; never an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.errors import BookError, DataError, Place
from sop_addin.excel import page_frames, table_frames
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.changes import Changes, NewPage, RenamedPage, Scalar
from sop_addin.excel.checks import Overtyped, cell_problems, overtyped_cells, overtyped_on_pages
from sop_addin.excel.convert import read_value, to_raw
from sop_addin.excel.geometry import PageGrid, TableGrid, address
from sop_addin.excel.month_roll import moved_with_month
from sop_addin.excel.page_reads import PageReads
from sop_addin.excel.page_sheets import clone_pages, page_rename
from sop_addin.excel.page_values import page_values
from sop_addin.excel.page_writes import field_writes, grid_writes
from sop_addin.excel.places import cell_in_table, cell_on_page
from sop_addin.excel.recoding import code_writes
from sop_addin.excel.seam import Book
from sop_addin.excel.writes import Operation, Write, perform
from sop_addin.schema.cells import CELLS, cell
from sop_addin.schema.declarations import FORMULA, Kind, Owner, Page, Policy, Series, Table
from sop_addin.schema.family_page import PAGES, page
from sop_addin.schema.tables import TABLES, table

__all__ = ["BlockBook", "Book"]


class BlockBook:
    """The one implementation of :class:`Book`, over an adapter's block primitives.

    Parameters
    ----------
    blocks
        The adapter. Where things stand is found once and kept; the adapter is not to be changed
        by anyone else meanwhile.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks: Blocks = PageReads(blocks)
        self._pages: dict[str, list[PageGrid]] = {}
        self._frames: dict[str, tuple[pd.DataFrame, list[DataError]]] = {}
        self._undo: list[Callable[[], None]] = []
        self._areas, self._names = self._blocks.tables(), self._blocks.names()

    # --- reading ---------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The workbook's file name."""
        return self._blocks.title

    def read_cells(self) -> dict[str, Scalar]:
        """Return every declared named cell that is not a formula; blank is ``None``.

        Raises
        ------
        DataError
            A cell holds something else than declared.
        """
        values: dict[str, Scalar] = {}
        for item in CELLS:
            if item.by != FORMULA:
                value = self._read_cell(item.name, item.kind)
                values[item.name] = None if value == "" or pd.isna(value) else value
        return values

    def _read_cell(self, name: str, kind: Kind) -> Any:
        area = self._cell_area(name)
        raw = self._blocks.read(area)[0][0]
        try:
            return read_value(raw, kind, self._blocks.date1904)
        except ValueError as error:
            where = address(area.sheet, area.row, area.column)
            raise DataError(where, str(error), f"a {kind.value}", "Correct the cell.") from None

    def _cell_area(self, name: str) -> Area:
        area = self._names.get(("", name))
        if area is None:
            raise BookError(
                self.title,
                f"no cell named {name}",
                "the names of the template",
                "This is not a book made with `sop new`, or a name was deleted: restore a copy.",
            )
        return area

    def read_table(self, table: Table) -> pd.DataFrame:
        """Return the declared columns; the index is the number of the data row, from 1.

        Raises
        ------
        DataError
            The first cell that cannot be used.
        """
        frame, problems = self._read_table(table)
        if problems:
            raise problems[0]
        return frame

    def _read_table(self, table: Table) -> tuple[pd.DataFrame, list[DataError]]:
        """Return a copy of the table as it was read once, or written since."""
        if table.name not in self._frames:
            self._frames[table.name] = table_frames.read(self._blocks, self._table_grid(table))
        frame, problems = self._frames[table.name]
        return frame.copy(), problems

    def _table_grid(self, table: Table) -> TableGrid:
        return table_frames.table_grid(table, self._areas, self.title)

    def _page_grids(self, page: Page) -> list[PageGrid]:
        if page.name not in self._pages:
            self._pages[page.name] = page_frames.page_grids(self._blocks, page)
        return self._pages[page.name]

    def page_keys(self, page: Page) -> list[str]:
        """Return the keys that have a page, in tab order."""
        return [grid.key for grid in self._page_grids(page)]

    def read_grid(self, page: Page, series: Sequence[Series]) -> pd.DataFrame:
        """Return ``key, series, month, value`` of every page, declared formulas computed.

        Series that a page's policy does not have are left out for that page. Blank is NaN, or
        ``""`` where all series are texts.

        Raises
        ------
        DataError
            A cell cannot be used.
        """
        parts = [
            self._read_policy(page, policy, [s for s in series if s in page.series_of(policy)])
            for policy in (Policy.MTS, Policy.MTO)
        ]
        parts = [part for part in parts if len(part)]
        if not parts:
            return pd.DataFrame({"key": [], "series": [], "month": [], "value": []})
        return pd.concat(parts, ignore_index=True)

    def _read_policy(self, page: Page, policy: Policy, series: list[Series]) -> pd.DataFrame:
        grids = [grid for grid in self._page_grids(page) if grid.policy is policy]
        if not grids or not series:
            return pd.DataFrame()
        values = page_values(self._blocks, grids, series, self.read_table(table("families")))
        months = pd.period_range(self._cycle() - page.history, periods=values[0].shape[1], freq="M")
        shape = (len(series), len(grids), len(months))
        names = np.array([s.name for s in series], dtype=object)[:, None, None]
        keys = np.array([grid.key for grid in grids], dtype=object)[None, :, None]
        numbers = np.arange(len(months))[None, None, :]
        return pd.DataFrame(
            {
                "key": np.broadcast_to(keys, shape).ravel(),
                "series": np.broadcast_to(names, shape).ravel(),
                "month": months.take(np.broadcast_to(numbers, shape).ravel()),
                "value": np.concatenate([v.ravel() for v in values]),
            }
        )

    def read_fields(self, page: Page) -> pd.DataFrame:
        """Return the fields on top of every page that are no formulas; the index is the key.

        Raises
        ------
        DataError
            A cell cannot be used.
        """
        rows: dict[str, dict[str, Any]] = {}
        for grid in self._page_grids(page):
            rows[grid.key], problems = page_frames.read_fields(self._blocks, grid)
            if problems:
                raise problems[0]
        return pd.DataFrame.from_dict(rows, orient="index")

    def _cycle(self) -> pd.Period:
        cycle = self._read_cell("cycle_month", Kind.MONTH)
        if pd.isna(cycle):
            raise DataError(
                Place(field="cycle_month"),
                "a blank",
                "the month in which this cycle runs",
                "Fill it, or make the book with `sop new`.",
            )
        return pd.Period(cycle)

    def problems(self) -> list[DataError]:
        """Return every cell of declared tables and pages that cannot be used."""
        found = list(cell_problems(self._blocks, self._names, CELLS))
        for declared in TABLES:
            found += self._read_table(declared)[1]
        for item in PAGES:
            for grid in self._page_grids(item):
                stored = [s for s in item.series_of(grid.policy) if s.stored]
                found += page_frames.read_fields(self._blocks, grid)[1]
                found += page_frames.read_months(self._blocks, grid, stored)[1]
        return found

    def overtyped(self) -> list[Overtyped]:
        """Return declared formula cells that hold something else."""
        found = list(overtyped_cells(self._blocks, self._names, CELLS))
        for item in PAGES:
            found += overtyped_on_pages(self._blocks, self._page_grids(item))
        return found

    def locate(self, place: Place) -> str:
        """Return the cell of a logical position, such as ``Fam_Pumps!F14``.

        A table's key is ``#5`` for the fifth data row, or the row's key columns joined by ``/``.
        A page's month is ``2026-03``, or an offset from the cycle month such as ``-1``.
        """
        if not place.part:
            area = self._cell_area(place.field)
            return address(area.sheet, area.row, area.column)
        for item in PAGES:
            if item.name == place.part:
                return cell_on_page(self._page_grids(item), place, self._cycle)
        for declared in TABLES:
            if declared.name == place.part:
                frame, _ = self._read_table(declared)
                return cell_in_table(self._table_grid(declared), frame, place)
        return str(place)

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
        operations: list[Operation] = []
        undo_tables: dict[str, pd.DataFrame] = {}
        written: dict[str, tuple[pd.DataFrame, list[DataError]]] = {}
        cells, undo_cells = self._cell_writes(changes.cells)
        operations += cells
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
        for name in changes.added:
            self._frames.pop(name, None)
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
    ) -> tuple[pd.DataFrame, pd.DataFrame, list[Operation]]:
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
        wanted = wanted.reindex(columns=list(item.column_names))
        return former, wanted, table_frames.writes(grid, former, wanted, everything)

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
