"""What is read of a workbook: declared tables, pages and cells, each remembered until written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from sop_addin.errors import BookError, DataError, Place
from sop_addin.excel import page_frames, table_frames
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.changes import Scalar
from sop_addin.excel.checks import Overtyped, cell_problems, overtyped_cells, overtyped_on_pages
from sop_addin.excel.convert import frame_of, read_value
from sop_addin.excel.geometry import PageGrid, TableGrid, address
from sop_addin.excel.page_reads import PageReads
from sop_addin.excel.page_values import page_values
from sop_addin.excel.places import cell_in_table, cell_on_page
from sop_addin.schema.cells import CELLS
from sop_addin.schema.declarations import FORMULA, Kind, Page, Policy, Series, Table
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.tables import TABLES, table

__all__ = ["BookReads"]

T = TypeVar("T")


class BookReads:
    """The reading half of :class:`sop_addin.excel.book.BlockBook`.

    Parameters
    ----------
    blocks
        The adapter.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = PageReads(blocks)
        self._pages: dict[str, list[PageGrid]] = {}
        self._frames: dict[str, tuple[pd.DataFrame, list[DataError]]] = {}
        self._kept: dict[str, tuple[tuple[object, ...], Any]] = {}
        self._made: Counter[str] = Counter()
        self._areas, self._names = self._blocks.tables(), self._blocks.names()

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

    def kept(self, what: str, of: Sequence[Table | Page], find: Callable[[], T]) -> T:
        """Return what `find` makes of tables and pages, made once until one of them is written.

        Parameters
        ----------
        what
            Tells apart what is made of the same tables and pages.
        of
            All that `find` reads. Pages stand for the families and the cycle month, too, by which
            they are read.
        find
            Makes it; whoever gets it must not change it.
        """
        revision = tuple(part for each in of for part in self._revision(each))
        known = self._kept.get(what)
        if known is None or known[0] != revision:
            known = self._kept[what] = (revision, find())
        value: T = known[1]
        return value

    def _revision(self, part: Table | Page) -> tuple[object, ...]:
        if isinstance(part, Table):
            return (self._made[part.name],)
        sheets = [grid.sheet for grid in self._page_grids(part)]
        cycle = self._blocks.read(self._cell_area("cycle_month"))[0][0]
        return self._blocks.revision(sheets), len(sheets), cycle, self._made["families"]

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
        names = ",".join(s.name for s in series)
        return self.kept(f"{page.name}: {names}", [page], lambda: self._grid(page, series)).copy()

    def _grid(self, page: Page, series: Sequence[Series]) -> pd.DataFrame:
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
        return frame_of(
            {
                "key": np.broadcast_to(keys, shape).ravel(),
                "series": np.broadcast_to(names, shape).ravel(),
                "month": months.take(np.broadcast_to(numbers, shape).ravel()),
                "value": np.concatenate([v.ravel() for v in values]),
            },
            pd.RangeIndex(np.prod(shape, dtype=int)),
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
            found += self.kept(f"overtyped {item.name}", [item], partial(self._overtyped, item))
        return found

    def _overtyped(self, page: Page) -> list[Overtyped]:
        return list(overtyped_on_pages(self._blocks, self._page_grids(page)))

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
