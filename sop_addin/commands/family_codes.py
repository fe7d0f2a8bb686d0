"""What is asked of a family by its code, and what a code must be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sop_addin.errors import DataError, Place

__all__ = ["FamilyWish", "refuse_unfit", "refuse_unknown"]

_RESERVED = frozenset(("all", "company"))
"""Words that stand for every family, on the activity plan and in sums."""


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


def refuse_unfit(code: str, taken: Iterable[str]) -> None:
    """Refuse a new code that Excel's look-ups or lists of families would take for another.

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
    twin = next((each for each in taken if each.casefold() == code.casefold()), None)
    expected = ""
    if not code or code != " ".join(code.split()):
        expected = "a code of some letters or digits, without blanks before and after"
    elif re.search(r"[*?~,\x00-\x1f]", code):
        expected = "a code without * ? ~, which Excel takes for patterns, and without a comma"
    elif code.casefold() in _RESERVED:
        expected = "a code that does not stand for every family"
    elif twin == code:
        expected = f"a code that no family has; {code} is on the list already"
    elif twin is not None:
        expected = f"a code unlike {twin} in more than capital letters"
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
