"""A file replaced as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from sop_addin.errors import BookError

__all__ = ["replace_file", "stamp", "sweep"]


def stamp(path: Path) -> tuple[int, int]:
    """Return what tells whether a file was changed: its time (nanoseconds) and size (bytes)."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.sop-save")


def sweep(path: Path) -> None:
    """Remove what a killed run left beside the file; only its one writer may do so."""
    with contextlib.suppress(OSError):
        _aside(path.resolve()).unlink()


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file by new bytes; killed at any point, the old file is whole.

    The bytes go to a file beside it, reach the disk, then take its place in one step.

    Raises
    ------
    BookError
        When the folder cannot be written or the disk is full; the old file stays.
    """
    target = path.resolve()
    aside = _aside(target)
    try:
        with open(aside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, aside)
        os.replace(aside, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise BookError(
            str(path),
            f"a file that cannot be written ({error.strerror})",
            "a place on the disk",
            "Close it elsewhere, free space, check the permissions; the old file is as it was.",
        ) from error
    with contextlib.suppress(OSError):
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
