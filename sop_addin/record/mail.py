"""Write a mail draft: a file that opens as an unsent message, so that a person sends it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

__all__ = ["draft"]

_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
_LINE = 76
"""Characters of a line of base64, as RFC 2045 has them at most."""
_POLICY = SMTP.clone(cte_type="7bit")  # passes any mail server unchanged


def draft(
    subject: str,
    text: str,
    recipients: Sequence[str],
    attachments: Sequence[Path],
    when: dt.datetime,
) -> bytes:
    r"""Return an ``.eml`` file (RFC 5322) that Outlook and others open as an unsent message.

    It has no sender and no message id: both are the mail program's to give.

    Parameters
    ----------
    subject
        One line, any script.
    text
        The body; lines end with ``\n``.
    recipients
        Addresses such as ``"Plant manager <plant@example.com>"``; none where the planner fills
        them in.
    attachments
        Files to attach, under their own names.
    when
        The draft's date; without a time zone it is taken as local time of no stated zone.

    Returns
    -------
    bytes
        The same for the same arguments and the same contents of the attachments.

    Raises
    ------
    ValueError
        Subject or recipient holds a line break.
    OSError
        An attachment cannot be read.

    Examples
    --------
    >>> import email
    >>> raw = draft("S&OP 2026-03", "Draft.\n", ["a@example.com"], [], dt.datetime(2026, 3, 2, 9))
    >>> message = email.message_from_bytes(raw)
    >>> message["X-Unsent"], message["To"], message["Date"]
    ('1', 'a@example.com', 'Mon, 02 Mar 2026 09:00:00 -0000')
    """
    contents = [(path.name, path.read_bytes()) for path in attachments]
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = subject
    if recipients:
        message["To"] = ", ".join(recipients)
    message["Date"] = format_datetime(when)
    message["X-Unsent"] = "1"
    message.set_content(text, charset="utf-8")
    for name, content in contents:
        main, sub = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream").split("/")
        message.add_attachment(_mark(content), maintype=main, subtype=sub, filename=name)
    if contents:
        message.set_boundary(_boundary(subject, text, contents))
    raw = message.as_bytes()
    for _, content in contents:
        raw = raw.replace(_lines(_mark(content)), _lines(content), 1)
    return raw


def _mark(content: bytes) -> bytes:
    """Return what stands for an attachment while the library, line by line, writes the message."""
    return hashlib.sha256(content).digest()


def _lines(content: bytes) -> bytes:
    """Return content as the library writes it: lines of base64."""
    text = base64.b64encode(content)
    return b"".join([text[at : at + _LINE] + b"\r\n" for at in range(0, len(text), _LINE)])


def _boundary(subject: str, text: str, contents: Sequence[tuple[str, bytes]]) -> str:
    """Return a line that no part holds, the same whenever the message is the same."""
    digest = hashlib.sha256(f"{subject}\0{text}".encode())
    for name, content in contents:
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return f"=_sop_{digest.hexdigest()[:32]}"
