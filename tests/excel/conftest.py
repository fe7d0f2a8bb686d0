"""Workbooks built by code for the tests of the adapters."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def planners() -> ModuleType:
    """Return the module that builds what planners put into a workbook."""
    spec = importlib.util.spec_from_file_location(
        "planners", Path(__file__).with_name("planners.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def _made(planners: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made: Path = planners.planners_workbook(tmp_path_factory.mktemp("planners") / "Book.xlsx")
    return made.read_bytes()


@pytest.fixture
def book(_made: bytes, tmp_path: Path) -> Path:
    """Return a fresh copy of the planners' workbook."""
    path = tmp_path / "Book.xlsx"
    path.write_bytes(_made)
    return path


@pytest.fixture(scope="session")
def same_members(planners: ModuleType) -> Callable[..., None]:
    """Return the comparer of two workbooks' members."""
    compare: Callable[..., None] = planners.same_members
    return compare
