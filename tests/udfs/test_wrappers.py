"""The VBA of the worksheet functions: one wrapper each, texts for the wizard, always the same."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from sop_addin.errors import BookError
from sop_addin.excel import functions
from sop_addin.excel.functions import function_modules
from sop_addin.excel.vba import modules, project
from sop_addin.schema.functions import FUNCTIONS


def sources() -> dict[str, str]:
    return {module.name: module.source for module in function_modules()}


def test_each_function_has_a_wrapper_with_its_arguments() -> None:
    source = sources()["xlwings_udfs"]
    found = dict(re.findall(r"^Function (\w+)\((.*)\)$", source, re.MULTILINE))
    assert found == {
        f.name: ", ".join(f"Optional {a.name}" if a.optional else a.name for a in f.arguments)
        for f in FUNCTIONS
    }
    for function in FUNCTIONS:
        assert f'XLPy.CallUDF("udfs", "{function.name}", Array(' in source


def test_texts_of_the_wizard_fit_and_nothing_is_cut_off() -> None:
    source = sources()["SopFunctions"]
    for function in FUNCTIONS:
        assert f"'!{function.name}\"" in source
        assert len(f"{function.purpose.en} {function.returns.en}") <= 255, function.name
        for argument in function.arguments:
            assert len(argument.meaning.en) <= 255, f"{function.name} {argument.name}"
            assert argument.meaning.en in source
    statements = re.findall(r"(?:.* _\n)+", source)
    assert max(statement.count("\n") for statement in statements) <= 24


def test_generated_twice_it_is_the_same_and_vba_takes_it() -> None:
    first = function_modules()
    function_modules.cache_clear()
    assert function_modules() == first
    stored = modules(project(first, ["shHome"]))
    for module in first:
        assert stored[module.name].splitlines() == module.source.splitlines()


def test_the_generator_leaves_the_running_process_alone() -> None:
    code = (
        "import sys; from sop_addin.excel.functions import function_modules as f;"
        "f(); print([m for m in ('pythoncom', 'win32com', 'xlwings', 'udfs') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_where_the_generator_cannot_run_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "_GENERATOR", "udfs.nothing")
    function_modules.cache_clear()
    with pytest.raises(BookError, match="works without them"):
        function_modules()
    function_modules.cache_clear()
