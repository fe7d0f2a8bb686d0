from __future__ import annotations

import pandas as pd

from sop_addin.record.seals import merged, of_grid, of_months, root

MONTHS = pd.period_range("2026-03", periods=2, freq="M")
ROWS = pd.DataFrame(
    {
        "key": ["Pumps", "Pumps", "Valves", "Valves"],
        "series": "production",
        "month": [*MONTHS, *MONTHS],
        "value": [1.0, 2.0, 3.0, float("nan")],
    }
).astype({"month": "period[M]"})
DECIMALS = {"production": 2, "backlog": 0}


def test_the_seal_of_a_page_depends_on_its_own_rows_alone() -> None:
    before = of_months(ROWS, DECIMALS)
    more = pd.concat([ROWS.assign(key="Drives", series="backlog"), ROWS.iloc[::-1]])
    assert {key: of_months(more, DECIMALS)[key] for key in before} == before
    changed = of_months(ROWS.assign(value=[1.0, 2.5, 3.0, float("nan")]), DECIMALS)
    assert changed["Pumps"] != before["Pumps"] and changed["Valves"] == before["Valves"]


def test_blank_is_not_zero_and_digits_beyond_the_declared_do_not_count() -> None:
    before = of_months(ROWS, DECIMALS)
    assert of_months(ROWS.fillna({"value": 0.0}), DECIMALS)["Valves"] != before["Valves"]
    assert of_months(ROWS.assign(value=ROWS["value"] + 0.001), DECIMALS) == before


def test_the_order_of_pages_does_not_count() -> None:
    assert of_grid(ROWS) == of_grid(ROWS.iloc[[2, 3, 0, 1]])


def test_a_part_that_is_written_again_has_one_seal() -> None:
    first = pd.DataFrame({"part": ["a", "b"], "run": [1.0, 1.0], "command": "x", "digest": "1"})
    second = pd.DataFrame({"part": ["a"], "run": [2.0], "command": "y", "digest": "2"})
    both = merged(first, second)
    assert sorted(zip(both["part"], both["digest"], strict=True)) == [("a", "2"), ("b", "1")]
    assert root(both) != root(first)
