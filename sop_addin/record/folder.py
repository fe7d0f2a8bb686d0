"""Write what a command hands out into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sop_addin.errors import BookError

__all__ = ["write_into"]


def write_into(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, which is made where there is none; return them in their order.

    Raises
    ------
    BookError
        The folder cannot be written.
    """
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            made.append(folder / name)
            made[-1].write_bytes(content)
    except OSError as error:
        raise BookError(
            str(folder),
            error.strerror or str(error),
            "a folder that can be written",
            "Choose another folder.",
        ) from error
    return made
