"""The pictures of the documentation: cut to the drawing, few colours, readable by others."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from docs.pixels import MARGIN, cropped, png, read_ppm


def decoded(data: bytes) -> np.ndarray:
    """Return the pixels of a PNG with a palette and unfiltered lines, read by the standard."""
    parts, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        body = data[at + 4 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(body)
        parts[body[:4]] = body[4:]
        at += 12 + length
    width, height, depth, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (depth, kind) == (8, 3)
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()
    return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[lines[:, 1:]]


def test_few_colours_are_kept_exactly() -> None:
    pixels = np.array([[[255, 255, 255], [180, 35, 24]], [[30, 58, 76], [255, 247, 209]]], np.uint8)
    assert decoded(png(pixels)).tolist() == pixels.tolist()


def test_many_colours_become_near_ones() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    drawn = decoded(png(pixels))
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) <= 256
    assert np.abs(drawn.astype(int) - pixels).mean() < 24


def test_footer_and_white_are_cut_off() -> None:
    page = np.full((100, 80, 3), 255, np.uint8)
    page[20:40, 10:50] = 7
    page[97, 40] = 0
    assert cropped(page).shape == (20 + 2 * MARGIN, 40 + 2 * MARGIN, 3)


def test_another_kind_of_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="P5"):
        read_ppm(b"P5 1 1 255 \x00")
