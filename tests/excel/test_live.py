"""What only an open workbook has: protection, a screen, a calculation mode, calls that cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.excel.live import LiveBlocks
from sop_addin.sample.company import FAMILIES
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import TABLES

Opened = tuple[Any, Any]
"""The workbook's contents, and the workbook as xlwings hands it over."""


@pytest.fixture(scope="module")
def loaded(sample_book: Path, excel_double: ModuleType) -> Any:
    return excel_double.load(sample_book)


@pytest.fixture
def opened(loaded: Any, excel_double: ModuleType) -> Opened:
    data = loaded.copy()
    return data, excel_double.open_book(data)


def page_of(data: Any) -> str:
    """Return the first family's page: protected, as every page is."""
    return next(sheet for sheet, held in data.sheets.items() if held.protected and held.visible)


def test_pages_are_protected_again_with_the_same_options(opened: Opened) -> None:
    data, book = opened
    page, other = list(dict.fromkeys([page_of(data), "Audit"]))
    data.sheets[page].options = before = (True, False, False, *(n % 3 == 0 for n in range(11)))
    with LiveBlocks(book) as blocks:
        blocks.write(page, 200, 2, [[1]])
        blocks.write(page, 201, 2, [[1]])
        blocks.write(other, 200, 2, [[1]])
        assert not data.sheets[page].protected
    assert data.sheets[page].protected and data.sheets[page].options == before
    assert not data.sheets[other].protected


def test_a_planners_password_is_refused_before_anything_is_changed(
    opened: Opened, excel_double: ModuleType
) -> None:
    data, book = opened
    page = page_of(data)
    data.sheets[page].password = "secret"
    blocks = LiveBlocks(book)
    with pytest.raises(BookError) as refused:
        blocks.refuse_passwords(blocks.sheets())
    assert refused.value.line() == (
        f"{page}: got a sheet protected by a password, expected protection without a password."
        " Take the password off (Review, Unprotect Sheet), and try again."
    )
    assert all(held.protected for name, held in data.sheets.items() if name.startswith("Fam_"))
    assert excel_double.calls["write"] == 0 and book.app.calculation == "automatic"


def test_looking_for_passwords_changes_no_protection(opened: Opened) -> None:
    data, book = opened
    before = {name: (held.protected, held.options) for name, held in data.sheets.items()}
    blocks = LiveBlocks(book)
    blocks.refuse_passwords(blocks.sheets())
    assert before == {name: (held.protected, held.options) for name, held in data.sheets.items()}


def test_a_copied_page_is_protected_as_its_source(opened: Opened) -> None:
    data, book = opened
    page = page_of(data)
    with LiveBlocks(book) as blocks:
        blocks.write(page, 200, 2, [[1]])
        blocks.copy_sheet(page, "Copy", page)
        blocks.write("Copy", 200, 2, [[2]])
    assert data.sheets["Copy"].protected and data.sheets[page].protected


def test_an_excel_that_is_busy_is_refused_in_one_line(opened: Opened) -> None:
    _, book = opened
    book.app.api.Ready = False
    with pytest.raises(BookError, match=r"Excel busy .* Press Enter or Esc, and try again\."):
        LiveBlocks(book)


def test_screen_events_and_calculation_rest_meanwhile_and_come_back(opened: Opened) -> None:
    data, book = opened
    app = book.app

    def state() -> tuple[bool, bool, str]:
        return app.screen_updating, app.enable_events, app.calculation

    app.calculation = "semiautomatic"
    with pytest.raises(ZeroDivisionError), LiveBlocks(book) as blocks:
        blocks.read(Area("Config", 1, 1))
        assert state() == (True, True, "semiautomatic")
        blocks.write(page_of(data), 200, 2, [[1]])
        assert state() == (False, False, "manual")
        raise ZeroDivisionError
    assert state() == (True, True, "semiautomatic")
    assert data.sheets[page_of(data)].protected


def test_formulas_are_computed_before_the_first_read_after_writes(
    opened: Opened, excel_double: ModuleType
) -> None:
    _, book = opened
    with LiveBlocks(book) as blocks:
        blocks.read(Area("Config", 1, 1))
        assert excel_double.calls["calculate"] == 0
        blocks.write("Audit", 200, 2, [[1]])
        blocks.write("Audit", 201, 2, [[1]])
        blocks.read(Area("Config", 1, 1))
        blocks.read(Area("Config", 2, 1))
        assert excel_double.calls["calculate"] == 1


def test_what_excel_refuses_is_one_line_with_its_place_and_words(
    opened: Opened, excel_double: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise excel_double.ExcelError("You can't change part of an array.")

    monkeypatch.setattr(excel_double, "_typed", refuse)
    with LiveBlocks(opened[1]) as blocks, pytest.raises(BookError) as refused:
        blocks.write("Audit", 200, 2, [[1]])
    assert refused.value.line() == (
        "Audit!B200: got Excel's refusal: You can't change part of an array., expected a"
        " sheet that can be changed. Mend what Excel names, and try again."
    )


TWO = [family.code for family in FAMILIES[:2]]


def rows(names: list[str], key: str = TWO[0]) -> pd.DataFrame:
    months = pd.period_range("2026-03", periods=18, freq="M")
    part = pd.DataFrame({"month": months, "value": range(1, 19), "key": key})
    return pd.concat([part.assign(series=name) for name in names], ignore_index=True)


CHANGES: dict[str, tuple[Callable[[], Changes], int]] = {
    "one cell": (lambda: Changes(cells={"plan_state": "X"}), 1),
    "neighbouring rows of a page": (
        lambda: Changes(grids={FAMILY_PAGE.name: rows(["regular", "overtime", "subcontract"])}),
        1,
    ),
    "two pages": (
        lambda: Changes(grids={FAMILY_PAGE.name: pd.concat([rows(["regular"], k) for k in TWO])}),
        2,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_write_a_rectangle_and_one_listing_of_sheets(
    opened: Opened, excel_double: ModuleType, name: str
) -> None:
    _, book = opened
    make, writes = CHANGES[name]
    changes = make()
    with LiveBlocks(book) as blocks:
        shown = BlockBook(blocks)
        if changes.grids:
            assert set(changes.grids[FAMILY_PAGE.name]["key"]) <= set(shown.page_keys(FAMILY_PAGE))
        shown.apply(changes)
    assert excel_double.calls["write"] == writes
    assert excel_double.calls["list sheets"] == 1


def test_a_table_is_one_read_and_all_tables_are_listed_once(
    opened: Opened, excel_double: ModuleType
) -> None:
    _, book = opened
    with LiveBlocks(book) as blocks:
        shown = BlockBook(blocks)
        headers = excel_double.calls["read"]
        assert headers == len(blocks.tables())
        for each in TABLES:
            shown.read_table(each)
            shown.read_table(each)
    assert excel_double.calls["read"] == headers + len(TABLES)
    assert excel_double.calls["list sheets"] == 1
