"""The commands that look at the record: what was done, by whom, and whether it holds."""

from __future__ import annotations

from sop_addin.schema.command_words import Command
from sop_addin.schema.labels import Label

__all__ = ["RECORD_COMMANDS", "RUN"]

RUN = "sop_addin.ribbon:run"
"""What a button asks for."""

RECORD_COMMANDS = (
    Command(
        "merge",
        Label("Merge", "合并"),
        "",
        "sop merge",
        "",
        "",
        Label(
            "Take what planners typed into copies of the book, and list where both sides changed.",
            "合并各计划员在副本中填写的内容，并列出双方均有更改之处。",
        ),
    ),
    Command(
        "undo",
        Label("Undo", "撤销"),
        RUN,
        "sop undo",
        "record",
        "Undo",
        Label(
            "Take back the last run, unless somebody changed since what it wrote; again: do again.",
            "撤销最近一次运行；若其内容此后被更改则拒绝；再次点击为重做。",
        ),
    ),
    Command(
        "verify",
        Label("Verify", "校验记录"),
        RUN,
        "sop verify",
        "record",
        "Lock",
        Label(
            "Walk the chain of the audit, and name what was changed after the run that wrote it.",
            "检查审计链，并列出运行写入之后被更改的内容。",
        ),
    ),
    Command(
        "trace",
        Label("Trace", "数据溯源"),
        "",
        "sop trace",
        "",
        "",
        Label(
            "Say where a number comes from: its row or table, the run that wrote it, its inputs.",
            "说明数字的来源：所在行或表、写入它的运行及其输入。",
        ),
    ),
    Command(
        "reproduce",
        Label("Reproduce", "重算核对"),
        "",
        "sop reproduce",
        "",
        "",
        Label(
            "Compute the month again from the book's inputs and compare it to the digit.",
            "由工作簿的输入重新计算本月，并逐位比较。",
        ),
    ),
    Command(
        "history",
        Label("History", "历史"),
        "",
        "sop history",
        "",
        "",
        Label(
            "Write each approved cycle as small CSV and JSON files that compare as text.",
            "将每个已批准周期写成可按文本比较的 CSV 与 JSON 小文件。",
        ),
    ),
    Command(
        "demo",
        Label("Demonstration", "演示"),
        "",
        "sop demo",
        "",
        "",
        Label(
            "Run the sample company's month from extracts to meeting pack.",
            "运行示例公司的一个月：从数据导出到会议资料包。",
        ),
    ),
)
"""Verify, trace, reproduce, history; and the demonstration, which every list ends with."""
