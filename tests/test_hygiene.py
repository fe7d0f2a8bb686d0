"""Tracked files: no registry hosts, no machine paths, nothing left open without an issue."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

HOSTS = re.compile(
    r"(?:pypi\.(?:org|python)|python" r"hosted\.|registry\.npm|npmjs\.|(?:deb|ftp)\.debian\.)", re.I
)
MACHINE_PATHS = re.compile(r"(?<![\w.:/\\<])/(?:work|root|farm|tmp)/\w")
LEFT_OPEN = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b(?!.*#\d+)")


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
        (HOSTS, "--index https://pypi.org/simple", "pip install pandas"),
        (MACHINE_PATHS, "see /work/main", "a work/life balance, ../work/x"),
        (LEFT_OPEN, "# TODO later", "# TODO #12 later"),
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
