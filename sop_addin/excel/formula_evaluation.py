"""Compute one formula for many sheets at once: the functions that declared pages use, no others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sop_addin.excel.formula_tree import (
    Block,
    Call,
    Cell,
    Column,
    Constant,
    Name,
    Node,
    NotUnderstood,
    Operation,
    Row,
)
from sop_addin.excel.formula_values import (
    BLANK,
    DOUBT,
    ERROR,
    LOGICAL,
    NUMBER,
    TEXT,
    Array,
    Values,
    arithmetic,
    comparison,
    concatenation,
    doubts,
    failing,
    repeated,
    settled,
)

__all__ = ["Sheets", "compute"]

_NEAR = 1e-12
_FIRST_DAY = dt.date(1899, 12, 30)
_MARCH_1900, _YEAR_2500 = 61, 219_148
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SIGNS = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}
_LIMIT = re.compile(r"([<>]=?)(-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)")


class Sheets(Protocol):
    """Sheets that hold the same formulas."""

    count: int

    def cell(self, row: int, column: int) -> Values:
        """Return a cell of each sheet, shape (sheets,)."""

    def block(self, block: Block) -> Values:
        """Return a rectangle of each sheet, shape (cells, sheets)."""

    def name(self, name: str) -> Values:
        """Return the cell that a name of the workbook stands for, shape (sheets,)."""

    def column(self, table: str, header: str) -> Values:
        """Return a column of a table, shape (rows, sheets)."""


def compute(formula: Node, sheets: Sheets) -> Values:
    """Return what a formula gives on each of the sheets.

    Raises
    ------
    NotUnderstood
        It uses a function, or one in a way, that is not known here.
    """
    if isinstance(formula, Operation) and formula.sign in "+-":
        left, right = (_value(side, sheets) for side in (formula.left, formula.right))
        return arithmetic(formula.sign, left, right, last=True)
    return _value(formula, sheets)


def _value(node: Node, sheets: Sheets) -> Values:
    match node:
        case Constant(value):
            return repeated(value, sheets.count)
        case Cell(row, column):
            return sheets.cell(row, column)
        case Name(text):
            return sheets.name(text)
        case Operation(sign, left, right):
            one, other = _value(left, sheets), _value(right, sheets)
            if sign == "&":
                return concatenation(one, other)
            if sign in "+-*/":
                return arithmetic(sign, one, other)
            return comparison(sign, one, other)
        case Call(function, arguments):
            return _call(function, arguments, sheets)
    raise NotUnderstood(f"{node} stands where one cell is expected")


def _call(function: str, arguments: tuple[Node, ...], sheets: Sheets) -> Values:
    match function, arguments:
        case "IF", (condition, yes, no):
            return _if(*(_value(argument, sheets) for argument in (condition, yes, no)))
        case "IFERROR", (tried, instead):
            first, second = _value(tried, sheets), _value(instead, sheets)
            return _chosen(first.kinds == ERROR, second, first)
        case (("OR" | "AND"), _):
            return _all_or_any(function, [_value(argument, sheets) for argument in arguments])
        case (("MAX" | "MIN"), _) if not any(isinstance(a, Block | Name) for a in arguments):
            return _extreme(function, [_value(argument, sheets) for argument in arguments])
        case "ABS", (argument,):
            signed = arithmetic("+", _value(argument, sheets), repeated(0.0, sheets.count))
            return Values(signed.kinds, np.abs(signed.numbers), signed.texts)
        case "EDATE", (start, months):
            return _edate(_value(start, sheets), _value(months, sheets))
    return _call_on_ranges(function, arguments, sheets)


def _call_on_ranges(function: str, arguments: tuple[Node, ...], sheets: Sheets) -> Values:
    match function, arguments:
        case "SUM", (Block() as block,):
            cells = sheets.block(block)
            return _sum(cells, np.ones(cells.kinds.shape, bool))
        case "SUMIFS", (Block() | Column() as added, *conditions):
            return _sumifs(added, conditions, sheets)
        case "SUMPRODUCT", (Block() as block, Row(factors)):
            return _sumproduct(sheets.block(block), np.array(factors))
        case "COUNT", (Block() as block,):
            counted = sheets.block(block).kinds
            doubt = (counted == DOUBT).any(axis=0)
            numbers = (counted == NUMBER).sum(axis=0).astype(float)
            return settled(np.where(doubt, DOUBT, NUMBER), numbers)
        case "COUNTIFS", _:
            counted, doubt = _meeting(arguments, sheets)
            return settled(np.where(doubt, DOUBT, NUMBER), counted.sum(axis=0).astype(float))
        case "MATCH", (wanted, (Block() | Column()) as among, Constant(0.0)):
            return _match(_value(wanted, sheets), _range(among, sheets))
        case "INDEX", ((Block() | Column()) as among, position):
            return _index(_range(among, sheets), _value(position, sheets))
    raise NotUnderstood(f"{function} with {len(arguments)} arguments")


def _range(node: Block | Column, sheets: Sheets) -> Values:
    if isinstance(node, Column):
        return sheets.column(node.table, node.header)
    if node.top != node.bottom and node.left != node.right:
        raise NotUnderstood("a range of several rows and columns")
    return sheets.block(node)


def _chosen(where: Array, one: Values, other: Values) -> Values:
    if where.all():
        return one
    if not where.any():
        return other
    return Values(
        np.where(where, one.kinds, other.kinds),
        np.where(where, one.numbers, other.numbers),
        np.where(where, one.texts, other.texts),
    )


def _if(condition: Values, yes: Values, no: Values) -> Values:
    chosen = _chosen(condition.numbers != 0, yes, no)
    certain = (condition.kinds != TEXT) & (condition.kinds < ERROR)
    if certain.all():
        return chosen
    failed = _chosen(condition.kinds == ERROR, condition, doubts(certain.size))
    return _chosen(certain, chosen, failed)


def _all_or_any(function: str, conditions: list[Values]) -> Values:
    join = {"OR": np.logical_or, "AND": np.logical_and}[function]
    kinds = np.full(conditions[0].kinds.size, LOGICAL)
    for condition in conditions:
        kinds = np.where((condition.kinds == BLANK) | (condition.kinds == TEXT), DOUBT, kinds)
    true = join.reduce([condition.numbers != 0 for condition in conditions])
    return settled(kinds, true.astype(float), *conditions)


def _extreme(function: str, arguments: list[Values]) -> Values:
    best = {"MAX": np.maximum, "MIN": np.minimum}[function]
    kinds = np.full(arguments[0].kinds.size, NUMBER)
    for argument in arguments:
        kinds = np.where((argument.kinds != NUMBER) & (argument.kinds < ERROR), DOUBT, kinds)
    numbers = best.reduce([argument.numbers for argument in arguments])
    return settled(kinds, numbers, *arguments)


def _sum(cells: Values, counted: Array) -> Values:
    """Return the sum of the numbers among the counted cells, added from the first to the last."""
    kinds = np.where(counted, cells.kinds, BLANK)
    terms = np.where(kinds == NUMBER, cells.numbers, 0.0)
    running = np.cumsum(terms, axis=0)
    total = running[-1]
    noise = (total != 0) & (np.abs(total) < _NEAR * np.abs(running).max(axis=0))
    odd = noise | ~np.isfinite(total) | (kinds >= ERROR).any(axis=0)
    return settled(np.where(odd, DOUBT, NUMBER), total)


def _sumproduct(cells: Values, factors: Array) -> Values:
    if cells.kinds.shape[0] != factors.size:
        raise NotUnderstood("a product of rows of different lengths")
    products = cells.numbers * factors[:, None]
    return _sum(Values(cells.kinds, products, cells.texts), np.ones(cells.kinds.shape, bool))


def _sumifs(added: Block | Column, conditions: Sequence[Node], sheets: Sheets) -> Values:
    cells = _range(added, sheets)
    counted, doubt = _meeting(conditions, sheets)
    if counted.shape != cells.kinds.shape:
        raise NotUnderstood("a condition over another number of cells")
    found = _sum(cells, counted)
    return settled(np.where(doubt, DOUBT, found.kinds), found.numbers, found)


def _meeting(conditions: Sequence[Node], sheets: Sheets) -> tuple[Array, Array]:
    """Return which cells meet all conditions, and on which sheets that is not certain."""
    met: Array = np.array(True)
    doubt = np.zeros(sheets.count, bool)
    for among, criterion in zip(conditions[::2], conditions[1::2], strict=True):
        if not isinstance(among, Block | Column):
            raise NotUnderstood("a condition on something else than cells")
        tested = _range(among, sheets)
        if met.shape not in ((), tested.kinds.shape):
            raise NotUnderstood("conditions over different numbers of cells")
        test = _within if isinstance(among, Block) else _equal
        fits, unclear = test(tested, criterion, sheets)
        doubt |= unclear | (tested.kinds >= LOGICAL).any(axis=0)
        met = met & fits
    return met, doubt


def _within(tested: Values, criterion: Node, sheets: Sheets) -> tuple[Array, Array]:
    sign, bound = _limit(criterion, sheets)
    numeric = tested.kinds == NUMBER
    off = np.abs(tested.numbers - bound.numbers)
    near = (off > 0) & (off <= _NEAR * np.abs(bound.numbers))
    unclear = (bound.kinds != NUMBER) | (numeric & near).any(axis=0)
    return numeric & _SIGNS[sign](tested.numbers, bound.numbers), unclear


def _equal(tested: Values, criterion: Node, sheets: Sheets) -> tuple[Array, Array]:
    """Return which texts are the wanted one; a wanted one that Excel would interpret is unclear."""
    wanted = _value(criterion, sheets)
    fold = np.frompyfunc(str.casefold, 1, 1)
    fits = (tested.kinds == TEXT) & (fold(tested.texts) == fold(wanted.texts))
    plain = [
        kind == TEXT and _is_plain(t) for kind, t in zip(wanted.kinds, wanted.texts, strict=True)
    ]
    return fits, ~np.array(plain, bool)


def _is_plain(text: str) -> bool:
    """Tell whether a condition is a text and nothing else: no pattern, date or truth value."""
    other = text[:3].casefold() in _MONTHS or text.casefold() in {"true", "false"}
    letters = text.isascii() and text[:1].isalpha()
    return letters and not other and not any(joker in text for joker in "*?~")


def _limit(criterion: Node, sheets: Sheets) -> tuple[str, Values]:
    """Return the sign and the number of a condition such as ``">="&A1`` or ``">0"``."""
    match criterion:
        case Operation("&", Constant(str(sign)), limit) if sign in _SIGNS:
            bound = _value(limit, sheets)
            kinds = np.where(bound.numbers % 1 == 0, bound.kinds, DOUBT)
            return sign, Values(kinds, bound.numbers, bound.texts)
        case Constant(str(text)) if found := _LIMIT.fullmatch(text):
            return found[1], repeated(float(found[2]), sheets.count)
    raise NotUnderstood("a condition other than a limit")


def _match(wanted: Values, among: Values) -> Values:
    same = (wanted.kinds == NUMBER) & (among.kinds == NUMBER) & (among.numbers == wanted.numbers)
    textual = (wanted.kinds == TEXT) & (wanted.texts != "")  # an empty text is never found
    if textual.any():
        fold = np.frompyfunc(str.casefold, 1, 1)
        same |= textual & (among.kinds == TEXT) & (fold(among.texts) == fold(wanted.texts))
    at = same.argmax(axis=0)
    sheets = np.arange(wanted.kinds.size)
    odd = (among.kinds >= ERROR).any(axis=0) | (wanted.kinds == LOGICAL)
    odd |= (wanted.kinds == NUMBER) & (wanted.numbers % 1 != 0)
    for sheet in np.flatnonzero(textual):
        text, found = wanted.texts[sheet], among.texts[at[sheet], sheet]
        spelled = text == found or text.isascii()
        odd[sheet] |= not spelled or any(joker in text for joker in "*?~")
    done = settled(np.where(odd, DOUBT, NUMBER), at + 1.0, wanted)
    return failing(done, ~same[at, sheets] & (done.kinds == NUMBER), "#N/A")


def _index(among: Values, position: Values) -> Values:
    inside = (position.kinds == NUMBER) & (position.numbers % 1 == 0)
    inside &= (position.numbers >= 1) & (position.numbers <= len(among.kinds))
    at = np.where(inside, position.numbers, 1).astype(int) - 1
    sheets = np.arange(position.kinds.size)
    found = Values(*(part[at, sheets] for part in (among.kinds, among.numbers, among.texts)))
    outside = _chosen(position.kinds == ERROR, position, doubts(inside.size))
    return _chosen(inside, found, outside)


def _edate(start: Values, months: Values) -> Values:
    certain = np.full(start.kinds.size, True)
    for each in (start, months):
        certain &= (each.kinds == NUMBER) & (each.numbers % 1 == 0)
    certain &= (start.numbers >= _MARCH_1900) & (start.numbers < _YEAR_2500)
    moved = np.zeros(start.kinds.size)
    known: dict[tuple[float, float], float] = {}
    for sheet in np.flatnonzero(certain):
        pair = (start.numbers[sheet], months.numbers[sheet])
        if pair not in known:
            known[pair] = _moved(*pair)
        moved[sheet] = known[pair]
    certain &= moved >= _MARCH_1900
    return settled(np.where(certain, NUMBER, DOUBT), moved, start, months)


def _moved(serial: float, months: float) -> float:
    """Return the serial number of the same day in another month, or of that month's last day."""
    day = _FIRST_DAY + dt.timedelta(days=int(serial))
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    if not 1900 <= year < 2500:
        return 0.0
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return float((dt.date(year, month + 1, min(day.day, last)) - _FIRST_DAY).days)
