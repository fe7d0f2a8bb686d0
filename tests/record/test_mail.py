from __future__ import annotations

import datetime as dt
import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest

from sop_addin.record.mail import draft

WHEN = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def parsed(raw: bytes) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(raw, policy=default))


@pytest.fixture
def pack(tmp_path: Path) -> list[Path]:
    sheet, pdf = tmp_path / "S&OP 2026-03 供应.xlsx", tmp_path / "pack.PDF"
    sheet.write_bytes(bytes(range(256)) * 40)
    pdf.write_bytes(b"%PDF-1.7\r\n.\r\n")
    return [sheet, pdf]


def test_draft_opens_as_an_unsent_message_with_everything_in_it(pack: list[Path]) -> None:
    text = "Umsatz über Plan – 供应计划\n\n.a line that starts with a dot\n" + "long " * 300 + "\n"
    to = ["Jürgen Groß <j@example.com>", "b@example.com"]
    message = parsed(draft("Pläne für März 三月", text, to, pack, WHEN))
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "Pläne für März 三月"
    assert message["Date"].datetime == WHEN
    assert [a.addr_spec for a in message["To"].addresses] == ["j@example.com", "b@example.com"]
    assert message["To"].addresses[0].display_name == "Jürgen Groß"
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n") == text
    attached = list(message.iter_attachments())
    assert [part.get_filename() for part in attached] == [path.name for path in pack]
    assert [part.get_content_type() for part in attached] == [SHEET, "application/pdf"]
    assert [part.get_payload(decode=True) for part in attached] == [p.read_bytes() for p in pack]
    assert all(part.get_content_disposition() == "attachment" for part in attached)


def test_draft_leaves_sender_and_message_id_to_the_mail_program(pack: list[Path]) -> None:
    message = parsed(draft("s", "t\n", [], pack, WHEN))
    assert not {"From", "Message-ID", "To", "Sender"} & set(message.keys())


def test_same_inputs_give_the_same_bytes_and_a_changed_file_does_not(pack: list[Path]) -> None:
    first = draft("s", "t\n", ["a@example.com"], pack, WHEN)
    assert first == draft("s", "t\n", ["a@example.com"], pack, WHEN)
    pack[1].write_bytes(b"%PDF-1.7 other")
    assert first != draft("s", "t\n", ["a@example.com"], pack, WHEN)


@pytest.mark.parametrize("text", ["Ü" * 2000, "x" * 2000, "short\nlines\n"])
def test_lines_end_and_stay_short_as_mail_requires(text: str, pack: list[Path]) -> None:
    raw = draft("S" * 300, text, ["a@example.com"], pack, WHEN)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()


@pytest.mark.parametrize(("subject", "to"), [("a\nBcc: x@y", []), ("a", ["b@c\r\nBcc: x@y"])])
def test_a_line_break_cannot_add_a_header(subject: str, to: list[str]) -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed|carriage"):
        draft(subject, "t", to, [], WHEN)


def test_text_without_attachments_is_a_plain_message() -> None:
    message = parsed(draft("s", "just text\n", [], [], WHEN))
    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "just text\r\n"


def test_an_attachment_of_unknown_kind_is_sent_as_bytes(tmp_path: Path) -> None:
    path = tmp_path / "model.lp"
    path.write_bytes(b"\x00\xff")
    (part,) = parsed(draft("s", "t\n", [], [path], WHEN)).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_payload(decode=True) == b"\x00\xff"
