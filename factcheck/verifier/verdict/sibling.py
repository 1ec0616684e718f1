"""The made-up address beside a page, whose response shows whether the site answers 200 to any address. Pure."""

import hashlib
from urllib.parse import urlsplit

from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.http.response import Answer, Capture
from factcheck.vocabulary import STUB, QuoteOutcome


def sibling_address(answer: Answer, finding: Finding) -> str | None:
    """Return a random address in the same folder, whose response shows whether the site answers 200 to any address.

    It is the same for all pages of a folder, so that one response is enough for all of them. None: it is not needed.
    """
    lost = [quote for quote in finding.quotes if quote and needs_sibling(quote)]
    if not isinstance(answer, Capture) or not 200 <= answer.status < 300 or not lost:
        return None
    parts = urlsplit(answer.final_url)
    if parts.path.strip("/") == "":
        return None
    folder = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"
    letters = "".join(chr(97 + byte % 26) for byte in hashlib.sha256(folder.encode()).digest()[:25])
    return f"{folder}/{letters}"


def needs_sibling(quote: QuoteFinding) -> bool:
    """Return whether the response for a random address could change the finding about a quote."""
    return quote.outcome is QuoteOutcome.MISSING or quote.reason in {STUB, "empty"}
