"""The libraries whose versions decide the digits of a run."""

from __future__ import annotations

import functools
import platform
from importlib.metadata import PackageNotFoundError, version

__all__ = ["libraries"]

_COMPUTING = ("numpy", "pandas", "scikit-learn", "PuLP", "highspy", "xlwings", "cellrune")


@functools.cache
def libraries() -> str:
    """Return Python and the libraries that compute, each with its version, in a line.

    Examples
    --------
    >>> libraries().split()[0], "numpy" in libraries()
    ('Python', True)
    """
    found = [f"{name} {_version(name)}" for name in _COMPUTING]
    return ", ".join([f"Python {platform.python_version()}", *found])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
