"""What the meeting is told about a shortage is what stands behind it, on every sheet alike."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.company import read_company_plan
from sop_addin.commands.executive import executive
from sop_addin.commands.limits import read_limits
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Phones need a chip that is not to be had for three months; the crew has little to do."""
    families = pd.DataFrame({"family": ["Cases", "Phones"], "price": [10.0, 100.0]})
    crew = {"resource": ["Crew"], "kind": ["labour"], "workers": [8.0], "hours_per_day": [8.0]}
    crew |= {"wage_per_day": [100.0], "hire_cost": [10.0], "layoff_cost": [10.0]}
    chip = {"material": ["Chip"], "stock": [100.0], "lead_months": [3.0], "cost": [3.0]}
    made = memory.company_book(
        families=families,
        resources=pd.DataFrame(crew),
        bill_of_resources=pd.DataFrame(
            {"family": ["Cases", "Phones"], "resource": "Crew", "hours_per_unit": [1.0, 4.0]}
        ),
        materials=pd.DataFrame(chip),
        bill_of_materials=pd.DataFrame(
            {"family": ["Phones"], "material": ["Chip"], "per_unit": [1.0]}
        ),
    )
    rows = ("family,month,sales,inventory", "Cases,2026-02,50,0", "Phones,2026-02,130,0")
    carry(made, refresh, source=extract(*rows))
    for family, demand in (("Cases", 50), ("Phones", 130)):
        for offset in range(18):
            place = Place(FAMILY_PAGE.name, family, "adjustment", str(offset))
            made.type(BlockBook(made).locate(place), demand)
    carry(made, plan, strategy="hybrid")
    return made


def test_a_missing_material_is_named_on_every_sheet(blocks: Any, carry: Any) -> None:
    carry(blocks, presop)
    carry(blocks, executive)
    book = BlockBook(blocks)
    rows = book.read_table(table("shortages"))
    within = (rows["object"] == "Phones") & (rows["month"] < pd.Period("2026-06", "M"))
    assert rows[within]["cause"].tolist() == ["Chip"] * 3
    periods = book.read_table(table("shortage_periods"))
    late = (periods["object"] == "Phones") & (periods["reason"] == "past due")
    assert periods[late]["cause"].tolist() == ["Chip"]
    lines = book.read_table(table("pre_sop")).set_index("family")["recommendation"]
    assert "because Chip runs out, " in lines["Phones"]
    decided = book.read_table(table("executive")).set_index("family")["recommendation"]
    assert decided["Phones"] == lines["Phones"]
    note = book.read_fields(FAMILY_PAGE).loc["Phones", "plan_note"]
    assert "(Chip)" in note and "(Crew)" not in note


def test_the_order_of_families_is_that_of_the_plan(blocks: Any) -> None:
    book = BlockBook(blocks)
    company = read_company_plan(book)
    found = read_limits(book, company)
    phones = company.families.index("Phones")
    assert found.reasons(phones, 0, 2) == "Chip runs out"
    assert found.reasons(1 - phones, 0, 17) == ""
