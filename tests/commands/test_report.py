"""The forecast report fills from actuals and pages, and asks for actuals where there are none."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import default
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.forecast import forecast
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.refresh import refresh
from sop_addin.commands.report import report, report_files
from sop_addin.commands.run import Run
from sop_addin.errors import DataError
from sop_addin.excel.book import BlockBook
from sop_addin.schema.tables import table


def test_the_report_shows_what_came_and_what_the_pages_forecast(
    memory: Any, carry: Any, extract: Any, series: Any
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    months = pd.period_range("2023-03", "2026-02", freq="M")
    lines = [f"Pumps,{month},{100 + month.month}" for month in months]
    carry(blocks, refresh, source=extract("family,month,sales", *lines))
    carry(blocks, forecast)
    assert carry(blocks, report)
    rows = BlockBook(blocks).read_table(table("forecast_years"))
    rows = rows.set_index(["measure", "year"])
    assert rows.loc[("Demand", "2026"), ["jan", "feb"]].tolist() == [101, 102]
    ahead = series(blocks, "Pumps", "statistical_forecast", count=10)
    assert rows.loc[("Forecast", "2026"), ["mar", "dec"]].tolist() == [ahead[0], ahead[9]]
    assert not carry(blocks, report)


def test_the_next_cycle_does_not_show_the_last_ones_report(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    months = pd.period_range("2025-03", "2026-02", freq="M")
    lines = [f"Pumps,{month},100" for month in months]
    carry(blocks, refresh, source=extract("family,month,sales", *lines))
    carry(blocks, forecast)
    carry(blocks, report)
    carry(blocks, open_cycle)
    assert BlockBook(blocks).read_table(table("forecast_years")).empty


def test_without_actuals_there_is_nothing_to_report(memory: Any, carry: Any) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="Refresh actuals first"):
        carry(blocks, report)


def test_each_owner_gets_a_file_and_a_draft_of_the_own_families_and_the_same_ones_again(
    memory: Any, carry: Any, extract: Any, tmp_path: Path
) -> None:
    families = pd.DataFrame({"family": ["Pumps", "Seals", "Drives"]})
    families["demand_owner"] = ["Ana <ana@example.com>", "Bo", None]
    blocks = memory.company_book(families=families)
    months = pd.period_range("2023-03", "2026-02", freq="M")
    lines = [f"{code},{month},100" for code in families["family"] for month in months]
    said: list[str] = []
    run = Run(dt.datetime(2026, 3, 4), "ana", said.append)
    with pytest.raises(DataError, match="sop report"):
        report_files(BlockBook(blocks), tmp_path / "out", run)
    carry(blocks, refresh, source=extract("family,month,sales", *lines))
    carry(blocks, forecast)
    carry(blocks, report)
    made = report_files(BlockBook(blocks), tmp_path / "out", run)
    assert said == ["without a demand owner, so in no mail: Drives"]
    assert [path.suffix for path in made] == [".csv", ".csv", ".eml", ".eml"]
    bo = next(path for path in made if path.name == "Bo.eml").read_bytes()
    message = email.message_from_bytes(bo, policy=default)
    assert message["X-Unsent"] == "1" and message["To"] is None
    (attached,) = message.iter_attachments()
    table_text = attached.get_payload(decode=True).decode("utf-8-sig")
    assert "Seals" in table_text and not {"Pumps", "Drives"} & set(table_text.split(","))
    before = [path.read_bytes() for path in made]
    again = report_files(BlockBook(blocks), tmp_path / "out", run)
    assert [path.read_bytes() for path in again] == before
