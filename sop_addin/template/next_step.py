"""What to do next, as one formula of the first sheet: first the numbers, then the people."""

from __future__ import annotations

from collections.abc import Mapping

from sop_addin.schema.captions import (
    FIRST_STEP,
    PEOPLE_NEXT,
    PHASE_STATES,
    RUN_AGAIN,
    SECOND_STEP,
)
from sop_addin.schema.cells import cell
from sop_addin.schema.cycle_tables import STATES
from sop_addin.schema.freshness import stale_cell
from sop_addin.schema.phases import PHASES, Phase
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.schema.tables import table

__all__ = ["on_cycle", "step_formula"]

_CYCLE = cell("cycle_month").name
_STATE = cell("plan_state").name
_OPEN, _DONE, _SIGNED, _CLOSED = STATES
_RELEASE = PHASES[-1]


def step_formula(places: Mapping[str, str]) -> str:
    """Return Excel's formula, without ``=``, for what to do next.

    The first phase whose numbers are missing or old; then the first that nobody signed; then
    approve, close, open.

    Parameters
    ----------
    places
        By phase, the cell that says how far its numbers are.
    """
    formula = _people()
    for phase in reversed([each for each in PHASES if each.command and each.recorded]):
        numbers, button = places[phase.key], _button(phase.command)
        press = f"{phase.number} {phase.name.en}: press {button}"
        run = f'"{press}. {phase.purpose.en}"'
        again = f'"{press} again. {RUN_AGAIN.en}: "&{stale_cell(phase.command)}&"."'
        either = f'IF({numbers}="{PHASE_STATES["again"].en}",{again},{run})'
        formula = f'IF({numbers}<>"{PHASE_STATES["current"].en}",{either},{formula})'
    families = table("families")
    named = f"{families.excel}[{families.column('family').label.en}]"
    begin = f'IF(COUNTA({named})=0,"{FIRST_STEP.en}","{SECOND_STEP.en}")'
    return f'IF({_CYCLE}="",{begin},{formula})'


def _people() -> str:
    approved = f'LEFT({_STATE},8)="APPROVED"'
    last = f'IF({approved},"{PEOPLE_NEXT["close"].en}","{PEOPLE_NEXT["approve"].en}")'
    formula = last
    for phase in reversed(PHASES[:-1]):
        press = f", press {_button(phase.command)}" if phase.command else ""
        first = f'IF({_is(phase, _DONE)},"","{press}")' if press else '""'
        agree = (
            f'"{PEOPLE_NEXT["agree"].en} {phase.number} {phase.name.en}: agree on {phase.sheet}"'
        )
        sign = f'", then press Sign (sop sign BOOK {phase.key} --by NAME)."'
        formula = f"IF(NOT({_is(phase, _SIGNED)}),{agree}&{first}&{sign},{formula})"
    return f'IF({_is(_RELEASE, _CLOSED)},"{PEOPLE_NEXT["open"].en}",{formula})'


def on_cycle(phase: Phase) -> str:
    """Return Excel's formula, without ``=``, for how far a phase is on the sheet of the cycle."""
    formula = '"–"'
    for state in STATES:
        formula = f'IF({_is(phase, state)},"{state}",{formula})'
    return formula


def _is(phase: Phase, state: str) -> str:
    cycle = table("cycle")
    months, phases, states = (
        f"{cycle.excel}[{cycle.column(name).label.en}]" for name in ("cycle", "phase", "status")
    )
    return f'COUNTIFS({months},{_CYCLE},{phases},"{phase.key}",{states},"{state}")>0'


def _button(command: str) -> str:
    return next(each.label.en for each in COMMANDS if each.name == command)
