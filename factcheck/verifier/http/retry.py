"""Retries within one check, and the Retry-After header."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from factcheck.verifier.http.response import Answer, Capture, Unreachable

TRANSIENT_REASONS = frozenset(
    {"timeout", "connect-refused", "connection-reset", "empty-answer", "dns-no-answer", "protocol-error"}
)
TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
RETRY_AFTER_MAX_SECONDS = 366 * 86_400.0


def is_transient(answer: Answer) -> bool:
    """Return whether another attempt may give another result."""
    match answer:
        case Unreachable(reason=reason):
            return reason in TRANSIENT_REASONS
        case Capture(status=200, body=b""):
            return True
        case Capture(status=status):
            return status in TRANSIENT_STATUSES


def retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, from 0 to a year; None: it has no valid value (RFC 9110, 10.2.3)."""
    text = (header or "").strip()
    if re.fullmatch(r"[0-9]+(?:\.[0-9]*)?", text):
        return min(float(text[:300]), RETRY_AFTER_MAX_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return min(max((moment - now).total_seconds(), 0.0), RETRY_AFTER_MAX_SECONDS)
    except OverflowError:
        return None
