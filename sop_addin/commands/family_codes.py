"""What is asked of a family by its code, and what a code must be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.schema.tables import table

__all__ = [
    "OTHER_CODES",
    "FamilyWish",
    "code_problem",
    "other_codes",
    "refuse_unfit",
    "refuse_unknown",
]

_RESERVED = frozenset(("all", "company"))
"""Words that stand for every family, on the activity plan and in sums."""

OTHER_CODES = (
    ("materials", "material"),
    ("resources", "resource"),
    ("customer_orders", "customer"),
)
"""Tables and columns whose codes stand beside those of families in a column of some other table."""


@dataclass(frozen=True)
class FamilyWish:
    """What a planner wants of a family; empty: not said.

    Parameters
    ----------
    action
        ``add``, ``rename``, ``retire`` or ``restore``.
    code
        Code of the family.
    like
        Add: the family whose parameters it takes over.
    policy
        Add: ``MTS`` or ``MTO``.
    name
        Add: its name in words; empty: the code.
    new
        Rename: the code that it gets.
    """

    action: str
    code: str
    like: str = ""
    policy: str = ""
    name: str = ""
    new: str = ""


def code_problem(code: str, taken: Mapping[str, str], others: Collection[str] = ()) -> str:
    """Return what would be expected of a code that will not do; empty where it will.

    Excel's look-ups, lists with commas and references to rows would take such a code for another.

    Parameters
    ----------
    taken
        Codes of the other families by what :meth:`str.casefold` makes of them.
    others
        Codes of :data:`OTHER_CODES`.

    Examples
    --------
    >>> code_problem("Caps", {"pumps": "Pumps"}), code_problem("#1", {})
    ('', 'a code that does not begin with #')
    """
    twin = taken.get(code.casefold())
    if not code or code != " ".join(code.split()):
        return "a code of some letters or digits, without blanks before and after"
    if re.search(r"[*?~,\x00-\x1f]", code):
        return "a code without * ? ~, which Excel takes for patterns, and without a comma"
    if code.startswith("#"):
        return "a code that does not begin with #"
    if code.casefold() in _RESERVED:
        return "a code that does not stand for every family"
    if twin == code:
        return f"a code that no family has; {code} is on the list already"
    if twin is not None:
        return f"a code unlike {twin} in more than capital letters"
    return "a code that no material, resource or customer has" if code in others else ""


def other_codes(book: Book) -> set[str]:
    """Return the codes of materials, resources and customers."""
    return {code for name, column in OTHER_CODES for code in book.read_table(table(name))[column]}


def refuse_unfit(code: str, taken: Iterable[str], others: Collection[str] = ()) -> None:
    """Refuse a new code that will not do; see :func:`code_problem`.

    Parameters
    ----------
    taken
        Codes of the other families.

    Raises
    ------
    DataError
        What is wrong with the code.

    Examples
    --------
    >>> refuse_unfit("Caps", ["Pumps"])
    >>> refuse_unfit("PUMPS", ["Pumps"])
    Traceback (most recent call last):
    ...
    sop_addin.errors.DataError: families: got 'PUMPS', expected a code unlike Pumps in more than \
capital letters. Choose another code.
    """
    expected = code_problem(code, {each.casefold(): each for each in taken}, others)
    if expected:
        raise DataError(Place("families"), repr(code), expected, "Choose another code.")


def refuse_unknown(code: str, known: Iterable[str]) -> None:
    """Refuse a code that no family of the book has.

    Raises
    ------
    DataError
        The code, and those that there are.
    """
    codes = list(known)
    if code not in codes:
        more = f" and {len(codes) - 8} more" if len(codes) > 8 else ""
        raise DataError(
            Place("families"),
            repr(code),
            f"a family of the book: {', '.join(codes[:8])}{more}",
            "Correct the code, or add its family first (`sop family add`).",
        )
