"""Family: one is not planned any more, or again; its closed months stay in the history."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.commands.family_codes import FamilyWish, refuse_unknown
from sop_addin.commands.open_cycle import AHEAD
from sop_addin.commands.planned import retirement_errors
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.demand.order_book import order_book
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book, Readable
from sop_addin.excel.changes import Changes, Scalar, ShownPage
from sop_addin.periods import months
from sop_addin.record.projection import openings
from sop_addin.schema.declarations import PLANNER, Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.retirement import planned, retired_since, retirement_words
from sop_addin.schema.tables import table

__all__ = ["restore", "retire"]

_MADE = "regular"
"""Row of the page that holds zeros once a family is retired: it has a plan, of nothing."""

_POSITIONS = ("opening_inventory", "opening_past_due", "opening_backlog", "opening_finished")
_OVER = ("done", "cancelled")


def retire(book: Book, run: Run, wish: FamilyWish) -> Changes:
    """Return the changes that take a family out of forecast, plan and meetings ahead.

    Its row stays, with the month; its page goes on showing closed months, with nothing ahead, and
    its tab is hidden. What is left over of it leaves the plan, and is said.

    Raises
    ------
    DataError
        No family has the code, it is the last one planned, or a launch still needs it.
    """
    code, cycle = wish.code, running_cycle(book)
    families = _families(book, wish)
    if code not in set(planned(families, cycle)["family"]) and _settled(book, families, code):
        run.say(f"{code} is retired already, since {retired_since(families)[code]}")
        return Changes()
    since = min(retired_since(families).get(code, cycle), cycle)
    left = planned(families, cycle)["family"]
    if left.tolist() == [code]:
        raise DataError(
            Place("families", code, "retired"),
            f"{code}, the only family that is planned",
            "another family that is planned",
            "Add its successor first (`sop family add`).",
        )
    _refuse_needed(book, code)
    booked = _orders(book, code, families, cycle).assign(value=np.nan)
    typed = dict(_typed(book, code, cycle))
    fields = _blank_fields(book, code)
    fields["opening_source"] = retirement_words(since)
    run.report(f"{code} retired since {since}: its closed months stay, its tab is hidden")
    for line in _left_over(book, code, typed):
        run.report(line)
    run.say("next: forecast and plan; its AOP still counts, as the business plan that it is")
    return Changes(
        fields={FAMILY_PAGE.name: fields},
        grids={FAMILY_PAGE.name: pd.concat([_months(book, code, cycle, 0.0), booked])},
        entered={Place("families", code, "retired"): since} | dict.fromkeys(typed, None),
        shown_pages=(ShownPage(FAMILY_PAGE.name, code, False),),
    )


def restore(book: Book, run: Run, wish: FamilyWish) -> Changes:
    """Return the changes that plan a retired family again, from its last actuals on.

    Raises
    ------
    DataError
        No family has the code.
    """
    code, cycle = wish.code, running_cycle(book)
    families = _families(book, wish)
    if code not in retired_since(families) and _settled(book, families, code):
        run.say(f"{code} is not retired: it is planned already")
        return Changes()
    row = families[families["family"] == code]
    booked = _orders(book, code, families, cycle)
    run.report(f"{code} is planned again; next: refresh, forecast and plan")
    return Changes(
        fields={FAMILY_PAGE.name: openings(book.read_table(table("actuals")), row, cycle)},
        grids={FAMILY_PAGE.name: pd.concat([_months(book, code, cycle, np.nan), booked])},
        entered={Place("families", code, "retired"): None},
        shown_pages=(ShownPage(FAMILY_PAGE.name, code, True),),
    )


def _families(book: Book, wish: FamilyWish) -> pd.DataFrame:
    given = [name for name in ("like", "policy", "name", "new") if getattr(wish, name)]
    if given:
        raise DataError(
            Place("families"),
            f"more than a code: {getattr(wish, given[0])}",
            "the code of one family",
            f"Say `sop family {wish.action} BOOK CODE`.",
        )
    families = book.read_table(table("families"))
    refuse_unknown(wish.code, families["family"])
    return families


def _settled(book: Book, families: pd.DataFrame, code: str) -> bool:
    """Tell whether list and page say the same of a family, so that nothing is left to do."""
    return not retirement_errors(book, families[families["family"] == code], running_cycle(book))


def _refuse_needed(book: Book, code: str) -> None:
    """Refuse while a change that is not over is like the family, or replaces it."""
    rows = book.read_table(table("life_cycle"))
    rows = rows[~rows["status"].isin(_OVER)]
    for column in ("like_family", "replaced_family"):
        for number, row in rows[(rows[column] == code) & (rows["family"] != code)].iterrows():
            raise DataError(
                Place("life_cycle", f"#{number}", column),
                f"{code}, which {row['change']} needs",
                "a change of the range without the family that retires",
                "Name another family, or set the change to done, then retire.",
            )


def _typed(book: Book, code: str, cycle: pd.Period) -> Iterator[tuple[Place, Scalar]]:
    """Yield what people typed on the page for coming months, by place."""
    own = [s for s in FAMILY_PAGE.series if s.horizon == PLANNER]
    for kind in (Kind.NUMBER, Kind.TEXT):
        grid = book.read_grid(FAMILY_PAGE, [s for s in own if s.kind is kind])
        ahead = grid[(grid["key"] == code) & (grid["month"] >= cycle)]
        for row in ahead.to_dict("records"):
            if not (pd.isna(row["value"]) or row["value"] == ""):
                place = Place(FAMILY_PAGE.name, code, row["series"], str(row["month"]))
                yield place, row["value"]


def _months(book: Readable, code: str, cycle: pd.Period, made: float) -> pd.DataFrame:
    """Return the rows that commands write ahead, blank but for the production and for orders."""
    known = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in AHEAD])
    rows = known[(known["key"] == code) & (known["month"] >= cycle)]
    return rows.assign(value=np.where(rows["series"] == _MADE, made, np.nan))


def _orders(book: Book, code: str, families: pd.DataFrame, cycle: pd.Period) -> pd.DataFrame:
    """Return the row of orders on the page of a family made to stock; none made to order."""
    orders = book.read_table(table("orders"))
    stocked = families[(families["family"] == code) & (families["policy"] == "MTS")]["family"]
    span = months(cycle, FAMILY_PAGE.horizon)
    return order_book(orders[orders["month"] == cycle], stocked.tolist(), span)


def _blank_fields(book: Book, code: str) -> pd.DataFrame:
    held = book.read_fields(FAMILY_PAGE).loc[[code]]
    words = [f.name for f in FAMILY_PAGE.fields if f.wide and f.name in held]
    names = [name for name in (*_POSITIONS, *words) if name in held]
    return pd.DataFrame("", index=[code], columns=names).astype(object)


def _left_over(book: Book, code: str, typed: dict[Place, Scalar]) -> Iterator[str]:
    """Yield what a planner has to find another place for."""
    held = book.read_fields(FAMILY_PAGE).loc[code]
    named = {f.name: f.label.en.lower() for f in FAMILY_PAGE.fields}
    known = {name: held[name] for name in _POSITIONS if name in held}
    some = [f"{named[n]} {v:,.10g}" for n, v in known.items() if not pd.isna(v) and v]
    if some:
        yield f"{code} still has {', '.join(some)}: it leaves the plan"
    if typed:
        first = next(iter(typed))
        more = f" and {len(typed) - 1} more" if len(typed) > 1 else ""
        yield f"cleared what was typed: {book.locate(first)} {typed[first]}{more}"
    orders = book.read_table(table("on_order"))
    if (orders["code"] == code).any():
        yield f"{int((orders['code'] == code).sum())} open orders on {table('on_order').sheet}"
