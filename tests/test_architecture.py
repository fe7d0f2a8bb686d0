"""The import direction of the package, and what each floor may not touch."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FOUNDATION = {"errors", "periods", "schema", "wording"}
LAYERS: dict[str, set[str]] = {  # part -> parts it may import, itself always
    "errors": set(),
    "periods": {"errors"},
    "schema": {"errors", "periods"},
    "wording": set(),
    "excel": FOUNDATION,
    "sources": FOUNDATION,
    "demand": FOUNDATION,
    "supply": FOUNDATION | {"demand"},
    "presop": FOUNDATION | {"demand", "supply"},
    "executive": FOUNDATION | {"demand", "supply", "presop"},
    "release": FOUNDATION | {"demand", "supply", "presop", "executive"},
    "sample": FOUNDATION,
}
COMPUTATION = ("demand", "supply", "presop", "executive", "release")
LAYERS["record"] = set(LAYERS)
LAYERS["commands"] = set(LAYERS)
LAYERS["template"] = set(LAYERS) - {"commands"}
LAYERS["session"] = set(LAYERS) - {"template"}
LAYERS["ribbon"] = set(LAYERS) - {"template"}
LAYERS["demo"] = set(LAYERS) - {"template", "ribbon"}
LAYERS["cli_record"] = set(LAYERS) - {"ribbon"}
LAYERS["cli"] = set(LAYERS) - {"ribbon"}
LAYERS["udfs"] = set(LAYERS) - {"cli", "cli_record", "demo", "ribbon", "session", "template"}

IMPURE_MODULES = {
    *("builtins", "glob", "http", "io", "os", "pathlib", "random", "requests", "secrets", "shutil"),
    *("socket", "subprocess", "sys", "tempfile", "time", "urllib", "uuid"),
}
IMPURE_NAMES = {"open", "input", "print", "breakpoint", "exec", "eval"}
IMPURE_METHODS = {
    *("now", "today", "utcnow", "read_csv", "read_excel", "read_parquet", "to_csv", "to_excel"),
    *("read_text", "read_bytes", "write_text", "write_bytes"),
}
SOLVERS = re.compile(r"\b(?:highs(?:py)?|cbc|coin_?cmd|glpk|gurobi|cplex|scip)\b|_cmd\b", re.I)
HEAVY = {"numpy", "pandas", "sklearn", "scipy", "pulp", "highspy", "xlwings", "lxml", "click"}
MOST_LINES = 400

SOURCES = sorted([*(ROOT / "sop_addin").rglob("*.py"), *(ROOT / "udfs").rglob("*.py")])


def where(path: Path, line: int = 0) -> str:
    """Return a file's place in the checkout, with the line where one is given."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


@functools.cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def computation() -> list[Path]:
    """Return the modules that only compute."""
    return [path for path in SOURCES if part_of(path) in COMPUTATION]


def part_of(path: Path) -> str:
    """Return the part (a package or module right below `sop_addin`, or `udfs`) of a file."""
    first, *rest = path.relative_to(ROOT).parts
    return first if first == "udfs" else rest[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything that a file imports, wherever it does so."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def words(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of every name and string in the code of a file, docstrings left out."""
    tree = parsed(path)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Constant) and id(node) not in prose:
            yield node.lineno, str(node.value)
    yield from imports(path)


def test_every_part_has_a_floor() -> None:
    strays = {part_of(path) for path in SOURCES} - set(LAYERS) - {"__init__"}
    assert not strays, f"add to LAYERS on purpose: {strays}"


def test_imports_go_down_only() -> None:
    found = []
    for path in SOURCES:
        part = part_of(path)
        allowed = {*LAYERS.get(part, set()), part, "__version__"}
        for line, name in imports(path):
            if name.startswith("sop_addin.") and name.split(".")[1] not in allowed:
                found.append(f"{where(path, line)}: {part} may not import {name}")
    assert not found, "\n".join(found)


def test_only_the_live_adapter_and_worksheet_functions_import_xlwings() -> None:
    found = [
        where(path, line)
        for path in SOURCES
        if where(path) != "sop_addin/excel/live.py" and part_of(path) != "udfs"
        for line, name in imports(path)
        if name.split(".")[0] == "xlwings"
    ]
    assert not found, "\n".join(found)


def test_only_one_module_names_a_solver_and_one_records_its_version() -> None:
    found = [
        f"{where(path, line)}: {text[:60]}"
        for path in SOURCES
        if where(path) not in ("sop_addin/supply/solver.py", "sop_addin/record/libraries.py")
        for line, text in words(path)
        if SOLVERS.search(text)
    ]
    assert not found, "\n".join(found)


def test_computation_has_no_file_clock_environment_or_network() -> None:
    found = []
    for path in computation():
        for line, name in imports(path):
            if name.split(".")[0] in IMPURE_MODULES:
                found.append(f"{where(path, line)}: imports {name}")
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id in IMPURE_NAMES:
                found.append(f"{where(path, node.lineno)}: calls {node.func.id}")
            elif isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_METHODS:
                found.append(f"{where(path, node.lineno)}: calls .{node.func.attr}")
    assert not found, "\n".join(found)


def test_public_computation_is_documented() -> None:
    found = [
        f"{where(path, node.lineno)}: {node.name}"
        for path in computation()
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not found, "\n".join(found)


def test_no_module_outgrows_a_readers_patience() -> None:
    sizes = {where(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    found = [f"{name}: {lines} lines" for name, lines in sizes.items() if lines > MOST_LINES]
    assert not found, "what is the second thing in it? " + "\n".join(found)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, sop_addin; print(*sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    loaded = {name.split(".")[0] for name in result.stdout.split()}
    assert "sop_addin" in loaded, result.stderr
    assert not loaded & HEAVY


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, sop_addin.cli as c; c.sop(['--help'], standalone_mode=False)"
    code += "; print('\\nloaded', *sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    printed, _, modules = result.stdout.rpartition("loaded")
    assert "cycle" in printed, result.stderr
    assert not {name.split(".")[0] for name in modules.split()} & (HEAVY - {"click"})


def test_finding_a_command_loads_none_of_what_another_computes_with() -> None:
    code = "import sys, sop_addin.commands.dispatch; print(*sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    loaded = {".".join(name.split(".")[:2]) for name in result.stdout.split()}
    assert "sop_addin.commands" in loaded, result.stderr
    assert not loaded & {"sop_addin.supply", "sop_addin.presop", "sop_addin.release"}
