"""One row of the audit for each run that changed something: who, when, what, from what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from sop_addin.record.fingerprint import digest, short

__all__ = ["audit_row"]

_DECIMALS = 6
"""More than any declared column has: what is hashed is already rounded to its own decimals."""


def audit_row(
    *,
    number: int,
    when: dt.datetime,
    user: str,
    command: str,
    version: str,
    inputs: Mapping[str, pd.DataFrame],
    outputs: Mapping[str, pd.DataFrame],
    summary: str,
) -> pd.DataFrame:
    """Return the audit's row of one run.

    Parameters
    ----------
    number
        Number of the run, counted from 1.
    when
        Time of the run; seconds are kept, fractions are not.
    user, command, version
        Who ran which command of which version of the add-in.
    inputs, outputs
        What the run found in the places it wrote to, and what it wrote there, as frames by name.
    summary
        What it did, in a line.

    Returns
    -------
    DataFrame
        One row; columns ``run, when, user, command, version, inputs, outputs, summary``. The
        digests are the first 64 bits of those of :func:`sop_addin.record.fingerprint.digest`,
        blank where there was nothing.

    Raises
    ------
    ValueError
        The run changed nothing: such a run has no row.

    Examples
    --------
    >>> plan = pd.DataFrame({"family": ["Pumps"], "value": [10.0]})
    >>> row = audit_row(
    ...     number=3, when=dt.datetime(2026, 3, 2, 9, 0, 7, 123), user="ana", command="plan",
    ...     version="0.1.0", inputs={}, outputs={"plan": plan}, summary="1 family planned",
    ... )
    >>> row.loc[0, ["when", "inputs", "outputs"]].to_list()
    [Timestamp('2026-03-02 09:00:07'), '', 'DC7F-741A-E74D-157C']
    """
    if not inputs and not outputs:
        raise ValueError(f"run {number} of {command} changed nothing")
    return pd.DataFrame(
        {
            "run": [number],
            "when": [pd.Timestamp(when).floor("s")],
            "user": [user],
            "command": [command],
            "version": [version],
            "inputs": [_digest(inputs)],
            "outputs": [_digest(outputs)],
            "summary": [summary],
        }
    )


def _digest(frames: Mapping[str, pd.DataFrame]) -> str:
    return short(digest(frames, _DECIMALS), groups=4) if frames else ""
