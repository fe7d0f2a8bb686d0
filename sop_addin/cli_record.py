"""Shell commands that only look: check, verify, trace, reproduce, history."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sop_addin.schema.ribbon import COMMANDS

__all__ = ["LOOKING", "listed"]

_TIPS = {command.name: command.tip.en for command in COMMANDS}
_BOOK = click.argument("book", type=click.Path(path_type=Path))


def listed(book: Path, lines: list[str], what: str, none: str) -> None:
    """Print what was found about a book, a `what` each; exit status 1 where something was."""
    from sop_addin.wording import of_each

    for line in lines:
        click.echo(line)
    if lines:
        click.echo(f"{of_each(len(lines), what)} in {book.name}", err=True)
        sys.exit(1)
    click.echo(f"{book.name}: {none}")


@click.command(help=_TIPS["check"])
@_BOOK
def check(book: Path) -> None:
    from sop_addin.commands.check import check as command
    from sop_addin.session.opening import read_book

    with read_book(book) as opened:
        lines = command(opened)
    listed(book, lines, "error", "no errors")


@click.command(help=_TIPS["verify"])
@_BOOK
def verify(book: Path) -> None:
    from sop_addin.commands.verify import head
    from sop_addin.commands.verify import verify as command
    from sop_addin.session.opening import read_book

    with read_book(book) as opened:
        lines, last = command(opened), head(opened)
    listed(book, lines, "difference from the record", f"the record holds: {last}")


@click.command(help=_TIPS["trace"])
@_BOOK
@click.argument("cell")
def trace(book: Path, cell: str) -> None:
    from sop_addin.commands.trace import trace as command
    from sop_addin.session.opening import find_in_book

    with find_in_book(book) as (opened, finder):
        for line in command(opened, finder, cell):
            click.echo(line)


@click.command(help=_TIPS["reproduce"])
@_BOOK
def reproduce(book: Path) -> None:
    from sop_addin.commands.reproduce import reproduce as command
    from sop_addin.session.opening import current_run, read_book

    with read_book(book) as opened:
        lines = command(opened, current_run(lambda line: None))
    listed(book, lines, "difference from what is computed", "reproduced")


@click.command(help=_TIPS["history"])
@_BOOK
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
def history(book: Path, out: Path) -> None:
    from sop_addin.commands.history import history as command
    from sop_addin.session.opening import read_book
    from sop_addin.wording import of_each

    with read_book(book) as opened:
        made = command(opened, out)
    click.echo(f"{of_each(len(made) // 2, 'cycle approved')} in {out}")


LOOKING = (check, verify, trace, reproduce, history)
"""In the order of help."""
