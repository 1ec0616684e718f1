"""Claims as text: every foreign string harmless, nothing told by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from factcheck.services.history import describe
from factcheck.services.plain import plain
from factcheck.store.rows import CitationRow, ClaimDetail, ClaimRow, EventRow
from factcheck.vocabulary import LinkState, QuoteState

GLYPHS = {
    "ok": "✓", "exact": "✓", "moved": "→", "failing": "?", "dead": "✕", "soft404": "✕", "blocked": "▣", "unreachable": "…",
    "refused": "▣", "unchecked": "·", "altered": "≠", "missing": "∅", "displaced": "↷", "unverifiable": "?",
}  # fmt: skip
ASCII_GLYPHS = {
    "ok": "+", "exact": "+", "moved": ">", "failing": "?", "dead": "x", "soft404": "x", "blocked": "#", "unreachable": ".",
    "refused": "#", "unchecked": "-", "altered": "~", "missing": "0", "displaced": "^", "unverifiable": "?",
}  # fmt: skip
GRAVE = {"dead", "soft404", "altered", "missing", "displaced"}
PRIORITY_MARKS = {1: "low", 2: "", 3: "high"}


@dataclass(frozen=True, slots=True)
class Pen:
    """How to draw: which signs, and the styles of the theme."""

    ascii: bool
    alert: str
    dim: str

    def sign(self, state: str | None) -> str:
        """Return a state's sign and word."""
        if state is None:
            return "-"
        return f"{(ASCII_GLYPHS if self.ascii else GLYPHS)[state]} {state}"

    def state(self, state: str | None) -> Text:
        """Return a state, marked when it is grave."""
        return Text(self.sign(state), self.alert if state in GRAVE else "" if state else self.dim)


def fit(text: str, width: int) -> str:
    """Return foreign text in exactly so many cells, on one line."""
    cleaned = plain(text)
    if cell_len(cleaned) > width > 1:
        return set_cell_size(cleaned, width - 1) + "…"
    return set_cell_size(cleaned, max(width, 0))


def worst(row: ClaimRow) -> str | None:
    """Return the state of a claim's evidence that a reviewer should know first."""
    if row.quote in {QuoteState.ALTERED, QuoteState.MISSING, QuoteState.DISPLACED}:
        return row.quote
    if row.link not in {LinkState.OK, LinkState.MOVED, None}:
        return row.link
    return row.quote or row.link


def claim_line(row: ClaimRow, width: int, pen: Pen, *, cursor: bool) -> Text:
    """Return a claim as a line of the list."""
    line = Text(no_wrap=True)
    line.append(">" if cursor else " ")
    line.append("!" if row.attention else " ", pen.alert)
    line.append(f"{row.id:>5} ")
    line.append(fit(row.status, 10))
    line.append(fit(row.rating or "-", 12))
    if width >= 100:
        line.append(fit(pen.sign(row.link), 14), pen.alert if row.link in GRAVE else "")
        line.append(fit(pen.sign(row.quote), 15), pen.alert if row.quote in GRAVE else "")
        line.append(fit(row.assignee or "-", 10), pen.dim)
    else:
        state = worst(row)
        line.append(fit(pen.sign(state), 15), pen.alert if state in GRAVE else "")
    mark = {1: "low: ", 2: "", 3: "high: "}[row.priority]
    line.append(fit(mark + row.text, width - cell_len(line.plain)))
    return line


def heading(width: int) -> str:
    """Return the list's column names."""
    evidence = f"{'LINK':14}{'QUOTE':15}{'WHO':10}" if width >= 100 else f"{'EVIDENCE':15}"
    return f"     ID {'STATUS':10}{'RATING':12}{evidence}CLAIM"[: max(width, 0)]


def detail_text(detail: ClaimDetail, events: Sequence[EventRow], now: datetime, pen: Pen) -> Text:
    """Return all about a claim."""
    row = detail.row
    out = Text()
    out.append(f"claim {row.id} · {row.status} · {row.rating or 'not rated'}", "bold")
    out.append(f" · priority {row.priority} · {row.assignee or 'nobody'} · version {row.version}\n", pen.dim)
    out.append(plain(row.text, lines=True) + "\n", "bold")
    if row.standalone:
        out.append(f"= {plain(row.standalone, lines=True)}\n")
    out.append(plain(f"said by {row.claimant}"))
    if row.claimed_from or row.claimed_to:
        same = row.claimed_from == row.claimed_to
        out.append(f", {row.claimed_from}" if same else f", {row.claimed_from or '…'} to {row.claimed_to or '…'}")
    out.append("\n")
    if detail.rating_why:
        out.append(plain(f"rated {row.rating or 'nothing'}: {detail.rating_why}\n", lines=True))
    if detail.status_why:
        out.append(plain(f"rejected: {detail.status_why}\n", lines=True))
    if row.tags:
        out.append(plain("tags " + " ".join(row.tags)) + "\n")
    for alert in detail.alerts:
        out.append(
            plain(f"! alert {alert.id}: {alert.kind} {alert.before} → {alert.after} at {alert.url}\n"), pen.alert
        )
    _section(out, "EVIDENCE")
    for number, citation in enumerate(detail.citations, 1):
        _citation(out, number, citation, now, pen)
    if not detail.citations:
        out.append("nothing cited yet: press c\n", pen.dim)
    _section(out, "NOTES")
    for note in detail.notes:
        out.append(plain(f"{note.author}, {age(note.at, now)}: {note.text}", lines=True) + "\n")
    _section(out, "HISTORY")
    for event in events:
        out.append(plain(f"{event.at:%d %b %H:%M} {event.actor} {describe(event)}") + "\n", pen.dim)
    return out


def _section(out: Text, name: str) -> None:
    out.append(f"── {name} " + "─" * 24 + "\n")


def _citation(out: Text, number: int, row: CitationRow, now: datetime, pen: Pen) -> None:
    what = f"{row.stance}" if row.stance else f"{row.role}"
    out.append(f"{number} ", "bold")
    out.append(plain(f"{what}  {row.url}") + "\n")
    out.append("  link  ")
    out.append_text(pen.state(row.link))
    reason = f" ({row.reason})" if row.reason else ""
    out.append(f"{reason}, looked at {age(row.checked_at, now)}\n")
    if row.exact is not None:
        out.append("  quote ")
        out.append_text(pen.state(row.quote_state))
        if row.pending:
            out.append(f", last found {row.pending}: a second look decides", pen.alert)
        out.append("\n")
        out.append(plain(f"  “{row.exact}”", lines=True) + "\n")
        for difference in row.diff:
            _difference(out, difference["kind"], difference["quoted"], difference["found"], pen)
        if row.found_text and row.diff:
            out.append(plain(f"  now: “{row.found_text}”", lines=True) + "\n")
    if row.memento:
        out.append(plain(f"  memento {row.memento}") + "\n", pen.dim)
    if row.comment:
        out.append(plain(f"  {row.comment}") + "\n", pen.dim)


def _difference(out: Text, kind: str, quoted: str, found: str, pen: Pen) -> None:
    out.append(f"  {kind}: ", pen.alert)
    if quoted:
        out.append(plain(f"[-{quoted}-]"), "reverse")
    if quoted and found:
        out.append(" became ")
    if found:
        out.append(plain(f"{{+{found}+}}"), "underline bold")
    out.append("\n")


def age(moment: datetime | None, now: datetime) -> str:
    """Return how long ago something was."""
    if moment is None:
        return "never"
    seconds = max((now - moment).total_seconds(), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"
