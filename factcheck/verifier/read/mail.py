"""Reads messages and web archives (RFC 5322, MIME, MHTML): the decoded part that is displayed."""

import email
import email.policy
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

MESSAGE_MAX_BYTES = 6_000_000
MAX_LINES = 50_000
"""Maximum number of lines of a message that are read: three megabytes of encoded data."""
MAX_PARTS = 60
"""Maximum number of boundaries: each line of a message is compared with all that are open."""
HEADER_MAX_BYTES = 20_000
"""Maximum size of the headers of a part that is read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of a message that is displayed."""

    body: bytes
    content_type: str
    subject: str | None
    cut: bool


def shown_part(body: bytes) -> Shown | str:
    """Return the displayed part of a message, decoded, or the reason code why there is none.

    HTML is preferred, because mail programs display it; the plain text of a message can differ from it.
    """
    lines = body[:MESSAGE_MAX_BYTES].split(b"\n", MAX_LINES)
    cut = len(body) > MESSAGE_MAX_BYTES or len(lines) > MAX_LINES
    body = b"\n".join(lines[:MAX_LINES])
    if body.lower().count(b"boundary=") > MAX_PARTS:
        return "costly"
    try:
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart() and _size(part) <= HEADER_MAX_BYTES]
        for kind in ("text/html", "application/xhtml+xml", "text/plain"):
            for part in parts:
                if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                    charset = part.get_content_charset()
                    payload = part.get_payload(decode=True)
                    if isinstance(payload, bytes) and payload.strip():
                        return Shown(payload, f"{kind}; charset={charset}" if charset else kind, _subject(message), cut)
    except (ValueError, LookupError, RecursionError, AssertionError):
        return "binary"
    return "binary" if parts else "empty"


def _size(part: Message) -> int:
    return sum(len(name) + len(str(value)) for name, value in part.items())


def _subject(message: Message) -> str | None:
    subject = message.get("subject")
    if not isinstance(subject, str) or len(subject) > 2_000:
        return None
    try:
        return str(make_header(decode_header(subject))) or None
    except (ValueError, LookupError):
        return subject
