"""The pictures of the pack in the documentation show the pack as it is made now."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from docs.phase_pictures import phase_pictures
from docs.pictures import FOLDER, pack_pictures
from docs.pixels import Pixels, read_png
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


def agree(drawn: dict[str, Pixels], *patterns: str) -> None:
    """Assert that the pictures that are there show these pages."""
    kept = [path.name for pattern in patterns for path in FOLDER.glob(pattern)]
    assert sorted(drawn) == sorted(kept)
    for name, pixels in drawn.items():
        shown = read_png((FOLDER / name).read_bytes())
        shape = np.array(shown.shape[:2]) / pixels.shape[:2]
        assert abs(shape - 1).max() < 0.1, f"{name}: another shape; run python -m docs.pictures"
        off = np.abs(darkness(shown) - darkness(pixels))
        assert off.max() < APART, f"{name}: looks otherwise; run python -m docs.pictures"


@pytest.fixture
def tools() -> None:
    if not (find_soffice() and shutil.which("pdftotext") and shutil.which("pdftoppm")):
        pytest.skip("LibreOffice or poppler (pdftotext, pdftoppm) is not installed")


@pytest.mark.usefixtures("tools")
def test_the_pictures_show_the_pages_as_they_are(company: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "pack.pdf"
    assert workbook_to_pdf(company / "pack" / "SOP_Demo_DRAFT.xlsx", pdf).path == pdf
    drawn = pack_pictures(pdf)
    agree(drawn, "pack-*.png", "appendix-*.png")
    text = (FOLDER.parent / "pack.md").read_text(encoding="utf-8")
    assert [name for name in drawn if f"pictures/{name}" not in text] == []


@pytest.mark.usefixtures("tools")
def test_each_phase_shows_its_sheet_as_it_is(company: Path, tmp_path: Path) -> None:
    agree(phase_pictures(company / "SOP_Demo.xlsm", tmp_path), "phase-*.png")
