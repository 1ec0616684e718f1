"""Claims as text: every foreign string is sanitized, and nothing is shown by colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from factcheck.services.text.event_text import event_text
from factcheck.services.text.phrases import IN_DOUBT, age
from factcheck.services.text.sanitize import sanitize_text
from factcheck.store.rows import Badges, CitationRow, ClaimDetail, ClaimRow, EventRow
from factcheck.vocabulary import QuoteOutcome, QuoteState, Status

from ..core.claim_changes import PRIORITIES

GLYPHS = {
    "ok": "✓", "exact": "✓", "moved": "→", "failing": "?", "dead": "✕", "soft404": "✕", "blocked": "▣", "unreachable": "…",
    "refused": "▣", "unchecked": "·", "altered": "≠", "missing": "∅", "displaced": "↷", "unverifiable": "?",
}  # fmt: skip
PRIORITY_SIGNS = {1: "↓", 2: " ", 3: "↑"}
TO_ASCII = str.maketrans("✓→✕▣…·≠∅↷─“”’‘–—›↑↓●↯│", "+>x#.-~0^-\"\"''-->^v*!|")
"""One sign for one, so that columns keep their width."""
BROKEN_STATES = {"dead", "soft404", "altered", "missing", "displaced"}
PLAIN = Style()
DIM = Style(dim=True)
CLAIM_WORDS_MAX_CHARACTERS = 100
"""Characters by which a prompt or a message names a claim; the edge of the screen cuts it."""
TWO_STATES_MIN_CELLS = 100
"""Width from which a list has a column for the link and one for the quote."""
RATING_MIN_CELLS = 66
"""Width below which a list has no rating, and only the sign of the evidence."""
FULL_COLUMNS_MIN_CELLS = 80
"""Width below which the rating is cut to leave room for the claim."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The signs and the styles of text on this terminal."""

    ascii: bool = False
    alert: Style = PLAIN
    head: Style = PLAIN

    def with_styles(self, alert: Style, head: Style = PLAIN) -> "TextStyle":
        """Return a copy with the styles of a theme."""
        return replace(self, alert=alert, head=head)

    def sign(self, state: str | None) -> str:
        """Return the sign and the word of a state."""
        return self.own("·" if state is None else f"{GLYPHS[state]} {state}")

    def state(self, state: str | None) -> Text:
        """Return a state, highlighted where it is broken."""
        return Text(self.sign(state), self.alert if state in BROKEN_STATES else "")

    def own(self, text: str) -> str:
        """Return our own text in the signs that this terminal has."""
        return text.translate(TO_ASCII) if self.ascii else text

    def foreign(self, text: str, *, lines: bool = False) -> str:
        """Return foreign text with its control characters escaped."""
        return self.own(sanitize_text(text, lines=lines))

    def fit(self, text: str, width: int) -> str:
        """Return foreign text in exactly this many cells, on one line."""
        cleaned = self.foreign(text)
        if cell_len(cleaned) > width > 1:
            return set_cell_size(cleaned, width - 1) + self.own("…")
        return set_cell_size(cleaned, max(width, 0))


def first_words(row: ClaimRow) -> str:
    """Return the first words of a claim, on one line."""
    return " ".join((row.standalone or row.text)[: 2 * CLAIM_WORDS_MAX_CHARACTERS].split())[:CLAIM_WORDS_MAX_CHARACTERS]


def worst(row: ClaimRow) -> str | None:
    """Return the state of the evidence that a reviewer should see first."""
    if row.quote in {QuoteState.ALTERED, QuoteState.MISSING, QuoteState.DISPLACED}:
        return row.quote
    if row.link is not None and not row.link.shows_page:
        return row.link
    return row.quote or row.link


