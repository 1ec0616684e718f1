"""Output of commands: JSON, CSV and text. Control characters in foreign text are escaped."""

import csv
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from factcheck.cli.json_output import instant as instant
from factcheck.cli.json_output import print_json as print_json
from factcheck.cli.json_output import print_json_list as print_json_list
from factcheck.services.text.date_ranges import format_date_range
from factcheck.services.text.phrases import IN_DOUBT, NOT_SHOWN, age, difference_line
from factcheck.services.text.sanitize import sanitize_text as sanitize_text
from factcheck.store.rows import AlertRow, CitationRow, ClaimDetail, ClaimRow, EventRow, MementoRow, Pending
from factcheck.vocabulary import STUB, AlertKind, LinkState, MementoVerdict, QuoteOutcome

PRIORITIES = {1: "low", 2: "normal", 3: "high"}


def claim_json(
    row: ClaimRow, why: str | None, citations: Sequence[CitationRow], alerts: Sequence[AlertRow]
) -> dict[str, Any]:
    """Return a claim as JSON."""
    return {
        "id": row.id,
        "text": row.text,
        "standalone": row.standalone,
        "language": row.language,
        "claimant": row.claimant,
        "claimed_on": format_date_range(row.claimed_from, row.claimed_to),
        "status": row.status,
        "rating": row.rating,
        "why": why,
        "priority": row.priority,
        "assignee": row.assignee,
        "tags": list(row.tags),
        "attention": row.attention > 0,
        "version": row.version,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "citations": [citation_json(each) for each in citations],
        "alerts": [alert_json(each) for each in alerts],
    }


def citation_json(row: CitationRow) -> dict[str, Any]:
    """Return a citation as JSON."""
    return {
        "id": row.id,
        "role": row.role,
        "stance": row.stance,
        "url": row.url,
        "quote": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "link": row.link,
        "reason": row.reason,
        "quote_state": row.quote_state,
        "pending": row.pending,
        "found": row.found_text,
        "diff": list(row.diff),
        "checked_at": instant(row.checked_at),
        "next_check_at": instant(row.next_check_at),
        "memento": row.memento,
        "mementos": [memento_json(each) for each in row.mementos],
    }


def alert_json(row: AlertRow) -> dict[str, Any]:
    """Return an alert as JSON."""
    return {
        "id": row.id,
        "claim_id": row.claim_id,
        "citation_id": row.citation_id,
        "url": row.url,
        "kind": row.kind,
        "from": row.before,
        "to": row.after,
        "rule": row.rule,
        "quote": row.quote,
        "detail": row.detail,
        "checks": [
            {
                "id": each.id,
                "at": instant(each.at),
                "link": each.link,
                "reason": each.reason,
                "http_status": each.http_status,
                "quote": each.quote,
            }
            for each in row.checks
        ],
        "memento": memento_json(row.memento) if row.memento else None,
        "opened_at": instant(row.opened_at),
        "resolved_at": instant(row.resolved_at),
        "resolved_by": row.resolved_by,
        "resolution": row.resolution,
    }


def memento_json(row: MementoRow) -> dict[str, Any]:
    """Return an archived copy with its verdict for a citation as JSON."""
    return {
        "url": row.url,
        "datetime": instant(row.at),
        "verdict": row.verdict,
        "link": row.link,
        "reason": row.reason,
        "found": row.found,
        "digest_holds": row.digest_holds,
        "same_bytes": row.same_bytes,
        "checked_at": instant(row.checked_at),
    }


def event_json(row: EventRow) -> dict[str, Any]:
    """Return a line of the log as JSON."""
    return {
        "id": row.id,
        "at": instant(row.at),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "claim_id": row.claim_id,
        "data": row.data,
        "hash": row.hash,
    }


def console() -> Console:
    """Return a console for stdout; without a terminal it is wide and has no colour."""
    return Console(
        highlight=False, markup=False, emoji=False, soft_wrap=False, width=None if sys.stdout.isatty() else 160
    )


def words(text: object, style: str = "") -> Text:
    """Return foreign text as a cell, with control characters escaped."""
    return Text(sanitize_text(str(text)), style)


TABLE_MIN_CELLS = 70
"""Width of a terminal below which a table does not fit."""


