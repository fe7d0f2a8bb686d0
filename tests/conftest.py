"""What every test may ask for: the shared folder, the workbook checkers; no skips in CI."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
IN_CI = bool(os.environ.get("CI") or os.environ.get("SOP_CI"))

Check = Callable[[Path], None]

settings.register_profile("project", deadline=None)  # a busy machine is no defect
settings.load_profile("project")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of public data, instances and tools that stands beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared (public data, instances, tools) is not beside this one")
    return SHARED


def _beside(name: str) -> ModuleType:
    """Return a module that stands beside this one; tests cannot import it by name."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "tests" / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)  # dataclasses look it up
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def plans() -> ModuleType:
    """Return the module that builds small company plans."""
    return _beside("company_plans")


@pytest.fixture(scope="session")
def broken_month() -> ModuleType:
    """Return the module that plays a month in which the bottleneck breaks."""
    return _beside("broken_month")


@pytest.fixture(scope="session")
def memory() -> ModuleType:
    """Return the module that builds workbooks in memory."""
    return _beside("memory_book")


def _load(name: str) -> ModuleType:
    """Return a module of `tests/excel` that tests cannot import, and let others import it."""
    if name not in sys.modules:
        source = ROOT / "tests" / "excel" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, source)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def excel_double() -> ModuleType:
    """Return the module with an Excel in memory, behind xlwings' own classes."""
    _load("excel_contents")
    return _load("xlwings_double")


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """Return the module that makes the sample company's book."""
    return _load("sample_book")


@pytest.fixture(scope="session")
def sample_book(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new book of the sample company; its extracts lie beside it. Copy it to write."""
    made: Path = sample.make_sample_book(tmp_path_factory.mktemp("sample"))
    return made


@pytest.fixture(scope="session")
def lint(shared: Path) -> Check:
    """Return a function that asserts that nothing in a workbook would make Excel repair it."""
    source = shared / "tools" / "workbook_lint.py"
    if not source.is_file():
        pytest.skip("../shared/tools/workbook_lint.py is absent")
    tool = _loaded("workbook_lint", source)

    def check(path: Path) -> None:
        found = [" ".join(map(str, finding)) for finding in tool.lint(str(path))]
        assert not found, f"{path.name}:\n" + "\n".join(found)

    return check


@pytest.fixture(scope="session")
def validate() -> Check:
    """Return a function that asserts that the Open XML SDK finds a workbook valid."""
    program = _validator()
    if program is None:
        pytest.skip("the Open XML validator is not installed (.ci/run does, SOP_OOXML_VALIDATOR)")

    def check(path: Path) -> None:
        result = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
        assert result.stdout, f"{path.name}: the validator failed: {result.stderr}"
        errors = json.loads(result.stdout)["errors"]
        lines = [f"{e['path']} {e['xPath']}: {e['description']}" for e in errors]
        assert not lines, f"{path.name}: {len(lines)} errors\n" + "\n".join(lines[:20])

    return check


@pytest.fixture(scope="session")
def libreoffice() -> ModuleType:
    """Return the module that asks LibreOffice; skip where it cannot be asked."""
    module = _loaded("libreoffice", ROOT / "tests" / "excel" / "libreoffice.py")
    if reason := module.why_absent():
        pytest.skip(reason)
    return module


@pytest.fixture(scope="session")
def libreoffice_values(libreoffice: ModuleType) -> Iterator[Callable[[Path], Any]]:
    """Return a function: workbook -> sheet -> (row, column) -> value as LibreOffice computes it.

    Every formula cell is there, and every other cell that is not blank. LibreOffice runs once for
    all tests. Booleans are 1.0 and 0.0, errors their text, blank text and no text the same ``""``.
    """
    running = libreoffice.LibreOffice()
    yield running
    running.close()


@pytest.fixture(scope="session")
def libreoffice_agrees(libreoffice: ModuleType, libreoffice_values: Callable[[Path], Any]) -> Check:
    """Return a function that asserts that LibreOffice computes every stored result alike."""

    def check(path: Path) -> None:
        found = libreoffice.differences(path, libreoffice_values(path))
        assert not found, f"{path.name}: {len(found)} cells differ\n" + "\n".join(found[:20])

    return check


def _loaded(name: str, source: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, source)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _validator() -> str | None:
    """Return the validator that `.ci/run` named, or the one it left in its cache folder."""
    named = os.environ.get("SOP_OOXML_VALIDATOR")
    if named:
        return named
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    program = cache / "sop-addin" / "node" / "node_modules" / ".bin" / "ooxml-validator"
    return str(program) if program.exists() else None


class NoSkips:
    """In CI a skipped test is a failed one, except where only real Excel could run it."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn the report of a skipped test into that of a failed one."""
        report = yield
        if item.get_closest_marker("needs_excel") is None and not hasattr(report, "wasxfail"):
            self._refuse(report)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self,
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Turn the report of a module that skips itself into that of a failed one."""
        report = yield
        self._refuse(report)
        return report

    @staticmethod
    def _refuse(report: Any) -> None:
        if report.skipped:
            reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"A skipped test is a failure in CI: {reason}"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Look for doctests in the package, not in the scripts that tests start."""
    script = collection_path.suffix == ".py" and not collection_path.name.startswith("test_")
    return True if script and ROOT / "tests" in collection_path.parents else None


def pytest_configure(config: pytest.Config) -> None:
    """Refuse skipped tests where the environment says that this is CI."""
    if IN_CI:
        config.pluginmanager.register(NoSkips(), "no-skips")
