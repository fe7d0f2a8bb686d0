"""Decide: what the executive meeting decided of a family is recorded, and takes effect."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sop_addin.commands.freshness import refuse_missing
from sop_addin.commands.promotions import (
    decided_of,
    read_promoted,
    refuse_unknown_scenario,
)
from sop_addin.commands.run import Run
from sop_addin.commands.scenario import with_promotions
from sop_addin.commands.signatures import running_cycle
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.schema.phases import phase
from sop_addin.schema.scenario_tables import BASE
from sop_addin.schema.tables import table

__all__ = ["DecisionWish", "decide"]

_ACCEPT, _ALTERNATIVE = "accept", "alternative"
_NUMBER = re.compile(r"D-?(\d+)")


@dataclass(frozen=True)
class DecisionWish:
    """One decision on a family.

    Parameters
    ----------
    family
        Its code.
    scenario
        The alternative; empty: what is recommended is accepted.
    by
        Who decided.
    """

    family: str
    scenario: str
    by: str


def decide(book: Book, run: Run, wish: DecisionWish | None = None) -> Changes:
    """Return the changes that record decisions and put alternatives on the pages.

    A decision that is recorded in this cycle already is not recorded again; another one for the
    same family follows it, and counts.

    Parameters
    ----------
    wish
        The decision; ``None``: those that people typed on the sheet of the meeting.

    Raises
    ------
    DataError
        A family, scenario or name is missing or unknown.
    """
    refuse_missing(book, ("executive",))
    cycle = running_cycle(book)
    sheet = book.read_table(table("executive"))
    wishes = [wish] if wish else _typed(sheet)
    promoted, known = read_promoted(book), book.read_table(table("decisions"))
    wanted: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for each in wishes:
        _refuse(book, sheet, each)
        scenario = each.scenario or promoted.get(each.family, BASE)
        wanted[each.family] = scenario
        if not _recorded(known, cycle, each, scenario):
            rows.append(_row(sheet, each, scenario, (cycle, run), _next_number(known) + len(rows)))
    if not rows:
        run.say("no decision that is not recorded already")
        return Changes()
    told = [row["what"].rstrip(".") for row in rows]
    for row, what in zip(rows, told, strict=True):
        run.report(f"{row['id']}: {what}, by {row['by']}")
    changes = with_promotions(book, run, wanted)
    shown = [
        f"{row['id']}: {what.partition(': ')[2]}, {row['by']}"
        for row, what in zip(rows, told, strict=True)
    ]
    noted = pd.DataFrame({"family": [row["families"] for row in rows], "recorded": shown})
    return replace(
        changes,
        tables={**changes.tables, "executive": noted},
        added={"decisions": pd.DataFrame(rows)},
    )


def _typed(sheet: pd.DataFrame) -> list[DecisionWish]:
    """Return the decisions that people typed, where each is whole."""
    found = []
    for row in sheet[sheet["decision"].isin((_ACCEPT, _ALTERNATIVE))].to_dict("records"):
        alternative = str(row["alternative"])
        if (row["decision"] == _ALTERNATIVE) != bool(alternative):
            raise DataError(
                Place("executive", str(row["family"]), "alternative"),
                alternative or "a blank",
                "a scenario beside alternative, and none beside accept",
                "Name the scenario, or clear it.",
            )
        found.append(DecisionWish(str(row["family"]), alternative, str(row["decided_by"])))
    return found


def _refuse(book: Book, sheet: pd.DataFrame, wish: DecisionWish) -> None:
    if wish.family not in sheet["family"].tolist():
        raise DataError(
            Place("executive"),
            wish.family,
            "a family of the meeting",
            "Correct the code, or run Executive sheets again.",
        )
    if not wish.by:
        raise DataError(
            Place("executive", wish.family, "decided_by"),
            "a blank",
            "who decided",
            "A decision has a name: type it, or say --by NAME.",
        )
    if wish.scenario:
        where = Place("executive", wish.family, "alternative")
        refuse_unknown_scenario(book, wish.scenario, where)


def _recorded(known: pd.DataFrame, cycle: pd.Period, wish: DecisionWish, scenario: str) -> bool:
    """Tell whether the last decision on the family is this one."""
    own = decided_of(known, cycle, wish.family)
    if own.empty:
        return False
    last = own.iloc[-1]
    return bool(last["scenario"] == scenario and last["by"] == wish.by)


def _next_number(known: pd.DataFrame) -> int:
    found = (_NUMBER.fullmatch(str(name)) for name in known["id"])
    return max((int(match[1]) for match in found if match), default=0) + 1


def _row(
    sheet: pd.DataFrame,
    wish: DecisionWish,
    scenario: str,
    when: tuple[pd.Period, Run],
    number: int,
) -> dict[str, Any]:
    """Return the row of the register; `when` is the cycle and the run."""
    line = sheet[sheet["family"] == wish.family].iloc[0]
    cycle, run = when
    words = f"scenario {wish.scenario} instead of what was recommended"
    if not wish.scenario:
        words = f"accepted: {line['recommendation']}"
    return {
        "id": f"D{number}",
        "date": pd.Timestamp(run.now).normalize(),
        "what": f"{wish.family}: {words}",
        "families": wish.family,
        "by": wish.by,
        "phase": phase("executive").key,
        "scenario": scenario,
        "money": line["at_risk"],
        "cycle": cycle,
    }
