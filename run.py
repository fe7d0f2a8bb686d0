"""Set the project up in `.venv` beside this file, once, and run something in it.

    python run.py demo [DIR]           the sample company's month, from actuals to the meeting pack
    python run.py test [PYTEST ARGS]   every check: ruff, mypy, pytest
    python run.py sop COMMAND ...      any command of the add-in

Needs Python 3.11 or later and nothing else; the first run downloads the packages that
`requirements.lock` pins by hash. Later runs start at once, until a lock or pyproject.toml changes.
"""

from __future__ import annotations  # so that an old Python gets as far as being told so

import hashlib
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"

NETWORK_WORDS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "Max retries exceeded",
)


class SetUpError(Exception):
    """Setting up failed; the text says why and what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks and return the exit code."""
    if sys.version_info < OLDEST:
        found, needed = ".".join(map(str, sys.version_info[:3])), ".".join(map(str, OLDEST))
        say(f"Python {found} is too old: this needs Python {needed} or later.")
        say("Install one and call it by name, e.g. python3.12 run.py (Windows: py -3.12 run.py).")
        return 1
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb not in {"demo", "test", "sop"}:
        say((__doc__ or "").strip())
        return 0 if verb in {"-h", "--help", "help"} else 2
    try:
        set_up(TEST_LOCK if verb == "test" else RUN_LOCK)
    except SetUpError as error:
        say(f"Could not set up .venv: {error}")
        return 1
    if verb == "test":
        return check(rest)
    return call([str(SCRIPTS / "sop"), *(["demo"] if verb == "demo" else []), *rest])


def set_up(lock: Path) -> None:
    """Create `.venv` and install what `lock` pins, unless a stamp says that this was done."""
    if is_stamped(lock):
        return
    if run_quietly([str(PYTHON), "-c", "import pip"]) != "":
        say("Creating .venv ...")
        create_environment()
    say(f"Installing the packages of {lock.name} into .venv (once, a minute or two) ...")
    pip("--require-hashes", "-r", str(lock))
    pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    for done in (RUN_LOCK, lock):
        stamp(done).write_text(digest(done), encoding="utf-8")


def create_environment() -> None:
    """Create `.venv` afresh with this interpreter."""
    output = run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if output:
        hint = (
            "Debian and Ubuntu keep that module in a package of its own: apt install python3-venv"
            if "ensurepip" in output
            else "Is the folder writable, and is nothing running from .venv?"
        )
        raise SetUpError(f"{sys.executable} -m venv failed.\n{ending(output)}\n{hint}")


def pip(*arguments: str) -> None:
    """Run `pip install` inside `.venv`, or raise with the cause in plain words."""
    output = run_quietly([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", *arguments])
    if not output:
        return
    if any(word in output for word in NETWORK_WORDS):
        hint = (
            "The package index could not be reached. Connect to a network; behind a company proxy "
            "set HTTPS_PROXY, or point pip at the company's own index (pip config set ...)."
        )
    elif "DO NOT MATCH THE HASHES" in output:
        hint = (
            "A downloaded package is not the one the lock names: empty pip's cache "
            "(pip cache purge) and try again; if it persists, do not install it."
        )
    else:
        hint = (
            f"This is Python {sys.version.split()[0]}. If a package has no build for it yet, use "
            "a release between 3.11 and 3.14; otherwise the lines above name the cause."
        )
    raise SetUpError(f"pip failed.\n{ending(output)}\n{hint}")


def run_quietly(command: list[str]) -> str:
    """Run a command; return nothing when it succeeds, else what it printed."""
    try:
        result = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment(),
            check=False,
        )
    except OSError as error:
        return str(error)
    if result.returncode == 0:
        return ""
    return result.stdout.strip() or f"exit code {result.returncode}"


def ending(output: str) -> str:
    """Return the last lines of what a failed command printed."""
    return "\n".join(output.splitlines()[-10:])


def environment() -> dict[str, str]:
    """Return the environment of everything started here: UTF-8, and pip left to `.venv`."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    return {**inherited, "PYTHONUTF8": "1", "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def digest(lock: Path) -> str:
    """Return what an installation depends on: lock, project metadata, interpreter and place."""
    seen = hashlib.sha256()
    for part in (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), bytes(VENV)):
        seen.update(hashlib.sha256(part).digest())
    seen.update(repr(sys.version_info[:2]).encode())
    return seen.hexdigest()


def stamp(lock: Path) -> Path:
    """Return the file that remembers which state of `lock` is installed."""
    return VENV / f"{lock.name}.sha256"


def is_stamped(lock: Path) -> bool:
    """Return whether `.venv` holds exactly what `lock` asks for."""
    path = stamp(lock)
    return PYTHON.exists() and path.exists() and path.read_text(encoding="utf-8") == digest(lock)


def check(pytest_arguments: list[str]) -> int:
    """Run every check, stop at the first that fails, and return its exit code."""
    chosen = [item for item in pytest_arguments if (ROOT / item.split("::")[0]).exists()]
    targets = [] if chosen else ["sop_addin", "tests"]
    checks = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["pytest", "-v", "-ra", "-n", "2", "--doctest-modules", *pytest_arguments, *targets],
    ]
    for command in checks:
        say("+ " + " ".join(command))
        code = call([str(PYTHON), "-m", *command], ROOT)
        if code:
            say(f"FAILED: {' '.join(command)} (exit code {code})")
            return code
    return 0


def call(command: list[str], folder: Path | None = None) -> int:
    """Run a command with this terminal, in `folder` or where we are; return its exit code."""
    try:
        return subprocess.run(command, cwd=folder, env=environment(), check=False).returncode
    except OSError as error:
        say(f"{command[0]}: {error}")
        return 1


def say(text: str) -> None:
    """Print at once, so that lines stay in order with those of the programs started here."""
    print(text, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
