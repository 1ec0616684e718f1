"""Alerts as text: the old and the new state, the checks behind it, and the archived copy. Pure."""

from datetime import datetime
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.text import Text

from factcheck.services.text.phrases import NOT_SHOWN, age, difference_line
from factcheck.store.rows import AlertRow, ClaimRow
from factcheck.vocabulary import STUB, LinkOutcome, MementoVerdict, QuoteOutcome, Status

from .claim_text import TextStyle

MEMENTO_TEXTS = {
    MementoVerdict.CONFIRMED: "it contains the quote",
    MementoVerdict.PAGE: "it exists; nothing is quoted",
    MementoVerdict.ALTERED: "it contains nearly the quote",
    MementoVerdict.UNCONFIRMED: "it is not checked yet",
    MementoVerdict.UNVERIFIABLE: "its text could not be read",
}
CHANGE_CELLS = 24
"""Cells of the column for the change."""
OPEN_STATUSES = {Status.INBOX, Status.OPEN}


def alert_line(
    row: AlertRow, claim: ClaimRow | None, now: datetime, width: int, styling: TextStyle, *, cursor: bool
) -> Text:
    """Return an alert as a line of the list."""
    when = age(row.opened_at, now).removesuffix(" ago")
    line = Text(f"{'>' if cursor else ' '}{when:>8} {row.claim_id:>6} ", no_wrap=True)
    line.append(styling.fit(styling.own(f"{row.kind} {row.before} → {row.after}"), CHANGE_CELLS) + " ", styling.alert)
    host = _host(width)
    line.append(
        styling.fit((claim and claim.standalone) or row.claim_text, max(width - cell_len(line.plain) - host, 0))
    )
    if host:
        line.append(" " + styling.fit(host_of(row.url), host - 1))
    return line


def alert_heading(width: int) -> str:
    """Return the column names of the list."""
    left = f"{'SINCE':>9} {'ID':>6} {'WHAT':{CHANGE_CELLS}} CLAIM"
    host = _host(width)
    return (f"{left:{width - host + 1}}SOURCE" if host else left)[: max(width, 0)]


def _host(width: int) -> int:
    """Return the cells of the column for the host."""
    return 24 if width >= 100 else 17 if width >= 78 else 0


def host_of(url: str) -> str:
    """Return the host of an address, or the text itself where it is not an address."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def alert_text(row: AlertRow, claim: ClaimRow | None, now: datetime, styling: TextStyle) -> Text:
    """Return everything about an alert; what decides comes first."""
    out = Text()
    out.append(styling.own(f"{row.kind} {row.before} → {row.after}"), styling.alert)
    out.append(styling.foreign(f"  {row.url}") + "\n")
    found = row.detail.get("found")
    if row.quote is not None:
        out.append(styling.foreign(f"quoted “{row.quote}”") + "\n", "bold")
    if found and found != row.quote:
        out.append(styling.foreign(f"now    “{found}”") + "\n", "bold")
    for difference in row.detail.get("diff") or ():
        out.append(styling.foreign(difference_line(difference)) + "\n", styling.alert)
    if row.rule == STUB:
        out.append(f"{NOT_SHOWN}\n", styling.alert)
    if (moved := row.detail.get("final_url")) and moved != row.url:
        out.append(styling.foreign(f"moved to {moved}") + "\n")
    if row.memento:
        at = f" of {row.memento.at:%d %b %Y}" if row.memento.at else ""
        out.append(
            styling.foreign(f"archived copy{at}: {MEMENTO_TEXTS[row.memento.verdict]}  {row.memento.url}") + "\n"
        )
    else:
        out.append("no archived copy is known\n", "dim")
    if claim:
        state = f"claim {claim.id} · {claim.status} · {claim.rating or 'not rated'} · {claim.assignee or 'nobody'}"
        out.append(styling.foreign(state) + "\n", styling.head)
    out.append(styling.foreign((claim and claim.standalone) or row.claim_text) + "\n")
    out.append(styling.own(f"rule {row.rule}, opened {age(row.opened_at, now)}, based on these checks:") + "\n", "dim")
    for check in row.checks:
        unread = check.quote == QuoteOutcome.UNVERIFIABLE and check.link != LinkOutcome.OK  # the link says so already
        quote = f", quote {check.quote}" if check.quote and not unread else ""
        out.append(styling.foreign(f"  {check.at:%d %b %H:%M} link {check.link} ({check.reason}){quote}") + "\n", "dim")
    return out


def accept_refusal(row: AlertRow, claim: ClaimRow | None) -> str | None:
    """Return why no wording of an alert can be accepted, as far as the row shows."""
    if row.kind == "quote" and row.detail.get("found"):
        return None
    return f"claim {row.claim_id}: the alert has no new wording to accept: dismiss it, or withdraw the citation"


def reopen_refusal(row: AlertRow, claim: ClaimRow | None) -> str | None:
    """Return why the claim of an alert cannot be reopened, as far as the row shows."""
    if claim is None or claim.status not in OPEN_STATUSES:
        return None
    return f"claim {claim.id} is already {claim.status}: accept, replace, withdraw or dismiss instead"
