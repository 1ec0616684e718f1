"""Alerts as text: what stood, what stands, what it rests on, and what could stand in. Pure."""

from datetime import datetime
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.text import Text

from factcheck.services.text.phrases import NOT_SHOWN, age, difference_line
from factcheck.store.rows import AlertRow, ClaimRow
from factcheck.vocabulary import STUB, LinkOutcome, MementoVerdict, QuoteOutcome, Status

from .claim_text import TextStyle

WORTH = {
    MementoVerdict.CONFIRMED: "the words stand in it",
    MementoVerdict.PAGE: "it is there; nothing is quoted",
    MementoVerdict.ALTERED: "nearly the words stand in it",
    MementoVerdict.UNCONFIRMED: "nobody has looked into it yet",
    MementoVerdict.UNVERIFIABLE: "it could not be read for the words",
}
WHAT = 24
"""Cells for what changed."""
TAKEN_UP = {Status.INBOX, Status.OPEN}


def alert_line(
    row: AlertRow, claim: ClaimRow | None, now: datetime, width: int, styling: TextStyle, *, cursor: bool
) -> Text:
    """Return an alert as a line of the list."""
    when = age(row.opened_at, now).removesuffix(" ago")
    line = Text(f"{'>' if cursor else ' '}{when:>8} {row.claim_id:>6} ", no_wrap=True)
    line.append(styling.fit(styling.own(f"{row.kind} {row.before} → {row.after}"), WHAT) + " ", styling.alert)
    host = _host(width)
    line.append(
        styling.fit((claim and claim.standalone) or row.claim_text, max(width - cell_len(line.plain) - host, 0))
    )
    if host:
        line.append(" " + styling.fit(host_of(row.url), host - 1))
    return line


def alert_heading(width: int) -> str:
    """Return the list's column names."""
    left = f"{'SINCE':>9} {'ID':>6} {'WHAT':{WHAT}} CLAIM"
    host = _host(width)
    return (f"{left:{width - host + 1}}SOURCE" if host else left)[: max(width, 0)]


def _host(width: int) -> int:
    """Return the cells the source's host has in a line."""
    return 24 if width >= 100 else 17 if width >= 78 else 0


def host_of(url: str) -> str:
    """Return an address's host; of one that is none, the address."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def alert_text(row: AlertRow, claim: ClaimRow | None, now: datetime, styling: TextStyle) -> Text:
    """Return all about an alert; what decides comes first."""
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
        out.append(styling.foreign(f"it answers at {moved}") + "\n")
    if row.memento:
        at = f" of {row.memento.at:%d %b %Y}" if row.memento.at else ""
        out.append(styling.foreign(f"copy{at}: {WORTH[row.memento.verdict]}  {row.memento.url}") + "\n")
    else:
        out.append("no archived copy is known\n", "dim")
    if claim:
        state = f"claim {claim.id} · {claim.status} · {claim.rating or 'not rated'} · {claim.assignee or 'nobody'}"
        out.append(styling.foreign(state) + "\n", styling.head)
    out.append(styling.foreign((claim and claim.standalone) or row.claim_text) + "\n")
    out.append(styling.own(f"rule {row.rule}, opened {age(row.opened_at, now)}, rests on:") + "\n", "dim")
    for look in row.looks:
        unread = look.quote == QuoteOutcome.UNVERIFIABLE and look.link != LinkOutcome.OK  # the link says it already
        quote = f", quote {look.quote}" if look.quote and not unread else ""
        out.append(styling.foreign(f"  {look.at:%d %b %H:%M} link {look.link} ({look.reason}){quote}") + "\n", "dim")
    return out


def refusal(verb: str, row: AlertRow, claim: ClaimRow | None) -> str | None:
    """Return why an alert cannot be ended this way, as far as that shows already."""
    if verb == "accept" and (row.kind != "quote" or not row.detail.get("found")):
        return f"alert {row.id} has no new wording to accept: dismiss it, or withdraw the citation"
    if verb == "reopen" and claim and claim.status in TAKEN_UP:
        return f"claim {claim.id} is {claim.status} already: accept, replace, withdraw or dismiss instead"
    return None
