"""What every worksheet function has around it: its declaration, and errors as one text."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import xlwings as xw

from sop_addin.errors import SopError
from sop_addin.schema.functions import CATEGORY, FUNCTIONS

__all__ = ["worksheet_function"]

_DECLARED = {function.name: function for function in FUNCTIONS}
_DOC_LIMIT = 255
"""Characters that Excel's function wizard takes."""


def worksheet_function(compute: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function one of Excel's, as it is declared under its name.

    Every argument arrives as rows of cells, errors in cells as text; an argument left out is its
    default. What the add-in refuses comes back as one text that starts with the function's name.
    """
    declared = _DECLARED[compute.__name__]

    @functools.wraps(compute)
    def answer(*arguments: Any) -> Any:
        try:
            return compute(*arguments)
        except SopError as error:
            return f"{declared.name}: {error.line()}"

    answer.__annotations__ = {}  # xlwings takes annotations for converters
    answer.__doc__ = f"{declared.purpose.en} {declared.returns.en}"[:_DOC_LIMIT]
    for argument in reversed(declared.arguments):
        doc = argument.meaning.en[:_DOC_LIMIT]
        answer = xw.arg(argument.name, ndim=2, err_to_str=True, doc=doc)(answer)
    made: Callable[..., Any] = xw.func(category=CATEGORY)(answer)
    return made
