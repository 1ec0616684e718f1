"""Prints a claim for a screen reader: one fact per line, its name first, without columns, indents and signs."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from factcheck.cli.output import PRIORITIES, alert_line, sanitize_text
from factcheck.services.text.date_ranges import format_date_range
from factcheck.services.text.phrases import age, difference_line
from factcheck.store.rows import CitationRow, ClaimDetail


def print_claim(detail: ClaimDetail, now: datetime, drifts: Mapping[int, float]) -> None:
    """Print a claim with its alerts, citations and notes."""
    for line in claim_lines(detail, now, drifts):
        print(sanitize_text(line))


def claim_lines(detail: ClaimDetail, now: datetime, drifts: Mapping[int, float]) -> Iterator[str]:
    """Yield a claim line by line: what needs review comes first."""
    row = detail.row
    yield f"Claim {row.id}: {row.text}"
    yield f"Open alerts: {len(detail.alerts) or 'none'}"
    for alert in detail.alerts:
        yield f"Alert {alert.id}, {age(alert.opened_at, now)}: {alert_line(alert).replace('→', 'to')}"
    facts = {
        "In own words": row.standalone,
        "Status": row.status,
        "Rejected because": detail.status_why,
        "Rating": row.rating or "not rated",
        "Rated because": detail.rating_why,
        "Said by": row.claimant,
        "Said on": format_date_range(row.claimed_from, row.claimed_to),
        "Language": row.language,
        "Priority": PRIORITIES[row.priority],
        "Assigned to": row.assignee or "nobody",
        "Tags": ", ".join(row.tags),
        "Version": row.version,
    }
    yield from (f"{name}: {value}" for name, value in facts.items() if value)
    yield from (f"Made of a statement in: {statement.place}" for statement in detail.uncited)
    for merged in detail.merged:
        yield f"Merged into it: claim {merged.id}, {merged.text}"
    yield f"Sources cited: {len(detail.citations) or 'none'}"
    for number, citation in enumerate(detail.citations, 1):
        yield from _citation_lines(number, citation, now, drifts.get(citation.id))
    yield f"Notes: {len(detail.notes) or 'none'}"
    for note in detail.notes:
        yield f"Note by {note.author}, {age(note.at, now)}: {note.text}"


def _citation_lines(number: int, row: CitationRow, now: datetime, drift: float | None) -> Iterator[str]:
    name = f"Source {number}"
    yield f"{name}: {row.stance or row.role}, {row.url}"
    reason = f", {row.reason}" if row.reason else ""
    yield f"{name}, link: {row.link}{reason}, checked {age(row.checked_at, now)}"
    if row.exact is not None:
        waits = f", last found {row.pending}: a second check decides" if row.pending else ""
        yield f"{name}, quote: {row.quote_state}{waits}"
        yield f"{name}, quoted words: {row.exact}"
    for difference in row.diff:
        yield f"{name}, difference: {difference_line(difference)}"
    if drift:
        yield f"{name}, page: {drift:.0%} of its words moved between its two newest captures"
    if row.memento:
        yield f"{name}, archived copy: {row.memento}"
    if row.comment:
        yield f"{name}, comment: {row.comment}"