def claim_line(
    row: ClaimRow, width: int, styling: TextStyle, *, cursor: bool, marked: bool = False, contested: bool = False
) -> Text:
    """Return a claim as a line of the list; ``contested`` means a conflict to decide."""
    line = Text(no_wrap=True)
    line.append(">" if cursor else " ")
    line.append(styling.own("↯") if contested else "!" if row.attention else " ", styling.alert)
    line.append(styling.own(PRIORITY_SIGNS[row.priority]))
    line.append(f"{row.id:>6}")
    line.append(styling.own("●") if marked else " ", styling.alert if marked else "")
    status, rating, evidence = _columns(width)
    line.append(styling.fit(row.status, status - 1) + " ")
    if rating:
        line.append(styling.fit(row.rating or "·", rating - 1) + " ")
    if width >= TWO_STATES_MIN_CELLS:
        line.append(styling.fit(styling.sign(row.link), 14), styling.alert if row.link in BROKEN_STATES else "")
        line.append(styling.fit(styling.sign(row.quote), 15), styling.alert if row.quote in BROKEN_STATES else "")
        line.append(styling.fit(row.assignee or "·", 9) + " ", "" if row.assignee else DIM)
    else:
        state = worst(row)
        line.append(
            styling.fit(styling.sign(state)[: evidence - 1], evidence), styling.alert if state in BROKEN_STATES else ""
        )
    line.append(styling.fit(row.standalone or row.text, width - cell_len(line.plain)))
    return line


def _columns(width: int) -> tuple[int, int, int]:
    """Return the cells of the columns for status, rating and evidence."""
    return (10, 12, 15) if width >= FULL_COLUMNS_MIN_CELLS else (10, 8, 15) if width >= RATING_MIN_CELLS else (7, 0, 2)


def heading(width: int) -> str:
    """Return the column names of the list."""
    status, rating, evidence = _columns(width)
    found = (
        f"{'LINK':14}{'QUOTE':15}{'WHO':10}"
        if width >= TWO_STATES_MIN_CELLS
        else f"{'EVIDENCE'[: evidence - 1]:{evidence}}"
    )
    return f"       ID {'STATUS':{status}}{'RATING'[:rating]:{rating}}{found}CLAIM"[: max(width, 0)]


SHORT_NAMES = {"attention": "att", "inbox": "in", "review": "rev", "published": "pub"}
BADGES = ("attention", *(name for name in Badges.__dataclass_fields__ if name not in {"attention", Status.REJECTED}))


def badge_line(
    name: str,
    badges: Badges,
    actor: str,
    progress: str,
    others: Sequence[str],
    width: int,
    styling: TextStyle,
    *,
    own_progress: str = "",
) -> Text:
    """Return the top line: the desk, the number of claims in each status, the progress of a run, and who is here.

    Where room is short, words are cut first, then other reviewers are counted, then the name of the desk goes, then the
    progress. The reviewer's own bulk change, which can be stopped, is the last to go.
    """
    for words, names, named in (
        (None, 3, True),
        (SHORT_NAMES, 3, True),
        (SHORT_NAMES, 0, True),
        (SHORT_NAMES, 0, False),
        (SHORT_NAMES, -1, False),
    ):
        if own_progress and names < 0:
            return Text(styling.fit(f" {own_progress}", width), "bold")
        left = Text(f" {styling.fit(name, min(cell_len(styling.foreign(name)), 24))} " if named else "", "bold")
        for word in BADGES:
            count = getattr(badges, word)
            left.append("  " if words is None else " ")
            left.append(
                f"{count:,} {words.get(word, word) if words else word}",
                styling.alert if word == "attention" and count else "",
            )
        shown = own_progress or (progress if names >= 0 else "")
        right = Text("  ".join(_right(actor, shown, others, max(names, 0), styling)) + " ")
        gap = width - cell_len(left.plain) - cell_len(right.plain)
        if gap >= 1:
            return left.append(" " * gap).append_text(right)
    return left


def _right(actor: str, progress: str, others: Sequence[str], names: int, styling: TextStyle) -> list[str]:
    parts = [styling.own(progress)] if progress else []
    here = [f"@{styling.fit(each, min(cell_len(styling.foreign(each)), 12))}" for each in others[:names]]
    more = len(others) - len(here)
    if here:
        parts.append(" ".join(here) + (f" +{more}" if more else "") + (" are here" if len(others) > 1 else " is here"))
    elif more:
        parts.append(f"+{more}")
    return [*parts, styling.fit(actor, min(cell_len(styling.foreign(actor)), 16))]


def place(name: str) -> Style:
    """Return a style that marks the beginning of something."""
    return Style(meta={"place": name})


def places(text: Text) -> dict[str, int]:
    """Return where each marked thing begins."""
    found = ((span.style.meta.get("place"), span.start) for span in text.spans if isinstance(span.style, Style))
    return {name: start for name, start in found if name}


