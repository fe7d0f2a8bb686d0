"""What to do next, as one formula of the first sheet: first the numbers, then the people."""

from __future__ import annotations

from collections.abc import Mapping

from sop_addin.schema.captions import (
    FIRST_STEP,
    PEOPLE_NEXT,
    PHASE_STATES,
    RUN_AGAIN,
    SECOND_STEP,
    STATE_WORDS,
)
from sop_addin.schema.cells import cell
from sop_addin.schema.cycle_tables import STATES
from sop_addin.schema.freshness import stale_cell
from sop_addin.schema.labels import Label, in_language
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
        name, purpose = phase.name, phase.purpose
        run = in_language(
            Label(
                f"{phase.number} {name.en}: press {button.en}. {purpose.en}",
                f"{phase.number} {name.zh}：请点击“{button.zh}”。{purpose.zh}",
            )
        )
        before = in_language(
            Label(
                f"{phase.number} {name.en}: press {button.en} again. {RUN_AGAIN.en}: ",
                f"{phase.number} {name.zh}：请再次点击“{button.zh}”。{RUN_AGAIN.zh}：",
            )
        )
        again = f'{before}&{stale_cell(phase.command)}&"."'
        either = f"IF({numbers}={in_language(PHASE_STATES['again'])},{again},{run})"
        formula = f"IF({numbers}<>{in_language(PHASE_STATES['current'])},{either},{formula})"
    families = table("families")
    named = f"{families.excel}[{families.column('family').label.en}]"
    begin = f"IF(COUNTA({named})=0,{in_language(FIRST_STEP)},{in_language(SECOND_STEP)})"
    return f'IF({_CYCLE}="",{begin},{formula})'


def _people() -> str:
    approved = f'LEFT({_STATE},8)="APPROVED"'
    close, approve = (in_language(PEOPLE_NEXT[name]) for name in ("close", "approve"))
    formula = f"IF({approved},{close},{approve})"
    for phase in reversed(PHASES[:-1]):
        agree = in_language(_agree(phase))
        press = in_language(_press(_button(phase.command))) if phase.command else '""'
        first = f'IF({_is(phase, _DONE)},"",{press})' if phase.command else press
        sign = in_language(_sign(phase))
        formula = f"IF(NOT({_is(phase, _SIGNED)}),{agree}&{first}&{sign},{formula})"
    return f"IF({_is(_RELEASE, _CLOSED)},{in_language(PEOPLE_NEXT['open'])},{formula})"


def _agree(phase: Phase) -> Label:
    said, name = PEOPLE_NEXT["agree"], phase.name
    return Label(
        f"{said.en} {phase.number} {name.en}: agree on {phase.sheet}",
        f"{said.zh} {phase.number} {name.zh}：请在 {phase.sheet} 上达成一致",
    )


def _press(button: Label) -> Label:
    return Label(f", press {button.en}", f"，点击“{button.zh}”")


def _sign(phase: Phase) -> Label:
    shell = f"sop sign BOOK {phase.key} --by NAME"
    sign = _button("sign")
    return Label(f", then press {sign.en} ({shell}).", f"，然后点击“{sign.zh}”（{shell}）。")


def on_cycle(phase: Phase) -> str:
    """Return Excel's formula, without ``=``, for how far a phase is on the sheet of the cycle."""
    formula = '"–"'
    for state in STATES:
        shown = in_language(STATE_WORDS[state])
        formula = f"IF({_is(phase, state)},{shown},{formula})"
    return formula


def _is(phase: Phase, state: str) -> str:
    cycle = table("cycle")
    months, phases, states = (
        f"{cycle.excel}[{cycle.column(name).label.en}]" for name in ("cycle", "phase", "status")
    )
    return f'COUNTIFS({months},{_CYCLE},{phases},"{phase.key}",{states},"{state}")>0'


def _button(command: str) -> Label:
    """Return what is written on a button."""
    return next(each.label for each in COMMANDS if each.name == command)
