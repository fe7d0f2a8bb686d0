"""What a command read through the book that it sees stands in the digest of its inputs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.observed import Observed
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE


@pytest.fixture
def pair(memory: Any) -> list[BlockBook]:
    """Return two books of the same family."""
    families = pd.DataFrame({"family": ["Pumps"]})
    return [BlockBook(memory.company_book(families=families.copy())) for _ in range(2)]


def read_fields(book: BlockBook) -> str:
    seen = Observed(book)
    seen.read_fields(FAMILY_PAGE)
    return seen.digest()


def test_a_field_on_top_of_a_page_is_an_input_once_it_was_read(pair: list[BlockBook]) -> None:
    same, other = pair
    assert read_fields(same) == read_fields(other) != ""
    opened = pd.DataFrame({"opening_inventory": [7.0]}, index=["Pumps"])
    other.apply(Changes(fields={FAMILY_PAGE.name: opened}))
    assert read_fields(same) != read_fields(other)
    assert Observed(same).digest() == Observed(other).digest() == ""


def test_which_pages_there_are_is_an_input_once_it_was_asked(memory: Any) -> None:
    digests = set()
    for codes in (["Pumps"], ["Pumps", "Drives"], ["Drives"]):
        book = BlockBook(memory.company_book(families=pd.DataFrame({"family": codes})))
        seen = Observed(book)
        assert seen.page_keys(FAMILY_PAGE) == codes
        digests.add(seen.digest())
    assert len(digests) == 3
