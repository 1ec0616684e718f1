"""A digest of new alerts: as text for people, as JSON for a webhook. Pure. What it quotes is foreign, and made harmless."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SHOWN = 20
"""Alerts that the text tells of; the JSON has them all."""
CLIP = 240
"""Characters of a claim or a quote in the text."""
MEANS = {
    "dead": "the source is gone",
    "soft404": "the source is gone, and says so politely",
    "moved": "the source answers at another address",
    "unreachable": "the source has not answered for days",
    "altered": "the quoted words were changed",
    "displaced": "the quoted words stand outside the article only",
    "missing": "the quoted words are gone",
    "unverifiable": "the article is no longer shown",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One alert of a digest."""

    alert_id: int
    claim_id: int
    claim: str
    citation_id: int
    url: str
    kind: str
    before: str
    after: str
    rule: str
    quoted: str | None
    found: str | None
    opened_at: str
    """ISO 8601, in UTC."""
    settled: bool
    """It was resolved before it could be told."""


def subject(alerts: Sequence[Told]) -> str:
    """Return the digest in a line."""
    claims = len({each.claim_id for each in alerts})
    return f"{_count(len(alerts), 'new alert')} about {_count(claims, 'claim')}"


def text(alerts: Sequence[Told], log_head: str = "") -> str:
    """Return the digest for people, in plain text; the head of the log, to be compared with later, ends it."""
    lines = [f"factcheck: {subject(alerts)}"]
    for each in alerts[:SHOWN]:
        settled = " (settled since)" if each.settled else ""
        lines += ["", f"Claim {each.claim_id}: {_clip(each.claim)}"]
        lines.append(f"  {each.kind} {each.before} → {each.after}: {MEANS.get(each.after, each.rule)}{settled}")
        lines.append(f"  {each.url}")
        lines += [f"  quoted: “{_clip(each.quoted)}”"] if each.quoted else []
        lines += [f"  stands: “{_clip(each.found)}”"] if each.found else []
    if len(alerts) > SHOWN:
        lines += ["", f"… and {len(alerts) - SHOWN} more: factcheck alerts"]
    lines += ["", f"Head of the log: {log_head}"] if log_head else []
    return "\n".join(lines)


def payload(alerts: Sequence[Told], run: dict[str, Any], log_head: str = "") -> dict[str, Any]:
    """Return the digest for a webhook: ``text`` as Slack reads it, and all facts beside it."""
    return {
        "text": slack(text(alerts, log_head)),
        "alerts": [_json(each) for each in alerts],
        "run": run,
        "log_head": log_head,
    }


def slack(words: str) -> str:
    """Return text that Slack shows as it is: it can neither mention anybody nor hide a link behind other words."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _json(each: Told) -> dict[str, Any]:
    return {
        "id": each.alert_id,
        "claim_id": each.claim_id,
        "claim": each.claim,
        "citation_id": each.citation_id,
        "url": each.url,
        "kind": each.kind,
        "before": each.before,
        "after": each.after,
        "rule": each.rule,
        "quoted": each.quoted,
        "found": each.found,
        "opened_at": each.opened_at,
        "settled": each.settled,
    }


def _clip(words: str) -> str:
    return words if len(words) <= CLIP else words[: CLIP - 1] + "…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
