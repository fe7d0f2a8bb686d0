"""The pictures of the pack in the documentation show the pack as it is made now."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from docs.pictures import FOLDER, Pixels, pack_pictures, read_png
from sop_addin.record.pdf import find_soffice, workbook_to_pdf

PARTS = 12
"""Rows and columns of parts into which a page is divided."""

APART = 24
"""Of 255: how much darker or lighter a part may be, for fonts and numbers differ a little."""


def darkness(pixels: Pixels) -> np.ndarray:
    """Return how dark each part of a page is, shape (PARTS, PARTS)."""
    grey = pixels.mean(axis=2)
    rows = np.array_split(np.arange(grey.shape[0]), PARTS)
    columns = np.array_split(np.arange(grey.shape[1]), PARTS)
    return np.array([[255 - grey[np.ix_(r, c)].mean() for c in columns] for r in rows])


def test_the_pictures_show_the_pages_as_they_are(company: Path, tmp_path: Path) -> None:
    tools = find_soffice() and shutil.which("pdftotext") and shutil.which("pdftoppm")
    if not tools:
        pytest.skip("LibreOffice or poppler (pdftotext, pdftoppm) is not installed")
    pdf = tmp_path / "pack.pdf"
    assert workbook_to_pdf(company / "pack" / "SOP_Demo_DRAFT.xlsx", pdf).path == pdf
    drawn = pack_pictures(pdf)
    assert sorted(drawn) == sorted(path.name for path in FOLDER.glob("pack-*.png"))
    for name, pixels in drawn.items():
        shown = read_png((FOLDER / name).read_bytes())
        shape = np.array(shown.shape[:2]) / pixels.shape[:2]
        assert abs(shape - 1).max() < 0.1, f"{name}: another shape; run python -m docs.pictures"
        off = np.abs(darkness(shown) - darkness(pixels))
        assert off.max() < APART, f"{name}: looks otherwise; run python -m docs.pictures"