def detail_text(
    detail: ClaimDetail,
    events: Sequence[EventRow],
    now: datetime,
    styling: TextStyle,
    pane: str = "claim",
    evidence: int | None = None,
    *,
    cite_key: str,
    note_key: str,
) -> Text:
    """Return everything about a claim. ``pane`` has the keys; ``evidence`` is the citation they act on, from 0."""
    out = Text()
    _summary(out, detail, now, styling)
    _section(out, "EVIDENCE", styling, current=pane == "evidence")
    for number, citation in enumerate(detail.citations, 1):
        _citation(out, number, citation, now, styling, current=number - 1 == evidence)
    if not detail.citations:
        out.append(f"no source cited yet: press {cite_key}\n", DIM)
    _section(out, "NOTES", styling)
    for note in detail.notes:
        origin = f", claim {note.merged_from}" if note.merged_from else ""
        out.append(styling.foreign(f"{note.author}{origin}, {age(note.at, now)}: {note.text}", lines=True) + "\n")
    if not detail.notes:
        out.append(f"no notes yet: press {note_key}\n", DIM)
    _section(out, "HISTORY", styling, current=pane == "history")
    lines = (f"{event.at:%d %b %H:%M} {event.actor} {event_text(event)}" for event in events)
    for line, _ in groupby(lines):  # a merge is an event of both claims
        out.append(styling.foreign(line) + "\n", DIM)
    return out


def _summary(out: Text, detail: ClaimDetail, now: datetime, styling: TextStyle) -> None:
    """Append the claim itself, its state and its alerts."""
    row = detail.row
    out.append(styling.own(f"claim {row.id} · {row.status} · {row.rating or 'not rated'}"), styling.head)
    out.append(
        styling.foreign(
            f" · priority {PRIORITIES[str(row.priority)]} · {row.assignee or 'nobody'} · version {row.version}\n\n",
            lines=True,
        )
    )
    out.append(styling.foreign(row.text, lines=True) + "\n", "bold")
    if row.standalone:
        out.append(styling.foreign(f"= {row.standalone}", lines=True) + "\n")
    out.append(styling.foreign(f"said by {row.claimant}{_when(row)}") + "\n")
    if detail.rating_why:
        out.append(styling.foreign(f"rated {row.rating or 'nothing'}: {detail.rating_why}", lines=True) + "\n")
    if detail.status_why:
        out.append(styling.foreign(f"rejected: {detail.status_why}", lines=True) + "\n")
    if words := idle(row.assignee, detail.touched_at, now):
        out.append(styling.foreign(words) + "\n", styling.alert)
    if row.tags:
        out.append(styling.foreign("tags " + " ".join(row.tags)) + "\n")
    for statement in detail.uncited:
        out.append(styling.foreign(f"from {statement.place}") + "\n")
    for merged in detail.merged:
        out.append(styling.foreign(f"merged claim {merged.id}: {merged.text}") + "\n")
    for alert in detail.alerts:
        what = f"! {alert.kind} {alert.before} → {alert.after}, {age(alert.opened_at, now)}: {alert.url}"
        out.append(styling.foreign(what) + "\n", styling.alert)


IDLE_MIN_AGE = timedelta(days=3)
"""An assigned claim without a change for this long is shown as idle."""


def idle(assignee: str | None, touched_at: datetime | None, now: datetime) -> str | None:
    """Return the words for an assigned claim that nobody works on; None: it is not idle."""
    if assignee is None or touched_at is None or now - touched_at < IDLE_MIN_AGE:
        return None
    return f"assigned to {assignee}, untouched for {(now - touched_at).days} days"


def _when(row: ClaimRow) -> str:
    if row.claimed_from is None and row.claimed_to is None:
        return ""
    if row.claimed_from == row.claimed_to:
        return f", {row.claimed_from}"
    return f", {row.claimed_from or '…'} to {row.claimed_to or '…'}"


def _section(out: Text, name: str, styling: TextStyle, *, current: bool = False) -> None:
    out.append("\n")
    rule = styling.own(f"{'>─' if current else '──'} {name} " + "─" * 20)
    out.append(rule + "\n", place(name.lower()) + (Style(bold=True) if current else DIM))


