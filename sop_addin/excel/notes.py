"""Notes on cells that move with their month: the note, its thread and the box it is shown in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from sop_addin.excel.package import Package
from sop_addin.excel.references import Span, cell_name

__all__ = ["landing", "shift_notes"]

_REFERENCE = re.compile(r'(<(?:\w+:)?(?:comment|threadedComment)\b[^>]*?\sref=")([A-Z]+[0-9]+)(")')
_BOX = re.compile(r"<x:ClientData\b[^>]*ObjectType=\"Note\".*?</x:ClientData>", re.DOTALL)
_ROW, _COLUMN = re.compile(r"<x:Row>(\d+)</x:Row>"), re.compile(r"(<x:Column>)(\d+)(</x:Column>)")
_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_NOTES = ("comments", "threadedComment")

Moves = Mapping[tuple[int, int], int]
"""Row and column of a note -> the column it moves to."""


def landing(columns: Iterable[int], shift: int, first: int, last: int) -> dict[int, int]:
    """Return where notes of one row go when each moves by `shift` columns.

    A note that would leave the columns `first` to `last` stays at the edge; one whose place is
    taken so stops before it. None is lost, and no two meet.

    Examples
    --------
    >>> landing([3, 4, 9], -2, 3, 10)
    {3: 3, 4: 4, 9: 7}
    """
    step = 1 if shift < 0 else -1
    taken: dict[int, int] = {}
    for column in sorted(columns, reverse=shift > 0):
        target = min(max(column + shift, first), last)
        while target in taken.values():
            target += step
        taken[column] = target
    return taken


def shift_notes(package: Package, part: str, area: Span, shift: int) -> None:
    """Move the notes on cells of an area by `shift` columns, in place.

    Parameters
    ----------
    part
        The worksheet's member.
    area
        Cells whose notes move; :func:`landing` says where those at the edge go.
    """
    related = package.relationships(part).values()
    texts = {
        each.target: package.read(each.target).decode("utf-8-sig")
        for each in related
        if each.kind in _NOTES and not each.external
    }
    found = {_spot(m[2]) for text in texts.values() for m in _REFERENCE.finditer(text)}
    moves = _moves(found, area, shift)
    if not moves:
        return
    for target, text in texts.items():
        _replace(package, target, text, _REFERENCE.sub(_follow(moves), text))
    for each in related:
        if each.kind == "vmlDrawing":
            text = package.read(each.target).decode("utf-8-sig")
            _replace(package, each.target, text, _BOX.sub(lambda m: _box(m[0], moves), text))


def _spot(reference: str) -> tuple[int, int]:
    span = Span.of(reference)
    assert span is not None  # the pattern takes cells only
    return span.top, span.left


def _moves(found: Iterable[tuple[int, int]], area: Span, shift: int) -> dict[tuple[int, int], int]:
    rows: dict[int, list[int]] = {}
    for row, column in found:
        if area.top <= row <= area.bottom and area.left <= column <= area.right:
            rows.setdefault(row, []).append(column)
    moves = {}
    for row, columns in rows.items():
        for column, target in landing(columns, shift, area.left, area.right).items():
            if column != target:
                moves[row, column] = target
    return moves


def _follow(moves: Moves) -> Callable[[re.Match[str]], str]:
    def moved(found: re.Match[str]) -> str:
        row, column = _spot(found[2])
        return found[1] + cell_name(row, moves.get((row, column), column)) + found[3]

    return moved


def _box(text: str, moves: Moves) -> str:
    """Return a note's box, standing beside the cell that its note moved to."""
    row, column = _ROW.search(text), _COLUMN.search(text)
    if row is None or column is None:
        return text
    at = int(row[1]) + 1, int(column[2]) + 1
    if at not in moves:
        return text
    by = moves[at] - at[1]
    text = _COLUMN.sub(lambda m: f"{m[1]}{int(m[2]) + by}{m[3]}", text, count=1)
    return _ANCHOR.sub(lambda m: m[1] + _anchor(m[2], by) + m[3], text, count=1)


def _anchor(text: str, by: int) -> str:
    """Move the left and right column of ``column, offset, row, offset, column, offset, ...``."""
    parts = text.split(",")
    for at in (0, 4):
        number = parts[at].strip() if at < len(parts) else ""
        if number.isdigit():
            parts[at] = parts[at].replace(number, str(max(int(number) + by, 0)))
    return ",".join(parts)


def _replace(package: Package, name: str, before: str, after: str) -> None:
    if after != before:
        package.replace(name, after.encode())
