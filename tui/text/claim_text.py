"""Claims as text: every foreign string harmless, nothing told by colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from factcheck.services.text.event_text import describe
from factcheck.services.text.phrases import IN_DOUBT, age
from factcheck.services.text.sanitize import plain
from factcheck.store.fast_reader import Pane, PaneCitation
from factcheck.store.rows import Badges, ClaimRow, EventRow
from factcheck.vocabulary import LinkState, QuoteOutcome, QuoteState

from ..core.keymap import PRIORITIES, SPARED

GLYPHS = {
    "ok": "✓", "exact": "✓", "moved": "→", "failing": "?", "dead": "✕", "soft404": "✕", "blocked": "▣", "unreachable": "…",
    "refused": "▣", "unchecked": "·", "altered": "≠", "missing": "∅", "displaced": "↷", "unverifiable": "?",
}  # fmt: skip
PRIORITY_SIGNS = {1: "↓", 2: " ", 3: "↑"}
TO_ASCII = str.maketrans("✓→✕▣…·≠∅↷─“”’‘–—›↑↓●↯│", "+>x#.-~0^-\"\"''-->^v*!|")
"""One sign for one, so that columns stay."""
GRAVE = {"dead", "soft404", "altered", "missing", "displaced"}
PLAIN = Style()
DIM = Style(dim=True)
WORDS = 100
"""Characters by which a prompt or an answer names a claim, at most: it is cut at the edge of the screen."""
ROOMY = 100
"""Cells from which a list has a column for the link and one for the quote."""
TIGHTER = 66
"""Cells below which the rating goes, and of the evidence only its sign stays."""
TIGHT = 80
"""Cells below which status and rating are cut short for the claim's sake."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How to draw: which signs, and the styles of the theme."""

    ascii: bool = False
    alert: Style = PLAIN
    head: Style = PLAIN

    def with_styles(self, alert: Style, head: Style = PLAIN) -> "TextStyle":
        """Return the pen with a theme's styles."""
        return replace(self, alert=alert, head=head)

    def sign(self, state: str | None) -> str:
        """Return a state's sign and word."""
        return self.own("·" if state is None else f"{GLYPHS[state]} {state}")

    def state(self, state: str | None) -> Text:
        """Return a state, marked when it is grave."""
        return Text(self.sign(state), self.alert if state in GRAVE else "")

    def own(self, text: str) -> str:
        """Return text of ours in the signs this terminal has."""
        return text.translate(TO_ASCII) if self.ascii else text

    def foreign(self, text: str, *, lines: bool = False) -> str:
        """Return text of others, harmless."""
        return self.own(plain(text, lines=lines))

    def fit(self, text: str, width: int) -> str:
        """Return foreign text in exactly so many cells, on one line."""
        cleaned = self.foreign(text)
        if cell_len(cleaned) > width > 1:
            return set_cell_size(cleaned, width - 1) + self.own("…")
        return set_cell_size(cleaned, max(width, 0))


def first_words(row: ClaimRow) -> str:
    """Return how a claim begins, on one line."""
    return " ".join((row.standalone or row.text)[: 2 * WORDS].split())[:WORDS]


def worst(row: ClaimRow) -> str | None:
    """Return the state of a claim's evidence that a reviewer should know first."""
    if row.quote in {QuoteState.ALTERED, QuoteState.MISSING, QuoteState.DISPLACED}:
        return row.quote
    if row.link not in {LinkState.OK, LinkState.MOVED, None}:
        return row.link
    return row.quote or row.link


def claim_line(
    row: ClaimRow, width: int, styling: TextStyle, *, cursor: bool, marked: bool = False, contested: bool = False
) -> Text:
    """Return a claim as a line of the list; it is contested where a change of the reviewer's was not stored."""
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
    if width >= ROOMY:
        line.append(styling.fit(styling.sign(row.link), 14), styling.alert if row.link in GRAVE else "")
        line.append(styling.fit(styling.sign(row.quote), 15), styling.alert if row.quote in GRAVE else "")
        line.append(styling.fit(row.assignee or "·", 9) + " ", "" if row.assignee else DIM)
    else:
        state = worst(row)
        line.append(styling.fit(styling.sign(state)[: evidence - 1], evidence), styling.alert if state in GRAVE else "")
    line.append(styling.fit(row.standalone or row.text, width - cell_len(line.plain)))
    return line


def _columns(width: int) -> tuple[int, int, int]:
    """Return the cells of a list's columns for status, rating and evidence: of the last, its sign alone where it is tight."""
    return (10, 12, 15) if width >= TIGHT else (8, 8, 15) if width >= TIGHTER else (7, 0, 2)


def heading(width: int) -> str:
    """Return the list's column names."""
    status, rating, evidence = _columns(width)
    found = f"{'LINK':14}{'QUOTE':15}{'WHO':10}" if width >= ROOMY else f"{'EVIDENCE'[: evidence - 1]:{evidence}}"
    return f"       ID {'STATUS':{status}}{'RATING'[:rating]:{rating}}{found}CLAIM"[: max(width, 0)]


SHORT = {"attention": "att", "inbox": "in", "open": "open", "review": "rev", "published": "pub"}