def _citation(
    out: Text, number: int, row: CitationRow, now: datetime, styling: TextStyle, *, current: bool = False
) -> None:
    out.append(
        f">{number} " if current else f"{number} ",
        place(f"evidence {number - 1}") + Style(bold=True, reverse=True if current else None),
    )
    origin = f", claim {row.merged_from}" if row.merged_from else ""
    out.append(styling.foreign(f"{row.stance or row.role}{origin}  {row.url}") + "\n")
    out.append("  link  ")
    out.append_text(styling.state(row.link))
    if row.link != "unchecked":
        out.append(f" ({row.reason}), {age(row.checked_at, now)}" if row.reason else f", {age(row.checked_at, now)}")
    out.append("\n")
    if row.exact is not None:
        out.append("  quote ")
        out.append_text(styling.state(row.quote_state))
        if row.pending:
            doubted = row.pending == QuoteOutcome.UNVERIFIABLE
            reason = IN_DOUBT if doubted else f"last found {row.pending}: a second check decides"
            out.append(f", {reason}", styling.alert)
        out.append("\n")
        out.append(styling.foreign(f"  “{row.exact}”", lines=True) + "\n")
        for difference in row.diff:
            _difference(out, difference, styling)
        if row.found_text and row.diff:
            out.append(styling.foreign(f"  now: “{row.found_text}”", lines=True) + "\n")
    if row.memento:
        out.append(styling.foreign(f"  memento {row.memento}") + "\n", DIM)
    if row.comment:
        out.append(styling.foreign(f"  {row.comment}") + "\n", DIM)


def _difference(out: Text, difference: dict[str, Any], styling: TextStyle) -> None:
    quoted, found = difference["quoted"], difference["found"]
    out.append(f"  {difference['kind']}: ", styling.alert)
    if quoted:
        out.append(styling.foreign(f"[-{quoted}-]"), "reverse")
    if quoted and found:
        out.append(" became ")
    if found:
        out.append(styling.foreign(f"{{+{found}+}}"), "underline bold")
    out.append("\n")


def prompt_line(what: str, keys: str, width: int, styling: TextStyle) -> str:
    """Return the subject of a prompt, cut to the room, and the keys that answer it, whole."""
    if not keys:
        return styling.fit(what, width)
    room = width - cell_len(keys) - 2
    return f"{styling.fit(what, room)}  {keys}" if room > 0 else keys


def choice_line(title: str, letters: Mapping[str, str], width: int, styling: TextStyle, *, leave: str = "(esc)") -> str:
    """Return the letters and values of a command in one line; values are cut where room is short, letters never."""
    for longest, gap in (
        (200, "  "),
        (200, " "),
        (40, " "),
        (20, " "),
        (12, " "),
        (8, " "),
        (6, " "),
        (4, " "),
        (3, " "),
        (2, " "),
    ):
        words = (f"{letter} {_short(styling.foreign(value), longest, styling)}" for letter, value in letters.items())
        line = f"{title}:{gap}{gap.join(words)}{gap}{leave}"
        if cell_len(line) <= width:
            break
    return line


def menu_lines(title: str, letters: Mapping[str, str], width: int, styling: TextStyle) -> list[str]:
    """Return a menu of many letters in columns, in as few lines as possible."""
    named = [
        f"{letter} {styling.fit(name, min(cell_len(styling.foreign(name)), 24))}" for letter, name in letters.items()
    ]
    wide = max(cell_len(each) for each in named) + 2
    fits = max((width - cell_len(title) - 2) // wide, 1)
    rows = [named[start : start + fits] for start in range(0, len(named), fits)]
    lines = ["".join(set_cell_size(each, wide) for each in row).rstrip() for row in rows]
    head = f"{title}: "
    return [
        (head if not number else " " * len(head)) + line
        for number, line in enumerate([*lines[:-1], f"{lines[-1]}  (esc)"])
    ]


def _short(word: str, longest: int, styling: TextStyle) -> str:
    bare = word.split("://")[-1] if longest < 200 else word
    return bare if cell_len(bare) <= longest else styling.fit(bare, longest)


def hint_line(hints: Mapping[object, str], width: int, dropped: Sequence[object]) -> str:
    """Return as many hints as fit, whole. Those in ``dropped`` go first; the last one, which shows all keys, stays longest."""
    shown = dict(hints)
    for command in (*dropped, *hints):
        if cell_len("  ".join(shown.values())) <= width or len(shown) == 1:
            break
        shown.pop(command, None)
    return "  ".join(shown.values())
