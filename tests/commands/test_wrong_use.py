"""Wrong use of the cycle is met in words that say what to do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.forecast import forecast
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError

CLOSED = pd.period_range("2025-01", "2026-02", freq="M")
COMING = pd.period_range("2026-03", periods=36, freq="M")


@pytest.fixture
def shut(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book with actuals, whose calendar has no working day in any coming month."""
    calendar = pd.DataFrame({"month": COMING, "working_days": 0.0})
    families = pd.DataFrame({"family": ["Pumps"]})
    blocks = memory.company_book(families=families, calendar=calendar)
    lines = [f"Pumps,{month},100,50" for month in CLOSED]
    carry(blocks, refresh, source=extract("family,month,sales,inventory", *lines))
    carry(blocks, forecast)
    return blocks


def test_a_calendar_without_days_is_refused_with_the_sheet_to_fill(shut: Any, carry: Any) -> None:
    before = shut.content()
    with pytest.raises(DataError, match="0 in every month") as caught:
        carry(shut, plan, strategy="level")
    assert caught.value.remedy == "Fill the plant calendar."
    assert shut.content() == before


def test_a_second_cycle_is_not_opened_before_the_first_has_its_actuals(
    shut: Any, carry: Any
) -> None:
    carry(shut, open_cycle)
    with pytest.raises(DataError, match="without the actuals of 2026-03") as caught:
        carry(shut, open_cycle)
    assert "sop refresh" in caught.value.remedy


def test_a_month_that_is_open_is_not_opened_again(shut: Any, carry: Any, said: list[str]) -> None:
    carry(shut, open_cycle)
    before = shut.content()
    assert not carry(shut, open_cycle, wanted=pd.Period("2026-04", "M"))
    assert "cycle 2026-04 is open already: nothing was rolled" in said
    with pytest.raises(DataError, match="2026-03 to be opened while 2026-04 runs"):
        carry(shut, open_cycle, wanted=pd.Period("2026-03", "M"))
    assert shut.content() == before