def badge_line(
    name: str,
    badges: Badges,
    actor: str,
    progress: str,
    others: Sequence[str],
    width: int,
    styling: TextStyle,
    *,
    own_act: str = "",
) -> Text:
    """Return the line at the top: the desk, how many claims wait where, how far what goes on is, and who is here.

    Where it is tight, words are cut short first, then others are counted, then the desk's name goes, then the progress.
    The reviewer's own act, which can be stopped, is the last to go.
    """
    for words, names, named in (
        (None, 3, True),
        (SHORT, 3, True),
        (SHORT, 0, True),
        (SHORT, 0, False),
        (SHORT, -1, False),
    ):
        if own_act and names < 0:
            return Text(styling.fit(f" {own_act}", width), "bold")
        left = Text(f" {styling.fit(name, min(cell_len(styling.foreign(name)), 24))} " if named else "", "bold")
        for word in ("attention", "inbox", "open", "review", "published"):
            count = getattr(badges, word)
            left.append("  " if words is None else " ")
            left.append(
                f"{count:,} {words[word] if words else word}", styling.alert if word == "attention" and count else ""
            )
        shown = own_act or (progress if names >= 0 else "")
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
    """Return a mark for where something begins."""
    return Style(meta={"place": name})


def places(text: Text) -> dict[str, int]:
    """Return where what was marked begins."""
    found = ((span.style.meta.get("place"), span.start) for span in text.spans if isinstance(span.style, Style))
    return {name: start for name, start in found if name}


def detail_text(
    detail: Pane,
    events: Sequence[EventRow],
    now: datetime,
    styling: TextStyle,
    part: str = "claim",
    evidence: int | None = None,
) -> Text:
    """Return all about a claim. ``part`` is the pane that has the keys, ``evidence`` which citation they act on, from 0."""
    row = detail.row
    out = Text()
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
    if lies := idle(row.assignee, detail.touched_at, now):
        out.append(styling.foreign(lies) + "\n", styling.alert)
    if row.tags:
        out.append(styling.foreign("tags " + " ".join(row.tags)) + "\n")
    for alert in detail.alerts:
        what = f"! {alert.kind} {alert.before} → {alert.after}, {age(alert.opened_at, now)}: {alert.url}"
        out.append(styling.foreign(what) + "\n", styling.alert)
    _section(out, "EVIDENCE", styling, current=part == "evidence")
    for number, citation in enumerate(detail.citations, 1):
        _citation(out, number, citation, now, styling, current=number - 1 == evidence)
    if not detail.citations:
        out.append("nothing cited yet: press e\n", DIM)
    _section(out, "NOTES", styling)
    for note in detail.notes:
        out.append(styling.foreign(f"{note.author}, {age(note.at, now)}: {note.text}", lines=True) + "\n")
    if not detail.notes:
        out.append("none: press n\n", DIM)
    _section(out, "HISTORY", styling, current=part == "history")
    for event in events:
        out.append(styling.foreign(f"{event.at:%d %b %H:%M} {event.actor} {describe(event)}") + "\n", DIM)
    return out


IDLE = timedelta(days=3)
"""How long an assigned claim may lie before its pane says so."""


def idle(assignee: str | None, touched_at: datetime | None, now: datetime) -> str | None:
    """Return the words for a claim that is somebody's and lies; None: it does not."""
    if assignee is None or touched_at is None or now - touched_at < IDLE:
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
    out: Text, number: int, row: PaneCitation, now: datetime, styling: TextStyle, *, current: bool = False
) -> None:
    out.append(
        f">{number} " if current else f"{number} ",
        place(f"evidence {number - 1}") + Style(bold=True, reverse=True if current else None),
    )
    out.append(styling.foreign(f"{row.stance or row.role}  {row.url}") + "\n")
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
            waits = IN_DOUBT if doubted else f"last found {row.pending}: a second look decides"
            out.append(f", {waits}", styling.alert)
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
    """Return what a prompt is about, as far as there is room, and the keys that answer it, whole."""
    if not keys:
        return styling.fit(what, width)
    room = width - cell_len(keys) - 2
    return f"{styling.fit(what, room)}  {keys}" if room > 0 else keys


def choice_line(verb: str, letters: Mapping[str, str], width: int, styling: TextStyle, *, leave: str = "(esc)") -> str:
    """Return a verb's letters and what they stand for, in one line: no letter is cut off, words are where it is tight."""
    asked = verb.replace("_", " ")
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
        line = f"{asked}:{gap}{gap.join(words)}{gap}{leave}"
        if cell_len(line) <= width:
            break
    return line


def menu_lines(verb: str, letters: Mapping[str, str], width: int, styling: TextStyle) -> list[str]:
    """Return a menu of many letters in columns, as few lines as hold it with no name cut below what tells it apart."""
    named = [
        f"{letter} {styling.fit(name, min(cell_len(styling.foreign(name)), 24))}" for letter, name in letters.items()
    ]
    wide = max(cell_len(each) for each in named) + 2
    fits = max((width - cell_len(verb) - 2) // wide, 1)
    rows = [named[start : start + fits] for start in range(0, len(named), fits)]
    lines = ["".join(set_cell_size(each, wide) for each in row).rstrip() for row in rows]
    head = f"{verb}: "
    return [
        (head if not number else " " * len(head)) + line
        for number, line in enumerate([*lines[:-1], f"{lines[-1]}  (esc)"])
    ]


def _short(word: str, longest: int, styling: TextStyle) -> str:
    bare = word.split("://")[-1] if longest < 200 else word
    return bare if cell_len(bare) <= longest else styling.fit(bare, longest)


def hint_line(hints: Mapping[str, str], width: int, spared: Sequence[str] = SPARED) -> str:
    """Return as many of the keys as fit, whole; those spared go first, the one that shows them all stays longest."""
    shown = dict(hints)
    for verb in (*spared, *hints):
        if cell_len("  ".join(shown.values())) <= width or len(shown) == 1:
            break
        shown.pop(verb, None)
    return "  ".join(shown.values())
