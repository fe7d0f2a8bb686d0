"""What the first sheet shows: cards, phases, colours; the words are here, the places are not."""

from __future__ import annotations

from sop_addin.schema.labels import Label

__all__ = ["CARDS", "FIRST_STEP", "LAST_STEP", "TOOLS"]

CARDS = (
    "cycle_month",
    "last_closed_month",
    "newest_actuals",
    "strategy",
    "plan_fingerprint",
    "plan_state",
)
"""Named cells shown at the top."""

TOOLS = ("cycle", "check")
"""Commands with a button beside the next step."""

FIRST_STEP = Label(
    "Make your own book in a terminal: sop new BOOK.xlsm --families families.csv",
    "在终端中建立自己的工作簿：sop new BOOK.xlsm --families families.csv",
)
"""Shown while the book has no cycle month."""

LAST_STEP = Label(
    "All is computed for this month. Make the pack, meet, set status and decision of each family.",
    "本月计算已完成。请生成资料包并召开会议，填写各产品族的状态与决定。",
)
"""Shown when every command has run in this cycle."""
