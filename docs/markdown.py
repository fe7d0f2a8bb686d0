"""Tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["code", "table"]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; bars in cells are escaped.

    Examples
    --------
    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\\|y |
    """
    body = [_line(row) for row in rows]
    return "\n".join([_line(heads), "|" + "---|" * len(heads), *body])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def code(text: str) -> str:
    """Return `text` as code; nothing stays nothing.

    Examples
    --------
    >>> code("a - b"), code("")
    ('`a - b`', '')
    """
    return f"`{text}`" if text else ""
