"""Two stored versions of a source as lines: the quote first, each change marked by signs as well as by style. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from factcheck.services.captures.comparison import Anchor, Comparison, Label
from factcheck.services.captures.source_status import StoredSource
from factcheck.services.text.phrases import age, counted, difference_line
from factcheck.store.rows import CitationRow
from factcheck.verifier.text_diff.word_diff import Change, Hunk
from factcheck.vocabulary import LinkState

from .claim_text import TextStyle

LABEL_WORDS = {Label.EXACT: "EXACT", Label.REMOVED: "REMOVED"}
"""Words for the labels of a quote, where the screen has others."""
REMOVED = Style(reverse=True)
ADDED = Style(bold=True, underline=True)
QUOTED = Style(bold=True)
HEAD = Style(bold=True)
MARKS = {Change.SAME: ("", "", None), Change.REMOVED: ("[-", "-]", REMOVED), Change.NEW: ("{+", "+}", ADDED)}
GUTTER_CELLS = 3
"""Cells before a line, for the signs of the quote and of a change."""
PIECE_MAX_CHARACTERS = 4_000
"""Characters shown of a piece; of a longer one, its beginning and its end."""
CHANGES_MAX = 500
"""Changes that are shown."""


@dataclass(frozen=True, slots=True)
class DiffLayout:
    """A comparison laid out for one width."""

    lines: list[Text]
    changes: list[int]
    """The first line of each change."""


def heading(
    found: Comparison,
    claim: str,
    width: int,
    styling: TextStyle,
    current: CitationRow | None = None,
    when: datetime | None = None,
) -> Text:
    """Return the compared versions and the state of the quote; for a source that moved or is gone, also its state now."""
    lines = [
        Text(styling.fit(f"claim {found.claim_id} · {claim}", width), HEAD),
        Text(styling.fit(found.url, width)),
    ]
    lines += [
        Text(styling.fit(f"{name:5}check {each.check_id}, {each.at:%d %b %Y %H:%M}, link {each.link}", width))
        for name, each in (("from", found.before), ("to", found.after))
    ]
    if current is not None and current.link not in {LinkState.OK, LinkState.UNCHECKED}:
        seen = f" ({current.reason}), {age(current.checked_at, when)}" if current.reason and when else ""
        lines.append(Text(styling.fit(f"now  {styling.sign(current.link)}{seen}", width), styling.alert))
    was, now = found.before.anchor, found.after.anchor
    if found.quote is None or was is None or now is None:
        lines.append(Text("nothing is quoted"))
        return Text("\n").join(lines)
    lines.append(label_line(was, now, styling))
    lines.append(Text(styling.fit(f"quoted “{found.quote}”", width)))
    if now.text is not None and now.text != found.quote:
        lines.append(Text(styling.fit(f"now    “{now.text}”", width)))
    if now.diff:
        lines.append(Text(styling.fit("; ".join(difference_line(each) for each in now.diff), width), styling.alert))
    return Text("\n").join(lines)


def stored_heading(found: StoredSource, claim_id: int, claim: str, width: int, styling: TextStyle) -> Text:
    """Return the heading of a source without two versions to compare."""
    lines = [Text(styling.fit(f"claim {claim_id} · {claim}", width), HEAD), Text(styling.fit(found.url, width))]
    if found.quote is not None:
        lines.append(Text(styling.fit(f"quoted “{found.quote}”", width)))
    return Text("\n").join(lines)


def lay_out_stored(
    found: StoredSource, why: str, width: int, styling: TextStyle, now: datetime, copy: str | None, *, check_key: str
) -> list[Text]:
    """Return the state of a source, and its one stored version with the quote marked."""
    paper = Console(width=max(width, 10), file=StringIO(), color_system=None, legacy_windows=False)
    lines = [
        *_wrapped(Text(styling.foreign(why)), width, styling, paper),
        Text(),
        Text(styling.own("── now ──"), HEAD),
    ]
    state = [f"never checked: press {check_key} to check it now"]
    if check := found.last_check:
        last = (
            f"({check.reason})" if check.link == found.state else f"· at the last check {check.link} ({check.reason})"
        )
        state = [f"{styling.sign(found.state)} {last}, {age(check.at, now)}"]
    if found.moved_to:
        state.append(f"moved to {found.moved_to}")
    if copy:
        state.append(f"archived copy: {copy}")
    for each in state:
        lines += _wrapped(Text(styling.foreign(each)), width, styling, paper)
    row = found.capture
    if row is None:
        lines += [Text(), *_wrapped(Text("no text of it is stored"), width, styling, paper)]
        return lines
    label = f", quote {LABEL_WORDS.get(found.anchor.label, found.anchor.label)}" if found.anchor else ""
    head = f"── the stored version: check {row.source_check_id}, {row.at:%d %b %Y %H:%M}, link {row.link}{label} ──"
    lines += [Text(), *_wrapped(Text(styling.own(head), HEAD), width, styling, paper)]
    return lines + _wrapped(_passage(found, styling), width, styling, paper)


def _passage(found: StoredSource, styling: TextStyle) -> Text:
    """Return the stored text around the quote, or its beginning, with the quote marked."""
    passage = found.anchor.passage if found.anchor else None
    start, end = passage or (0, 0)
    first = max(start - PIECE_MAX_CHARACTERS // 2, 0)
    last = min(max(end, first) + PIECE_MAX_CHARACTERS, len(found.text))
    parts: list[tuple[int, int, str | Style]] = (
        [(first, start, ""), (start, end, QUOTED), (end, last, "")] if passage else [(first, last, "")]
    )
    out = Text("… " if first else "")
    for begin, stop, style in parts:
        out.append(styling.foreign(found.text[begin:stop], lines=True), style)
    return out.append(f" … ({counted(len(found.text) - last, 'more character')})" if last < len(found.text) else "")


def label_line(was: Anchor, now: Anchor, styling: TextStyle) -> Text:
    """Return the state of the quote in a word, and the state before."""
    old, new = (LABEL_WORDS.get(anchor.label, anchor.label) for anchor in (was, now))
    before = f" (before: {old})" if old != new else ""
    return Text(f"QUOTE {new}{before}", "" if now.label is Label.EXACT else styling.alert)


def lay_out(found: Comparison, width: int, styling: TextStyle, *, beside: bool) -> DiffLayout:
    """Return the changes as lines of this width: both versions side by side, or one under the other."""
    paper = Console(width=max(width, 10), file=StringIO(), color_system=None, legacy_windows=False)
    lines: list[Text] = []
    changes: list[int] = []
    hunks = found.ordered()
    if not any(found.at_quote(hunk) for hunk in hunks):
        lines += _unchanged_quote(found, width, styling, paper)
    elsewhere = 0
    for number, hunk in enumerate(hunks[:CHANGES_MAX], 1):
        at_quote = found.at_quote(hunk)
        elsewhere += not at_quote
        changes.append(len(lines))
        where = "around the quote" if at_quote else f"elsewhere, {elsewhere}"
        lines.append(Text(styling.own(f"── {number}/{len(hunks)} {where} ──"), HEAD))
        lines += _beside(found, hunk, width, styling, paper) if beside else _below(found, hunk, width, styling, paper)
        lines.append(Text())
    if len(hunks) > CHANGES_MAX:
        lines.append(
            Text(f"and {counted(len(hunks) - CHANGES_MAX, 'more change')}: factcheck diff citation:{found.citation_id}")
        )
    if not hunks:
        lines.append(Text("no word differs"))
    return DiffLayout(lines, changes)


def _unchanged_quote(found: Comparison, width: int, styling: TextStyle, paper: Console) -> list[Text]:
    now = found.after.anchor
    if now is None or now.text is None:
        return []
    flow = Text().append(styling.foreign(now.text, lines=True), QUOTED)
    head = Text(styling.own("── the quote: nothing changed around it ──"), HEAD)
    return [head, *_wrapped(flow, width, styling, paper), Text()]


def _below(found: Comparison, hunk: Hunk, width: int, styling: TextStyle, paper: Console) -> list[Text]:
    return _wrapped(_flow(found, hunk, (Change.REMOVED, Change.NEW), styling), width, styling, paper)


def _beside(found: Comparison, hunk: Hunk, width: int, styling: TextStyle, paper: Console) -> Iterator[Text]:
    half = (width - 3) // 2
    left, right = (
        _wrapped(_flow(found, hunk, (shown,), styling), half, styling, paper) for shown in (Change.REMOVED, Change.NEW)
    )
    for at in range(max(len(left), len(right))):
        line = left[at].copy() if at < len(left) else Text()
        line.append(" " * (half - cell_len(line.plain)))
        line.append(styling.own(" │ "))
        yield line.append_text(right[at]) if at < len(right) else line


def _flow(found: Comparison, hunk: Hunk, shown: tuple[Change, ...], styling: TextStyle) -> Text:
    """Return the words of a change in one text, marked: the old ones, the new ones, or both; the quote is marked, too."""
    out, gap = Text(), ""
    places: dict[Change, list[int]] = {Change.REMOVED: [], Change.NEW: []}
    before: Change | None = None
    for piece in hunk.pieces:
        if piece.change is not Change.SAME and piece.change not in shown:
            continue
        opening, closing, style = MARKS[piece.change]
        words = _shortened(piece.text.strip("\n"), styling).rstrip(" ")
        replaces = before is Change.REMOVED and piece.change is Change.NEW
        out.append("" if replaces else gap)
        start = len(out) + len(opening)
        out.append(f"{opening}{words}{closing}", style)
        for side in places:
            if piece.change in {side, Change.SAME}:
                places[side].extend(range(start, start + len(words)))
        gap = piece.text[len(piece.text.rstrip()) :] and ("\n" if piece.text.endswith("\n") else " ")
        before = piece.change
    for side, version in ((Change.REMOVED, found.before), (Change.NEW, found.after)):
        if side in shown and version.anchor and version.anchor.text:
            _mark(out, places[side], styling.foreign(version.anchor.text, lines=True))
    return out


def _mark(out: Text, places: list[int], words: str) -> None:
    """Mark the words where they are among the characters at these places; white space does not count."""
    shown = out.plain
    inked = [at for at in places if not shown[at].isspace()]
    sought = "".join(words.split())
    start = "".join(shown[at] for at in inked).find(sought)
    if not sought or start < 0:
        return
    run = inked[start : start + len(sought)]
    first = run[0]
    for here, following in zip(run, [*run[1:], -1], strict=True):
        if following < 0 or (following != here + 1 and not shown[here + 1 : following].isspace()):
            out.stylize(QUOTED, first, here + 1)
            first = following


def _shortened(text: str, styling: TextStyle) -> str:
    if len(text) > PIECE_MAX_CHARACTERS:
        half = PIECE_MAX_CHARACTERS // 2
        text = f"{text[:half]} … ({counted(len(text) - PIECE_MAX_CHARACTERS, 'character')} left out) … {text[-half:]}"
    return styling.foreign(re.sub(r"\s*\n\s*", "\n", text), lines=True)


def _wrapped(flow: Text, width: int, styling: TextStyle, paper: Console) -> list[Text]:
    """Return the text in lines of this width, each with its gutter."""
    out = []
    for line in flow.wrap(paper, max(width - GUTTER_CELLS, 10)):
        styles = [span.style for span in line.spans]
        quote = "“" if QUOTED in styles else " "
        sign = {(True, True): "~", (True, False): "-", (False, True): "+"}.get(
            (REMOVED in styles, ADDED in styles), " "
        )
        line.rstrip()
        out.append(Text(styling.own(f"{quote}{sign} ")).append_text(line))
    return out
