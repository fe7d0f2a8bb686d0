"""One writer at a time: a lock file beside the book."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import uuid
from pathlib import Path

from sop_addin.errors import BookError

__all__ = ["Lock", "lock_path"]

_STILL_ACTIVE = 259
_QUERY = 0x1000


def lock_path(path: Path) -> Path:
    """Return where the lock of a book lies.

    Examples
    --------
    >>> lock_path(Path("plans/Book.xlsm")).name
    '.Book.xlsm.sop-lock'
    """
    return path.with_name(f".{path.name}.sop-lock")


def _runs(pid: int) -> bool:
    """Return whether a process of this machine is alive."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_QUERY, False, pid)
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == _STILL_ACTIVE
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Lock:
    """The right to write a book, held from construction to :meth:`release`.

    Raises
    ------
    BookError
        When another live process, or one of another machine, holds it.
    """

    def __init__(self, path: Path) -> None:
        self._file = lock_path(path)
        self._content = f"{os.getpid()}\n{platform.node()}\n{uuid.uuid4().hex}\n"
        for _ in range(3):
            if self._create(path):
                return
            held = self._held()
            if held is not None and self._alive(held):
                break
            if held is not None:
                self._remove(held)
        raise BookError(
            str(path),
            "a book that another run is writing",
            "one writer at a time",
            f"Wait for it; if none runs, delete {self._file.name} beside the book.",
        )

    def _create(self, path: Path) -> bool:
        try:
            handle = os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            return False
        except OSError as error:
            raise BookError(
                str(path),
                f"a folder that cannot be written ({error.strerror})",
                "a folder where the book can be replaced",
                "Copy the book elsewhere.",
            ) from error
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(self._content)
        return True

    def _held(self) -> str | None:
        try:
            return self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            return ""

    @staticmethod
    def _alive(content: str) -> bool:
        """Return whether the holder may still be writing; who cannot be judged counts as alive."""
        lines = content.split("\n")
        if len(lines) < 3 or not lines[0].isdigit() or lines[1] != platform.node():
            return True
        return _runs(int(lines[0]))

    def _remove(self, content: str) -> None:
        """Take a dead process's lock away, unless another one was quicker."""
        aside = self._file.with_name(f"{self._file.name}-{uuid.uuid4().hex}")
        try:
            os.rename(self._file, aside)
        except OSError:
            return
        if aside.read_text(encoding="utf-8") == content:
            aside.unlink()
        else:
            with contextlib.suppress(OSError):
                os.rename(aside, self._file)

    def release(self) -> None:
        """Give the right back; does nothing the second time."""
        if self._held() == self._content:
            with contextlib.suppress(OSError):
                self._file.unlink()
