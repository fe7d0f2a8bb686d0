"""Run the month: refresh, forecast, demand review, plan and meeting sheets on one open book."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sop_addin.commands.demand import demand
from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.mps import mps
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.report import report
from sop_addin.commands.resources import resources
from sop_addin.commands.run import Command, Run, execute
from sop_addin.excel.book import Book
from sop_addin.schema.tables import table

__all__ = ["cycle"]


def cycle(book: Book, run: Run, source: Path, strategy: str | None = None) -> bool:
    """Run every command of the month in order; no phase is advanced.

    Each command leaves its own audit row, the same as if it had been run alone. The master schedule
    is made where the book has items.

    Returns
    -------
    bool
        Whether anything changed.
    """
    steps: dict[str, Command] = {
        "refresh": partial(refresh, source=source),
        "forecast": forecast,
        "report": report,
        "demand": demand,
        "plan": partial(plan, strategy=strategy),
        "resources": resources,
        "presop": presop,
        "executive": executive,
    }
    if len(book.read_table(table("items"))):
        steps["mps"] = mps
    changed = [execute(book, name, step, run) for name, step in steps.items()]
    return any(changed)
