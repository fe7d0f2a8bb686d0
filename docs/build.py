"""Write the pages of the documentation that follow from declarations: ``python -m docs.build``.

``workbook.md`` comes from :mod:`sop_addin.schema`, ``commands.md`` from the declared commands and
the shell's own options. A test compares the committed files with what this script writes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docs import command_page, workbook_page

__all__ = ["FOLDER", "main", "pages"]

FOLDER = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    return {"workbook.md": workbook_page.text(), "commands.md": command_page.text()}


def main() -> int:
    """Write every generated page; return the exit code."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
