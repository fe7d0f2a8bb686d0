"""What one formula gives on many sheets: an array of values, and Excel's operators on arrays.

Where a value needs a rule of Excel that is not written here (a text in arithmetic, two numbers that
differ in their sixteenth digit), its kind is DOUBT, and so is all that depends on it. A number that
is no doubt is the one that the recalculation engine computes, to the last bit.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sop_addin.excel.blocks import Raw
from sop_addin.excel.cell_xml import ERRORS

__all__ = [
    "BLANK",
    "DOUBT",
    "ERROR",
    "LOGICAL",
    "NUMBER",
    "TEXT",
    "Values",
    "arithmetic",
    "comparison",
    "concatenation",
    "doubts",
    "failing",
    "repeated",
    "settled",
    "values_of",
]

BLANK, NUMBER, TEXT, LOGICAL, ERROR, DOUBT = range(6)
"""Kinds of values; in this order the last one prevails where two meet."""

Array = npt.NDArray[Any]

_NEAR = 1e-13
_SMALLEST = 1e-300
_ZEROED_BITS = 50
_CANCELLED = 2.0 ** (4 - _ZEROED_BITS)
"""Of the larger operand: a sum at least as large has kept too many bits to be noise."""
_LONGEST_WHOLE = 1e15
_FLOATS = {float, type(None)}
_CHINESE = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, eq=False)
class Values:
    """Values of one formula or cell, shape (sheets,), or of a range, shape (cells, sheets).

    Attributes
    ----------
    kinds
        BLANK to DOUBT.
    numbers
        Of NUMBER and of LOGICAL (0 or 1); else 0.
    texts
        Of TEXT and of ERROR (``#N/A``); else empty.
    """

    kinds: Array
    numbers: Array
    texts: Array

    @cached_property
    def highest(self) -> int:
        """The kind that prevails among all: up to NUMBER, no text, error or doubt is in the way."""
        return int(self.kinds.max(initial=BLANK))

    @cached_property
    def only(self) -> int | None:
        """The kind of all of them, ``None`` where they differ."""
        return self.highest if (self.kinds == self.highest).all() else None

    def raws(self) -> list[Raw]:
        """Return the value of each sheet; a formula that gives a blank cell shows 0."""
        shown: list[Raw] = (self.numbers + 0.0).tolist()
        if self.highest > NUMBER:
            for at, kind in enumerate(self.kinds.tolist()):
                if kind in (TEXT, ERROR):
                    shown[at] = self.texts[at]
                elif kind == LOGICAL:
                    shown[at] = bool(self.numbers[at])
        return shown


def values_of(raws: Sequence[Raw]) -> Values:
    """Return stored cells as values.

    Examples
    --------
    >>> values_of([None, 2.5, "a", "#N/A"]).kinds.tolist() == [BLANK, NUMBER, TEXT, DOUBT]
    True
    """
    if set(map(type, raws)) <= _FLOATS:
        held = np.array([raw is not None for raw in raws])
        numbers = np.array([raw or 0.0 for raw in raws])
        return Values(np.where(held, NUMBER, BLANK), numbers, _empty((len(raws),)))
    kinds = [_kind(raw) for raw in raws]
    known = [raw if kind == NUMBER else 0.0 for raw, kind in zip(raws, kinds, strict=True)]
    texts = _empty((len(raws),))
    if TEXT in kinds:
        texts = texts.copy()
        for at, kind in enumerate(kinds):
            if kind == TEXT:
                texts[at] = raws[at]
    return Values(np.array(kinds, np.int8), np.array(known, float), texts)


@functools.lru_cache(maxsize=1024)
def _empty(shape: tuple[int, ...]) -> Array:
    """Return empty texts, the same ones for every value that has none."""
    texts = np.full(shape, "", object)
    texts.flags.writeable = False
    return texts


def _kind(raw: Raw) -> int:
    if raw is None:
        return BLANK
    if type(raw) is float or type(raw) is int:
        return NUMBER
    return TEXT if isinstance(raw, str) and raw not in ERRORS else DOUBT


def repeated(raw: Raw, count: int) -> Values:
    """Return the same value for so many sheets."""
    return _repeated(raw, type(raw).__name__, count)


@functools.lru_cache(maxsize=1024)
def _repeated(raw: Raw, of: str, count: int) -> Values:
    """Return it, made once; `of` tells 1 from TRUE."""
    kind = _kind(raw)
    number, text = (raw if kind == NUMBER else 0.0), (raw if kind == TEXT else "")
    texts = np.full(count, text, object) if text else _empty((count,))
    return Values(np.full(count, kind, np.int8), np.full(count, number, float), texts)


def doubts(count: int) -> Values:
    """Return values of which none is known."""
    return Values(np.full(count, DOUBT), np.zeros(count), _empty((count,)))


def settled(kinds: Array, numbers: Array, *sources: Values) -> Values:
    """Return computed values; errors and doubts of what they were computed from prevail.

    An error is that of the first source that has one.
    """
    texts = _empty(kinds.shape)
    odd = [source for source in sources if source.highest >= ERROR]
    for source in reversed(odd):
        failed = source.kinds == ERROR
        kinds = np.where(failed & (kinds != DOUBT), ERROR, kinds)
        texts = np.where(failed, source.texts, texts)
    for source in odd:
        kinds = np.where(source.kinds == DOUBT, DOUBT, kinds)
    return Values(kinds, np.where((kinds == NUMBER) | (kinds == LOGICAL), numbers, 0.0), texts)


def failing(values: Values, where: Array, code: str) -> Values:
    """Return values that are an error in some places, unless they are one already."""
    if not where.any():
        return values
    kinds = np.where(where & (values.kinds < ERROR), ERROR, values.kinds)
    return Values(
        kinds,
        np.where(where, 0.0, values.numbers),
        np.where(where & (values.kinds < ERROR), code, values.texts),
    )


_UFUNCS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


def arithmetic(sign: str, left: Values, right: Values, *, last: bool = False) -> Values:
    """Return ``left + right``, or the same with another sign; a blank counts as 0.

    Parameters
    ----------
    last
        Whether it is what the formula does last: then Excel shows 0 for a difference that only
        the binary representation makes.

    Examples
    --------
    >>> a, b = values_of([0.3, 1.0]), values_of([0.1 + 0.2, None])
    >>> arithmetic("-", a, b, last=True).numbers.tolist()
    [0.0, 1.0]
    """
    x, y = left.numbers, right.numbers
    if sign == "/":
        right = failing(right, (y == 0) & (right.kinds <= NUMBER), "#DIV/0!")
    with np.errstate(all="ignore"):
        result = np.asarray(_UFUNCS[sign](x, y))
        size = np.abs(result)
    odd = ~(size < np.inf) | ((size < _SMALLEST) & (result != 0))
    kinds = np.where(odd & (right.kinds != ERROR), DOUBT, NUMBER)
    if last and sign in "+-":
        result, unclear = _without_noise(x, y, result)
        kinds = np.where(unclear, DOUBT, kinds)
    for operand in (left, right):
        if operand.highest > NUMBER:
            kinds = np.where((operand.kinds == TEXT) | (operand.kinds == LOGICAL), DOUBT, kinds)
    return settled(kinds, result, left, right)


def _without_noise(x: Array, y: Array, result: Array) -> tuple[Array, Array]:
    """Return a sum with 0 where its leading bits cancelled, and where that is not certain."""
    least = _CANCELLED * np.maximum(np.abs(x), np.abs(y))
    if not ((np.abs(result) < least) & (result != 0)).any():
        return result, np.zeros(result.shape, bool)
    of_x, of_y, left = (np.frexp(value)[1] for value in (x, y, result))
    lost = np.where(result == 0, 0, np.maximum(of_x, of_y) - left)
    noise = (lost >= _ZEROED_BITS) & (of_x == of_y)
    unclear = (lost >= _ZEROED_BITS - 2) & (of_x != of_y)
    return np.where(noise, 0.0, result), unclear


def comparison(sign: str, left: Values, right: Values) -> Values:
    """Return LOGICAL values: numbers before texts, texts equal in any letters, a blank as either.

    Examples
    --------
    >>> comparison("=", values_of([None, 0.0, "a"]), values_of(["", None, "A"])).numbers.tolist()
    [1.0, 1.0, 1.0]
    """
    if {left.only, right.only} == {NUMBER, TEXT}:
        order = np.full(left.kinds.size, 1 if left.only == TEXT else -1)
        return Values(
            np.full(order.size, LOGICAL), _HOLDS[sign](order, 0).astype(float), _empty(order.shape)
        )
    x, y = left.numbers, right.numbers
    near = (x != y) & (np.abs(x - y) <= _NEAR * np.maximum(np.abs(x), np.abs(y)))
    kinds, order = np.where(near, DOUBT, LOGICAL), np.sign(x - y)
    if max(left.highest, right.highest) > NUMBER:
        kinds, order = _with_texts(sign, left, right, kinds, order)
    return settled(kinds, _HOLDS[sign](order, 0).astype(float), left, right)


def _with_texts(
    sign: str, left: Values, right: Values, kinds: Array, order: Array
) -> tuple[Array, Array]:
    """Return kinds and order of a comparison where not all are numbers, from those as numbers."""
    either = (left.kinds == TEXT) | (right.kinds == TEXT)
    textual = either & (left.kinds != NUMBER) & (right.kinds != NUMBER)
    kinds = np.where(either, LOGICAL, kinds)
    order = np.where(either, np.where(left.kinds == TEXT, 1, -1), order)
    order = np.where(textual, 0, order)
    places = np.flatnonzero(textual & (left.texts != right.texts))
    if len(places):
        pairs = list(zip(left.texts[places], right.texts[places], strict=True))
        same = {pair: _is_same(*pair) for pair in set(pairs)}
        found = [same[pair] for pair in pairs]
        order[places] = [0 if each else 1 for each in found]
        kinds[places[[each is None for each in found]]] = DOUBT
    if sign not in ("=", "<>"):
        kinds = np.where(textual, DOUBT, kinds)
    for operand in (left, right):
        kinds = np.where(operand.kinds == LOGICAL, DOUBT, kinds)
    return kinds, order


def _is_same(one: str, other: str) -> bool | None:
    """Return whether unlike texts are equal in any letters; None where a collation decides.

    There is no collation in which English letters equal Chinese ones.
    """
    if (one + other).isascii():
        return one.casefold() == other.casefold()
    plain, foreign = (one, other) if one.isascii() else (other, one)
    return False if plain.isascii() and _CHINESE.fullmatch(foreign) else None


_HOLDS = {
    "=": np.equal,
    "<>": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}


def concatenation(left: Values, right: Values) -> Values:
    """Return both as one text; whole numbers are written out, a blank is empty.

    Examples
    --------
    >>> concatenation(values_of([">="]), values_of([46000.0])).texts.tolist()
    ['>=46000']
    """
    kinds = np.full(left.kinds.size, TEXT)
    texts = np.full(left.kinds.size, "", object)
    for operand in (left, right):
        shown = operand.texts
        numeric = operand.kinds == NUMBER
        if numeric.any():
            whole = (operand.numbers % 1 == 0) & (np.abs(operand.numbers) < _LONGEST_WHOLE)
            kinds = np.where(numeric & ~whole, DOUBT, kinds)
            shown = shown.copy()
            for at in np.flatnonzero(numeric & whole):
                shown[at] = str(int(operand.numbers[at]))
        kinds = np.where(operand.kinds == LOGICAL, DOUBT, kinds)
        texts = texts + shown
    done = settled(kinds, np.zeros(kinds.size), left, right)
    return Values(done.kinds, done.numbers, np.where(done.kinds == TEXT, texts, done.texts))
