"""Pixels of printed pages: read, cut to what is drawn, and stored as PNG of few colours."""

from __future__ import annotations

import re
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = [
    "MARGIN",
    "PACK_DPI",
    "Pixels",
    "cropped",
    "page_of",
    "png",
    "printed",
    "read_png",
    "read_ppm",
    "sheets_of",
]

PACK_DPI = 90
"""Dots an inch of small files in which all but the smallest text can be read."""

FOOTER = 0.055
"""Part of a page's height that holds its footer, which is cut off."""

MARGIN = 12
"""White pixels left around the drawing."""

COLOURS = 256
"""What a PNG with a palette can hold."""

_FREQUENT = 8
"""Most frequent colours that are kept exactly, however alike: white, and the tint of rows."""

Pixels = npt.NDArray[np.uint8]


def page_of(pdf: Path, sheet: str, dpi: int) -> bytes:
    """Return the first page whose footer names `sheet`, as PPM."""
    return printed(pdf, sheets_of(pdf).index(sheet) + 1, dpi)


def sheets_of(pdf: Path) -> list[str]:
    """Return the sheet that the footer of each page names; empty where a page has none."""
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True)
    pages = text.stdout.split("\f")[:-1]
    named = (re.findall(r"· (\S+)$", page, re.MULTILINE) for page in pages)
    return [names[-1] if names else "" for names in named]


def printed(pdf: Path, number: int, dpi: int) -> bytes:
    """Return one page of a PDF, counted from 1, as PPM."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(number), "-l", str(number), str(pdf)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def read_ppm(data: bytes) -> Pixels:
    """Return the pixels of a binary PPM (P6) without comments, shape (height, width, 3).

    Examples
    --------
    >>> read_ppm(b"P6 2 1 255 abcdef").tolist()
    [[[97, 98, 99], [100, 101, 102]]]
    """
    kind, width, height, depth, pixels = data.split(maxsplit=4)
    if (kind, depth) != (b"P6", b"255"):
        raise ValueError(f"got a picture of kind {kind!r} and depth {depth!r}; expected P6, 255")
    size = int(width) * int(height) * 3
    return np.frombuffer(pixels[:size], dtype=np.uint8).reshape(int(height), int(width), 3)


def cropped(pixels: Pixels, footer: float = FOOTER) -> Pixels:
    """Cut off the footer, as part of the page's height, and the white around the rest."""
    page = pixels[: round(len(pixels) * (1 - footer))]
    drawn = page.min(axis=2) < 255
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    kept = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    white = ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0))
    framed: Pixels = np.pad(kept, white, constant_values=255)
    return framed


def png(pixels: Pixels, most: int = COLOURS) -> bytes:
    """Return a PNG with a palette of so many colours at most.

    Of each shade the most frequent colour is kept, the rest is drawn in the nearest one.

    Examples
    --------
    >>> png(np.zeros((2, 3, 3), dtype=np.uint8))[:4]
    b'\\x89PNG'
    """
    height, width, _ = pixels.shape
    packed = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    seen, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1).astype(np.int32)
    palette = _palette(colours, count, most)
    nearest = np.array([int(((palette - c) ** 2).sum(axis=1).argmin()) for c in colours])
    lines = nearest[place].reshape(height, width).astype(np.uint8)
    filtered = np.pad(lines, ((0, 0), (1, 0)))  # every line starts with its filter: 0, none
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(filtered.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def read_png(data: bytes) -> Pixels:
    """Return the pixels of a picture that :func:`png` made, shape (height, width, 3).

    Examples
    --------
    >>> read_png(png(np.full((1, 2, 3), 7, dtype=np.uint8))).tolist()
    [[[7, 7, 7], [7, 7, 7]]]
    """
    parts, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        parts[data[at + 4 : at + 8]] = data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, width + 1)
    pixels: Pixels = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[lines[:, 1:]]
    return pixels


def _palette(
    colours: npt.NDArray[np.int32], count: npt.NDArray[np.int64], most: int
) -> npt.NDArray[np.int32]:
    """Return at most so many colours; a few red numbers count as much as shades of grey."""
    often = colours[np.argsort(-count, kind="stable")]
    frequent = np.arange(min(_FREQUENT, most, len(often)))
    for coarseness in range(9):
        _, first = np.unique(often >> coarseness, axis=0, return_index=True)
        kept = np.union1d(frequent, first)
        if len(kept) <= most:
            break
    palette: npt.NDArray[np.int32] = often[kept]
    return palette


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
