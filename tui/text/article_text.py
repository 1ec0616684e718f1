"""An article as wrapped lines in which its statements are lit, and each statement as a row of the list. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from factcheck.services.articles.values import StatementState
from factcheck.services.text.match_text import match_line
from factcheck.services.text.statement_text import reason_text, shown_dates
from factcheck.spotting.values import ARTICLE_SPEAKER, Candidate

from ..core.statements import StatementDraft
from .claim_text import DIM, TextStyle

PARAGRAPH_MAX_CHARACTERS = 4_000
"""A longer paragraph is wrapped in parts of this length."""
WRAPPED_MAX_PARAGRAPHS = 512
"""Paragraphs whose lines are remembered."""
GUTTER_CELLS = 2
"""Cells before each line of the article, for the signs of the statements that begin in it."""
SPAN_MAX_CHARACTERS = 4_000
"""No statement is longer."""
_WORD = re.compile(r"\S+\s*|\s+")

Span = tuple[int, int]


class ArticleLines:
    """The lines of a text at a width. Paragraphs are wrapped as they are shown, so that a long text costs nothing."""

    def __init__(self, text: str, width: int, styling: TextStyle) -> None:
        self.text, self.width, self.styling = text, max(width, 8), styling
        self.paragraphs = list(_paragraphs(text))
        self.starts = [start for start, _ in self.paragraphs]
        self.is_spaced = "\n\n" not in text
        """An empty line follows each paragraph: the text has none, as that of a page."""
        self.lines_of = lru_cache(maxsize=WRAPPED_MAX_PARAGRAPHS)(self._wrapped)

    def _wrapped(self, number: int) -> list[Span]:
        """Return the lines of a paragraph; an empty one has one line, and so has the space below one."""
        start, end = self.paragraphs[number]
        lines: list[Span] = []
        begun, cells = start, 0
        for word in _WORD.finditer(self.text, start, end):
            bare = word[0].rstrip()
            room = self._cells(bare)
            if cells and cells + room > self.width:
                lines.append((begun, word.start()))
                begun, cells = word.start(), 0
            if room > self.width:
                at = word.start()
                for place in range(word.start(), word.start() + len(bare)):
                    size = self._cells(self.text[place])
                    if cells and cells + size > self.width:
                        lines.append((at, place))
                        at, cells = place, 0
                    cells += size
                begun = at
                cells += len(word[0]) - len(bare)
            else:
                cells += room + len(word[0]) - len(bare)
        lines.append((begun, end))
        if self.is_spaced and number + 1 < len(self.paragraphs) and self.text[end : end + 1] == "\n":
            lines.append((end, end))
        return lines

    def _cells(self, text: str) -> int:
        if text.isascii() and text.isprintable():
            return len(text)
        return cell_len(self.styling.foreign(text))

    def place_of(self, offset: int) -> tuple[int, int]:
        """Return the paragraph and the line that an offset is in."""
        paragraph = max(bisect_right(self.starts, offset) - 1, 0)
        lines = self.lines_of(paragraph)
        return paragraph, max(bisect_right([start for start, _ in lines], offset) - 1, 0)

    def moved(self, place: tuple[int, int], by: int) -> tuple[int, int]:
        """Return the place so many lines further down, or up; the first or the last line where there are fewer."""
        paragraph, line = place
        line += by
        while line < 0:
            if not paragraph:
                return 0, 0
            paragraph -= 1
            line += len(self.lines_of(paragraph))
        while line >= (count := len(self.lines_of(paragraph))):
            if paragraph + 1 == len(self.paragraphs):
                return paragraph, count - 1
            line -= count
            paragraph += 1
        return paragraph, line

    def below(self, place: tuple[int, int], count: int) -> list[Span]:
        """Return so many lines from a place on, fewer at the end."""
        paragraph, line = place
        found: list[Span] = []
        while paragraph < len(self.paragraphs) and len(found) < count:
            found += self.lines_of(paragraph)[line:]
            paragraph, line = paragraph + 1, 0
        return found[:count]


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        while end - start > PARAGRAPH_MAX_CHARACTERS:
            space = text.rfind(" ", start + 1, start + PARAGRAPH_MAX_CHARACTERS)
            cut = space + 1 if space > 0 else start + PARAGRAPH_MAX_CHARACTERS
            yield start, cut
            start = cut
        yield start, end
        start = end + 1


@dataclass(frozen=True, slots=True)
class StatementStyles:
    """The styles of statements in the article. Each has an attribute besides its colour."""

    cursor: Style
    chosen: Style
    lit: Style
    known: Style
    rejected: Style
    headline: Style


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement in the article."""

    start: int
    end: int
    rank: int
    """Of statements that overlap, the one of the highest rank is shown."""
    style: Style
    sign: str
    """Shown before the line in which the statement begins; empty: none."""


