from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.storing import replace_file

STEPS = ["open", "write", "flush", "fsync", "copymode", "replace"]


class Killed(BaseException):
    """The process ends here."""


def _inject(monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    if step in ("fsync", "replace"):
        monkeypatch.setattr(os, step, fail)
    elif step == "copymode":
        monkeypatch.setattr("shutil.copymode", fail)
    elif step == "open":
        monkeypatch.setattr("builtins.open", fail)
    else:
        real = open

        class Broken:
            def __init__(self, *arguments: Any) -> None:
                self._file = real(*arguments)

            def __enter__(self) -> Broken:
                return self

            def __exit__(self, *_: object) -> None:
                self._file.close()

            def write(self, data: bytes) -> int:
                self._file.write(data[: len(data) // 2])
                if step == "write":
                    fail()
                return self._file.write(data[len(data) // 2 :])

            def flush(self) -> None:
                fail()

        monkeypatch.setattr("builtins.open", Broken)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_old_file_is_whole(
    book: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    blocks = FileBlocks(book)
    blocks.write("Data", 20, 1, [["new"]])
    with monkeypatch.context() as patch, pytest.raises(Killed):
        _inject(patch, step, Killed())
        blocks.save()
    assert book.read_bytes() == before
    blocks.save()
    blocks.close()
    assert book.read_bytes() != before and [p.name for p in book.parent.iterdir()] == [book.name]


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_gives_one_line_and_leaves_the_old_file(
    book: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    with monkeypatch.context() as patch, pytest.raises(BookError, match="No space left"):
        _inject(patch, step, OSError(28, "No space left on device"))
        replace_file(book, b"new")
    assert book.read_bytes() == before and [p.name for p in book.parent.iterdir()] == [book.name]


def test_a_link_stays_a_link_and_rights_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    real.chmod(0o600)
    link.symlink_to(real)
    replace_file(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o600


SAVER = """
import sys
from sop_addin.excel.file import FileBlocks
with FileBlocks(sys.argv[1]) as blocks:
    for number in range(10**6):
        blocks.write("Data", 30, 1, [[number]] * 200)
        blocks.save()
        print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_process_leaves_a_whole_file_that_the_next_one_writes(
    book: Path, lint: Callable[[Path], None]
) -> None:
    leftovers: set[str] = set()
    for pause in (0.0, 0.011, 0.023):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(book)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        lint(book)
        leftovers |= {path.name for path in book.parent.iterdir()}
        with FileBlocks(book) as blocks:
            assert not book.with_name(".Book.xlsx.sop-save").exists()
            blocks.write("Data", 30, 1, [[-1.0]])
            blocks.save()
    assert ".Book.xlsx.sop-lock" in leftovers
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_what_a_killed_run_left_is_swept_away(book: Path) -> None:
    book.with_name(".Book.xlsx.sop-save").write_bytes(b"half")
    FileBlocks(book).close()
    assert [path.name for path in book.parent.iterdir()] == [book.name]
