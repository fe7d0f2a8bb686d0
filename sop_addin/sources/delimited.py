"""Reads text files with separated columns, as ERP systems and Excel export them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from sop_addin.errors import SourceError
from sop_addin.sources.grid import Grid, grid_of

__all__ = ["read_delimited"]

_HIGH = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)([A-Za-z]?)")

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_delimited(path: Path) -> Grid:
    """Return header and rows of a `.csv` file.

    Text is UTF-8 (with or without byte order mark) or UTF-16 with byte order mark; what is neither
    is GB 18030 (Chinese) where bytes above 127 come in pairs, Windows-1252 where they stand alone,
    and refused where both are as frequent; ``origin`` says which. The separator is the one of
    comma, semicolon and tab that the header holds most of, or what the first line ``sep=;`` names.
    With semicolons, numbers have a decimal comma, otherwise a decimal point.

    Raises
    ------
    SourceError
        Not text, quotes that never close, rows of another width than the header, no data.
    """
    text, encoding = _decode(path)
    separator, hint = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        raise SourceError(
            f"{path.name} line {reader.line_num}",
            str(error),
            "rows whose double quotes open and close around whole cells",
            "Export the file again, or correct the quotes in that line.",
        ) from None
    if hint:
        records[0] = []
    decimal = "," if separator == ";" else "."
    return grid_of(path, f"{encoding}, {SEPARATORS[separator]}", records, decimal)


def _decode(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", *_without_mark(content)]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise SourceError(
        str(path),
        "bytes that are not text",
        "a text file in UTF-8",
        "Save it as 'CSV UTF-8', or give the .xlsx file itself.",
    )


def _without_mark(content: bytes) -> list[str]:
    """Return what text that is not UTF-8 may be; empty where it reads two ways.

    Chinese characters are pairs of bytes above 127; in Western text such bytes stand alone, or
    two within a word.
    """
    runs = _HIGH.findall(content)
    western = sum(
        len(run) % 2 == 1 or (len(run) == 2 and before + after != b"")
        for before, run, after in runs
    )
    if 2 * western < len(runs):
        return ["gb18030"]
    return ["cp1252"] if 2 * western > len(runs) or not runs else []


def _separator(text: str) -> tuple[str, bool]:
    """Return the separator, and whether the first line only names it."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS and len(first) == len("sep=;"):
        return first[4], True
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count), False
