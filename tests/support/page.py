"""A page with its truth, and small builders for the parts of pages."""

from dataclasses import dataclass, field

from factcheck.vocabulary import LinkOutcome, QuoteOutcome, TextQuoteSelector
from tests.support.tongues import TONGUES

HTML = (("content-type", "text/html; charset=utf-8"),)
ABSENT = "Nobody on any of these pages ever wrote down this particular sentence about violet umbrellas."


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, the words quoted from it, and the truth about both."""

    name: str
    body: bytes
    link: LinkOutcome = LinkOutcome.OK
    quote: str | None = None
    quote_outcome: QuoteOutcome | None = None
    reason: str | None = None
    """The reason code of the link if it is not ok, else of the quote. None: any."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = HTML
    path: str = "/news/2024/harbour-report"
    leads_to: str | None = None
    """The path or address a redirect leads to before the body comes."""
    sibling: bytes | None = None
    """What a made-up address beside it gets, with status 200."""
    living: bool = field(default=True)
    """The page is the one that was cited: without a quote, or with words that it never contained, its link is ok."""

    @property
    def selector(self) -> TextQuoteSelector | None:
        """Return what was quoted."""
        return TextQuoteSelector(self.quote) if self.quote else None


def document(
    body: str, *, title: str = "Harbour opens again", lang: str = "en", head: str = "", site: str = "The Harbour Post"
) -> str:
    """Return a page with a head."""
    whole = f"{title} | {site}" if site else title
    return f'<!doctype html><html lang="{lang}"><head><title>{whole}</title>{head}</head><body>{body}</body></html>'


def around(content: str) -> str:
    """Return content with what every site puts around it."""
    menu = "".join(
        f'<li><a href="/{word}">{word.title()}</a></li>' for word in "news sport culture weather letters".split()
    )
    return (
        f'<header><a href="/">The Harbour Post</a><nav><ul>{menu}</ul></nav></header>{content}'
        '<footer><a href="/about">About us</a> <a href="/privacy">Privacy</a> © The Harbour Post</footer>'
    )


def article(
    *paragraphs: str, title: str = "Harbour opens again", lang: str = "en", head: str = "", extra: str = ""
) -> bytes:
    """Return an ordinary article."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return document(
        around(f"<main><article><h1>{title}</h1>{text}</article></main>{extra}"), title=title, lang=lang, head=head
    ).encode()


def notice(title: str, text: str, *, lang: str = "en", extra: str = "") -> bytes:
    """Return a notice in place of the page."""
    return document(
        around(f"<div class='box'><h1>{title}</h1><p>{text}</p>{extra}</div>"), title=title, lang=lang
    ).encode()


EN = TONGUES["en"]
QUOTE = EN.quote
EXACT = {"quote": QUOTE, "quote_outcome": QuoteOutcome.EXACT, "reason": "stands"}


def living(name: str, body: bytes | str, **more: object) -> Page:
    """Return a living page that contains the usual quote."""
    return Page(name, body.encode() if isinstance(body, str) else body, **{**EXACT, **more})  # type: ignore[arg-type]


def gone(name: str, body: bytes | str, link: LinkOutcome, reason: str, **more: object) -> Page:
    """Return a page that is not the one that was cited."""
    kept = {"quote": QUOTE, "quote_outcome": QuoteOutcome.UNVERIFIABLE, "living": False, **more}
    return Page(name, body.encode() if isinstance(body, str) else body, link, reason=reason, **kept)  # type: ignore[arg-type]
