"""A workbook in memory: the primitives of an adapter over dictionaries, laid out as declared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sop_addin.commands.new import new
from sop_addin.commands.run import Run, execute
from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area, Raw, TableArea
from sop_addin.excel.book import BlockBook
from sop_addin.excel.page_frames import KEY, KEYS, MONTHS
from sop_addin.excel.references import retarget_sheet
from sop_addin.schema.cells import CELLS
from sop_addin.schema.declarations import FORMULA, Page, Policy
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.formulas import render
from sop_addin.schema.sheets import SHEETS
from sop_addin.schema.tables import TABLES
from sop_addin.template.page_layout import PageAddress, PageLayout

__all__ = ["HEADER", "LEFT", "MemoryBlocks", "a_run", "company_book", "empty_book"]

HEADER, LEFT = 4, 2
"""Where every table's header starts."""

Spot = tuple[str, int, int]


@dataclass
class MemoryBlocks:
    """The primitives of :class:`sop_addin.excel.blocks.Blocks`; formulas are kept, not computed."""

    title: str = "Memory.xlsm"
    date1904: bool = False
    at_once: bool = False
    cells: dict[Spot, Raw] = field(default_factory=dict)
    texts: dict[Spot, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    named: dict[tuple[str, str], Area] = field(default_factory=dict)
    areas: dict[str, TableArea] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    fail_at: int = 0
    """Number of the write that fails, counted from 1; 0: none."""
    saved: int = 0

    def sheets(self) -> list[str]:
        return list(self.order)

    def names(self) -> dict[tuple[str, str], Area]:
        return dict(self.named)

    def tables(self) -> dict[str, TableArea]:
        return dict(self.areas)

    def read(self, area: Area) -> list[list[Raw]]:
        return [[self.cells.get(spot) for spot in line] for line in _spots(area)]

    def formulas(self, area: Area) -> list[list[str | None]]:
        return [[self.texts.get(spot) for spot in line] for line in _spots(area)]

    def write(self, sheet: str, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        self.calls.append(f"write {sheet}")
        if self.fail_at and len(self.calls) == self.fail_at:
            raise BookError(sheet, "a failing write", "one that works", "Try again.")
        area = Area(sheet, row, column, len(block), len(block[0]))
        for line, values in zip(_spots(area), block, strict=True):
            for spot, value in zip(line, values, strict=True):
                self.texts.pop(spot, None)
                self._put(spot, value)

    def _put(self, spot: Spot, value: Raw) -> None:
        self.cells.pop(spot, None)
        if value is not None:
            self.cells[spot] = value

    def write_formulas(
        self, sheet: str, row: int, column: int, block: Sequence[Sequence[str | None]]
    ) -> None:
        area = Area(sheet, row, column, len(block), len(block[0]))
        for line, texts in zip(_spots(area), block, strict=True):
            self.texts |= {s: t for s, t in zip(line, texts, strict=True) if t is not None}

    def shift_notes(self, area: Area, columns: int) -> None:
        """Do nothing: there are no notes."""

    def resize_table(self, name: str, rows: int) -> None:
        self.calls.append(f"resize {name}")
        area = self.areas[name]
        for row in range(area.row + 1 + rows, area.row + 1 + area.rows):
            for column in range(area.column, area.column + len(area.headers)):
                self.cells.pop((area.sheet, row, column), None)
                self.texts.pop((area.sheet, row, column), None)
        self.areas[name] = replace(area, rows=rows)

    def copy_sheet(self, source: str, name: str, before: str) -> None:
        self.calls.append(f"copy {source}")
        self.order.insert(self.order.index(before), name)
        for held in (self.cells, self.texts):
            held |= {(name, r, c): v for (s, r, c), v in held.items() if s == source}
        for (scope, given), area in list(self.named.items()):
            if scope == source:
                self.named[name, given] = replace(area, sheet=name)

    def rename_sheet(self, old: str, new: str) -> None:
        self.calls.append(f"rename {old}")
        self.order[self.order.index(old)] = new
        self.cells = {(new if s == old else s, r, c): v for (s, r, c), v in self.cells.items()}
        self.texts = {
            (new if s == old else s, r, c): retarget_sheet(text, old, new)
            for (s, r, c), text in self.texts.items()
        }
        for (scope, given), area in list(self.named.items()):
            if area.sheet == old:
                self.named.pop((scope, given))
                self.named[new if scope == old else scope, given] = replace(area, sheet=new)

    def is_shown(self, sheet: str) -> bool:
        return sheet not in self.hidden

    def set_shown(self, sheet: str, shown: bool) -> None:
        (self.hidden.discard if shown else self.hidden.add)(sheet)

    def save(self) -> None:
        self.saved += 1

    def close(self) -> None:
        pass

    def content(self) -> tuple[Any, ...]:
        """Return everything a planner would see, to compare before and after."""
        areas = {name: area.rows for name, area in self.areas.items()}
        return dict(self.cells), dict(self.texts), areas

    def find(self, address: str) -> Spot:
        """Return a cell from its address, such as ``Fam_Pumps!F14``."""
        sheet, cell = address.rsplit("!", 1)
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return sheet.strip("'").replace("''", "'"), int(cell[len(letters) :]), column

    def type(self, address: str, value: Raw) -> None:
        """Type a value into a cell, as a planner does."""
        spot = self.find(address)
        self.texts.pop(spot, None)
        self._put(spot, value)


def _spots(area: Area) -> Iterator[list[Spot]]:
    for row in range(area.row, area.row + area.rows):
        yield [
            (area.sheet, row, column) for column in range(area.column, area.column + area.columns)
        ]


def empty_book() -> MemoryBlocks:
    """Return the template: declared sheets, cells with their defaults, tables, prototypes."""
    blocks = MemoryBlocks(order=[sheet.name for sheet in SHEETS])
    for row, item in enumerate(CELLS, 3):
        blocks.named["", item.name] = Area(item.sheet, row, 3)
        if item.by == FORMULA:
            blocks.texts[item.sheet, row, 3] = f"={item.formula}"
        elif item.default is not None:
            blocks.cells[item.sheet, row, 3] = item.default
    for table in TABLES:
        headers = tuple(column.label.en for column in table.columns)
        blocks.areas[table.excel] = TableArea(table.excel, table.sheet, HEADER, LEFT, 1, headers)
        for column, header in enumerate(headers, LEFT):
            blocks.cells[table.sheet, HEADER, column] = header
    for page in PAGES:
        for policy, _ in page.prototypes:
            _draw(blocks, page, policy)
    return blocks


def _draw(blocks: MemoryBlocks, page: Page, policy: Policy) -> None:
    layout, sheet = PageLayout(page, policy), page.prototype(policy)
    rows = {**layout.field_rows, **layout.series_rows}
    value = blocks.find(f"x!{layout.field_cell(page.fields[0].name).replace('$', '')}")[2]
    blocks.named[sheet, KEY] = Area(sheet, rows[page.fields[0].name], value)
    blocks.named[sheet, KEYS] = Area(sheet, 1, 1, layout.last_row)
    first = layout.cycle_column - page.history
    blocks.named[sheet, MONTHS] = Area(sheet, layout.header, first, 1, page.history + page.horizon)
    for name, row in rows.items():
        blocks.cells[sheet, row, 1] = name
    for item in page.fields_of(policy):
        if item.by == FORMULA:
            blocks.texts[sheet, rows[item.name], value] = f"=a_field({item.name})"
    for series in page.series_of(policy):
        for offset in range(-page.history, page.horizon):
            if (series.history if offset < 0 else series.horizon) == FORMULA:
                where = PageAddress(layout, closed=offset < 0)
                text = render(series.formula_of(policy), offset, page.horizon, where)
                blocks.texts[sheet, rows[series.name], layout.cycle_column + offset] = f"={text}"


def a_run(lines: list[str] | None = None) -> Run:
    """Return a run on 4 March 2026; `lines` takes what it says."""
    return Run(
        dt.datetime(2026, 3, 4, 9, 30), "planner", (lines if lines is not None else []).append
    )


def company_book(cycle: str | None = "2026-03", **tables: pd.DataFrame) -> MemoryBlocks:
    """Return a new company's book from its tables, ``families`` at least."""
    blocks = empty_book()
    families = tables["families"].reset_index(drop=True)
    assumed = {"policy": "MTS", "shortage_policy": "backorder", "unit": "pcs"}
    for column, value in assumed.items():
        families[column] = families[column].fillna(value) if column in families else value
    month = None if cycle is None else pd.Period(cycle, "M")
    execute(
        BlockBook(blocks),
        "new",
        lambda book, run: new(book, run, {**tables, "families": families}, month, "Memory"),
        a_run(),
    )
    blocks.calls.clear()
    return blocks
