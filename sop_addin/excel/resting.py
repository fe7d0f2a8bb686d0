"""What rests in Excel while a command writes: the screen, events, calculation, protection."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from sop_addin.errors import BookError
from sop_addin.excel import native

__all__ = ["Resting", "asked", "unprotected"]


def unprotected(sheet: Any) -> native.Protection:
    """Take off a sheet's protection, and return it.

    Raises
    ------
    BookError
        It needs a planner's own password.
    """
    found = native.unprotect(sheet.api)
    if found is None:
        raise BookError(
            sheet.name,
            "a sheet protected by a password",
            "protection without a password",
            "Take the password off (Review, Unprotect Sheet), and try again.",
        )
    return found


@contextlib.contextmanager
def asked(where: str) -> Iterator[None]:
    """Let what Excel refuses be one clear error with its place."""
    try:
        yield
    except BookError:
        raise
    except Exception as error:  # pywin32's errors are known on Windows only
        raise BookError(
            where,
            f"Excel's refusal: {_words(error)}",
            "a sheet that can be changed",
            "Mend what Excel names, and try again.",
        ) from error


def _words(error: BaseException) -> str:
    """Return what Excel said: the description inside pywin32's error, else the error itself."""
    details = next((part for part in error.args if isinstance(part, tuple) and len(part) > 2), ())
    return str(details[2]) if details and details[2] else str(error)


class Resting:
    """Excel from the first write to the end: what rests, and which sheets stand open.

    Parameters
    ----------
    app
        The application as xlwings hands it over.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._former: tuple[bool, bool, str] | None = None
        self._open: dict[str, tuple[Any, native.Protection | None]] = {}

    def begin(self) -> None:
        """Let the screen, events and automatic calculation rest."""
        if self._former is None:
            app = self._app
            self._former = (app.screen_updating, app.enable_events, app.calculation)
            app.screen_updating, app.enable_events, app.calculation = False, False, "manual"

    def open(self, name: str, sheet: Any) -> None:
        """Open a sheet that is protected without a password, until the end.

        Raises
        ------
        BookError
            It needs a password.
        """
        if name not in self._open:
            protected = native.is_protected(sheet.api)
            self._open[name] = (sheet, unprotected(sheet) if protected else None)

    def copied(self, source: str, name: str, sheet: Any) -> None:
        """Note a copy: it stands open where its source did, and shall be closed as that."""
        if source in self._open:
            self._open[name] = (sheet, self._open[source][1])

    def renamed(self, old: str, new: str) -> None:
        """Note a sheet's new name."""
        if old in self._open:
            self._open[new] = self._open.pop(old)

    def end(self) -> None:
        """Protect the sheets again as they were, and let screen, events and calculation go on."""
        with contextlib.ExitStack() as each:
            if self._former is not None:
                screen, events, calculation = self._former
                each.callback(setattr, self._app, "screen_updating", screen)
                each.callback(setattr, self._app, "enable_events", events)
                each.callback(setattr, self._app, "calculation", calculation)
            for sheet, how in self._open.values():
                if how is not None:
                    each.callback(native.protect, sheet.api, how)
        self._open, self._former = {}, None
