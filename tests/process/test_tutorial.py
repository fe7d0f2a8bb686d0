"""The tutorial works as it is written: every line runs, and prints what stands below it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from docs.phase_pictures import go_through
from sop_addin.cli import main
from sop_addin.session.opening import open_book

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"


def steps(page: str) -> list[tuple[str, list[str]]]:
    """Return every command of a page with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def fits(said: list[str], printed: str) -> bool:
    """Tell whether lines were printed; ``...`` stands for any."""
    parts = [re.escape(line).replace(re.escape("..."), r".*?") for line in said]
    pattern = "".join(part if part == ".*?" else part + r"\n" for part in parts)
    return re.fullmatch(pattern, printed, re.S) is not None


@pytest.mark.parametrize(
    ("said", "printed", "same"),
    [
        (["a", "...", "d"], "a\nb\nc\nd\n", True),
        (["a", "d"], "a\nb\nd\n", False),
        (["in all: ..."], "in all: 4\n", True),
        (["..."], "", True),
    ],
)
def test_lines_that_were_not_printed_are_found(said: list[str], printed: str, same: bool) -> None:
    assert fits(said, printed) is same


def test_every_line_of_the_tutorial_runs_and_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = steps(PAGE.read_text(encoding="utf-8"))
    assert len(made) > 20
    monkeypatch.chdir(tmp_path)
    for command, said in made:
        words = shlex.split(command)
        assert words[0] == "sop"
        monkeypatch.setattr("sys.argv", words)
        try:
            main()
        except SystemExit as ended:
            assert ended.code in (0, None) or said[0].startswith("error:"), command
        shown = capsys.readouterr()
        assert fits(said, shown.out + shown.err), f"{command}\n{shown.out}{shown.err}"
        if said and said[0].startswith("error: Pre_SOP!"):  # what the page then tells to type
            with open_book(Path(words[2]), print) as book:
                go_through(book)
                book.save()
