"""Formats digests of new alerts: as text for people, as JSON for webhooks. Pure. The caller sanitizes the quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TEXT_MAX_ALERTS = 20
"""Maximum number of alerts in the text. The JSON has all of them."""
CLIP_MAX_CHARACTERS = 240
"""Maximum length of a claim or a quote in the text."""
STATE_MEANINGS = {
    "dead": "the source is gone",
    "soft404": "the source is gone, but its server answers 200",
    "moved": "the source has moved to another address",
    "unreachable": "the source has not responded for days",
    "altered": "the quoted words were changed",
    "displaced": "the quoted words are found only outside the article",
    "missing": "the quoted words are gone",
    "unverifiable": "the article is no longer shown",
}


@dataclass(frozen=True, slots=True)
class DigestEntry:
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
    resolved: bool
    """Whether the alert was resolved before it was delivered."""


def subject(alerts: Sequence[DigestEntry]) -> str:
    """Return the digest in one line."""
    claims = len({each.claim_id for each in alerts})
    return f"{_count(len(alerts), 'new alert')} about {_count(claims, 'claim')}"


def text(alerts: Sequence[DigestEntry], log_head: str = "") -> str:
    """Return the digest as plain text. It ends with the head of the audit log, for a later comparison."""
    lines = [f"factcheck: {subject(alerts)}"]
    for each in alerts[:TEXT_MAX_ALERTS]:
        settled = " (resolved since)" if each.resolved else ""
        lines += ["", f"Claim {each.claim_id}: {_clip(each.claim)}"]
        lines.append(
            f"  {each.kind} {each.before} → {each.after}: {STATE_MEANINGS.get(each.after, each.rule)}{settled}"
        )
        lines.append(f"  {each.url}")
        lines += [f"  quoted: “{_clip(each.quoted)}”"] if each.quoted else []
        lines += [f"  found: “{_clip(each.found)}”"] if each.found else []
    if len(alerts) > TEXT_MAX_ALERTS:
        lines += ["", f"… and {len(alerts) - TEXT_MAX_ALERTS} more: factcheck alerts"]
    lines += ["", f"Head of the log: {log_head}"] if log_head else []
    return "\n".join(lines)


def payload(alerts: Sequence[DigestEntry], run: dict[str, Any], log_head: str = "") -> dict[str, Any]:
    """Return the digest for a webhook: ``text`` as Slack displays it, and every alert as JSON."""
    return {
        "text": slack(text(alerts, log_head)),
        "alerts": [_json(each) for each in alerts],
        "run": run,
        "log_head": log_head,
    }


def slack(words: str) -> str:
    """Return text that Slack displays unchanged, so that it cannot mention people or hide links behind other words."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _json(each: DigestEntry) -> dict[str, Any]:
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
        "settled": each.resolved,
    }


def _clip(words: str) -> str:
    return words if len(words) <= CLIP_MAX_CHARACTERS else words[: CLIP_MAX_CHARACTERS - 1] + "…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