def narrow() -> bool:
    """Return whether stdout is a terminal that is too narrow for a table."""
    return sys.stdout.isatty() and console().width < TABLE_MIN_CELLS


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], wide: int) -> None:
    """Print a table; the column numbered ``wide`` fills the line. Without a terminal, nothing is cut."""
    if not sys.stdout.isatty():
        _whole_table(headings, rows)
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        shown.add_column(heading, no_wrap=True, overflow="ellipsis", ratio=1 if number == wide else None)
    for row in rows:
        shown.add_row(*(words("" if cell is None else cell) for cell in row))
    shown.expand = True
    console().print(shown)


def _whole_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    lines = [[sanitize_text("" if cell is None else str(cell)) for cell in row] for row in (headings, *rows)]
    widths = [max(cell_len(line[number]) for line in lines) for number in range(len(headings))]
    for line in lines:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        print("  ".join(padded).rstrip())


def claims_plain(rows: Iterable[ClaimRow]) -> None:
    """Print claims as sentences, one per line, for screen readers and narrow terminals."""
    for row in rows:
        states = (f"link {row.link or 'none'}", f"quote {row.quote or 'none'}") if row.citations else ("nothing cited",)
        facts = [row.status, row.rating or "not rated", *states, *(["needs attention"] if row.attention else [])]
        print(sanitize_text(f"claim {row.id}: {row.text}. {', '.join(facts)}"))


def claims_table(rows: Sequence[ClaimRow]) -> None:
    """Print claims as a table."""
    table(
        ("ID", "!", "STATUS", "RATING", "LINK", "QUOTE", "WHO", "CLAIM"),
        [
            (row.id, "!" if row.attention else "", row.status, row.rating, row.link, row.quote, row.assignee, row.text)
            for row in rows
        ],
        wide=7,
    )


CLAIM_COLUMNS = (
    "id", "text", "standalone", "language", "claimant", "claimed_on", "status", "rating", "priority", "assignee", "tags",
    "attention", "link", "quote", "citations", "created_at", "updated_at",
)  # fmt: skip


def claims_csv(rows: Iterable[ClaimRow]) -> None:
    """Print claims as CSV (RFC 4180). An apostrophe is put before a cell that a spreadsheet would run as a formula."""
    out = csv.writer(sys.stdout, lineterminator="\r\n")
    out.writerow(CLAIM_COLUMNS)
    for row in rows:
        values = claim_json(row, None, (), ()) | {
            "tags": " ".join(row.tags), "link": row.link, "quote": row.quote, "citations": row.citations,
        }  # fmt: skip
        out.writerow([_cell(values[name]) for name in CLAIM_COLUMNS])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return value
    shown = re.sub(r"[^\t\r\n]+", lambda run: sanitize_text(run[0]), value)
    return f"'{shown}" if unicodedata.normalize("NFKC", shown.lstrip()[:1]) in {*"=+-@"} else shown


def claim(detail: ClaimDetail, now: datetime, drifts: Mapping[int, float]) -> None:
    """Print a claim with its citations, alerts and notes."""
    out, row = console(), detail.row
    out.print(
        words(f"claim {row.id}  ", "bold")
        + words(f"{row.status} · {row.rating or 'not rated'} · version {row.version}")
    )
    out.print(words(row.text))
    if row.standalone:
        out.print(words(f"= {row.standalone}"))
    facts = {
        "claimant": row.claimant,
        "claimed": format_date_range(row.claimed_from, row.claimed_to),
        "priority": PRIORITIES[row.priority],
        "assignee": row.assignee,
        "tags": " ".join(row.tags),
        "why": detail.rating_why,
        "rejected": detail.status_why,
    }
    for name, value in facts.items():
        if value:
            out.print(words(f"{name:9} {value}"))
    for statement in detail.uncited:
        out.print(words(f"from      {statement.place}"))
    for merged in detail.merged:
        out.print(words(f"merged    claim {merged.id}: {merged.text}"))
    for each in detail.citations:
        _citation(out, each, now, drifts.get(each.id))
    for alert in detail.alerts:
        out.print(words(f"! alert {alert.id}: {alert_line(alert)}", "bold"))
        for line in alert_lines(alert):
            out.print(words(f"    {line}"))
    for note in detail.notes:
        out.print(
            words(f"note {note.id} by {note.author}{_origin(note.merged_from)}, {age(note.at, now)}: {note.text}")
        )


def _origin(merged_from: int | None) -> str:
    """Return from which merged claim a citation or a note came, in words."""
    return f", from claim {merged_from}" if merged_from else ""


