"""The same commands from a shell: ``sop …``."""

from __future__ import annotations

import contextlib
import gc
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from sop_addin import __version__
from sop_addin.cli_record import LOOKING, listed
from sop_addin.errors import SopError
from sop_addin.schema.phases import PHASES
from sop_addin.schema.ribbon import COMMANDS

__all__ = ["main", "sop"]

_TIPS = {command.name: command.tip.en for command in COMMANDS}
_BOOK = click.argument("book", type=click.Path(path_type=Path))
_SOURCE = click.option(
    "--source",
    type=click.Path(path_type=Path),
    help="Extract: actuals.csv or .xlsx, or its folder; else the book's cell `source` says.",
)
_OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the pack; else one beside the book."
)
_STRATEGY = click.option("--strategy", type=click.Choice(["level", "chase", "hybrid"]))
_BY = click.option("--by", default="", help="Who; else the user of this computer.")
_NO_PDF = click.option("--no-pdf", is_flag=True, help="Leave the PDF out of the pack.")


@click.group()
@click.version_option(__version__, prog_name="sop")
def sop() -> None:
    """Monthly Sales & Operations Planning in one Excel workbook."""


def main() -> None:
    """Run the shell; an error is one line on standard error and exit status 1."""
    gc.disable()  # a command is one short process; looking for cycles costs 5 % of a month
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sop(standalone_mode=False)
    except SopError as error:
        _fail(error.line())
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        _fail("stopped; the workbook is as it was")
    finally:
        gc.enable()


def _fail(line: str) -> None:
    click.echo(f"error: {line}", err=True)
    sys.exit(1)


@sop.command(help=_TIPS["new"])
@_BOOK
@click.option(
    "--families",
    type=click.Path(path_type=Path),
    required=True,
    help="families.csv or .xlsx, or a folder with it and resources, calendar, aop, ...",
)
@click.option(
    "--cycle", "month", help="Cycle month, such as 2026-03; else the first refresh sets it."
)
@click.option("--company", default="", help="Name of the company.")
def new(book: Path, families: Path, month: str | None, company: str) -> None:
    from sop_addin.commands.new import new as command
    from sop_addin.commands.new import read_master_data
    from sop_addin.commands.run import execute
    from sop_addin.session.making import new_book
    from sop_addin.session.opening import current_run

    run = current_run(click.echo)
    frames = read_master_data(families, run)
    made = partial(command, frames=frames, cycle=_month(month), company=company)
    with new_book(book, click.echo) as opened:
        execute(opened, "new", made, run)
    click.echo(f"made {book}")


def _month(text: str | None, option: str = "--cycle"):  # type: ignore[no-untyped-def]
    from sop_addin.periods import month

    try:
        return month(text) if text else None
    except ValueError as error:
        raise SopError(
            option, repr(text), "a month such as 2026-03", "Correct the option."
        ) from error


def _run_on(book: Path, name: str, **asked: Any) -> None:
    """Run one command on a workbook file and save it once; `asked` are fields of the request."""
    from sop_addin.commands.dispatch import Request, carry_out
    from sop_addin.session.opening import current_run, open_book

    run = current_run(click.echo)
    with open_book(book, click.echo) as opened:
        if carry_out(opened, name, Request(book.resolve().parent, **asked), run):
            opened.save()


@sop.command("open", help=_TIPS["open"])
@_BOOK
@click.option("--month", help="Month of the cycle, such as 2026-04; else the one that follows.")
def open_cycle(book: Path, month: str | None) -> None:
    _run_on(book, "open", month=_month(month, "--month"))


@sop.command(help=_TIPS["sign"])
@_BOOK
@click.argument("phase", type=click.Choice([phase.key for phase in PHASES]))
@_BY
def sign(book: Path, phase: str, by: str) -> None:
    _run_on(book, "sign", phase=phase, by=by)


@sop.command(help=_TIPS["approve"])
@_BOOK
@_BY
def approve(book: Path, by: str) -> None:
    _run_on(book, "approve", by=by)


def _plain(name: str) -> None:
    """Add a command that takes the book and nothing else."""

    @sop.command(name, help=_TIPS[name])
    @_BOOK
    def command(book: Path) -> None:
        _run_on(book, name)


for _name in (
    "close",
    "demand",
    "resources",
    "presop",
    "executive",
    "minutes",
    "mps",
    "undo",
):
    _plain(_name)


@sop.command(help=_TIPS["family"])
@click.argument("action", type=click.Choice(["add", "rename", "retire", "restore"]))
@_BOOK
@click.argument("code")
@click.argument("new", default="")
@click.option("--like", default="", help="Add: the family whose parameters it takes over.")
@click.option("--policy", type=click.Choice(["MTS", "MTO"]), help="Add: made to stock or to order.")
@click.option("--name", default="", help="Add: its name; else its code.")
def family(
    action: str, book: Path, code: str, new: str, like: str, policy: str | None, name: str
) -> None:
    from sop_addin.commands.family_codes import FamilyWish

    _run_on(book, "family", family=FamilyWish(action, code, like, policy or "", name, new))


@sop.command(help=_TIPS["refresh"])
@_BOOK
@_SOURCE
def refresh(book: Path, source: Path | None) -> None:
    _run_on(book, "refresh", source=source)


