"""The root causes of all reviews, added up for the sheet that they share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sop_addin.demand.review import WINDOW
from sop_addin.demand.root_causes import root_causes
from sop_addin.excel.book import Readable
from sop_addin.schema.tables import table

__all__ = ["DEMAND", "PRODUCTION", "Reviewed", "causes_of_all"]


@dataclass(frozen=True)
class Reviewed:
    """A review of closed months: what of, its table, and the column of units too much."""

    of: str
    table: str
    off: str


DEMAND = Reviewed("demand", "demand_review", "bias")
PRODUCTION = Reviewed("production", "supply_review", "difference")


def causes_of_all(
    book: Readable, cycle: pd.Period, own: Reviewed, fresh: pd.DataFrame
) -> pd.DataFrame:
    """Return the root causes of the last 12 closed months, of every review.

    Parameters
    ----------
    own
        The review that a command is about to write.
    fresh
        Its rows of the last closed month, without what people fill.

    Returns
    -------
    DataFrame
        The rows of the table ``root_causes``.
    """
    price = book.read_table(table("families")).set_index("family")["price"]
    parts = []
    for each in (DEMAND, PRODUCTION):
        rows = book.read_table(table(each.table))
        if each is own:
            rows = _with_fresh(rows, fresh)
        counted = rows[rows["month"] < cycle].rename(columns={each.off: "off"})
        parts.append(root_causes(counted, price, cycle - WINDOW).assign(of=each.of))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _with_fresh(rows: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with those of the reviewed month anew, their causes as people named them."""
    keys = ["month", "family"]
    named = fresh.merge(rows[[*keys, "cause"]], on=keys, how="left", validate="1:1")
    older = rows[~rows["month"].isin(fresh["month"])]
    return pd.concat([part for part in (older, named) if len(part)] or [older])
