"""A day that no calendar has, or a year before Excel's, is no month."""

from __future__ import annotations

import pytest

from sop_addin.periods import month


@pytest.mark.parametrize("text", ["2026-02-31", "1899-01", "2026-04-31"])
def test_what_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text[:7]):
        month(text)