@sop.command(help=f"{_TIPS['forecast']} With --csv: forecast a plain file, without a workbook.")
@click.argument("book", type=click.Path(path_type=Path), required=False)
@click.option("--csv", type=click.Path(path_type=Path), help="History: unique_id, ds, y.")
@click.option("--horizon", type=int, help="Months ahead, with --csv.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write, with --csv.")
@click.option("--end", help="Last closed month, with --csv: later ones are refused.")
def forecast(
    book: Path | None, csv: Path | None, horizon: int | None, out: Path | None, end: str | None
) -> None:
    if book is not None and csv is None and horizon is None and out is None and end is None:
        _run_on(book, "forecast")
        return
    if book is not None or csv is None or horizon is None or out is None:
        raise click.UsageError("give either a BOOK, or --csv, --horizon and --out together")
    from sop_addin.commands.forecast_file import forecast_file

    written = forecast_file(
        csv,
        horizon,
        out,
        partial(click.echo, err=True),
        end=_month(end, "--end"),
    )
    click.echo(f"{written['unique_id'].nunique()} series forecast, {horizon} months ahead: {out}")


@sop.command(help=_TIPS["report"])
@_BOOK
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for a file and a mail draft for each demand owner, with the own families only.",
)
def report(book: Path, out: Path | None) -> None:
    _run_on(book, "report")
    if out is None:
        return
    from sop_addin.commands.report import report_files
    from sop_addin.session.opening import current_run, read_book
    from sop_addin.wording import counted

    with read_book(book) as opened:
        made = report_files(opened, out, current_run(click.echo))
    click.echo(f"{counted(len(made), 'file')} in {out}")


@sop.command(help=_TIPS["plan"])
@_BOOK
@_STRATEGY
@click.option(
    "--family", "only", default="", help="Plan this family alone; the others stay as they are."
)
def plan(book: Path, strategy: str | None, only: str) -> None:
    _run_on(book, "plan", strategy=strategy, only=only)


@sop.command(help=_TIPS["scenario"])
@_BOOK
@click.argument("action", type=click.Choice(["compare", "promote"]), default="compare")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--family", "families", multiple=True, help="Promote: for which family; repeat it.")
def scenario(book: Path, action: str, names: tuple[str, ...], families: tuple[str, ...]) -> None:
    from sop_addin.commands.scenario import ScenarioWish

    _run_on(book, "scenario", scenario=ScenarioWish(action, names, families))


@sop.command(help=_TIPS["release"])
@_BOOK
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the files; else one beside the book."
)
@click.option(
    "--confirm",
    type=click.Path(path_type=Path),
    help="File of the ERP: only compare its firm orders with those released; nothing is written.",
)
def release(book: Path, out: Path | None, confirm: Path | None) -> None:
    if confirm is not None:
        _confirm(book, confirm)
        return
    from sop_addin.commands.dispatch import Request, carry_out, release_folder
    from sop_addin.commands.release import release_files
    from sop_addin.session.opening import current_run, open_book
    from sop_addin.wording import counted

    run = current_run(click.echo)
    with open_book(book, click.echo) as opened:
        if carry_out(opened, "release", Request(book.resolve().parent), run):
            opened.save()
        made = release_files(opened, out or release_folder(book))
    click.echo(f"{counted(len(made), 'file')} in {made[0].parent}")


def _confirm(book: Path, path: Path) -> None:
    from sop_addin.commands.release import confirm
    from sop_addin.session.opening import read_book

    with read_book(book) as opened:
        lines = confirm(opened, path)
    listed(book, lines, "difference from the release", "every firm order is as released")


@sop.command(help=_TIPS["decide"])
@_BOOK
@click.argument("code", default="")
@click.option("--accept", is_flag=True, help="What is recommended is accepted.")
@click.option("--scenario", default="", help="The scenario that was picked instead.")
@_BY
def decide(book: Path, code: str, accept: bool, scenario: str, by: str) -> None:
    from sop_addin.commands.decide import DecisionWish

    if bool(code) != (accept != bool(scenario)) or (accept and scenario):
        raise click.UsageError("say BOOK alone, or CODE with either --accept or --scenario ID")
    wish = DecisionWish(code, scenario, by) if code else None
    _run_on(book, "decide", decision=wish)


@sop.command(help=_TIPS["pack"])
@_BOOK
@_OUT
@_NO_PDF
def pack(book: Path, out: Path | None, no_pdf: bool) -> None:
    from sop_addin.commands.dispatch import pack_folder
    from sop_addin.session.month import make_pack
    from sop_addin.session.opening import current_run

    make_pack(book, out or pack_folder(book), current_run(click.echo), pdf=not no_pdf)


@sop.command(help=_TIPS["cycle"])
@_BOOK
@_SOURCE
@_OUT
@_STRATEGY
@_NO_PDF
def cycle(
    book: Path, source: Path | None, out: Path | None, strategy: str | None, no_pdf: bool
) -> None:
    from sop_addin.commands.dispatch import pack_folder
    from sop_addin.session.month import run_month
    from sop_addin.session.opening import current_run

    run = current_run(click.echo)
    run_month(book, source, out or pack_folder(book), run, strategy=strategy, pdf=not no_pdf)


@sop.command(help=_TIPS["merge"])
@_BOOK
@click.argument("returned", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--base", type=click.Path(path_type=Path), help="The book as it was sent.")
@click.option(
    "--take", type=click.Choice(["mine", "theirs"]), help="Where both sides changed a cell."
)
def merge(book: Path, returned: tuple[Path, ...], base: Path | None, take: str | None) -> None:
    from sop_addin.commands.merge import MergeWish
    from sop_addin.session.opening import read_book

    with contextlib.ExitStack() as opened:
        copies = tuple((path.name, opened.enter_context(read_book(path))) for path in returned)
        sent = None if base is None else opened.enter_context(read_book(base))
        _run_on(book, "merge", merge=MergeWish(copies, sent, take or ""))


for _each in LOOKING:
    sop.add_command(_each)


@sop.command(help=_TIPS["demo"])
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
def demo(folder: Path) -> None:
    from sop_addin.demo import demo as command
    from sop_addin.session.opening import current_run

    command(folder, current_run(click.echo))


if __name__ == "__main__":
    main()
