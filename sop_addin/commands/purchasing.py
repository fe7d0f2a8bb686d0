"""What the purchase plan needs from the book: materials, bought families, open orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Readable
from sop_addin.schema.tables import table
from sop_addin.supply.problem import Floats
from sop_addin.supply.purchase_plan import Supplies, gross_need, purchase_plan
from sop_addin.supply.purchase_rows import order_rows, purchase_rows

__all__ = ["Purchasing", "purchase_sheets", "purchasing_errors", "read_purchasing"]

_BOUGHT = "bought units"
_MATERIAL = "material"


@dataclass(frozen=True, eq=False)
class Purchasing:
    """The sheets of what is bought, as tables."""

    families: pd.DataFrame
    materials: pd.DataFrame
    bill: pd.DataFrame
    on_order: pd.DataFrame


def read_purchasing(book: Readable) -> Purchasing:
    """Return the sheets of what is bought."""
    names = ("families", "materials", "bill_of_materials", "on_order")
    return Purchasing(*(book.read_table(table(name)) for name in names))


def purchasing_errors(sheets: Purchasing, cycle: pd.Period) -> Iterator[DataError]:
    """Yield codes that are not listed, and open orders that are overdue."""
    families, materials = set(sheets.families["family"]), set(sheets.materials["material"])
    known = (
        ("bill_of_materials", sheets.bill, "family", families),
        ("bill_of_materials", sheets.bill, "material", materials),
        ("on_order", sheets.on_order, "code", families | materials),
    )
    for name, rows, column, codes in known:
        for number in rows.index[~rows[column].isin(codes)]:
            yield DataError(
                Place(name, f"#{number}", column),
                str(rows.at[number, column]),
                "a code that is listed on its own sheet",
                "Correct the code, or delete the row.",
            )
    due = sheets.on_order["month"]
    for number in due.index[due < cycle]:
        yield DataError(
            Place("on_order", f"#{number}", "month"),
            f"{due[number]}, which has passed",
            f"{cycle} or later",
            "Ask the supplier for a new date, or delete what has arrived.",
        )


def purchase_sheets(
    sheets: Purchasing, months: pd.PeriodIndex, made: Floats, bought: Floats
) -> dict[str, pd.DataFrame]:
    """Return the rows of the purchase plan and of the orders to place.

    Parameters
    ----------
    months
        The horizon.
    made, bought
        Own production and bought units of every family in the table's order, units, shape
        (families, months).
    """
    families, materials = sheets.families, sheets.materials
    uses = bought.any(axis=1) | families["family"].isin(sheets.on_order["code"]).to_numpy()
    traded = families[uses]
    per_unit = sheets.bill.pivot(index="material", columns="family", values="per_unit")
    per_unit = per_unit.reindex(index=materials["material"], columns=families["family"])
    need = gross_need(made, per_unit.fillna(0.0).to_numpy(dtype=float))
    lines = pd.concat([_material_lines(materials), _family_lines(traded)], ignore_index=True)
    supplies = _supplies(lines, sheets.on_order, months)
    plan = purchase_plan(np.concatenate([need, bought[uses]]), supplies)
    limit = lines["limit"].to_numpy(dtype=float)
    return {
        "purchase_plan": purchase_rows(lines, supplies, plan),
        "purchase_orders": order_rows(lines, supplies, plan, months, limit),
    }


_LINES = ("code", "name", "kind", "unit", "supplier", "cost", "stock", "safety", "lead")
_TERMS = ("minimum", "lot", "limit")


def _material_lines(materials: pd.DataFrame) -> pd.DataFrame:
    frame = materials.rename(
        columns={
            "material": "code",
            "safety_stock": "safety",
            "lead_months": "lead",
            "minimum_order": "minimum",
            "monthly_limit": "limit",
        }
    )
    frame = frame.assign(kind=_MATERIAL)
    frame["limit"] = frame["limit"].fillna(np.inf)
    return _filled(frame)


def _family_lines(families: pd.DataFrame) -> pd.DataFrame:
    return _filled(
        families.rename(columns={"family": "code", "bought_lead_months": "lead"}).assign(
            kind=_BOUGHT,
            supplier="",
            cost=families["subcontract_cost"],
            stock=0.0,
            limit=families["subcontract_limit"].fillna(np.inf),
        )
    )


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a line; terms that are left blank do not bind."""
    blank = {"safety": 0.0, "lead": 0.0, "minimum": 0.0, "lot": 0.0}
    return frame.reindex(columns=[*_LINES, *_TERMS]).fillna(blank)


def _supplies(lines: pd.DataFrame, on_order: pd.DataFrame, months: pd.PeriodIndex) -> Supplies:
    arrive = np.zeros((len(lines), len(months)))
    row = pd.Index(lines["code"]).get_indexer(pd.Index(on_order["code"]))
    month = np.maximum(on_order["month"].astype("int64").to_numpy() - months[0].ordinal, 0)
    within = month < len(months)
    quantity = on_order["quantity"].to_numpy(dtype=float)
    np.add.at(arrive, (row[within], month[within]), quantity[within])

    def terms(name: str) -> Floats:
        return lines[name].to_numpy(dtype=float)

    return Supplies(
        terms("stock"),
        terms("safety"),
        terms("lead").astype(np.int64),
        terms("minimum"),
        terms("lot"),
        terms("cost"),
        arrive,
    )
