"""The VBA of the worksheet functions, from the generator of the installed xlwings.

Generated in a process of its own: away from Windows that takes stand-ins for pywin32, which must
not stay in a process that goes on.
"""

from __future__ import annotations

import functools
import re
import subprocess
import sys

from sop_addin.errors import BookError
from sop_addin.excel.vba import Module

__all__ = ["PACKAGE", "function_modules"]

PACKAGE = "udfs"
"""What the book's VBA asks xlwings to import."""

_GENERATOR = f"{PACKAGE}.wrappers"
_NAME = re.compile(r'^Attribute VB_Name = "(\w+)"$', re.MULTILINE)


@functools.cache
def function_modules() -> tuple[Module, ...]:
    """Return the VBA modules with a function for each worksheet function.

    Raises
    ------
    BookError
        The generator does not run with this Python.
    """
    command = [sys.executable, "-P", "-m", _GENERATOR]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    starts = [found.start() for found in _NAME.finditer(run.stdout)]
    if run.returncode or not starts:
        said = run.stderr.strip().splitlines()
        raise BookError(
            "worksheet functions",
            said[-1] if said else f"exit code {run.returncode}",
            "xlwings' generator of VBA functions",
            "The book works without them; install xlwings again, then make the book again.",
        )
    ends = [*starts[1:], len(run.stdout)]
    texts = [run.stdout[start:end] for start, end in zip(starts, ends, strict=True)]
    return tuple(Module(_name(text), text) for text in texts)


def _name(source: str) -> str:
    found = _NAME.search(source)
    assert found is not None
    return found[1]
