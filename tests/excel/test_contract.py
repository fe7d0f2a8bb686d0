"""The file and the open workbook answer alike: every test runs on both adapters."""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area, Blocks, TableArea
from sop_addin.excel.convert import read_value
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.live import LiveBlocks
from sop_addin.excel.writes import Operation, Resize, Write, perform
from sop_addin.schema.declarations import Kind

Open = Callable[[Path], Any]


@pytest.fixture(scope="session")
def contract() -> ModuleType:
    """Return the module that builds the workbook."""
    source = Path(__file__).with_name("contract.py")
    spec = importlib.util.spec_from_file_location("contract", source)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["file", "live"])
def adapter(request: pytest.FixtureRequest, excel_double: ModuleType) -> Open:
    """Return what opens a workbook file: in place, or as if it were open in Excel."""
    if request.param == "file":
        return FileBlocks
    return lambda path: LiveBlocks(excel_double.open_book(excel_double.load(path)))


@pytest.fixture
def blocks(adapter: Open, contract: ModuleType, tmp_path: Path) -> Iterator[Blocks]:
    with adapter(contract.make_workbook(tmp_path / "Book.xlsx")) as opened:
        yield opened


VALUES = [
    *(None, "text", " lead", "two\nlines", "a & b <c>", "Zürich 中文", "'quoted'", "-"),
    *("007", "12.5", "2026-03", "=1+1", "TRUE", "+49 30", "1e5"),
    *(0, 12, -3, 12.5, 0.1 + 0.2, 1e15, True, False, "#N/A"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(blocks: Blocks, value: Any) -> None:
    blocks.write("Last", 2, 3, [[value]])
    (found,) = blocks.read(Area("Last", 2, 3))[0]
    assert found == value and isinstance(found, bool) == isinstance(value, bool)
    assert blocks.formulas(Area("Last", 2, 3)) == [[None]]


def test_a_block_comes_back_in_its_place_and_blanks_clear(blocks: Blocks) -> None:
    blocks.write("Last", 2, 2, [["a", 1, True], ["b", None, 2.5]])
    blocks.write("Last", 3, 2, [[None]])
    expected = [[None] * 4, [None, "a", 1, True], [None, None, None, 2.5], [None] * 4]
    assert blocks.read(Area("Last", 1, 1, 4, 4)) == expected
    assert blocks.read(Area("Last", 900, 30, 1, 2)) == [[None, None]]


def test_one_row_and_one_column_keep_their_shape(blocks: Blocks) -> None:
    assert blocks.read(Area("Page", 4, 3, 1, 3)) == [[1, 2, 3]]
    assert blocks.read(Area("Data", 4, 3, 3, 1)) == [[10], [20], [30]]
    assert blocks.formulas(Area("Page", 4, 3, 2, 1)) == [[None], ["=C4*2"]]
    assert blocks.formulas(Area("Page", 5, 3, 1, 2)) == [["=C4*2", "=1/0"]]


@pytest.mark.parametrize("date1904", [False, True])
def test_dates_are_the_same_moment_in_both_date_systems(
    adapter: Open, contract: ModuleType, tmp_path: Path, date1904: bool
) -> None:
    moments = [dt.datetime(2026, 3, 1), dt.datetime(2031, 12, 31, 17, 45, 9)]
    with adapter(contract.make_workbook(tmp_path / "B.xlsx", date1904=date1904)) as blocks:
        assert blocks.date1904 is date1904
        blocks.write("Last", 1, 1, [moments])
        written = blocks.read(Area("Last", 1, 1, 1, 2))[0]
        stood = blocks.read(Area("Page", 6, 3, 1, 2))[0]
        assert [read_value(raw, Kind.TIME, date1904) for raw in written] == moments
        assert [str(read_value(raw, Kind.MONTH, date1904)) for raw in stood] == ["2026-03"] * 2


def test_errors_and_results_of_formulas_are_read_as_stored(blocks: Blocks) -> None:
    assert blocks.read(Area("Page", 5, 3, 1, 3)) == [[2, "#DIV/0!", "=A"]]
    with pytest.raises(ValueError, match="#DIV/0!"):
        read_value(blocks.read(Area("Page", 5, 4))[0][0], Kind.NUMBER)


def test_formulas_stand_where_they_were_written_and_values_replace_them(blocks: Blocks) -> None:
    blocks.write("Last", 1, 1, [["stays", 1]])
    blocks.write_formulas("Last", 1, 1, [[None, "=A1&1", "=A1&2"], ["=1", None, None]])
    found = blocks.formulas(Area("Last", 1, 1, 2, 3))
    assert found == [[None, "=A1&1", "=A1&2"], ["=1", None, None]]
    assert blocks.read(Area("Last", 1, 1)) == [["stays"]]
    blocks.write("Last", 1, 2, [[5]])
    assert blocks.formulas(Area("Last", 1, 1, 1, 3)) == [[None, None, "=A1&2"]]


def test_sheets_names_and_tables_are_listed_alike(blocks: Blocks) -> None:
    assert blocks.title == "Book.xlsx"
    assert blocks.sheets() == ["Data", "Page", "My sheet", "Last"]
    assert blocks.names() == {
        ("", "company"): Area("My sheet", 3, 2),
        ("Page", "page_key"): Area("Page", 2, 2),
        ("Page", "page_months"): Area("Page", 4, 3, 1, 3),
        ("My sheet", "own"): Area("My sheet", 1, 1),
    }
    assert blocks.tables() == {
        "tblDemand": TableArea("tblDemand", "Data", 3, 2, 3, ("Family", "Qty", "Double"), True),
        "tblPlain": TableArea("tblPlain", "Data", 3, 6, 2, ("X", "Y")),
        "tblEmpty": TableArea("tblEmpty", "Data", 3, 10, 1, ("Only",)),
    }


def test_a_sheets_name_is_found_in_any_case_and_a_strange_one_is_refused(blocks: Blocks) -> None:
    assert blocks.read(Area("my SHEET", 1, 1)) == [["mine"]]
    with pytest.raises(BookError, match=r"no sheet 'Nowhere', expected one of Data, Page, "):
        blocks.read(Area("Nowhere", 1, 1))


def test_a_table_grows_with_its_calculated_column_and_totals(blocks: Blocks) -> None:
    total = blocks.formulas(Area("Data", 7, 3))[0][0]
    blocks.resize_table("tblDemand", 6)
    assert blocks.tables()["tblDemand"].rows == 6
    double = "=tblDemand[[#This Row],[Qty]]*2"
    assert blocks.formulas(Area("Data", 4, 4, 6, 1)) == [[double]] * 6
    assert blocks.read(Area("Data", 6, 2, 5, 2))[:4] == [["Seals", 30]] + [[None, None]] * 3
    assert blocks.read(Area("Data", 10, 2)) == [["Total"]]
    assert blocks.formulas(Area("Data", 10, 3)) == [[total]] and total


def test_a_table_shrinks_and_frees_its_cells(blocks: Blocks) -> None:
    blocks.resize_table("tblDemand", 1)
    assert blocks.tables()["tblDemand"].rows == 1
    rows = blocks.read(Area("Data", 4, 2, 4, 2))
    assert rows[0] == ["Pumps", 10] and rows[1][0] == "Total"
    assert rows[2:] == [[None, None], [None, None]]
    assert blocks.formulas(Area("Data", 6, 2, 2, 3)) == [[None] * 3] * 2
    blocks.resize_table("tblDemand", 3)
    assert blocks.read(Area("Data", 5, 2, 2, 2)) == [[None, None]] * 2


def test_a_table_without_totals_and_an_empty_one_follow_too(blocks: Blocks) -> None:
    blocks.resize_table("tblPlain", 5)
    blocks.write("Data", 4, 6, [["v", i] for i in range(5)])
    assert blocks.read(Area("Data", 8, 6, 2, 2)) == [["v", 4], [None, "note of a planner"]]
    blocks.resize_table("tblPlain", 2)
    assert blocks.read(Area("Data", 6, 6, 3, 2)) == [[None, None]] * 3
    blocks.resize_table("tblEmpty", 3)
    assert blocks.tables()["tblEmpty"].rows == 3


@pytest.mark.parametrize(
    ("table", "rows", "line"),
    [
        (
            "tblPlain",
            6,
            "Data!G9: got G9 in the way of table tblPlain, expected free cells down to row 9."
            " Move what stands below the table.",
        ),
        ("tblPlain", 0, "table tblPlain: got 0 rows, expected 1 row or more. Keep one row."),
    ],
)
def test_what_a_table_may_not_do_is_refused_in_the_same_words(
    blocks: Blocks, table: str, rows: int, line: str
) -> None:
    before = blocks.read(Area("Data", 1, 1, 12, 12))
    with pytest.raises(BookError) as refused:
        blocks.resize_table(table, rows)
    assert refused.value.line() == line
    assert blocks.read(Area("Data", 1, 1, 12, 12)) == before
    assert blocks.tables()["tblPlain"].rows == 2


def test_merged_cells_in_the_way_and_an_unknown_table_are_refused(blocks: Blocks) -> None:
    with pytest.raises(BookError, match=r"merged cells.* in the way of table tblEmpty"):
        blocks.resize_table("tblEmpty", 4)
    with pytest.raises(BookError, match="no table 'tblNone', expected the template's tables"):
        blocks.resize_table("tblNone", 4)


def test_a_write_past_the_sheets_edge_is_refused(blocks: Blocks) -> None:
    with pytest.raises(BookError):
        blocks.write("Last", 1_048_576, 1, [[1], [2]])


def test_a_copied_sheet_has_its_own_names_and_leaves_its_source_alone(blocks: Blocks) -> None:
    blocks.copy_sheet("Page", "Fam_A B", "Last")
    blocks.write("Fam_A B", 2, 2, [["Caps"]])
    assert blocks.sheets() == ["Data", "Page", "My sheet", "Fam_A B", "Last"]
    names = blocks.names()
    assert names["Fam_A B", "page_key"] == Area("Fam_A B", 2, 2)
    assert names["Page", "page_key"] == Area("Page", 2, 2)
    assert blocks.read(Area("Page", 2, 2)) == [["Pumps"]]
    assert blocks.read(Area("Fam_A B", 2, 2, 3, 3))[2] == [None, 1, 2]
    assert blocks.formulas(Area("Fam_A B", 5, 3)) == [["=C4*2"]]
    with pytest.raises(BookError):
        blocks.copy_sheet("Page", "Data", "Last")


def test_a_renamed_sheet_keeps_its_names_and_tables(blocks: Blocks) -> None:
    blocks.rename_sheet("Page", "Side")
    blocks.rename_sheet("Data", "My data")
    assert blocks.sheets() == ["My data", "Side", "My sheet", "Last"]
    assert blocks.names()["Side", "page_key"] == Area("Side", 2, 2)
    assert blocks.tables()["tblPlain"].sheet == "My data"
    assert blocks.read(Area("Side", 2, 2)) == [["Pumps"]]


def test_a_hidden_sheet_is_there_and_shows_again(blocks: Blocks) -> None:
    assert blocks.is_shown("Page")
    blocks.set_shown("Page", False)
    assert not blocks.is_shown("Page") and "Page" in blocks.sheets()
    blocks.set_shown("Page", True)
    assert blocks.is_shown("Page")


def test_a_protected_page_is_written(blocks: Blocks) -> None:
    blocks.write("Page", 4, 3, [[7, 8]])
    assert blocks.read(Area("Page", 4, 3, 1, 3)) == [[7, 8, 3]]


def test_a_failing_write_takes_everything_back_in_every_column(blocks: Blocks) -> None:
    blocks.write_formulas("Data", 5, 7, [["=F5&1"]])
    area = Area("Data", 1, 1, 12, 12)
    before = blocks.read(area), blocks.formulas(area), blocks.tables()
    operations: list[Operation] = [
        Write("Last", 1, 1, [[1]], [[None]]),
        Resize("tblPlain", 1, 2),
        Write("Data", 4, 6, [["new"]], [["a"]]),
        Resize("tblDemand", 5, 3),
        Write("Nowhere", 1, 1, [[1]], [[None]]),
    ]
    with pytest.raises(BookError, match="Nowhere"):
        perform(blocks, operations)
    assert (blocks.read(area), blocks.formulas(area), blocks.tables()) == before
    assert blocks.read(Area("Last", 1, 1)) == [[None]]
