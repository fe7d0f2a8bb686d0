"""One language for declared formulas: rendered to cells by the template, evaluated here by Python.

A formula is an expression over names of series and fields: ``+ - *``, comparison with a text,
``name[-1]`` for the month before, and

=================  ========================================================================
``MAX(a, ...)``     largest; blanks count as 0
``MIN(a, ...)``     smallest; blanks count as 0
``IF(c, a, b)``     a where the comparison c holds, else b
``MINUS(a, b)``     a - b; blank where either is blank
``TIMES(a, b)``     a x b; blank where either is blank
``RATIO(a, b)``     a / b; blank where either is blank or b is 0
``COVER(x, d, w)``  x / (average d a day of w over the next three months); blank where d is 0.
                    Near the end of the horizon the last three months are the average.
=================  ========================================================================

A blank is NaN in Python. In plain arithmetic a blank counts as 0, as in Excel.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["WINDOW", "Address", "blankable", "evaluate", "names_in", "render", "window"]

WINDOW = 3
"""Months that cover looks ahead."""

Array = npt.NDArray[Any]


class Address(Protocol):
    """Where the names of a formula stand on a sheet."""

    def at(self, name: str, month: int) -> str:
        """Return the cell of a series in a month of the horizon, or of a field; -1 is opening."""

    def span(self, name: str, first: int, last: int) -> str:
        """Return the range of a series from month `first` to `last`, both included."""


@lru_cache(maxsize=512)
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _function(node: ast.Call) -> str:
    if not isinstance(node.func, ast.Name):
        raise ValueError(f"{ast.unparse(node)!r} is not a call of a known function")
    return node.func.id


def _reference(node: ast.Subscript) -> tuple[str, int]:
    if not isinstance(node.value, ast.Name):
        raise ValueError(f"{ast.unparse(node)!r} is not a name with a month offset")
    return node.value.id, int(ast.literal_eval(node.slice))


def names_in(formula: str) -> set[str]:
    """Return the series and fields that a formula mentions.

    Examples
    --------
    >>> sorted(names_in("MAX(0, inventory[-1] + production)"))
    ['inventory', 'production']
    """
    functions = {_function(n) for n in ast.walk(_tree(formula)) if isinstance(n, ast.Call)}
    return {n.id for n in ast.walk(_tree(formula)) if isinstance(n, ast.Name)} - functions


def _same_month(node: ast.AST) -> set[str]:
    """Return the names that must be known in the same month."""
    if isinstance(node, ast.Subscript):
        return set()
    if isinstance(node, ast.Call):
        return set().union(*map(_same_month, node.args))
    if isinstance(node, ast.Name):
        return {node.id}
    return set().union(set(), *map(_same_month, ast.iter_child_nodes(node)))


def blankable(formula: str) -> bool:
    """Tell whether a formula can show a blank, so that plain arithmetic must not use it.

    Examples
    --------
    >>> blankable("TIMES(production, price)"), blankable("production + 1")
    (True, False)
    """
    return any(
        isinstance(node, ast.Call) and _function(node) in {"MINUS", "TIMES", "RATIO", "COVER"}
        for node in ast.walk(_tree(formula))
    )


def window(month: int, horizon: int) -> tuple[int, int]:
    """Return the first and last month that cover looks at from `month` (0-based).

    Examples
    --------
    >>> window(2, 18), window(17, 18)
    ((3, 5), (15, 17))
    """
    first = max(0, min(month + 1, horizon - WINDOW))
    return first, min(first + WINDOW, horizon) - 1


# --- to Excel ------------------------------------------------------------------------------------

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Eq: "=",
}


def render(formula: str, month: int, horizon: int, address: Address) -> str:
    """Return a formula as Excel's, without ``=``, for one month of the horizon (0-based).

    Examples
    --------
    >>> class Sheet:
    ...     def at(self, name, month):
    ...         return f"{name[0].upper()}{month + 2}"
    >>> render("MAX(0, inventory[-1] + production)", 0, 18, Sheet())
    'MAX(0,I1+P2)'
    """
    return _excel(_tree(formula), month, horizon, address)


def _excel(node: ast.AST, month: int, horizon: int, address: Address) -> str:
    def inner(child: ast.AST) -> str:
        return _excel(child, month, horizon, address)

    match node:
        case ast.Constant(value=str(text)):
            return '"' + text.replace('"', '""') + '"'
        case ast.Constant(value=number):
            return repr(number)
        case ast.Name(id=name):
            return address.at(name, month)
        case ast.Subscript():
            name, offset = _reference(node)
            return address.at(name, month + offset)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
            sign = _OPERATORS[type(op)]
            tail = inner(right)
            product = isinstance(right, ast.BinOp) and isinstance(right.op, ast.Mult)
            if isinstance(right, ast.BinOp) and not (sign == "+" and product):
                tail = f"({tail})"
            head = inner(left)
            if isinstance(left, ast.BinOp) and sign == "*":
                head = f"({head})"
            return head + sign + tail
        case ast.Compare(left=left, ops=[ast.Eq() as op], comparators=[right]):
            return inner(left) + _OPERATORS[type(op)] + inner(right)
        case ast.Call(args=args) if _function(node) == "COVER":
            return _excel_cover(args, month, horizon, address)
        case ast.Call(args=args):
            function = _function(node)
            return _excel_call(function, [_argument(function, arg, inner(arg)) for arg in args])
    raise ValueError(f"{ast.unparse(node)!r} is not part of the formula language")


def _argument(function: str, node: ast.expr, text: str) -> str:
    """Return an argument so that a blank cell counts as in Python, and arithmetic stays whole."""
    if function in {"MAX", "MIN"} and isinstance(node, ast.Name | ast.Subscript):
        return f"{text}+0"
    if function in {"MINUS", "TIMES", "RATIO"} and isinstance(node, ast.BinOp):
        return f"({text})"
    return text


def _excel_call(function: str, args: list[str]) -> str:
    if function in {"MAX", "MIN", "IF"}:
        return f"{function}({','.join(args)})"
    a, b = args
    blank = f'{a}="",{b}=""'
    if function == "MINUS":
        return f'IF(OR({blank}),"",{a}-{b})'
    if function == "TIMES":
        return f'IF(OR({blank}),"",{a}*{b})'
    if function == "RATIO":
        return f'IF(OR({blank},{b}=0),"",{a}/{b})'
    raise ValueError(f"{function} is not a function of the formula language")


def _excel_cover(args: list[ast.expr], month: int, horizon: int, address: Address) -> str:
    position, demand, days = (arg.id for arg in args if isinstance(arg, ast.Name))
    first, last = window(month, horizon)
    ahead, work = address.span(demand, first, last), address.span(days, first, last)
    blank = f"OR(SUM({ahead})<=0,SUM({work})<=0)"
    return f'IF({blank},"",{address.at(position, month)}/(SUM({ahead})/SUM({work})))'


# --- in Python -----------------------------------------------------------------------------------


def evaluate(
    formulas: Mapping[str, str],
    inputs: Mapping[str, Array],
    fields: Mapping[str, Array],
    openings: Mapping[str, Array],
) -> dict[str, Array]:
    """Compute declared formulas over the horizon, for all pages at once.

    Parameters
    ----------
    formulas
        Formula by series name.
    inputs
        Other series, shape (pages, months); NaN is blank.
    fields
        Numbers or texts, shape (pages,).
    openings
        Position at the end of the last closed month by series name, shape (pages,).

    Returns
    -------
    dict
        Every series of `formulas`, shape (pages, months).

    Raises
    ------
    ValueError
        The formulas refer to each other in a circle.

    Examples
    --------
    >>> plan = evaluate({"stock": "stock[-1] + made - sold"},
    ...                 {"made": np.array([[5.0, 0.0]]), "sold": np.array([[3.0, 1.0]])},
    ...                 {}, {"stock": np.array([10.0])})
    >>> plan["stock"].tolist()
    [[12.0, 11.0]]
    """
    pages, horizon = next(iter(inputs.values())).shape
    values = {name: np.full((pages, horizon), np.nan) for name in formulas}
    known: dict[str, Array] = {**inputs, **values}
    forward = {name for name, text in formulas.items() if "COVER(" in text}
    steady = _ordered({n: f for n, f in formulas.items() if n not in forward})

    def look_up(name: str, month: int) -> Array:
        if name in known:
            return known[name][:, month] if month >= 0 else openings[name]
        return fields[name]

    for month in range(horizon):
        for name in steady:
            known[name][:, month] = _value(_tree(formulas[name]), month, look_up)
    for name in forward:
        known[name][:] = _cover(_tree(formulas[name]), known)
    return {name: known[name] for name in formulas}


def _ordered(formulas: Mapping[str, str]) -> list[str]:
    order: list[str] = []
    waiting = {name: _same_month(_tree(text)) & set(formulas) for name, text in formulas.items()}
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(order)]
        if not ready:
            raise ValueError(f"formulas refer to each other in a circle: {sorted(waiting)}")
        order += ready
        for name in ready:
            del waiting[name]
    return order


def _zero(value: Array) -> Array:
    return np.where(np.isnan(value), 0.0, value)


def _value(node: ast.AST, month: int, look_up: Callable[[str, int], Array]) -> Array:
    def inner(child: ast.AST) -> Array:
        return _value(child, month, look_up)

    match node:
        case ast.Constant(value=value):
            return np.asarray(value)
        case ast.Name(id=name):
            return look_up(name, month)
        case ast.Subscript():
            name, offset = _reference(node)
            return look_up(name, month + offset)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
            a, b = _zero(inner(left)), _zero(inner(right))
            ufunc = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply}[type(op)]
            return np.asarray(ufunc(a, b))
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return np.asarray(inner(left) == inner(right))
        case ast.Call(args=args):
            return _call(_function(node), [inner(arg) for arg in args])
    raise ValueError(f"{ast.unparse(node)!r} is not part of the formula language")


def _call(function: str, args: list[Array]) -> Array:
    if function == "MAX":
        return np.asarray(np.maximum.reduce(np.broadcast_arrays(*map(_zero, args))))
    if function == "MIN":
        return np.asarray(np.minimum.reduce(np.broadcast_arrays(*map(_zero, args))))
    if function == "IF":
        return np.where(*args)
    a, b = args
    if function == "MINUS":
        return np.asarray(a - b)
    if function == "TIMES":
        return np.asarray(a * b)
    if function == "RATIO":
        blank = np.full(np.broadcast(a, b).shape, np.nan)
        return np.asarray(np.divide(a, b, out=blank, where=b != 0))
    raise ValueError(f"{function} is not a function of the formula language")


def _cover(node: ast.expr, known: Mapping[str, Array]) -> Array:
    if not isinstance(node, ast.Call):
        raise ValueError("COVER stands alone in its formula")
    position, demand, days = (known[arg.id] for arg in node.args if isinstance(arg, ast.Name))
    position, result = _zero(position), np.full(position.shape, np.nan)
    for month in range(position.shape[1]):
        first, last = window(month, position.shape[1])
        ahead = np.nansum(demand[:, first : last + 1], axis=1)
        work = np.nansum(days[:, first : last + 1], axis=1)
        fine = (ahead > 0) & (work > 0)
        result[fine, month] = position[fine, month] * work[fine] / ahead[fine]
    return result
