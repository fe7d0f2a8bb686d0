"""The checks themselves: skips fail in CI, the two workbook checkers find what is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

SKIPPING = """
import pytest

def test_that_runs():
    pass

@pytest.mark.skip(reason="not here")
def test_that_is_skipped():
    pass

@pytest.mark.needs_excel
@pytest.mark.skip(reason="no Excel")
def test_that_needs_excel():
    pass

@pytest.mark.xfail(strict=True)
def test_that_fails_as_expected():
    assert False
"""
LEAVING = """
import pytest
pytest.skip("whole module", allow_module_level=True)
"""


def run_pytest(folder: Path, source: str, in_ci: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(Path(__file__).with_name("conftest.py"), folder / "conftest.py")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs_excel\n")
    (folder / "test_it.py").write_text(source)
    environment = {k: v for k, v in os.environ.items() if k != "CI" and "PYTEST" not in k}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)],
        env={**environment, "SOP_CI": in_ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_in_ci_only_tests_that_need_excel_may_be_skipped(tmp_path: Path) -> None:
    result = run_pytest(tmp_path, SKIPPING, in_ci="1")
    assert result.returncode == 1
    assert "1 passed, 1 skipped, 1 xfailed, 1 error" in result.stdout
    assert "A skipped test is a failure in CI" in result.stdout
    assert "not here" in result.stdout


def test_in_ci_a_module_that_skips_itself_fails(tmp_path: Path) -> None:
    result = run_pytest(tmp_path, LEAVING, in_ci="1")
    assert result.returncode != 0
    assert "whole module" in result.stdout


def test_outside_ci_skips_are_allowed(tmp_path: Path) -> None:
    result = run_pytest(tmp_path, SKIPPING, in_ci="")
    assert result.returncode == 0
    assert "1 passed, 2 skipped, 1 xfailed" in result.stdout


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Data").add_table("A1:B3", {"columns": [{"header": "A"}, {}]})
    return path


@pytest.fixture
def broken(sound: Path) -> Path:
    """Return a workbook whose table has a header that its sheet does not show."""
    path = sound.with_name("broken.xlsx")
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if name.startswith("xl/tables/"):
                member = member.replace(b'name="A"', b'name="Other" bogus="1"')
            new.writestr(name, member)
    return path


def test_lint_tells_a_sound_workbook_from_a_broken_one(
    lint: Callable[[Path], None], sound: Path, broken: Path
) -> None:
    lint(sound)
    with pytest.raises(AssertionError, match=r"broken\.xlsx"):
        lint(broken)


def test_validator_tells_a_sound_workbook_from_a_broken_one(
    validate: Callable[[Path], None], sound: Path, broken: Path
) -> None:
    validate(sound)
    with pytest.raises(AssertionError, match="bogus"):
        validate(broken)
