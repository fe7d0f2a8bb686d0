"""The worksheet functions as Excel calls them: through xlwings' recorded options and converters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
import xlwings as xw

MISSING = -2147352572
"""What pywin32 hands over for an argument that a formula leaves out."""

_STAND_INS = ("pythoncom", "pywintypes", "win32com", "xlwings.udfs", "udfs")


def _named(names: tuple[str, ...]) -> set[str]:
    return {m for m in sys.modules if any(m == n or m.startswith(f"{n}.") for n in names)}


@pytest.fixture(scope="session")
def recorded() -> Iterator[ModuleType]:
    """Return the package with the decorators of Windows; nothing of it stays behind."""
    from udfs.wrappers import recorded_functions

    before = {name: sys.modules[name] for name in _named(_STAND_INS)}
    decorators = xw.func, xw.arg
    yield recorded_functions()
    xw.func, xw.arg = decorators
    for name in _named(_STAND_INS):
        del sys.modules[name]
    sys.modules.update({name: m for name, m in before.items() if not name.startswith("udfs")})


@pytest.fixture
def call(
    recorded: ModuleType, excel_double: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """Return a caller of a function by its name, step by step as xlwings' server does it."""
    from xlwings import conversion

    engine = xw.main.Engine(impl=excel_double.ENGINE)
    monkeypatch.setitem(xw.engines.engines_by_name, "excel", engine)

    def called(name: str, *cells: Any) -> Any:
        function = getattr(recorded, name)
        info = function.__xlfunc__
        arguments = []
        for number, argument in enumerate(info["args"]):
            raw = cells[number] if number < len(cells) else MISSING
            if isinstance(raw, int) and raw == MISSING:
                arguments.append(argument.get("optional"))
            else:
                arguments.append(conversion.read(None, raw, argument["options"]))
        return conversion.write(function(*arguments), None, info["ret"]["options"])

    return called
