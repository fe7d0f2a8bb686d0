"""A place that an error names is a declared one, so that the book can say its cell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from sop_addin.schema.cells import CELLS
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.tables import TABLES, table
from sop_addin.supply.problem import UnitCosts

FIELDS = {t.name: set(t.column_names) for t in TABLES}
FIELDS |= {p.name: {item.name for item in (*p.fields, *p.series)} for p in PAGES}
FIELDS[""] = {item.name for item in CELLS}


def places(root: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield where a place is made, its part and its field; ``None`` where they are computed.

    Forecasting is left out: its histories come from anywhere, and their columns are its own.
    """
    for path in sorted((root / "sop_addin").rglob("*.py")):
        if "demand" in path.relative_to(root).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Place"):
                continue
            named = zip(("part", "key", "field", "month"), node.args, strict=False)
            given = dict(named) | {word.arg: word.value for word in node.keywords}
            part, name = (given.get(word, ast.Constant("")) for word in ("part", "field"))
            yield f"{path.relative_to(root)}:{node.lineno}", text_of(part), text_of(name)


def text_of(node: ast.expr) -> str | None:
    return str(node.value) if isinstance(node, ast.Constant) else None


def test_every_place_that_is_written_out_is_declared(root: Path) -> None:
    found = list(places(root))
    assert len(found) > 20
    unknown = [
        (where, part, name)
        for where, part, name in found
        if part is not None and (part not in FIELDS or (name and name not in FIELDS[part]))
    ]
    assert unknown == []


def test_every_unit_cost_of_the_model_has_its_column() -> None:
    names = {f"{cost.name}_cost" for cost in fields(UnitCosts)}
    assert names <= set(table("families").column_names)
