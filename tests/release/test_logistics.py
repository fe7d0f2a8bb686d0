"""What leaves and what arrives adds up, in units and in money, and blanks are not zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.release.authorised import AuthorisedPlan, authorised_plan
from sop_addin.release.logistics import flow_rows

MARCH = pd.Period("2026-03", "M")
FAMILIES = pd.DataFrame(
    {"family": ["Pumps", "Valves", "Kits"], "name": "", "unit": "pcs", "cost": [5.0, 2.0, np.nan]}
)
PRICES = np.repeat([[9.0], [np.nan], [4.0]], 18, axis=1)


@pytest.fixture
def plan() -> AuthorisedPlan:
    """Return a plan: pumps are made, valves bought, kits neither made nor bought."""
    rows = [
        (family, series, units)
        for family, made, bought, sold in (("Pumps", 80, 0, 70), ("Valves", 20, 20, 20))
        for series, units in (
            ("production", made),
            ("subcontract", bought),
            ("constrained_sales", sold),
        )
    ]
    rows += [("Kits", "production", 0), ("Kits", "constrained_sales", 10)]
    versions = pd.DataFrame(rows, columns=["family", "series", "lag0"])
    versions = versions.assign(cycle=MARCH, version="approved")
    lags = pd.DataFrame({f"lag{i}": versions["lag0"] * (1.0 + i) for i in range(18)})
    made = authorised_plan(
        pd.concat([versions.drop(columns="lag0"), lags], axis=1), FAMILIES["family"].tolist(), MARCH
    )
    assert made is not None
    return made


def test_a_family_shows_what_moves_and_no_row_of_what_does_not(plan: AuthorisedPlan) -> None:
    rows = flow_rows(plan, FAMILIES, PRICES).set_index(["code", "measure"])["m1"]
    assert rows["Pumps"].to_dict() == {
        "shipments": 140,
        "receipts, made": 160,
        "shipments, money": 1260,
        "receipts, money": 800,
    }
    assert rows["Valves"].to_dict() == {
        "shipments": 40,
        "receipts, bought": 40,
        "receipts, money": 80,
    }
    assert rows["Kits"].to_dict() == {"shipments": 20, "shipments, money": 80}


def test_the_company_adds_up_the_families_that_are_known_and_says_how_many_are_not(
    plan: AuthorisedPlan,
) -> None:
    rows = flow_rows(plan, FAMILIES, PRICES).set_index(["code", "measure"])
    company = rows.loc["Company"]
    months = [f"m{i}" for i in range(18)]
    for measure in ("shipments, money", "receipts, money"):
        own = rows[rows.index.get_level_values(0) != "Company"].xs(measure, level=1)
        assert company.loc[measure, months].tolist() == own[months].sum().tolist()
    assert company["name"].to_dict() == {
        "shipments, money": "(1 family without a price)",
        "receipts, money": "(1 family without a cost)",
    }
