"""A formula as a tree: operators, calls, and references to its own sheet, names and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sop_addin.excel.formula_cells import position
from sop_addin.excel.formula_trust import TOKEN

__all__ = [
    "Block",
    "Call",
    "Cell",
    "Column",
    "Constant",
    "Name",
    "Node",
    "NotUnderstood",
    "Operation",
    "Row",
    "blocks_of",
    "outside_of",
    "parse",
]


class NotUnderstood(Exception):
    """The formula has a part that the tree cannot hold; the engine may know it."""


@dataclass(frozen=True)
class Constant:
    """A number or text that stands in the formula."""

    value: float | str


@dataclass(frozen=True)
class Row:
    """Numbers that stand in the formula as one row, ``{1,2,3}``."""

    values: tuple[float, ...]


@dataclass(frozen=True)
class Block:
    """A rectangle of the formula's own sheet, rows and columns counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield (row, column), row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


@dataclass(frozen=True)
class Cell(Block):
    """One cell of the formula's own sheet."""


@dataclass(frozen=True)
class Name:
    """A defined name, in lower case."""

    text: str


@dataclass(frozen=True)
class Column:
    """All data rows of a table's column."""

    table: str
    header: str


@dataclass(frozen=True)
class Call:
    """A function, in capitals, and its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Operation:
    """Two operands with one of ``+ - * / & = <> < > <= >=`` between them."""

    sign: str
    left: Node
    right: Node


Node = Constant | Row | Block | Name | Column | Call | Operation

_BINDS = {sign: 1 for sign in ("=", "<>", "<", ">", "<=", ">=")}
_BINDS |= {"&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_LONGEST_NUMBER = 15
_ROW = re.compile(r"\{-?[0-9.]{1,15}(?:,-?[0-9.]{1,15})*\}")
_HEADER = re.compile(r"\[([^\[\]'#@:,]+)\]")


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Return the tree of a formula.

    Parameters
    ----------
    text
        Without ``=``, as stored in the file.

    Raises
    ------
    NotUnderstood
        It refers to another sheet, or holds an operator or literal that the tree has no place for.

    Examples
    --------
    >>> parse("A1+2*B3")
    Operation(sign='+', left=Cell(top=1, left=1, bottom=1, right=1), \
right=Operation(sign='*', left=Constant(value=2.0), right=Cell(top=3, left=2, bottom=3, right=2)))
    """
    tokens = [token for token in TOKEN.finditer(text) if token.lastgroup != "space"]
    parser = _Parser(tokens)
    tree = parser.expression(0)
    if parser.at < len(tokens):
        raise NotUnderstood(text)
    if text.startswith("(") and isinstance(tree, Operation) and tree.sign in "+-":
        raise NotUnderstood(text)  # in brackets as a whole, Excel rounds another way
    return tree


def blocks_of(tree: Node) -> Iterator[Block]:
    """Yield the cells and rectangles that a formula refers to."""
    return (leaf for leaf in _leaves(tree) if isinstance(leaf, Block))


def outside_of(tree: Node) -> Iterator[Name | Column]:
    """Yield the names and table columns that a formula refers to."""
    return (leaf for leaf in _leaves(tree) if isinstance(leaf, Name | Column))


def _leaves(tree: Node) -> Iterator[Node]:
    match tree:
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _leaves(argument)
        case Operation(left=left, right=right):
            yield from _leaves(left)
            yield from _leaves(right)
        case _:
            yield tree


class _Parser:
    """Reads tokens from the left, stronger operators first."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens
        self.at = 0

    def _next(self) -> str:
        return self._tokens[self.at][0] if self.at < len(self._tokens) else ""

    def _take(self) -> re.Match[str]:
        if self.at == len(self._tokens):
            raise NotUnderstood("the formula ends too early")
        self.at += 1
        return self._tokens[self.at - 1]

    def expression(self, weakest: int) -> Node:
        left = self._operand()
        while _BINDS.get(self._next(), 0) > weakest:
            sign = self._take()[0]
            left = Operation(sign, left, self.expression(_BINDS[sign]))
        return left

    def _operand(self) -> Node:
        token = self._take()
        match token.lastgroup:
            case "text":
                return Constant(token[0][1:-1].replace('""', '"'))
            case "constant" if _ROW.fullmatch(token[0]):
                return Row(tuple(map(float, token[0][1:-1].split(","))))
            case "number" if len(token[0]) <= _LONGEST_NUMBER:
                return Constant(float(token[0]))
            case "operator" if token[0] == "-" and self._at_number():
                return Constant(-float(self._take()[0]))
            case "punctuation" if token[0] == "(":
                inner = self.expression(0)
                self._close()
                return inner
            case "function":
                return Call(token["function"].upper(), self._arguments())
        return _reference(token)

    def _at_number(self) -> bool:
        return self.at < len(self._tokens) and self._tokens[self.at].lastgroup == "number"

    def _arguments(self) -> tuple[Node, ...]:
        arguments = [self.expression(0)]
        while self._next() == ",":
            self._take()
            arguments.append(self.expression(0))
        self._close()
        return tuple(arguments)

    def _close(self) -> None:
        if self._take()[0] != ")":
            raise NotUnderstood("a bracket is not closed")


def _reference(token: re.Match[str]) -> Node:
    text = token[0].replace("$", "")
    if "!" not in text:
        match token.lastgroup:
            case "cell":
                row, column = position(text)
                return Cell(row, column, row, column)
            case "range" if text[0].isalpha() and text[-1].isdigit():
                first, _, last = text.partition(":")
                return Block(*position(first), *position(last))
            case "name":
                return Name(token[0].lower())
            case "columns" if token["table"] and _HEADER.fullmatch(token["columns"]):
                return Column(token["table"], token["columns"][1:-1])
    raise NotUnderstood(token[0])
