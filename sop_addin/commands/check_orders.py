"""Check of the orders of named customers: families that exist, ids that stand once, a rule."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.schema.allocation_tables import RULES
from sop_addin.schema.tables import table

__all__ = ["order_errors"]


def order_errors(book: Book) -> Iterator[SopError]:
    """Yield orders of no family, orders listed twice, and a company without a rule to share by."""
    orders = book.read_table(table("customer_orders"))
    if orders.empty:
        return
    families = set(book.read_table(table("families"))["family"])
    for number in orders.index[~orders["family"].isin(families)]:
        yield DataError(
            Place("customer_orders", f"#{number}", "family"),
            str(orders["family"][number]),
            "the code of a family",
            "Correct it.",
        )
    for number in orders.index[orders["order"].duplicated()]:
        yield DataError(
            Place("customer_orders", f"#{number}", "order"),
            f"{orders['order'][number]!s} again",
            "an order that stands once",
            "Add its parts up, or number them.",
        )
    rule = book.read_cells()["allocation_rule"]
    if rule not in RULES:
        yield DataError(
            Place(field="allocation_rule"),
            "a blank" if rule is None else str(rule),
            ", ".join(RULES),
            "Choose the rule by which a shortage goes to customers.",
        )
