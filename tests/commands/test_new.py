"""New makes a book from as little as a list of families, and refuses what it cannot use."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.demand_sheets import adjustments_and_reasons
from sop_addin.commands.new import new, read_master_data
from sop_addin.commands.run import execute
from sop_addin.demand.snapshots import approved_before
from sop_addin.errors import BookError, SourceError
from sop_addin.excel.book import BlockBook
from sop_addin.periods import month
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.session.making import new_book
from sop_addin.session.opening import read_book

MARCH = month("2026-03")


def master(run: Any, extract: Any, *lines: str) -> dict[str, pd.DataFrame]:
    return read_master_data(extract(*lines, name="families"), run)


def test_a_list_of_codes_is_enough_and_what_is_assumed_is_said(
    memory: Any, run: Any, extract: Any, said: list[str]
) -> None:
    frames = master(run, extract, "family", "Pumps", "Valves")
    blocks = memory.empty_book()
    made = partial(new, frames=frames, cycle=None, company="")
    assert execute(BlockBook(blocks), "new", made, run)
    book = BlockBook(blocks)
    found = book.read_table(table("families"))
    assert found[["policy", "shortage_policy", "unit"]].drop_duplicates().to_numpy().tolist() == [
        ["MTS", "backorder", "units"]
    ]
    assert found["name"].tolist() == book.page_keys(FAMILY_PAGE) == ["Pumps", "Valves"]
    assert "families without policy: MTS" in said and "2 pages, one a family" in said
    assert book.read_cells()["cycle_month"] is None


def test_each_policy_has_its_own_page_and_other_tables_are_taken_along(
    memory: Any, run: Any, extract: Any
) -> None:
    extract("resource,kind,hours_per_day", "Crew,labour,8", name="Resources")
    extract("month,working_days", "2026-03,20", name="calendar")
    frames = master(run, extract, "family,policy", "Pumps,MTS", "Drives,MTO")
    assert set(frames) == {"families", "resources", "calendar"}
    blocks = memory.empty_book()
    made = partial(new, frames=frames, cycle=month("2026-03"), company="Acme")
    execute(BlockBook(blocks), "new", made, run)
    copies = [call for call in blocks.calls if call.startswith("copy")]
    assert copies == [f"copy {sheet}" for _, sheet in FAMILY_PAGE.prototypes]
    assert BlockBook(blocks).read_table(table("resources"))["resource"].tolist() == ["Crew"]
    assert BlockBook(blocks).read_cells()["company"] == "Acme"


def test_columns_that_nobody_knows_are_said(run: Any, extract: Any, said: list[str]) -> None:
    master(run, extract, "family,prize", "Pumps,5")
    assert "families.csv, columns not asked for: prize" in said


REFUSED = [
    (["family,policy", "Pumps,MTS", "Drives,MTX"], r"row 3, column policy: got 'MTX'"),
    (["family,policy", "Pumps,"], r"row 2, column policy: got ''"),
    (["family", "Pumps", "Pumps"], r"row 3, family: got Pumps again"),
    (["family", "Pumps", "PUMPS"], r"row 3, column family: got 'PUMPS'.*unlike Pumps"),
    (["family", "Pumps", "A*B"], r"row 3, column family: got 'A\*B'"),
    (["family", "#1"], r"row 2, column family: got '#1', expected a code that does not begin"),
    (["family", "All"], r"row 2, column family: got 'All'.*every family"),
    (["family,price", "Pumps,-1"], r"row 2, column price: got -1"),
    (["family,price", "Pumps,ten"], r"row 2, price: got 'ten'"),
    (["family,priority", "Pumps,1", "Drives,2.7"], r"row 3, column priority: got 2\.7"),
    (["family,minimum_days,target_days", "Pumps,9,5"], r"row 2, column target_days: got minimum"),
    (["family,minimum_days,maximum_days", "Pumps,9,5"], r"target_days: got minimum, maximum 9, 5"),
    (["family,lead_months", "Pumps,1.5"], r"row 2, column lead_months: got 1\.5"),
    (["family,price", ",1"], r"row 2, family: got a blank"),
    (["code", "Pumps"], r"expected a column 'family'"),
]


@pytest.mark.parametrize(("lines", "message"), REFUSED, ids=[m for _, m in REFUSED])
def test_a_family_that_cannot_be_used_is_refused_with_file_row_and_column(
    run: Any, extract: Any, lines: list[str], message: str
) -> None:
    with pytest.raises(SourceError, match=message) as raised:
        master(run, extract, *lines)
    assert str(raised.value).startswith("families.csv")


def test_a_family_is_not_called_as_a_material_is(run: Any, extract: Any) -> None:
    extract("material,stock,lead_months", "Steel,0,1", name="materials")
    with pytest.raises(SourceError, match=r"families\.csv row 3, column family: got 'Steel'"):
        master(run, extract, "family", "Pumps", "Steel")


def test_overtime_of_a_machine_is_refused_with_file_row_and_column(run: Any, extract: Any) -> None:
    extract("resource,kind,hours_per_day,overtime_share", "Press,equipment,8,0.1", name="resources")
    with pytest.raises(SourceError, match=r"resources\.csv row 2, column overtime_share: got 0\.1"):
        master(run, extract, "family", "Pumps")


def test_of_two_that_make_the_same_book_at_once_the_second_is_refused(
    run: Any, extract: Any, tmp_path: Path
) -> None:
    path = tmp_path / "Book.xlsm"
    with new_book(path, run.say):
        assert not path.exists()
        with pytest.raises(BookError, match="another run is writing"), new_book(path, run.say):
            pass
    first = path.read_bytes()
    with pytest.raises(BookError, match="a file that exists"), new_book(path, run.say):
        pass
    assert path.read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["Book.xlsm"]


def test_a_file_without_a_family_is_refused(memory: Any, run: Any, extract: Any) -> None:
    with pytest.raises(SourceError, match=r"no rows|a header|at least one"):
        frames = master(run, extract, "family")
        new(BlockBook(memory.empty_book()), run, frames, None, "")


def test_codes_that_excel_forbids_as_names_of_sheets_have_their_pages(
    run: Any, extract: Any, tmp_path: Path, lint: Any
) -> None:
    codes = ["A/B [1]", "A:B 1", "X" * 31, "X" * 30 + "Y", "1001", "It's", "泵"]
    frames = master(run, extract, "family,policy", *(f"{code},MTO" for code in codes))
    path = tmp_path / "Book.xlsm"
    with new_book(path, run.say) as book:
        execute(book, "new", partial(new, frames=frames, cycle=None, company=""), run)
    with read_book(path) as book:
        assert book.page_keys(FAMILY_PAGE) == codes
        assert book.problems() == [] and book.overtyped() == []
    lint(path)


def failing(path: Path, run: Any, error: Exception) -> None:
    with new_book(path, run.say):
        raise error


def test_nothing_is_left_behind_when_it_fails(run: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        failing(tmp_path / "Book.xlsm", run, SourceError("a", "b", "c", "D."))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stands_there_is_kept(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "Book.xlsm"
    path.write_bytes(b"mine")
    with pytest.raises(BookError, match="a file that exists"):
        failing(path, run, AssertionError())
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("name", "message"), [("Book.xlsx", "expected .xlsm"), ("none/Book.xlsm", "a folder")]
)
def test_a_name_that_does_not_do_is_refused(
    run: Any, tmp_path: Path, name: str, message: str
) -> None:
    with pytest.raises(BookError, match=message):
        failing(tmp_path / name, run, AssertionError())


def test_a_folder_that_cannot_be_written_is_one_clear_error(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    with pytest.raises(BookError, match="a folder that cannot be written"):
        failing(tmp_path / "Book.xlsm", run, AssertionError())


def test_former_forecasts_and_adjustments_come_into_a_new_book(
    memory: Any, tmp_path: Path, run: Any, said: list[str]
) -> None:
    (tmp_path / "families.csv").write_text("family\nPumps\n", encoding="utf-8")
    versions = "cycle,version,family,series,lag0,lag1\n2026-01,forecast,Pumps,unconstrained_demand"
    (tmp_path / "versions.csv").write_text(f"{versions},90,110\n", encoding="utf-8")
    rows = "2026-04,25,Rebate\nPumps,2026-05,-3,\nPumps,2026-02,9,Gone"
    text = f"family,month,units,reason\nPumps,{rows}\n"
    (tmp_path / "adjustments.csv").write_text(text, encoding="utf-8")
    frames = read_master_data(tmp_path, run)
    blocks = memory.empty_book()
    execute(BlockBook(blocks), "new", partial(new, frames=frames, cycle=MARCH, company=""), run)
    book = BlockBook(blocks)
    assert book.read_table(table("versions"))["lag1"].tolist() == [110]
    typed, why = adjustments_and_reasons(book)
    assert typed[["month", "value"]].values.tolist() == [[MARCH + 1, 25], [MARCH + 2, -3]]
    assert [text for text in why["value"] if text] == ["Rebate"]
    assert "left out 1 adjustments of months off the horizon" in said


def test_former_plans_and_estimates_come_into_a_new_book(
    memory: Any, tmp_path: Path, run: Any
) -> None:
    (tmp_path / "families.csv").write_text("family\nPumps\n", encoding="utf-8")
    text = "cycle,version,family,series,lag0,lag1\n2026-02,approved,Pumps,production,90,110\n"
    (tmp_path / "versions.csv").write_text(text, encoding="utf-8")
    text = "cycle,family,year,estimate\n2026-02,Company,2026,5000\n2026-02,Pumps,2026,5000\n"
    (tmp_path / "latest_estimate.csv").write_text(text, encoding="utf-8")
    frames = read_master_data(tmp_path, run)
    blocks = memory.empty_book()
    execute(BlockBook(blocks), "new", partial(new, frames=frames, cycle=MARCH, company=""), run)
    book = BlockBook(blocks)
    approved = approved_before(book.read_table(table("versions")), "production", MARCH)
    assert approved.loc["Pumps", MARCH] == 110
    estimates = book.read_table(table("latest_estimate")).set_index("family")["estimate"]
    assert estimates.to_dict() == {"Company": 5000, "Pumps": 5000}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-01,signed,Pumps,production,9", "column version: got signed"),
        ("2026-01,approved,Pumps,prodction,9", "column series: got prodction"),
        ("2026-01,forecast,Pumps,production,9", "for forecast one of statistical_forecast"),
    ],
)
def test_a_version_that_nobody_can_have_frozen_is_refused_with_its_row(
    tmp_path: Path, run: Any, row: str, message: str
) -> None:
    (tmp_path / "families.csv").write_text("family\nPumps\n", encoding="utf-8")
    text = f"cycle,version,family,series,lag0\n{row}\n"
    (tmp_path / "versions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_master_data(tmp_path, run)


def test_adjustments_need_the_cycle_month(memory: Any, tmp_path: Path, run: Any) -> None:
    (tmp_path / "families.csv").write_text("family\nPumps\n", encoding="utf-8")
    text = "family,month,units,reason\nPumps,2026-04,25,Rebate\n"
    (tmp_path / "adjustments.csv").write_text(text, encoding="utf-8")
    frames = read_master_data(tmp_path, run)
    with pytest.raises(SourceError, match="no cycle month"):
        new(BlockBook(memory.empty_book()), run, frames, None, "")


def test_a_former_forecast_of_an_unknown_family_is_refused_with_its_row(
    tmp_path: Path, run: Any
) -> None:
    (tmp_path / "families.csv").write_text("family\nPumps\n", encoding="utf-8")
    text = "cycle,version,family,series,lag0\n2026-01,forecast,Pumpz,statistical_forecast,9\n"
    (tmp_path / "versions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"row 2, column family: got Pumpz"):
        read_master_data(tmp_path, run)
