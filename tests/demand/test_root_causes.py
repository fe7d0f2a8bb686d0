"""A year of root causes adds up to the money by which demand was misjudged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.root_causes import NOT_NAMED, root_causes
from sop_addin.schema.review_status import EXPLAINED, UNEXPLAINED, WITHIN

FIRST = pd.Period("2025-03", "M")
PRICE = pd.Series({"Pumps": 10.0, "Valves": 2.0, "Gifts": np.nan})


def rows(*given: tuple[int, str, float, str, object]) -> pd.DataFrame:
    columns = ["month", "family", "off", "status", "cause"]
    return pd.DataFrame([(FIRST + at, *rest) for at, *rest in given], columns=columns)


def test_causes_are_added_up_over_months_and_families_the_dearest_first() -> None:
    found = root_causes(
        rows(
            (0, "Pumps", 30.0, EXPLAINED, "promotion"),
            (1, "Pumps", -10.0, UNEXPLAINED, "promotion"),  # named since the review ran
            (1, "Valves", -400.0, EXPLAINED, "price"),
            (2, "Valves", 50.0, EXPLAINED, "promotion"),
        ),
        PRICE,
        FIRST,
    )
    assert found["cause"].tolist() == ["price", "promotion"]
    assert found["families"].tolist() == ["Valves", "Pumps, Valves"]
    assert found["months"].tolist() == [1, 3]
    assert found[["over", "under"]].values.tolist() == [[0, 800], [400, 100]]
    assert found["share_percent"].sum() == pytest.approx(100)
    assert found["last_month"].tolist() == [FIRST + 1, FIRST + 2]


def test_what_nobody_explained_is_shown_and_what_was_in_tolerance_or_long_ago_is_not() -> None:
    found = root_causes(
        rows(
            (-1, "Pumps", 900.0, EXPLAINED, "data"),
            (0, "Pumps", 5.0, WITHIN, "price"),
            (0, "Valves", np.nan, "no snapshot of lag 1 yet", ""),
            (1, "Valves", 40.0, UNEXPLAINED, None),
        ),
        PRICE,
        FIRST,
    )
    assert found["cause"].tolist() == [NOT_NAMED]
    assert found["months"].tolist() == [1]


def test_a_family_without_a_price_is_counted_and_in_no_money() -> None:
    found = root_causes(rows((0, "Gifts", 40.0, EXPLAINED, "data")), PRICE, FIRST).iloc[0]
    assert (found["months"], found["unpriced"]) == (1, 1)
    assert np.isnan(found[["over", "under", "share_percent"]].astype(float)).all()


def test_nothing_reviewed_has_no_cause() -> None:
    assert root_causes(rows(), PRICE, FIRST).empty