def _citation(out: Console, row: CitationRow, now: datetime, drift: float | None) -> None:
    out.print(
        words(
            f"\n{row.role} {row.id}"
            + (f" ({row.stance})" if row.stance else "")
            + f"{_origin(row.merged_from)}  {row.url}"
        )
    )
    since = f" since {instant(row.link_since)}" if row.link_since else ""
    reason = f" ({row.reason})" if row.reason else ""
    out.print(words(f"  link  {row.link}{reason}{since}, checked {age(row.checked_at, now)}"))
    if drift:
        out.print(words(f"  page  {drift:.0%} of its words moved between its two newest captures"))
    if row.exact is not None:
        waits = f"; the last check found it {row.pending}, which a second check must confirm" if row.pending else ""
        waits = f"; {IN_DOUBT}" if row.pending is QuoteOutcome.UNVERIFIABLE else waits
        out.print(words(f"  quote {row.quote_state}{waits}"))
        out.print(words(f"    “{row.exact}”"))
    for difference in row.diff:
        out.print(words(f"    {difference_line(difference)}"))
    for memento in row.mementos:
        out.print(words(f"  memento {memento_line(memento)}"))
    if row.comment:
        out.print(words(f"  {row.comment}"))


def alert_line(row: AlertRow) -> str:
    """Return an alert on one line."""
    differences = "; ".join(map(difference_line, row.detail.get("diff") or ()))
    reason = differences or new_address(row.after, row.detail) or (NOT_SHOWN if row.rule == STUB else "")
    return f"{row.kind} {row.before} → {row.after} at {row.url}" + (f" ({reason})" if reason else "")


def new_address(after: str, detail: dict[str, Any]) -> str:
    """Return the new address of a source that has moved, in words; empty: it has not."""
    return f"now at {detail['final_url']}" if after == LinkState.MOVED and detail.get("final_url") else ""


def waiting_line(row: Pending, due: str) -> str:
    """Return a finding that is not confirmed yet, on one line."""
    about = f"claim {row.claim_id}, citation {row.citation_id}"
    if row.outcome is QuoteOutcome.UNVERIFIABLE:
        return f"in doubt: {about}: {row.url} showed its article before and does not now; the next check is after {due}"
    return f"waiting: {about}: the quote was found {row.outcome} at {row.url}; a second check after {due} decides"


RULES = {
    "gone-confirmed": "gone at every check, over days",
    "moved-for-good": "its address redirects permanently, and did so a day before",
    "silent": "no answer for days",
    "second-look": "found by two checks",
    "never-stood": "the words were never found, by two checks",
    "stub": "the page showed its article before, and has shown almost none of it for days",
    "corrected": "the page itself says that it was corrected",
    "dismissal-over": "it began within thirty days of a dismissal, and lasts beyond them",
}
"""Reason for an alert in words, by rule."""


def alert_lines(row: AlertRow) -> Iterator[str]:
    """Yield the evidence of an alert: the words before and after, the checks, and the archived copy that is offered."""
    if quoted := row.detail.get("quoted") or row.quote:
        yield f"quoted  “{quoted}”"
    if found := row.detail.get("found"):
        yield f"found   “{found}”"
    found_by = {
        each.id: f"{each.link} ({each.reason})" if row.kind == AlertKind.LINK else each.quote for each in row.checks
    }
    checks = ", ".join(f"{instant(each.at)} {found_by[each.id]}" for each in row.checks)
    yield f"because {RULES.get(row.rule, row.rule)}: {checks or 'the checks are no longer stored'}"
    if row.memento:
        yield f"archived {memento_line(row.memento)}"


MEMENTO_VERDICTS = {
    MementoVerdict.CONFIRMED: "it contains the words",
    MementoVerdict.PAGE: "it contains the page",
    MementoVerdict.ALTERED: "it contains changed words",
    MementoVerdict.UNCONFIRMED: "it was not checked",
    MementoVerdict.UNVERIFIABLE: "it contains no text to check",
    MementoVerdict.MISSING: "it does not contain the words",
    MementoVerdict.NO_PAGE: "it contains no page",
}


def memento_line(row: MementoRow) -> str:
    """Return an archived copy on one line: its address, its date and its verdict."""
    facts = [MEMENTO_VERDICTS[row.verdict]]
    if row.same_bytes:
        facts.append("its bytes are those of our own capture")
    if row.digest_holds is False:
        facts.append("its bytes do not match the index of the archive")
    return f"{row.url} ({f'{row.at:%Y-%m-%d}: ' if row.at else ''}{'; '.join(facts)})"
