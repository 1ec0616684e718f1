"""The text of a page, divided into stretches by region."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from factcheck.vocabulary import Region

UNREADABLE_REASONS = {
    "empty": "the page shows no text",
    "script-only": "the page is drawn by scripts, which are not run",
    "frames": "the page only embeds other pages or a file",
    "encrypted-pdf": "the PDF needs a password",
    "broken-pdf": "the PDF cannot be opened",
    "scanned-pdf": "the PDF contains only images of text",
    "xfa-form": "the PDF is a form that only its authoring program can display",
    "office": "an Office document: not supported",
    "archive": "an archive: not supported",
    "image": "an image",
    "media": "audio or video",
    "binary": "binary data without text",
    "costly": "not read, because reading it would cost too much",
}
"""Reason codes of documents without text to evaluate; docs/outcomes.md lists them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of one region, as offsets into the document's text. Stretches follow each other without a gap."""

    start: int
    end: int
    """Exclusive, in code points."""
    region: Region


def stretches_of(pieces: Iterable[tuple[str, Region]], size: int) -> tuple[Stretch, ...]:
    """Return the stretches of a text that is the concatenation of pieces with regions, cut off after ``size`` characters."""
    stretches: list[Stretch] = []
    start = 0
    for piece, region in pieces:
        end = min(start + len(piece), size)
        if stretches and stretches[-1].region is region:
            stretches[-1] = Stretch(stretches[-1].start, end, region)
        elif end > start:
            stretches.append(Stretch(start, end, region))
        start = end
    return tuple(stretches)


@dataclass(frozen=True, slots=True)
class Document:
    """A page as its readers see it (the result of ``read``)."""

    kind: str
    """"html", "text", "captions", "table", "message", "pdf", "xml", "json", "feed", or a kind that is not read:
    "office", "image", "binary"…"""
    text: str
    """All visible text in NFC, without markup and invisible characters; each block ends with a newline."""
    stretches: tuple[Stretch, ...]
    title: str | None = None
    heading: str | None = None
    """The first main heading."""
    language: str | None = None
    """BCP 47 tag, as declared by the page or detected in its text."""
    charset: str | None = None
    unreadable: str | None = None
    """The reason why the document has no text to evaluate, a code of ``UNREADABLE_REASONS``; None where it was read."""
    truncated: str | None = None
    """The reason why the text is incomplete; None where it is complete."""
    witness: str | None = None
    """The article's text in the page's metadata (JSON-LD ``articleBody``), which alone is not proof."""
    refresh: str | None = None
    """The target of a meta refresh, as written."""
    refresh_without_scripts: bool = False
    """Whether the refresh is inside ``noscript``, so that browsers that run scripts do not follow it."""
    canonical: str | None = None
    """The canonical address in the page, as written."""
    base: str | None = None
    """The base address for relative addresses, as written; None where it is the page's own."""
    password_field: bool = False
    """Whether a visible field asks for a password."""
    metered: bool = False
    """Whether the page's metadata says that it is not free to read (schema.org ``isAccessibleForFree``)."""
    prose: int = 0
    """The number of characters of running text in the article, outside links and headings."""
    dense: int = 0
    """The number of characters of dense scripts, such as Chinese, in the article, including short lines."""
    interruptions: tuple[tuple[int, int], ...] = ()
    """Spans of complete blocks in the article that can be removed without changing its words: a single link, a form, a
    figure, an aside. Their words belong to the article too."""

    def region_at(self, position: int) -> Region:
        """Return the region of a code point of ``text``."""
        low, high = 0, len(self.stretches) - 1
        while low < high:
            middle = (low + high) // 2
            if self.stretches[middle].end <= position:
                low = middle + 1
            else:
                high = middle
        return self.stretches[low].region if self.stretches else Region.ARTICLE

    def article_spans(self) -> tuple[tuple[int, int], ...]:
        """Return the spans of the article, or an empty tuple where all of the text or none of it is the article."""
        spans = tuple((each.start, each.end) for each in self.stretches if each.region is Region.ARTICLE)
        return () if spans == ((0, len(self.text)),) else spans

    def uninterrupted(self) -> "Document":
        """Return the document with its interruptions moved out of the article."""
        stretches: list[Stretch] = []
        waiting = list(reversed(self.interruptions))
        for each in self.stretches:
            start = each.start
            while waiting and waiting[-1][0] < each.end:
                low, high = waiting.pop()
                if start < low:
                    stretches.append(Stretch(start, low, each.region))
                stretches.append(Stretch(low, high, Region.RELATED))
                start = high
            if start < each.end:
                stretches.append(Stretch(start, each.end, each.region))
        return replace(self, stretches=tuple(stretches), interruptions=())

    def article(self) -> str:
        """Return the text of the article alone."""
        return "".join(self.text[s.start : s.end] for s in self.stretches if s.region is Region.ARTICLE)
