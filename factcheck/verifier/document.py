"""What a page says: its text, in stretches that know which part of the page they are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from factcheck.vocabulary import Region

UNREADABLE = {
    "empty": "the page shows no text",
    "script-only": "the page is drawn by scripts, which are not run",
    "frames": "the page only frames other pages, or a file",
    "encrypted-pdf": "the PDF wants a password",
    "broken-pdf": "the PDF cannot be opened",
    "scanned-pdf": "the PDF holds pictures of text",
    "xfa-form": "the PDF is a form that only its maker's program can show",
    "office": "an Office document: not read",
    "archive": "an archive: not opened",
    "image": "a picture",
    "media": "sound or film",
    "binary": "no text at all",
    "costly": "reading it would cost too much: not read",
}
"""Why there is no text to judge, as a code; docs/outcomes.md lists them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of one region, as offsets into the document's text; stretches follow each other without a gap."""

    start: int
    end: int
    """Exclusive, in code points."""
    region: Region


def stretches_of(pieces: Iterable[tuple[str, Region]], size: int) -> tuple[Stretch, ...]:
    """Return the stretches of a text that is made of pieces, each with its region; the text ends after ``size`` characters."""
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
    """A page as a reader has it (the result of ``read``)."""

    kind: str
    """"html", "text", "captions", "table", "message", "pdf", "xml", "json", "feed", or what could not be read: "office", "image",
    "binary"…"""
    text: str
    """All visible text, blocks ended by a newline, no markup; NFC, no invisible characters."""
    stretches: tuple[Stretch, ...]
    title: str | None = None
    heading: str | None = None
    """The first main heading."""
    language: str | None = None
    """BCP 47 tag, as the page says or as its text shows."""
    charset: str | None = None
    unreadable: str | None = None
    """Why there is no text to judge, a code of ``UNREADABLE``; none: it was read."""
    truncated: str | None = None
    """Why the text is not whole; none: it is."""
    witness: str | None = None
    """The article's text as the page's metadata gives it (JSON-LD ``articleBody``): never proof by itself."""
    refresh: str | None = None
    """Where a meta refresh leads, as written."""
    refresh_without_scripts: bool = False
    """It stands in ``noscript``: browsers that run scripts do not follow it."""
    canonical: str | None = None
    """The address the page gives itself, as written."""
    base: str | None = None
    """The address that the page's own addresses are relative to, as written; none: its own."""
    password_field: bool = False
    """A visible field asks for a password."""
    metered: bool = False
    """The page's metadata says that it is not free to read (schema.org ``isAccessibleForFree``)."""
    prose: int = 0
    """Characters of running text in the article, outside links and headings: how much of an article there is."""
    dense: int = 0
    """Characters there of writings that need few of them, such as Chinese; short lines count, too."""
    interruptions: tuple[tuple[int, int], ...] = ()
    """Places of whole blocks in the article that can be taken out without changing its words: a lone link, a form, a
    figure, an aside. Their words belong to the article, too."""

    def region_at(self, position: int) -> Region:
        """Return the region a code point of ``text`` lies in."""
        low, high = 0, len(self.stretches) - 1
        while low < high:
            middle = (low + high) // 2
            if self.stretches[middle].end <= position:
                low = middle + 1
            else:
                high = middle
        return self.stretches[low].region if self.stretches else Region.ARTICLE

    def article_spans(self) -> tuple[tuple[int, int], ...]:
        """Return where the article stands; nothing where all the text is it, or none."""
        spans = tuple((each.start, each.end) for each in self.stretches if each.region is Region.ARTICLE)
        return () if spans == ((0, len(self.text)),) else spans

    def uninterrupted(self) -> "Document":
        """Return the document with its interruptions outside the article."""
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
