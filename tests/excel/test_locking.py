from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.locking import Lock, lock_path


def test_the_second_writer_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    book = tmp_path / "Book.xlsm"
    first = Lock(book)
    with pytest.raises(BookError, match="another run is writing"):
        Lock(book)
    first.release()
    second = Lock(book)
    first.release()
    assert lock_path(book).exists()
    second.release()
    assert list(tmp_path.iterdir()) == []


def _dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    book = tmp_path / "Book.xlsm"
    lock_path(book).write_text(f"{_dead_pid()}\n{platform.node()}\nold\n", encoding="utf-8")
    Lock(book).release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ["", "rubbish", f"{os.getpid()}\nanother-machine\nold\n"],
    ids=["empty", "rubbish", "another machine"],
)
def test_who_cannot_be_judged_dead_keeps_the_lock(tmp_path: Path, content: str) -> None:
    book = tmp_path / "Book.xlsm"
    lock_path(book).write_text(content, encoding="utf-8")
    with pytest.raises(BookError, match=r"delete \.Book\.xlsm\.sop-lock"):
        Lock(book)
    assert lock_path(book).read_text(encoding="utf-8") == content


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="a folder that cannot be written"):
        Lock(tmp_path / "nowhere" / "Book.xlsm")
