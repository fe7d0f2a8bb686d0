"""Pages of the pack that show the first lines of several tables: what each answers, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sop_addin.schema.labels import Label

__all__ = [
    "AGENDA_BLOCK",
    "BELOW_TITLE",
    "DIGESTS",
    "GRID",
    "MORE_ON",
    "NO_ROWS",
    "Block",
    "Digest",
    "Drawing",
    "Form",
    "Order",
]

GRID = 40
"""Columns of equal width on a page."""


BELOW_TITLE = Label(
    "The first lines of each list; the whole lists stand in the appendix.",
    "各表前几行；完整内容见附录。",
)
"""Under the title of a page."""


MORE_ON, NO_ROWS = Label(" more on ", " 行另见 "), Label("none", "无")
"""At the right of a heading: how many rows are not shown, before the name of their sheet."""


class Order(Enum):
    """Which rows of a table are shown."""

    FIRST = "from the first row down"
    NEWEST = "from the last row up: what was added last"
    OPEN = "rows of a register that are not over, from the last row up; the first column is its id"


@dataclass(frozen=True)
class Block:
    """Rows of a table under a heading that is a question.

    Parameters
    ----------
    columns
        Names of columns of the table, each with the number of the page's columns it takes.
    rows
        How many rows of the table are shown; the heading says how many there are beside them.
    points
        Height of a row.
    """

    heading: Label
    table: str
    columns: tuple[tuple[str, int], ...]
    rows: int
    points: float = 13.5
    order: Order = Order.FIRST


@dataclass(frozen=True)
class Form:
    """Blank lines to write on in the meeting."""

    heading: Label
    columns: tuple[tuple[Label, int], ...]
    rows: int
    points: float = 17


@dataclass(frozen=True)
class Drawing:
    """The waterfall of a table, so many of the page's columns wide."""

    table: str
    span: int


@dataclass(frozen=True)
class Digest:
    """A page: its sheet, its title, and bands from top to bottom of what stands side by side."""

    sheet: str
    title: Label
    bands: tuple[tuple[Block | Form | Drawing, ...], ...]


def _months(count: int, span: int) -> tuple[tuple[str, int], ...]:
    return tuple((f"m{i}", span) for i in range(count))


AGENDA_BLOCK = Block(
    Label("What the meeting decides, the most money at stake first", "会议议程（按涉及金额）"),
    "agenda",
    (("topic", 2), ("asked", 7), ("money", 1), ("minutes", 1), ("owner", 1)),
    10,
    36,
)
"""The agenda on the cover, whose columns are wider than those of a page."""

_OUTLOOK = Digest(
    "Outlook",
    Label("Is the plan balanced, and what may come otherwise?", "计划是否平衡？可能有何变化？"),
    (
        (
            Block(
                Label("Where is it tight? Load in % of what there is", "何处紧张？负荷%"),
                "capacity_map",
                (("kind", 6), ("resource", 6), *_months(12, 2), ("peak", 4)),
                9,
            ),
        ),
        (
            Block(
                Label("What is short? The most money at risk first", "缺什么？"),
                "shortage_periods",
                (
                    ("object", 5),
                    ("reason", 5),
                    ("months", 10),
                    ("most", 4),
                    ("unit", 2),
                    ("money", 4),
                    ("decide_by", 3),
                    ("cause", 7),
                ),
                6,
            ),
        ),
        (
            Block(
                Label("Are launches and phase-outs on time?", "上市与退市是否按时？"),
                "new_products",
                (
                    ("change", 2),
                    ("kind", 4),
                    ("family", 4),
                    ("start_month", 3),
                    ("gates", 3),
                    ("next_gate", 7),
                    ("state", 5),
                    ("slip_money", 4),
                    ("slip_load", 8),
                ),
                4,
                26,
            ),
        ),
        (
            Drawing("risk_range", 19),
            Block(
                Label("What may the margin come to?", "利润可能落在哪里？"),
                "risk_range",
                (("step", 4), ("what", 10), ("weighted", 3), ("margin", 4)),
                12,
            ),
        ),
    ),
)

_TO_DECIDE = Digest(
    "To_Decide",
    Label("What is open, what the plan brings, who does what", "未决事项、财务与行动"),
    (
        (
            Block(
                Label("What is not agreed? Newest first", "未决事项（最新在前）"),
                "issues",
                (
                    ("id", 2),
                    ("topic", 8),
                    ("money", 3),
                    ("alternative_a", 6),
                    ("impact_a", 5),
                    ("alternative_b", 6),
                    ("impact_b", 5),
                    ("due", 5),
                ),
                4,
                36,
                Order.OPEN,
            ),
        ),
        (
            Block(
                Label("What does the plan bring the company in money?", "计划的财务结果"),
                "finance",
                (("measure", 12), *_months(12, 2), ("total", 4)),
                10,
            ),
        ),
        (
            Block(
                Label("What was decided? Newest first", "已作决定（最新在前）"),
                "decisions",
                (("id", 3), ("date", 4), ("what", 19), ("families", 7), ("by", 7)),
                4,
                order=Order.NEWEST,
            ),
        ),
        (
            Block(
                Label("Who still does what until when? Newest first", "未完成行动（最新在前）"),
                "actions",
                (("id", 3), ("what", 21), ("owner", 8), ("due", 4), ("decision", 4)),
                6,
                order=Order.OPEN,
            ),
        ),
        (
            Form(
                Label("Minutes: decided in this meeting", "会议纪要：本次决定"),
                (
                    (Label("Family or issue", "产品族或事项"), 8),
                    (Label("What was decided, and which scenario", "决定与情景"), 18),
                    (Label("By", "决定人"), 6),
                    (Label("Action: who, until when", "行动：谁、何时"), 8),
                ),
                5,
            ),
        ),
    ),
)

DIGESTS = (_OUTLOOK, _TO_DECIDE)
"""In the order of the meeting."""
