"""The minutes of the executive meeting, from the registers: every row of theirs, and its count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Section", "minutes"]


@dataclass(frozen=True, eq=False)
class Section:
    """One part of the minutes.

    Parameters
    ----------
    title
        As printed.
    rows
        Rows of a register that belong in it.
    columns
        Which column of the register is each column of the minutes.
    """

    title: str
    rows: pd.DataFrame
    columns: Mapping[str, str]


_COLUMNS = ("id", "what", "who", "date", "state", "money")


def minutes(sections: Sequence[Section]) -> pd.DataFrame:
    """Return the minutes: of each section its count, then every row.

    Returns
    -------
    DataFrame
        ``line, section, id, what, who, date, state, money``; the line with a count has no id.

    Examples
    --------
    >>> rows = pd.DataFrame({"id": ["D1"], "what": ["Pumps: accepted"], "by": ["Ms General"]})
    >>> found = minutes([Section("Decisions", rows, {"id": "id", "what": "what", "who": "by"})])
    >>> found[["section", "id", "what"]].values.tolist()
    [['Decisions', '', '1 in the register'], ['Decisions', 'D1', 'Pumps: accepted']]
    """
    frame = pd.DataFrame([line for section in sections for line in _lines(section)])
    frame = frame.reindex(columns=["section", *_COLUMNS])
    frame.insert(0, "line", np.arange(1, len(frame) + 1))
    texts = ["id", "what", "who", "state"]
    frame[texts] = frame[texts].fillna("")
    frame["date"] = pd.to_datetime(frame["date"])
    frame["money"] = frame["money"].astype(float)
    return frame


def _lines(section: Section) -> Iterator[dict[str, object]]:
    yield {"section": section.title, "what": f"{len(section.rows)} in the register"}
    for row in section.rows.to_dict("records"):
        own = {name: row[column] for name, column in section.columns.items()}
        yield {"section": section.title, **own}
