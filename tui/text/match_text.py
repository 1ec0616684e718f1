"""Tracked claims that may say the same as a text, as styled text: the relation, the claim, and what differs. Pure."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from factcheck.services.text.match_text import difference_text
from factcheck.vocabulary import MatchRelation

from .claim_text import DIM, TextStyle

if TYPE_CHECKING:
    from factcheck.services.matching.matches import ClaimMatch

SIGNS = {MatchRelation.SAME: "=", MatchRelation.TWIN: "≠", MatchRelation.RELATED: "·"}
MARGIN_CELLS = 4
"""Cells before the words of a claim, below the sign of its relation."""


def relation_text(match: "ClaimMatch") -> str:
    """Return how a claim relates to the text, in a word or two."""
    if match.is_same:
        return "says the same"
    if match.relation is MatchRelation.TWIN:
        return "differs"
    return "probably the same" if match.tracked else "similar"


def match_lines(
    match: "ClaimMatch", width: int, styling: TextStyle, console: Console, *, cursor: bool, text_lines: int
) -> list[Text]:
    """Return a match as lines: how it relates and which claim it is, its words, and what differs or what both share."""
    decided = f"{match.status} · {match.rating}" if match.rating else match.status
    relation = relation_text(match)
    start = f"{'>' if cursor else ' '} {styling.own(SIGNS[match.relation])} "
    head = Text(start, no_wrap=True)
    head.append(relation, styling.alert if match.differs else styling.head)
    facts = f"  claim {match.claim_id} · {decided} · {match.claimant}"
    head.append(styling.fit(facts, max(width - len(start) - len(relation), 0)).rstrip())
    room, margin = max(width - MARGIN_CELLS, 10), " " * MARGIN_CELLS
    lines = [head, *(Text(margin + line, no_wrap=True) for line in _words(match, room, styling, console, text_lines))]
    reason = difference_text(match.differs) if match.differs else f"both: {match.why}" if match.why else ""
    if reason:
        last = Text(margin, no_wrap=True)
        last.append(styling.fit(reason, room).rstrip(), styling.alert if match.differs else DIM)
        lines.append(last)
    return lines


def _words(match: "ClaimMatch", room: int, styling: TextStyle, console: Console, text_lines: int) -> list[str]:
    """Return the words of a claim on so many lines; the last one ends in an ellipsis where there are more."""
    # Words that differ are those of the text, or else of the stand-alone wording.
    compared = bool(match.differs) and all(each.claim.casefold() in match.text.casefold() for each in match.differs)
    words = " ".join((match.text if compared or not match.standalone else match.standalone).split())
    lines = [line.plain.rstrip() for line in Text(styling.foreign(words)).wrap(console, room)]
    if len(lines) > text_lines:
        lines[text_lines - 1 :] = [styling.fit(" ".join(lines[text_lines - 1 :]), room).rstrip()]
    return lines
