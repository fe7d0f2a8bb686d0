"""The page of the commands, from their declaration and the shell's own options."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.markdown import code, table
from sop_addin.cli import sop
from sop_addin.schema.cells import CELLS
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.ribbon import COMMANDS, GROUPS, Command
from sop_addin.schema.tables import TABLES

__all__ = ["text"]

_INTRODUCTION = """\
# Commands

<!-- Written by `python -m docs.build` from sop_addin/schema/ribbon.py and sop_addin/cli.py. -->

Every command takes the path of a book, says what it read and computed, and writes all of its
changes or none. Each run that changed something leaves one row on the sheet `Audit`; a run that
finds nothing new writes nothing at all.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | one line says where, what was found, what was expected, what to do; the book is as it was |
| 2 | the command line itself is wrong |

`sop check` ends with 1 if the book has errors. A book can be written by one process at a time:
close it in Excel before a shell command writes to it, or use the buttons. `sop check` and
`sop pack` only read the file.
"""

_MORE = {
    "new": "A file that exists is never overwritten. Input sheets are filled from extracts of"
    " their names: see [extracts](extracts.md).",
    "check": "Looks for cells that cannot be read, over-typed formulas, families without a page,"
    " codes that are not listed, months that are missing or not closed, stock counts that are"
    " missing where there was one before, priorities and lead times that are not whole numbers,"
    " families whose parameters were not reviewed for as long as Config says, overtime and"
    " subcontracting without a cost where regular time has one, what a plan would be refused for,"
    " and rows of pages that are copies of a sheet (history, calendar, AOP, previous plan, orders)"
    " and do not agree with it.",
    "cycle": "Runs `refresh`, `forecast`, `report`, `demand`, `plan`, `resources`, `presop`,"
    " `executive` and, where the book has items, `mps` on the open book, saves it once, and makes"
    " the pack. No phase is advanced.",
    "sign": "Refused while the phase is not done; pre-S&OP while a family on `Pre_SOP` has no"
    " status; supply and pre-S&OP while a resource is asked for more than there is; the release"
    " before the plan is approved.",
    "refresh": "A blank cell `cycle_month` becomes the month after the newest actuals. A blank in"
    " the extract leaves what the book holds. Names families that lack the last closed month, and"
    " counts months whose stock does not add up. Where no stock or backlog was reported, the page"
    " says what the plan takes for it.",
    "forecast": "With `--csv` no book is needed: a file with the columns `unique_id`, `ds` (month)"
    " and `y` gives one with `unique_id, ds, yhat, lo80, hi80, lo95, hi95, method`. A series that"
    " has a month missing is forecast from what stands after it, and that is said.",
    "plan": "All three strategies are computed and compared on the sheet Strategies; the chosen"
    " one goes to the pages. Says where the forecast has not taken in what was typed,"
    " which formula of a page was typed over, and which overtime of a machine is not used, and goes"
    " on. With `--family CODE` one family is planned within what the plans of the others, as their"
    " pages show them, leave of people, machines, materials and suppliers; only its production"
    " changes. A strategy named with it counts for this run alone. In Excel: Plan, Only the family"
    " in front.",
    "presop": "Refused while an input of refresh, forecast or plan has changed since it ran; the"
    " line says which command to run again.",
    "executive": "Refused like the pre-S&OP sheets. Both say which formula of a page was typed"
    " over: they use the formula's own number.",
    "resources": "Reads the pages as they stand, typed changes included; nothing is planned anew."
    " Open orders that are overdue are counted in the running month, and said.",
    "trace": "CELL is an address such as `Finance!F9`; the file may be a book or a pack. See"
    " [where a number comes from](trace.md).",
    "release": "Refused before the plan is approved. Also fills `MPS`. The files and their columns:"
    " see [the release](release.md). In Excel they go to a folder beside the book.",
    "mps": "From the approved plan of the cycle; until there is one, a DRAFT of the pages' plan."
    " `sop check` verifies the sheet against it.",
    "pack": "Refused while a step of the month is missing or older than its inputs, or while the"
    " forecast report, the sheets of `demand` or of `resources`, or the master schedule show what"
    " was before: a printed page cannot say that it is old. The copy shows the meeting's sheets and"
    " hides the others; settings that name folders of this machine are blanked. The book itself is"
    " only read.",
    "demo": "Refuses a folder that holds a book of an earlier demonstration.",
}
"""What the declaration does not say."""


def text() -> str:
    """Return the page."""
    return "\n".join([_INTRODUCTION, *(_section(command) for command in COMMANDS)])


def _section(command: Command) -> str:
    parts = [f"## {command.shell}", "", command.tip.en, "", "```", _usage(command), "```", ""]
    options = list(_options(command))
    if options:
        parts += [table(("argument", "meaning"), options), ""]
    if writes := _writes(command.name):
        parts += [f"Writes: {writes}.", ""]
    if command.name in _MORE:
        parts += [_MORE[command.name], ""]
    if command.group:
        label = next(group.label.en for group in GROUPS if group.name == command.group)
        parts += [f"Button: {command.label.en}, in the ribbon's group {label}.", ""]
    return "\n".join(parts)


def _parameters(command: Command) -> list[click.Parameter]:
    return sop.commands[command.name].params


def _usage(command: Command) -> str:
    words = [command.shell]
    for parameter in _parameters(command):
        if isinstance(parameter, click.Option):
            word = parameter.opts[0] + ("" if parameter.is_flag else f" {_value(parameter)}")
            words.append(word if parameter.required else f"[{word}]")
        else:
            name = str(parameter.name).upper()
            words.append(name if parameter.required else f"[{name}]")
    return " ".join(words)


def _value(parameter: click.Parameter) -> str:
    if isinstance(parameter.type, click.Choice):
        return "|".join(map(str, parameter.type.choices))
    return "PATH" if isinstance(parameter.type, click.Path) else "TEXT"


def _options(command: Command) -> Iterator[tuple[str, str]]:
    tips = {choice.value: choice.tip.en for option in command.options for choice in option.choices}
    for parameter in _parameters(command):
        if not isinstance(parameter, click.Option):
            continue
        yield code(parameter.opts[0]), parameter.help or "Else the one that the book is set to."
        if isinstance(parameter.type, click.Choice):
            for choice in parameter.type.choices:
                if choice in tips:
                    yield f"{code(parameter.opts[0])} {code(choice)}", tips[choice]


def _writes(name: str) -> str:
    """Return what the schema says that a command writes."""
    sheets = [t.sheet for t in TABLES if t.by == name]
    cells = [c.name for c in CELLS if c.by == name]
    rows = [code(s.name) for s in FAMILY_PAGE.series if name in (s.history, s.horizon)]
    fields = [code(f.name) for f in FAMILY_PAGE.fields if f.by == name]
    parts = (
        ("sheets ", [code(sheet) for sheet in sheets]),
        ("on the families' pages ", list(dict.fromkeys(fields + rows))),
        ("settings ", [code(cell) for cell in cells]),
    )
    return "; ".join(head + ", ".join(found) for head, found in parts if found)
