"""What readers are told is so: commands exist, links lead somewhere, examples run, pages fit."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs import build, command_page, markdown, phase_pictures, pictures, pixels, workbook_page
from docs.phase_pictures import SHOWN
from docs.row_meanings import MEANINGS
from sop_addin import __version__
from sop_addin.cli import sop
from sop_addin.errors import SourceError
from sop_addin.periods import month
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES, Phase
from sop_addin.schema.sheets import SHEETS
from sop_addin.sources.actuals import read_actuals

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
MOST_BYTES = 200_000

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


def shell_lines(page: Path) -> Iterator[list[str]]:
    """Yield the words of every line of a page's fenced blocks, comments left out."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    for line in "\n".join(blocks).splitlines():
        if line.startswith(("sop ", "python ")):
            yield shlex.split(line, comments=True)


def wrong_words(words: list[str]) -> list[str]:
    """Return what a command line holds that the shell does not know."""
    if words[0] == "sop":
        command = sop.commands.get(words[1])
        if command is None:
            return [words[1]]
        known = {name for p in command.params if isinstance(p, click.Option) for name in p.opts}
        options = [word.strip("[]") for word in words[2:] if word.strip("[").startswith("--")]
        return [option for option in options if option not in known]
    if words[1] == "run.py":
        return [word for word in words[2:3] if word not in {"demo", "test", "sop"}]
    if words[1] == "-m":
        return [words[2]] if importlib.util.find_spec(words[2]) is None else []
    return words[:2]


def test_pages_are_found() -> None:
    names = {page.name for page in PAGES}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "commands.md"} <= names
    assert any(True for _ in shell_lines(ROOT / "README.md"))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("sop plan BOOK.xlsm --strategy level", []),
        ("sop plans BOOK.xlsm", ["plans"]),
        ("sop plan BOOK.xlsm --level", ["--level"]),
        ("python run.py tests", ["tests"]),
        ("python -m sop_addin.templates OUT", ["sop_addin.templates"]),
    ],
)
def test_a_command_line_that_does_not_exist_is_found(line: str, wrong: list[str]) -> None:
    assert wrong_words(shlex.split(line)) == wrong


@each_page
def test_every_command_line_exists(page: Path) -> None:
    assert [(words, wrong) for words in shell_lines(page) if (wrong := wrong_words(words))] == []


def test_the_readme_shows_every_command() -> None:
    shown = {words[1] for words in shell_lines(ROOT / "README.md") if words[0] == "sop"}
    assert shown == set(sop.commands)


@each_page
def test_every_link_leads_to_a_file_or_a_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        name, _, anchor = target.partition("#")
        linked = page.parent / name if name else page
        assert linked.is_file(), f"{page.name}: {target}"
        headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.M) if anchor else []
        anchors = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in headings]
        assert not anchor or anchor in anchors, f"{page.name}: {target}"


@each_page
def test_every_python_example_runs(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def test_the_scripts_examples_run() -> None:
    for module in (build, command_page, markdown, phase_pictures, pixels, workbook_page):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", build.pages())
def test_generated_pages_are_current(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed == build.pages()[name], "write it anew: python -m docs.build"


def test_every_row_of_a_page_has_a_meaning_and_no_other() -> None:
    assert set(MEANINGS) == {series.name for series in FAMILY_PAGE.series}


def test_the_changelog_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    headings = re.findall(
        r"^## \[([^\]]+)\] - (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M
    )
    assert headings[0][0] == __version__
    assert all(re.fullmatch(r"unreleased|\d{4}-\d\d-\d\d", date) for _, date in headings)


def test_the_readme_says_what_was_not_verified() -> None:
    assert "not verified in excel" in (ROOT / "README.md").read_text(encoding="utf-8").lower()


def test_pictures_are_those_that_the_script_draws_and_the_readme_shows() -> None:
    drawn = {picture.file for picture in pictures.PICTURES}
    pack = (ROOT / "docs" / "pack.md").read_text("utf-8")
    pages = set(re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", pack))
    phases = {f"{each.name}.png" for each in SHOWN}
    assert {path.name for path in pictures.FOLDER.iterdir()} == drawn | pages | phases
    shown = re.findall(
        r"!\[[^\]]+\]\(docs/pictures/([^)]+)\)", (ROOT / "README.md").read_text("utf-8")
    )
    assert set(shown) == drawn
    for name in drawn | phases:
        content = (pictures.FOLDER / name).read_bytes()
        assert content.startswith(b"\x89PNG") and content.endswith(b"IEND\xaeB`\x82"), name
        assert len(content) < MOST_BYTES, name


@pytest.mark.parametrize("each", PHASES, ids=lambda each: each.key)
def test_every_phase_has_a_page_that_says_who_runs_and_signs_what(each: Phase) -> None:
    (shown,) = (picture for picture in SHOWN if picture.key == each.key)
    page = (ROOT / "docs" / f"{shown.name}.md").read_text("utf-8")
    assert f"](pictures/{shown.name}.png)" in page
    assert f"working day {each.working_day}." in page
    assert each.owner.lower() in page.split("## What to look at")[0].lower()
    assert f"sop sign BOOK {each.key} --by NAME" in page
    assert each.command in ("", *re.findall(r"`sop (\w+)", page))
    sheets = {sheet.name for sheet in SHEETS}
    assert shown.sheet in sheets and shown.sheet in page
    named = set(re.findall(r"`([A-Z]\w*)`", page))
    assert named <= sheets, named - sheets


@pytest.mark.parametrize(
    "rows",
    [
        "family,month,sales\nPumpz,2025-12,5\n",
        "family,month,sales\nPumps,03/04/2025,5\n",
        "family;month;sales\nPumps;2025-12;1.234,5\n",
        "family,month,sales\nPumps,2025-12,\n",
        "family,month,sales\nPumps,2025-12,5\nPumps,2025-12,6\n",
        "family,month,qty\nPumps,2025-12,5\n",
        "family,month,sales\nPumps,2026-03,5\n",
        "family,month,sales,inventory\nPumps,2025-12,5,-1\n",
    ],
)
def test_refused_extracts_are_told_as_documented(rows: str, tmp_path: Path) -> None:
    (tmp_path / "actuals.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        read_actuals(tmp_path, {}, ["Pumps"], month("2026-01"))
    documented = (ROOT / "docs" / "extracts.md").read_text(encoding="utf-8")
    assert f"\n{refused.value.line()}\n" in documented
