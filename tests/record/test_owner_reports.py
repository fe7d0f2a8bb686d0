"""An owner's report holds the own families, and no other."""

from __future__ import annotations

import pandas as pd

from sop_addin.record.owner_reports import owner_reports

CYCLE = pd.Period("2026-12", "M")
ROWS = pd.DataFrame(
    {
        "family": ["Pumps", "Pumps", "Seals", "Drives"],
        "measure": "Forecast",
        "year": ["2026", "2027", "2027", "2026"],
        "jan": [float("nan"), 110.5, 7.0, float("nan")],
        "dec": [100.0, float("nan"), float("nan"), 3.0],
        "total": [100.0, 110.5, 7.0, 3.0],
    }
)


def families(**owners: str | None) -> pd.DataFrame:
    known = pd.DataFrame({"family": list(owners), "demand_owner": list(owners.values())})
    return known.assign(unit="pcs")


def test_every_family_with_an_owner_is_in_one_report_and_others_in_none() -> None:
    made = owner_reports(ROWS, families(Pumps="Bo", Seals="Ana", Drives=" "), CYCLE)
    assert [report.owner for report in made] == ["Ana", "Bo"]
    assert "Pumps" not in made[0].table + made[0].text and "Seals" in made[0].table
    assert all("Drives" not in report.table + report.text for report in made)


def test_a_report_says_what_comes_first_over_the_turn_of_the_year() -> None:
    (report,) = owner_reports(ROWS, families(Pumps="Bo", Seals=None, Drives=None), CYCLE)
    assert "- Pumps: Dec 2026 100, Jan 2027 110 pcs" in report.text
    assert "Pumps,Forecast,2027,110.5,,110.5" in report.table


def test_owners_whose_names_make_the_same_file_get_two() -> None:
    made = owner_reports(ROWS, families(Pumps="A/B", Seals="a b", Drives="…"), CYCLE)
    assert [report.file for report in made] == ["A_B", "a_b_2", "owner"]


def test_an_address_in_the_name_becomes_the_recipient() -> None:
    owner = "Ana Sales <ana@example.com>"
    made = owner_reports(ROWS, families(Pumps=owner, Seals="Bo"), CYCLE)
    assert [report.recipients for report in made] == [(owner,), ()]
