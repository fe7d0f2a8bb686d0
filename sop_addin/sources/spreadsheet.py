"""Reads the first visible sheet of an Excel workbook."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from sop_addin.errors import SourceError
from sop_addin.sources.grid import Grid, grid_of

__all__ = ["read_spreadsheet"]

_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+\d+)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_spreadsheet(path: Path) -> Grid:
    """Return header and rows of the first visible sheet; ``origin`` names it.

    Formula cells give their stored result. Cells keep their type: text, number, date, boolean.

    Raises
    ------
    SourceError
        Not a workbook, protected by a password, no visible sheet, a cell that holds an error
        such as ``#N/A``, no data.
    """
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            name = _first_visible(path, book)
            records = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        errors = _error_cells(path, name)
    except python_calamine.PasswordError:
        raise _unreadable(path, "a workbook with a password", "Save it without one.") from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, KeyError):
        raise _unreadable(path, "something else", "Open it in Excel and save it again.") from None
    if errors:
        raise SourceError(
            f"{path.name} {name}!{errors[0]}",
            f"an error value, in {len(errors)} cells" if errors[1:] else "an error value",
            "a value",
            "Correct the formula in Excel and save the file.",
        )
    return grid_of(path, f"sheet {name}", records)


def _first_visible(path: Path, book: python_calamine.CalamineWorkbook) -> str:
    for sheet in book.sheets_metadata:
        if (
            sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        ):
            return str(sheet.name)
    raise _unreadable(path, "no visible sheet", "Unhide the sheet with the data.")


def _error_cells(path: Path, name: str) -> list[str]:
    """Return the addresses of cells with an error value: calamine gives those as blank."""
    with zipfile.ZipFile(path) as archive:
        relation = next(
            element.attrib[_RELATION]
            for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
            if element.tag.endswith("}sheet") and element.attrib["name"] == name
        )
        target = next(
            element.attrib["Target"]
            for element in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            if element.attrib["Id"] == relation
        )
        content = archive.read(posixpath.join("/xl", target).lstrip("/"))
    return [address.decode() for address in _ERROR_CELL.findall(content)]


def _unreadable(path: Path, got: str, remedy: str) -> SourceError:
    return SourceError(str(path), got, "an Excel workbook with a sheet of data", remedy)
