"""The sample company's month, from extracts to the pack."""

from __future__ import annotations

import email
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.demand import demand
from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.mps import mps
from sop_addin.commands.new import new, read_master_data
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.report import report
from sop_addin.commands.resources import resources
from sop_addin.commands.run import execute
from sop_addin.commands.taken import kept
from sop_addin.excel.changes import Changes
from sop_addin.periods import month
from sop_addin.sample.company import COMPANY, CYCLE, SETTINGS
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.session.making import new_book
from sop_addin.session.month import run_month
from sop_addin.session.opening import open_book, read_book


def quiet(line: str) -> None:
    """Take a line and say nothing."""


def test_the_month_ends_with_book_pack_and_draft(company):
    names = sorted(p.relative_to(company).as_posix() for p in company.rglob("SOP_Demo*"))
    assert names == [
        "SOP_Demo.xlsm",
        "pack/SOP_Demo_DRAFT.eml",
        "pack/SOP_Demo_DRAFT.xlsx",
    ]


def test_the_finished_book_has_no_errors(company):
    with read_book(company / "SOP_Demo.xlsm") as book:
        assert check(book) == []


def test_lint_and_validator_find_nothing(company, lint, validate):
    for path in (company / "SOP_Demo.xlsm", company / "pack" / "SOP_Demo_DRAFT.xlsx"):
        lint(path)
        validate(path)


def test_libreoffice_computes_every_number_that_is_stored(company, libreoffice_agrees):
    libreoffice_agrees(company / "SOP_Demo.xlsm")


def test_running_the_month_twice_leaves_the_same_bytes(company, run):
    path = company / "SOP_Demo.xlsm"
    before = path.read_bytes()
    run_month(path, company / "extracts", company / "again", run, strategy=None, pdf=False)
    assert path.read_bytes() == before


def test_running_the_month_at_once_equals_running_its_commands(company, run, tmp_path, members):
    single = tmp_path / "Single.xlsm"
    extracts = company / "extracts"
    frames = read_master_data(extracts, run)
    make = partial(new, frames=frames, cycle=CYCLE, company=COMPANY, settings=SETTINGS)
    with new_book(single, quiet) as book:
        execute(book, "new", make, run)
    run.taken.clear()
    steps = {
        "refresh": partial(refresh, source=extracts),
        "forecast": forecast,
        "report": report,
        "demand": demand,
        "plan": partial(plan, strategy="hybrid"),
        "resources": resources,
        "presop": presop,
        "executive": executive,
        "mps": mps,
    }
    for name, step in steps.items():
        with open_book(single, quiet) as book:
            assert execute(book, name, step, run)
            if name == "mps":  # what the whole month took away is kept at its end
                book.apply(Changes(restore={"undo": kept(book, run.taken)}))
            book.save()
    assert members(single) == members(company / "SOP_Demo.xlsm")


def test_every_run_that_changed_something_left_one_audit_row(company):
    with read_book(company / "SOP_Demo.xlsm") as book:
        audit = book.read_table(table("audit"))
    assert audit["command"].tolist() == [
        "new",
        "refresh",
        "forecast",
        "report",
        "demand",
        "plan",
        "resources",
        "presop",
        "executive",
        "mps",
    ]
    assert audit["run"].tolist() == list(range(1, 11))
    assert set(audit["user"]) == {"planner"}


def test_the_mail_draft_is_unsent_and_carries_the_pack(company):
    message = email.message_from_bytes((company / "pack" / "SOP_Demo_DRAFT.eml").read_bytes())
    assert message["X-Unsent"] == "1"
    assert "DRAFT" in message["Subject"]
    body, attached = message.get_payload()
    assert attached.get_filename() == "SOP_Demo_DRAFT.xlsx"
    assert len(body.get_payload(decode=True).decode().splitlines()) <= 10


def test_the_pack_has_no_macros_and_hides_the_data_sheets(company, members):
    names = members(company / "pack" / "SOP_Demo_DRAFT.xlsx")
    assert not [n for n in names if "vba" in n.lower() or "customui" in n.lower()]
    assert b'name="Actuals"' in names["xl/workbook.xml"]
    assert b'state="hidden"' in names["xl/workbook.xml"].split(b'name="Actuals"')[1][:60]


def test_pages_hold_the_balance_they_declare(company):
    with read_book(company / "SOP_Demo.xlsm") as book:
        grid = book.read_grid(FAMILY_PAGE, FAMILY_PAGE.series)
    grid = grid[grid["month"] >= month("2026-03")]
    wide = {
        str(n): p.pivot(index="key", columns="month", values="value")
        for n, p in grid.groupby("series")
    }
    stock, made, sold = (wide[n] for n in ("inventory", "production", "constrained_sales"))
    made, sold = made.loc[stock.index], sold.loc[stock.index]
    rest = stock - stock.shift(1, axis=1) - made + sold
    assert rest.iloc[:, 1:].abs().max(axis=None) == pytest.approx(0, abs=1e-9)
    assert (stock >= 0).all(axis=None)


def test_a_planners_work_survives_the_whole_month(company, run, planners, members):
    path = company / "SOP_Demo.xlsm"
    ours = set(members(path))
    planners.add_planners_parts(path)
    before = members(path)
    theirs = set(before) - ours
    assert len(theirs) > 10
    source = company / "extracts"
    rows = (source / "actuals.csv").read_text(encoding="utf-8").splitlines()
    changed = [rows[0], rows[1].replace(rows[1].split(",")[2], "1", 1), *rows[2:]]
    (source / "actuals.csv").write_text("\n".join(changed) + "\n", encoding="utf-8")
    run_month(path, source, company / "again", run, strategy="chase", pdf=False)
    after = members(path)
    assert after["xl/workbook.xml"] != b""
    for name in theirs:
        assert after[name] == before[name], name


def test_nothing_is_written_where_a_step_fails(company, run):
    path = company / "SOP_Demo.xlsm"
    before = path.read_bytes()
    (company / "extracts" / "actuals.csv").write_text(
        "family,month,sales\nNobody,2026-02,1\n", encoding="utf-8"
    )
    with pytest.raises(Exception, match=r"actuals\.csv row 2, column family: got Nobody"):
        run_month(path, company / "extracts", company / "x", run, strategy=None, pdf=False)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("file", "families"), [("stallion_sku_monthly", 25), ("pbs_atc2_families_monthly", 83)]
)
def test_real_families_go_through_without_a_manual_step(
    shared, tmp_path, run, lint, file, families
):
    frame = pd.read_csv(shared / "data" / f"{file}.csv.gz")
    frame = frame.rename(columns={"unique_id": "family", "ds": "month", "y": "sales"})
    frame[["family", "month", "sales"]].to_csv(tmp_path / "actuals.csv", index=False)
    frame[["family"]].drop_duplicates().to_csv(tmp_path / "families.csv", index=False)
    path = tmp_path / "Book.xlsm"
    make = partial(new, frames=read_master_data(tmp_path, run), cycle=None, company="")
    with new_book(path, quiet) as book:
        execute(book, "new", make, run)
    run_month(path, tmp_path, tmp_path / "pack", run, strategy=None, pdf=False)
    lint(path)
    with read_book(path) as book:
        assert len(book.page_keys(FAMILY_PAGE)) == families
        assert [line for line in check(book) if "without" not in line] == []


def test_a_book_stands_where_a_second_one_would_go(company):
    with (
        pytest.raises(Exception, match="a file that exists"),
        new_book(Path(company / "SOP_Demo.xlsm"), quiet),
    ):
        pass
