"""Minutes say what the registers say, row for row; a register with a hole is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.minutes import minutes
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.tables import table

DAY = pd.Timestamp("2026-03-20")
MARCH = pd.PeriodIndex(["2026-03", "2026-02", None], freq="M")


@pytest.fixture
def blocks(memory: Any) -> Any:
    issue = {"topic": "Shift", "alternative_a": "hire", "impact_a": "+", "alternative_b": "buy"}
    issue |= {"impact_b": "-", "owner": "Bo"}
    return memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"]}),
        decisions=pd.DataFrame(
            {
                "id": ["D2", "D1", "D3"],
                "what": ["this month", "last month", "typed without a cycle"],
                "by": ["Ms General"] * 3,
                "date": [DAY, DAY, DAY],
                "cycle": MARCH,
            }
        ),
        issues=pd.DataFrame(
            [
                issue | {"id": "I1", "status": "decided", "decision": "D2"},
                issue | {"id": "I2", "status": "open", "decision": None},
                issue | {"id": "I3", "status": "decided", "decision": "D1"},
            ]
        ),
        actions=pd.DataFrame(
            {
                "id": ["A1", "A2", "A3"],
                "what": ["hire", "train", "long ago"],
                "owner": ["Bo"] * 3,
                "due": [DAY] * 3,
                "status": ["open", "done", "done"],
                "done_on": pd.to_datetime([None, "2026-03-10", "2026-01-10"]),
                "result": [None, "two trained", "old"],
            }
        ),
    )


def shown(blocks: Any) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table("minutes"))


def test_every_section_counts_the_rows_of_its_register(blocks: Any, carry: Any) -> None:
    assert carry(blocks, minutes)
    found = shown(blocks)
    ids = found[found["id"] != ""].groupby("section", sort=False)["id"].agg(list).to_dict()
    assert ids == {
        "Decisions": ["D2", "D3"],
        "Issues decided": ["I1"],
        "Issues open": ["I2"],
        "Actions open": ["A1"],
        "Actions done": ["A2"],
    }
    counts = found[found["id"] == ""].set_index("section")["what"]
    for section, said in counts.items():
        assert said == f"{len(ids.get(section, []))} in the register"


def test_writing_the_minutes_twice_writes_nothing(blocks: Any, carry: Any) -> None:
    carry(blocks, minutes)
    before = blocks.content()
    assert not carry(blocks, minutes)
    assert blocks.content() == before


def test_an_issue_that_is_decided_without_a_decision_is_refused(blocks: Any, carry: Any) -> None:
    blocks.type(BlockBook(blocks).locate(Place("issues", "I1", "decision")), None)
    with pytest.raises(DataError, match="a blank, though I1 is decided"):
        carry(blocks, minutes)


def test_a_decision_that_nobody_knows_is_refused(blocks: Any, carry: Any) -> None:
    blocks.type(BlockBook(blocks).locate(Place("issues", "I1", "decision")), "D9")
    with pytest.raises(DataError, match="D9"):
        carry(blocks, minutes)


def test_dates_of_the_minutes_are_those_of_the_register(blocks: Any, carry: Any) -> None:
    carry(blocks, minutes)
    found = shown(blocks).set_index("id")
    assert found.loc["A2", "date"].date() == dt.date(2026, 3, 10)
    assert found.loc["A1", "date"].date() == dt.date(2026, 3, 20)
