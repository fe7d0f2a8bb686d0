"""Books of whole months, made once and copied for each test."""

from __future__ import annotations

import datetime as dt
import importlib.util
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sop_addin.commands.run import Run
from sop_addin.demo import demo

NOW = dt.datetime(2026, 3, 4, 9, 30)


def a_run() -> Run:
    return Run(NOW, "planner", lambda line: None)


@pytest.fixture
def run() -> Run:
    """Return a run at a fixed time."""
    return a_run()


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    demo(folder, a_run(), pdf=False)
    return folder


@pytest.fixture
def company(_demo: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of the sample company's folder after its month was run."""
    return Path(shutil.copytree(_demo, tmp_path / "company"))


@pytest.fixture(scope="session")
def members() -> Callable[[Path], dict[str, bytes]]:
    """Return a function that reads every member of a workbook."""

    def read(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read


@pytest.fixture(scope="session")
def planners() -> ModuleType:
    """Return the module that puts a planner's own sheets and parts into a workbook."""
    source = Path(__file__).parents[1] / "excel" / "planners.py"
    spec = importlib.util.spec_from_file_location("planners", source)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
