"""Two kept versions of a source as lines: the quote first, every change told by signs as well as by style. Pure."""

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
from factcheck.services.captures.source_status import Kept
from factcheck.services.text.phrases import age, difference_line
from factcheck.store.fast_reader import PaneCitation
from factcheck.verifier.text_diff.word_diff import Change, Hunk
from factcheck.vocabulary import LinkState

from .claim_text import TextStyle

GONE = Style(reverse=True)
NEW = Style(bold=True, underline=True)
QUOTED = Style(bold=True)
HEAD = Style(bold=True)
MARKS = {Change.SAME: ("", "", None), Change.GONE: ("[-", "-]", GONE), Change.NEW: ("{+", "+}", NEW)}
GUTTER = 3
"""Cells before a line: whether the quote stands in it, and whether something changed in it."""
LONG = 4_000
"""Characters of a piece that are shown; of a longer one, its beginning and its end."""
MOST = 500
"""Changes that are shown."""


@dataclass(frozen=True, slots=True)
class DiffLayout:
    """A comparison laid out for one width."""

    lines: list[Text]
    changes: list[int]
    """The line each change begins at."""


def heading(
    found: Comparison,
    claim: str,
    width: int,
    styling: TextStyle,
    stands: PaneCitation | None = None,
    when: datetime | None = None,
) -> Text:
    """Return what is compared, and what became of the quote; of a source that moved or is gone, how it stands now."""
    lines = [
        Text(styling.fit(f"claim {found.claim_id} · {claim}", width), HEAD),
        Text(styling.fit(found.url, width)),
    ]
    lines += [
        Text(styling.fit(f"{name:5}check {each.check_id}, {each.at:%d %b %Y %H:%M}, link {each.link}", width))
        for name, each in (("from", found.before), ("to", found.after))
    ]
    if stands is not None and stands.link not in {LinkState.OK, LinkState.UNCHECKED}:
        seen = f" ({stands.reason}), {age(stands.checked_at, when)}" if stands.reason and when else ""
        lines.append(Text(styling.fit(f"now  {styling.sign(stands.link)}{seen}", width), styling.alert))
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


def kept_heading(found: Kept, claim_id: int, claim: str, width: int, styling: TextStyle) -> Text:
    """Return what stands above a source of which there are no two versions."""
    lines = [Text(styling.fit(f"claim {claim_id} · {claim}", width), HEAD), Text(styling.fit(found.url, width))]
    if found.quote is not None:
        lines.append(Text(styling.fit(f"quoted “{found.quote}”", width)))
    return Text("\n").join(lines)


def lay_out_kept(
    found: Kept, why: str, width: int, styling: TextStyle, now: datetime, copy: str | None = None
) -> list[Text]:
    """Return how a source stands, and the one version of it that is kept, the quote marked."""
    paper = Console(width=max(width, 10), file=StringIO(), color_system=None, legacy_windows=False)
    lines = [
        *_wrapped(Text(styling.foreign(why)), width, styling, paper),
        Text(),
        Text(styling.own("── now ──"), HEAD),
    ]
    told = ["never looked at: c looks at it now"]
    if look := found.looked:
        last = f"({look.reason})" if look.link == found.state else f"· at the last look {look.link} ({look.reason})"
        told = [f"{styling.sign(found.state)} {last}, {age(look.at, now)}"]
    if found.moved_to:
        told.append(f"it answers at {found.moved_to}")
    if copy:
        told.append(f"archived copy: {copy}")
    for each in told:
        lines += _wrapped(Text(styling.foreign(each)), width, styling, paper)
    row = found.capture
    if row is None:
        lines += [Text(), *_wrapped(Text("none of its words are kept"), width, styling, paper)]
        return lines
    label = f", quote {found.anchor.label}" if found.anchor else ""
    head = f"── the version kept: check {row.source_check_id}, {row.at:%d %b %Y %H:%M}, link {row.link}{label} ──"
    lines += [Text(), *_wrapped(Text(styling.own(head), HEAD), width, styling, paper)]
    return lines + _wrapped(_passage(found, styling), width, styling, paper)


