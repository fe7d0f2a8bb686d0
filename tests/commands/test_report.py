"""The forecast report fills from actuals and pages, and asks for actuals where there are none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.forecast import forecast
from sop_addin.commands.refresh import refresh
from sop_addin.commands.report import report
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


def test_without_actuals_there_is_nothing_to_report(memory: Any, carry: Any) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="Refresh actuals first"):
        carry(blocks, report)
