"""Tables of the record: the chained audit, and the seals of what commands left."""

from __future__ import annotations

from sop_addin.schema.columns import number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["AUDIT", "RECORD", "SEALS", "UNDO"]

AUDIT = Table(
    "audit",
    "tblAudit",
    "Audit",
    Label("Audit: what changed this book", "审计：工作簿变更记录"),
    (
        number("run", "Run", "运行", Unit.COUNT, width=7),
        Column("when", Label("When", "时间"), Kind.TIME, width=18),
        text("user", "User", "用户", width=16),
        text("command", "Command", "命令", width=14),
        text("version", "Add-in", "版本", width=10),
        text("inputs", "Inputs digest", "输入摘要", width=18),
        text("outputs", "Outputs digest", "输出摘要", width=18),
        text("summary", "What it did", "内容", width=70),
        text("reads", "What it read", "所读内容", width=50),
        text("libraries", "Computed with", "计算所用库", width=44),
        text("marks", "Marks of the cells", "单元格标记", width=26),
        text("before", "Digest of the row before", "上一行摘要", width=36),
        text("digest", "Digest of the row", "本行摘要", width=36),
    ),
    ("run",),
    Owner.REGISTER,
    "audit",
    Label(
        "One row a run that changed something; the only place that holds time and user. Each row"
        " carries the digest of the row before: `sop verify` says where one was changed.",
        "每次产生变更的运行一行；唯一记录时间与用户之处。各行含上一行摘要，由 sop verify 校验。",
    ),
    printed_to="reads",
)

SEALS = Table(
    "seals",
    "tblSeals",
    "Seals",
    Label("What each command left, by digest", "各命令输出的摘要"),
    (
        text("part", "Part", "部分", required=True, width=32),
        number("run", "Run", "运行", Unit.COUNT, width=7),
        text("command", "Command", "命令", width=14),
        text("digest", "Digest", "摘要", width=24),
    ),
    ("part",),
    Owner.REGISTER,
    "audit",
    Label(
        "Digest of each table, page and setting as the last run that wrote it left it; the audit"
        " holds the digest of all of them. `sop verify` names what was changed since.",
        "每个表、页面与设置在最近一次写入后的摘要；由 sop verify 比较。",
    ),
)

UNDO = Table(
    "undo",
    "tblUndo",
    "Undo",
    Label("What the last run took away", "最近一次运行前的内容"),
    (
        number("part", "Part", "部分", Unit.COUNT, required=True, width=7),
        number("run", "Run", "运行", Unit.COUNT, width=7),
        text("content", "Content", "内容", width=24),
    ),
    ("part",),
    Owner.REGISTER,
    "audit",
    Label(
        "The former values of what the last run changed, compressed; `sop undo` writes them back.",
        "最近一次运行所更改内容的原值（压缩）；由 sop undo 写回。",
    ),
)

RECORD = (AUDIT.name, SEALS.name, UNDO.name)
"""Tables that say what ran: no command reads them as an input, and none of them is sealed."""
