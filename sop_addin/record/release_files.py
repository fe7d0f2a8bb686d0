"""The files of a release as text: sorted, one number a line, the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence

import pandas as pd

from sop_addin.release.game_plan import BACKLOG, INVENTORY, PRODUCTION, PURCHASE, SALES
from sop_addin.release.orders import DECIMALS, ORDER_COLUMNS
from sop_addin.schema.allocation_tables import ALLOCATION
from sop_addin.schema.months import HORIZON

__all__ = ["release_texts"]

ALLOCATED, ORDERS, MANIFEST = "allocation.csv", "orders.csv", "release.json"
_PLANS = (SALES, PRODUCTION, PURCHASE, INVENTORY, BACKLOG)


def release_texts(
    game: pd.DataFrame,
    functional: pd.DataFrame,
    orders: pd.DataFrame,
    allocation: pd.DataFrame,
    cycle: pd.Period,
    mark: str,
) -> dict[str, str]:
    """Return the text of each file by its name.

    Parameters
    ----------
    game, functional
        Rows of the sheets, months across as ``m0, m1, ...`` from the cycle month on.
    orders
        As :func:`sop_addin.release.orders.order_lines` returns them.
    allocation
        Rows of the sheet: who gets what of a shortage.
    mark
        Fingerprint of the game plan.

    Returns
    -------
    dict
        A file for each plan of the families, the functional plans, the orders, the allocation, and
        a manifest with the SHA-256 of each file.
    """
    texts = {
        f"{plan}_plan.csv": _months(game[game["plan"] == plan], ("family", "unit"), cycle)
        for plan in _PLANS
    }
    keys = ("function", "code", "measure", "unit")
    texts["functional_plans.csv"] = _months(functional, keys, cycle)
    shown = orders.assign(quantity=[_number(value) for value in orders["quantity"]])
    texts[ORDERS] = _csv(ORDER_COLUMNS, shown.itertuples(index=False))
    named = [column.name for column in ALLOCATION.columns]
    numbers = {name: allocation[name].map(_number) for name in ("requested", "allocated", "short")}
    texts[ALLOCATED] = _csv(named, allocation.assign(**numbers)[named].itertuples(index=False))
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    manifest = {"cycle": str(cycle), "game_plan": mark, "sha256": sums}
    texts[MANIFEST] = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return texts


def _months(rows: pd.DataFrame, keys: Sequence[str], cycle: pd.Period) -> str:
    """Return one line a row and month, sorted; months without a number are left out."""
    lines = []
    for _, row in rows.iterrows():
        for number in range(HORIZON):
            value = row[f"m{number}"]
            if not pd.isna(value):
                named = (*(row[key] for key in keys), str(cycle + number))
                lines.append((*named, _number(value)))
    return _csv((*keys, "month", "quantity"), sorted(lines))


def _csv(header: Sequence[str], lines: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def _number(value: float) -> str:
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