class ArticleMarks:
    """The statements of an article by their places."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.marks = sorted(marks, key=lambda each: each.start)
        self.starts = [each.start for each in self.marks]

    def within(self, start: int, end: int) -> list[Mark]:
        """Return the statements that overlap a part of the text."""
        low, high = bisect_left(self.starts, start - SPAN_MAX_CHARACTERS), bisect_left(self.starts, end)
        return [each for each in self.marks[low:high] if each.end > start]


def marks_of(drafts: Sequence[StatementDraft], cursor: int, least: float, styles: StatementStyles) -> ArticleMarks:
    """Return the statements that are shown in the article: decided ones, and those that score at least ``least``."""
    found = []
    for place, each in enumerate(drafts):
        look = _look(each, least, styles)
        if place == cursor:
            look = (9, styles.cursor, ">")
        if look is not None:
            rank, style, sign = look
            found.append(Mark(each.candidate.start, each.candidate.end, rank, style, sign))
    return ArticleMarks(found)


def _look(draft: StatementDraft, least: float, styles: StatementStyles) -> tuple[int, Style, str] | None:
    if draft.is_chosen:
        return 8, styles.chosen, sign_of(draft)
    if draft.state is StatementState.TAKEN:
        return 5, styles.known, sign_of(draft)
    if draft.state is StatementState.REJECTED:
        return 4, styles.rejected, sign_of(draft)
    if draft.is_headline:
        return 3, styles.headline, ""
    return (1, styles.lit, "") if draft.candidate.score >= least else None


def sign_of(draft: StatementDraft) -> str:
    """Return the sign of what was decided about a statement."""
    if draft.state is StatementState.TAKEN:
        return "✓"
    if draft.state is StatementState.REJECTED:
        return "✕"
    if draft.is_chosen:
        return "●" if draft.linked_id is None else "+"
    return " "


def article_line(text: str, span: Span, marks: ArticleMarks, styling: TextStyle) -> Text:
    """Return a line of the article, its gutter first."""
    start, end = span
    inside = marks.within(start, max(end, start + 1))
    signs = [each for each in inside if start <= each.start < max(end, start + 1) and each.sign.strip()]
    top = max(signs, key=lambda each: each.rank, default=None)
    line = Text(styling.own(f"{top.sign if top else ' '} "), no_wrap=True)
    edges = sorted({start, end, *(place for each in inside for place in (each.start, each.end) if start < place < end)})
    for low, high in pairwise(edges):
        over = max((each for each in inside if each.start <= low and high <= each.end), key=_rank, default=None)
        part = text[low:high]
        line.append(styling.foreign(part.rstrip() if high == end else part), over.style if over else "")
    return line


def _rank(mark: Mark) -> tuple[int, int]:
    return mark.rank, mark.start - mark.end


# The list


def statement_head(draft: StatementDraft, width: int, styling: TextStyle, *, cursor: bool, brief: bool) -> Text:
    """Return the first line of a statement: its sign, its score, its kind, who says it and when; ``brief``: its words, too."""
    candidate = draft.candidate
    line = Text(f"{'>' if cursor else ' '} {styling.own(sign_of(draft))} {candidate.score:.2f} ", no_wrap=True)
    warning = warning_sign(draft)
    line.append(styling.own(f"{warning:2}"), styling.alert)
    facts = [str(candidate.kind), candidate.speaker if candidate.speaker != ARTICLE_SPEAKER else ""]
    if candidate.date:
        facts.append(shown_dates(candidate.date))
    words = f"{candidate.kind:11} {_one_line(draft.standalone)}" if brief else " · ".join(filter(None, facts))
    line.append(styling.fit(words, max(width - cell_len(line.plain), 0)).rstrip(), _dim(draft))
    return line


def warning_sign(draft: StatementDraft) -> str:
    """Return the sign of what a reviewer should see before a statement is chosen."""
    if draft.candidate.contradicts:
        return "!"
    if draft.offered.claim_id is not None and draft.state is StatementState.NEW:
        return "="
    first = next(iter(draft.offered.matches), None)
    if first is None:
        return ""
    return "=" if first.is_same else "≠" if first.differs else "~" if first.tracked else ""


def _dim(draft: StatementDraft) -> Style | str:
    return DIM if draft.refusal() else ""


def _one_line(words: str) -> str:
    return " ".join(words[:2_000].split())


def statement_rows(
    draft: StatementDraft, width: int, styling: TextStyle, others: Sequence[Candidate], *, most: int
) -> list[Text]:
    """Return everything about a statement below its first line, in ``most`` lines at most.

    ``others`` are the statements that contradict it.
    """
    candidate, margin = draft.candidate, " " * 4
    room = max(width - len(margin), 10)
    found: list[Text] = []

    def add(words: str, style: Style | str = "", lines: int = 2) -> None:
        shown = _wrapped(words, room, styling, lines)
        found.extend(Text(margin, no_wrap=True).append(text, style) for text in shown)

    add(draft.standalone, styling.head, 4)
    if draft.state is not StatementState.NEW or draft.is_headline:
        add(draft.refusal(), DIM)
    elif draft.tracked_id is not None:
        same = "" if draft.linked_id is not None else " in the same words"
        add(f"claim {draft.tracked_id} says this{same}: the statement is linked to it", styling.alert)
    for other in others[:2]:
        add(f"contradicts: {other.text}", styling.alert, 2)
    if draft.linked_id is None:
        for match in draft.offered.matches[:3]:
            if match.is_same or match.differs or match.tracked:
                add(match_line(match), styling.alert, 2)
                add(f"  {match.text}", DIM, 1)
    says = "the article itself" if candidate.speaker == ARTICLE_SPEAKER else candidate.speaker
    when = shown_dates(candidate.date) if candidate.date else "no date"
    unresolved = f" · unresolved: {', '.join(candidate.unresolved)}" if candidate.unresolved else ""
    add(f"said by {says} · {when}{unresolved}", DIM, 1)
    if draft.standalone.split() != candidate.text.split():
        add(f"verbatim: {candidate.text}", DIM, 3)
    if candidate.reasons:
        add(", ".join(map(reason_text, candidate.reasons)), DIM, 2)
    return found[:most]


def _wrapped(words: str, room: int, styling: TextStyle, most: int) -> list[str]:
    """Return foreign words on ``most`` lines at most; the last one ends in an ellipsis where there are more."""
    shown = styling.foreign(_one_line(words))
    lines = ArticleLines(shown, room, styling)
    found = [shown[start:end].rstrip() for start, end in lines.below((0, 0), most + 1)]
    if len(found) > most:
        found[most - 1 :] = [styling.fit(f"{found[most - 1]} {found[most]}", room).rstrip()]
    return found
