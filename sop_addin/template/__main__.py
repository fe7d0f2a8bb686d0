"""``python -m sop_addin.template OUT`` builds the workbook template."""

from __future__ import annotations

import sys
from pathlib import Path

from sop_addin.template.build import build


def main(arguments: list[str]) -> int:
    """Build the template into the named file; return the exit code."""
    if len(arguments) != 1:
        print("usage: python -m sop_addin.template OUT.xlsm", file=sys.stderr)
        return 2
    build(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
