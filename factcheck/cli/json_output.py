"""Results as JSON: one document on a line, in ASCII."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from factcheck.services.text.phrases import differences_json
from factcheck.verifier.finding import Finding, QuoteFinding


def instant(moment: datetime | None) -> str | None:
    """Return an instant in UTC with a Z, as JSON contains it."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def print_json(value: Any) -> None:
    """Print one JSON document on one line, in ASCII, which no terminal and no locale can garble."""
    print(json.dumps(value, default=str), flush=True)


def print_json_list(values: Iterable[Any]) -> None:
    """Print values as one JSON list on one line, each as soon as it is known."""
    before = "["
    for value in values:
        print(before, json.dumps(value, default=str), sep="", end="")
        before = ", "
    print("[]" if before == "[" else "]", flush=True)


def finding_json(finding: Finding, quote: QuoteFinding | None) -> dict[str, Any]:
    """Return the result of a check as JSON."""
    match = quote.match if quote else None
    return {
        "url": finding.url,
        "link": finding.link,
        "reason": finding.reason,
        "http_status": finding.http_status,
        "final_url": finding.final_url,
        "redirects": [asdict(hop) for hop in finding.redirects],
        "content_type": finding.content_type,
        "bytes": finding.bytes,
        "payload_digest": finding.payload_digest,
        "title": finding.title,
        "language": finding.language,
        "elapsed_ms": finding.elapsed_ms,
        "checked_at": instant(finding.checked_at),
        "quote": quote.outcome if quote else None,
        "quote_reason": quote.reason if quote else None,
        "match": {"start": match.start, "end": match.end, "text": match.text, "score": round(match.score, 4)}
        if match
        else None,
        "diff": differences_json(quote) if quote else [],
        "error": finding.error,
    }
