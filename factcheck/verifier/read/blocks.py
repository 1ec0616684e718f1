"""Blocks of text, and their kinds: running text, a label with a single link, a page number."""

import re
from dataclasses import dataclass

from factcheck.languages import all_words, pattern

PROSE_MIN_CHARACTERS = 25
"""Least length of a line of running text; a shorter one is a label."""
_LETTER = re.compile(r"[^\W_]")
_PAGE = (
    r"\W*(?:(?:{})\.?\s*)?"
    r"(\d{1,4})\s*(?:(?:[^\W\d_]{1,8}\s*){1,2}|[/|]\s*|\s[-–—]\s)(\d{1,4})(?:\s*[^\W\d_]{1,2})?[^\w.!?]*"
)
"""A page number with the number of pages, and almost nothing else: "Page 2 of 5", "2/5", "第2页 共5页"."""
LABEL_MAX_CHARACTERS = 60
"""Maximum length of a line that can be a label or a page number."""
_HEADLINE_MIN_CHARACTERS = 25
"""Least length of a link that can be a headline."""
_QUOTES = frozenset("\"'“„«‘‚”»「『")
_MARKS = "▶►▸→»›·•>-–—|: "
_COLON = re.compile(r"^\W*[^\W_][^.!?\n]{0,38}?\s*[:：»›→>|–—]\s*$")
_STOPS = re.compile(r"[.!?。！？]\W*$")
_INVITATION = r"(?:{})(?:\s+[^\W\d_]+){0,3}"
"""A label of links to other articles, with its subject: "More on this story", "Mehr zum Thema"."""


@dataclass(slots=True)
class Block:
    """A paragraph, a heading or a cell: its texts, and the part of the page that each is in."""

    texts: list[str]
    parts: list[int]
    size: int = 0
    linked: int = 0
    heading: int = 0
    """The level of a heading; 0 for other blocks."""
    pressed: int = 0
    """The number of characters of buttons and of labels of fields, which count as linked, too."""
    lead: int = 0
    """The number of texts before the first link."""
    tail: int = 0
    """The number of characters after the last link."""
    line: str = ""
    """The whole text where it is in one part; else empty."""

    @property
    def prose(self) -> int:
        """Return the number of characters of running text."""
        own = self.size - self.linked
        return own if not self.heading and own >= PROSE_MIN_CHARACTERS and own * 2 > self.size else 0

    @property
    def is_link(self) -> bool:
        """Return whether the block has only a link, a button or a label."""
        return self.linked > 0 and self.size - self.linked <= 3


def ends_a_sentence(line: str) -> bool:
    """Return whether a line ends as a sentence does, so that it is not a heading."""
    return _STOPS.search(line) is not None


def is_interruption(block: Block, line: str) -> bool:
    """Return whether a block can be removed from the article without changing its words."""
    if block.linked:
        return (block.is_link and not _has_word_beside_links(block)) or _only_links(block)
    if block.heading or len(line) > LABEL_MAX_CHARACTERS:
        return False
    if (" " in line or "/" in line) and (page := pattern("page_parts", "numbered_pages", _PAGE).fullmatch(line)):
        return 0 < int(page[1]) <= int(page[2])
    return line.strip(" -–—•·.:…()[]|").casefold() in all_words("page_parts", "advertisement_labels")


def _has_word_beside_links(block: Block) -> bool:
    """Return whether a block has words before its links, or a short one after them: "Not", "no"."""
    before = "".join(block.texts[: block.lead])
    behind = block.texts[-1] if block.tail else ""
    return _LETTER.search(before) is not None or (len(behind) <= 3 and _LETTER.search(behind) is not None)


def _only_links(block: Block) -> bool:
    """Return whether a block consists of links, except for a label that introduces them and punctuation between them."""
    if block.tail > 3 or 2 * block.linked < block.size:
        return False
    if block.lead and _begins_with_quotation(block):
        return False
    if block.tail > 0 and _LETTER.search(block.texts[-1][-block.tail :]):
        return False
    label = "".join(block.texts[: block.lead])
    between = block.size - block.linked - len(label) - block.tail
    return between <= 3 * len(block.texts) and (not _LETTER.search(label) or introduces_link(label))


def _begins_with_quotation(block: Block) -> bool:
    """Return whether the first link of a block begins with a quotation mark."""
    return block.texts[min(block.lead, len(block.texts) - 1)].strip()[:1] in _QUOTES


def introduces_link(label: str) -> bool:
    """Return whether the text before a link is a label: it ends with a colon or an arrow, or announces something to read."""
    if len(label) > 40 or len(label.split()) > 5:
        return False
    invitation = pattern("page_parts", "related_labels", _INVITATION)
    return _COLON.match(label) is not None or invitation.fullmatch(label.strip(_MARKS)) is not None


def is_teaser(block: Block) -> bool:
    """Return whether a block only links to another article: a short label before a single link that is a headline."""
    if not block.lead or block.heading or block.tail > 3 or block.linked < _HEADLINE_MIN_CHARACTERS:
        return False
    label = "".join(block.texts[: block.lead])
    if block.size - block.linked - len(label) - block.tail > 3:
        return False
    if not introduces_link(label):
        return False
    if pattern("page_parts", "related_labels").match(label.strip(_MARKS)):
        return True
    link = "".join(block.texts[block.lead :]).strip()
    return (
        len(label.split()) <= 3
        and len(link.split()) >= 5
        and not _STOPS.search(link)
        and not _begins_with_quotation(block)
    )
