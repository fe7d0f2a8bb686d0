"""Make the pictures of README, pack and phases: ``python -m docs.pictures``.

All come from the sample company's month. Needs LibreOffice and poppler (pdftotext, pdftoppm).
Another release of LibreOffice draws other pixels, so the test of the pack's pages compares how
dark each part of a page is, not pixels: look at the pictures before you commit them.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docs.phase_pictures import phase_pictures
from docs.pixels import PACK_DPI, Pixels, cropped, page_of, png, printed, read_ppm, sheets_of
from sop_addin.commands.run import Run
from sop_addin.demo import demo
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.sheets import APPENDIX_SHEET

__all__ = [
    "FOLDER",
    "PICTURES",
    "Picture",
    "main",
    "pack_pictures",
]

FOLDER = Path(__file__).resolve().parent / "pictures"

DPI = 125
"""Enough to read the smallest text of a page when the picture is opened at its own size."""

PACK_COLOURS = 64
"""Of the pages of pack and phases."""


@dataclass(frozen=True)
class Picture:
    """One page of the pack: name of its file, and the sheet that the page's footer names."""

    file: str
    sheet: str


PICTURES = (
    Picture("family-page.png", f"{FAMILY_PAGE.prefix}Garden"),
    Picture("dashboard.png", "Dashboard"),
)


def pack_pictures(pdf: Path) -> dict[str, Pixels]:
    """Return the pages of a printed pack by the names of their files.

    Pages before the one that begins the appendix are numbered; those from there on are named
    after their sheet, further pages of a sheet with their number.
    """
    shown = sheets_of(pdf)
    start = shown.index(APPENDIX_SHEET)
    names = [f"pack-{number + 1:02d}.png" for number in range(start)]
    for place, sheet in enumerate(shown[start:], start):
        before = shown[start:place].count(sheet)
        names.append(f"appendix-{sheet}{f'-{before + 1}' if before else ''}.png")
    return {
        name: cropped(read_ppm(printed(pdf, number, PACK_DPI)))
        for number, name in enumerate(names, 1)
    }


def main() -> int:
    """Run the sample company's month and draw every picture; return the exit code."""
    missing = [tool for tool in ("pdftotext", "pdftoppm") if shutil.which(tool) is None]
    if missing:
        print(f"not found: {', '.join(missing)}; install poppler", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo(folder, Run(dt.datetime(2026, 3, 4, 9, 30), "planner", lambda line: None))
        found = sorted(folder.rglob("*.pdf"))
        if not found:
            print("no PDF was made; install LibreOffice", file=sys.stderr)
            return 1
        FOLDER.mkdir(exist_ok=True)
        for picture in PICTURES:
            pixels = cropped(read_ppm(page_of(found[0], picture.sheet, DPI)))
            (FOLDER / picture.file).write_bytes(png(pixels))
            print(f"{picture.file}: {pixels.shape[1]} x {pixels.shape[0]}")
        (book,) = folder.glob("*.xlsm")
        for old in (*FOLDER.glob("pack-*.png"), *FOLDER.glob("appendix-*.png")):
            old.unlink()
        for file, pixels in (pack_pictures(found[0]) | phase_pictures(book, folder)).items():
            (FOLDER / file).write_bytes(png(pixels, PACK_COLOURS))
            print(f"{file}: {pixels.shape[1]} x {pixels.shape[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