def _passage(found: Kept, styling: TextStyle) -> Text:
    """Return the kept words around the quote, or from their beginning, the quote marked."""
    passage = found.anchor.passage if found.anchor else None
    start, end = passage or (0, 0)
    first = max(start - LONG // 2, 0)
    last = min(max(end, first) + LONG, len(found.text))
    parts: list[tuple[int, int, str | Style]] = (
        [(first, start, ""), (start, end, QUOTED), (end, last, "")] if passage else [(first, last, "")]
    )
    out = Text("… " if first else "")
    for begin, stop, style in parts:
        out.append(styling.foreign(found.text[begin:stop], lines=True), style)
    return out.append(f" … ({len(found.text) - last:,} characters more)" if last < len(found.text) else "")


def label_line(was: Anchor, now: Anchor, styling: TextStyle) -> Text:
    """Return what became of the quote, in a word, and what it was before."""
    before = f" (it was {was.label})" if was.label is not now.label else ""
    return Text(f"QUOTE {now.label}{before}", "" if now.label is Label.KEPT else styling.alert)


def lay_out(found: Comparison, width: int, styling: TextStyle, *, beside: bool) -> DiffLayout:
    """Return the changes as lines of that width: both versions side by side, or one under the other."""
    paper = Console(width=max(width, 10), file=StringIO(), color_system=None, legacy_windows=False)
    lines: list[Text] = []
    changes: list[int] = []
    hunks = found.ordered()
    if not any(found.at_quote(hunk) for hunk in hunks):
        lines += _unchanged_quote(found, width, styling, paper)
    elsewhere = 0
    for number, hunk in enumerate(hunks[:MOST], 1):
        at_quote = found.at_quote(hunk)
        elsewhere += not at_quote
        changes.append(len(lines))
        where = "around the quote" if at_quote else f"elsewhere, {elsewhere}"
        lines.append(Text(styling.own(f"── {number}/{len(hunks)} {where} ──"), HEAD))
        lines += _beside(found, hunk, width, styling, paper) if beside else _below(found, hunk, width, styling, paper)
        lines.append(Text())
    if len(hunks) > MOST:
        lines.append(Text(f"and {len(hunks) - MOST:,} more changes: factcheck diff citation:{found.citation_id}"))
    if not hunks:
        lines.append(Text("not a word differs"))
    return DiffLayout(lines, changes)


def _unchanged_quote(found: Comparison, width: int, styling: TextStyle, paper: Console) -> list[Text]:
    now = found.after.anchor
    if now is None or now.text is None:
        return []
    flow = Text().append(styling.foreign(now.text, lines=True), QUOTED)
    head = Text(styling.own("── the quote, around which nothing changed ──"), HEAD)
    return [head, *_wrapped(flow, width, styling, paper), Text()]


def _below(found: Comparison, hunk: Hunk, width: int, styling: TextStyle, paper: Console) -> list[Text]:
    return _wrapped(_flow(found, hunk, (Change.GONE, Change.NEW), styling), width, styling, paper)


def _beside(found: Comparison, hunk: Hunk, width: int, styling: TextStyle, paper: Console) -> Iterator[Text]:
    half = (width - 3) // 2
    left, right = (
        _wrapped(_flow(found, hunk, (shown,), styling), half, styling, paper) for shown in (Change.GONE, Change.NEW)
    )
    for at in range(max(len(left), len(right))):
        line = left[at].copy() if at < len(left) else Text()
        line.append(" " * (half - cell_len(line.plain)))
        line.append(styling.own(" │ "))
        yield line.append_text(right[at]) if at < len(right) else line


def _flow(found: Comparison, hunk: Hunk, shown: tuple[Change, ...], styling: TextStyle) -> Text:
    """Return a change's words in one text, marked: the old ones, the new ones, or both in turn; the quote is marked, too."""
    out, gap = Text(), ""
    places: dict[Change, list[int]] = {Change.GONE: [], Change.NEW: []}
    before: Change | None = None
    for piece in hunk.pieces:
        if piece.change is not Change.SAME and piece.change not in shown:
            continue
        opening, closing, style = MARKS[piece.change]
        words = _shortened(piece.text.strip("\n"), styling).rstrip(" ")
        replaces = before is Change.GONE and piece.change is Change.NEW
        out.append("" if replaces else gap)
        start = len(out) + len(opening)
        out.append(f"{opening}{words}{closing}", style)
        for side in places:
            if piece.change in {side, Change.SAME}:
                places[side].extend(range(start, start + len(words)))
        gap = piece.text[len(piece.text.rstrip()) :] and ("\n" if piece.text.endswith("\n") else " ")
        before = piece.change
    for side, version in ((Change.GONE, found.before), (Change.NEW, found.after)):
        if side in shown and version.anchor and version.anchor.text:
            _mark(out, places[side], styling.foreign(version.anchor.text, lines=True))
    return out


def _mark(out: Text, places: list[int], words: str) -> None:
    """Mark the words where they stand among the characters at these places; white space does not count."""
    told = out.plain
    inked = [at for at in places if not told[at].isspace()]
    sought = "".join(words.split())
    start = "".join(told[at] for at in inked).find(sought)
    if not sought or start < 0:
        return
    run = inked[start : start + len(sought)]
    first = run[0]
    for here, following in zip(run, [*run[1:], -1], strict=True):
        if following < 0 or (following != here + 1 and not told[here + 1 : following].isspace()):
            out.stylize(QUOTED, first, here + 1)
            first = following


def _shortened(text: str, styling: TextStyle) -> str:
    if len(text) > LONG:
        half = LONG // 2
        text = f"{text[:half]} … ({len(text) - LONG:,} characters are left out) … {text[-half:]}"
    return styling.foreign(re.sub(r"\s*\n\s*", "\n", text), lines=True)


def _wrapped(flow: Text, width: int, styling: TextStyle, paper: Console) -> list[Text]:
    """Return the text in lines of that width, each with its gutter."""
    out = []
    for line in flow.wrap(paper, max(width - GUTTER, 10)):
        styles = [span.style for span in line.spans]
        quote = "“" if QUOTED in styles else " "
        sign = {(True, True): "~", (True, False): "-", (False, True): "+"}.get((GONE in styles, NEW in styles), " ")
        line.rstrip()
        out.append(Text(styling.own(f"{quote}{sign} ")).append_text(line))
    return out
