"""Tracked files: no registry hosts, no machine paths, nothing left open without an issue."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

REGISTRIES = ("pypi", "pythonhosted", "npmjs", "debian")
FOLDERS = ("work", "root", "farm", "tmp")
OPEN_WORDS = ("TO_DO", "FIX_ME", "X_XX")  # without the line in them

HOSTS = re.compile(rf"\b(?:{'|'.join(REGISTRIES)})\.(?:org|com|net|io)\b", re.I)
MACHINE_PATHS = re.compile(rf"(?<![\w.:/\\<])/(?:{'|'.join(FOLDERS)})/\w")
LEFT_OPEN = re.compile(rf"\b(?:{'|'.join(OPEN_WORDS).replace('_', '')})\b(?!.*#\d+)")


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str]]:
    """Return ``(path:line, text)`` of every line of every tracked text file."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout: there are no tracked files to look at")
    found = []
    for name in listing.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        for number, text in enumerate(content.decode("utf-8").splitlines(), start=1):
            found.append((f"{name}:{number}", text))
    assert found
    return found


@pytest.mark.parametrize(
    ("pattern", "wrong", "right"),
    [
        (HOSTS, f"--index https://{REGISTRIES[0]}.org/simple", "pip install pandas"),
        (
            MACHINE_PATHS,
            f"see /{FOLDERS[0]}/main",
            f"a {FOLDERS[0]}/life balance, ../{FOLDERS[0]}/x",
        ),
        (LEFT_OPEN, OPEN_WORDS[0].replace("_", "") + ": later", "a to-do list"),
    ],
    ids=["registry host", "machine path", "left open"],
)
def test_tracked_files_hold_no(
    lines: list[tuple[str, str]], pattern: re.Pattern[str], wrong: str, right: str
) -> None:
    assert pattern.search(wrong) and not pattern.search(right)
    found = [f"{where}: {text[:120]}" for where, text in lines if pattern.search(text)]
    assert not found, "\n".join(found)


def test_locks_pin_every_package_by_hash_and_name_no_host(root: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (root / name).read_text(encoding="utf-8").replace("\\\n", " ")
        assert "://" not in text and "file:" not in text
        for line in filter(None, map(str.strip, text.splitlines())):
            assert re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_both_locks_pin_the_same_versions(root: Path) -> None:
    def pins(name: str) -> set[str]:
        text = (root / name).read_text(encoding="utf-8")
        return {line.split("\\")[0].strip() for line in text.splitlines() if "==" in line[:60]}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
