"""Maintenance: in which month a machine is idle longest before it is needed again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.presop.wording import stretches
from sop_addin.schema.alarms import NEARLY_FULL
from sop_addin.supply.problem import Floats
from sop_addin.wording import counted, during, month_text

__all__ = ["best_window"]


def best_window(load: Floats, available: Floats, months: pd.PeriodIndex) -> str:
    """Return in which month to stop a machine, in words.

    That is the month with most idle hours before the machine is next nearly full, which is
    :data:`~sop_addin.schema.alarms.NEARLY_FULL` % of its hours or more; where it is nearly full
    from the first month on, the one with most between that stretch and the next; where it is
    nearly full in every month, the one with most of all. Of equal months the earliest.

    Parameters
    ----------
    load, available
        Hours that the plan takes, and that there are; not negative, shape (months,).
    months
        Consecutive months, dtype period[M].

    Examples
    --------
    >>> year = pd.period_range("2026-03", periods=5, freq="M")
    >>> best_window(np.array([70.0, 60, 95, 98, 20]), np.full(5, 100.0), year)
    'best in Apr 2026: 40 idle hours, then nearly full from May to Jun 2026'
    >>> best_window(np.array([95.0, 95, 60, 40, 60]), np.full(5, 100.0), year)
    'nearly full from Mar to Apr 2026; best in Jun 2026: 60 idle hours'
    >>> best_window(np.array([95.0, 91, 95, 95, 95]), np.full(5, 100.0), year)
    'nearly full in every month; best in Apr 2026: 9 idle hours'
    """
    full = (load >= available * NEARLY_FULL / 100) & (load > 0)
    busy = stretches(full)
    first, last = (0, len(full) - 1) if full.all() else stretches(~full)[0]
    best = first + int(np.argmax((available - load)[first : last + 1]))
    idle = counted(round(available[best] - load[best]), "idle hour")
    said = f"best in {month_text(months[best])}: {idle}"
    spans = [f"nearly full {during(months[a], months[b])}" for a, b in busy]
    if full.all():
        return f"nearly full in every month; {said}"
    before = f"{spans[0]}; " if first else ""
    after = [span for span, (start, _) in zip(spans, busy, strict=True) if start > last]
    return before + said + (f", then {after[0]}" if after else "")
