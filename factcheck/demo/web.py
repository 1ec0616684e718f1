"""The small web of the demo, served on loopback: each page has an original version, and some a changed one.

No page imitates a real site: each says that it is made for the demo.
"""

import html
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from factcheck.demo.server import serve_loopback

DEMO_NOTICE = "This page is made for the demo of factcheck."
MAIN_HOST = "main"


class DemoWeb:
    """The pages of the small web, in their original or their changed version."""

    def __init__(self, seeds: Path, passages: Sequence[str]) -> None:
        """Read the pages. ``passages`` are the paragraphs of the article, which the claims quote."""
        with (seeds / "web.toml").open("rb") as file:
            self.pages: dict[str, dict[str, Any]] = tomllib.load(file)
        self.passages = passages
        self.changed = False
        self.origins: dict[str, str] = {}
        """The origin of each host name in ``web.toml``."""

    def url(self, path: str) -> str:
        """Return the address of a page."""
        return self.origins[self.pages[path].get("host", MAIN_HOST)] + path

    def page(self, path: str) -> Mapping[str, Any] | None:
        """Return the current version of a page. None: the page does not exist."""
        page = self.pages.get(path)
        if page is None:
            return None
        return page | page.get("then", {}) if self.changed else page

    @contextmanager
    def serve(self) -> Iterator["DemoWeb"]:
        """Serve each host on its own loopback port until the block ends."""
        with ExitStack() as stack:
            for host in {page.get("host", MAIN_HOST) for page in self.pages.values()}:
                self.origins[host] = stack.enter_context(
                    serve_loopback(lambda _method, path, _headers, _body: self.answer(path))
                )
            yield self

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a path, in its current version."""
        page = self.page(path)
        if page is None:
            return 404, HTML_HEADERS, _not_found()
        time.sleep(page.get("delay", 0))
        if to := page.get("moved_to"):
            return 301, {"Location": to}, b""
        if page.get("wall"):
            return (
                403,
                HTML_HEADERS | {"cf-mitigated": "challenge"},
                _document("en", "Just a moment...", "<h1>Are you human?</h1>"),
            )
        if page.get("lost"):
            return 200, HTML_HEADERS, _not_found()
        if status := page.get("status"):
            return status, HTML_HEADERS, _document("en", "Error", f"<h1>{status}</h1>")
        if page.get("pdf"):
            return 200, {"Content-Type": "application/pdf"}, pdf([page["title"], *_lines(page), DEMO_NOTICE])
        return 200, HTML_HEADERS, self._article(page)

    def _article(self, page: Mapping[str, Any]) -> bytes:
        paragraphs = [html.escape(text) for text in self.passages] if page.get("from_claims") else _lines(page)
        text = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        comments = "".join(f"<li><p>{html.escape(comment)}</p></li>" for comment in page.get("comments", ()))
        thread = (
            f'<section id="comments" class="comments"><h2>Comments</h2><ol>{comments}</ol></section>'
            if comments
            else ""
        )
        article = f"<article><h1>{html.escape(page['title'])}</h1>\n{text}\n</article>"
        if page.get("redesigned"):
            return _document(
                page.get("language", "en"),
                page["title"],
                f'<div class="banner">Advertisement</div><main><div class="story">{article}</div></main>{thread}',
            )
        return _document(page.get("language", "en"), page["title"], f"<main>{article}</main>{thread}")


HTML_HEADERS = {"Content-Type": "text/html; charset=utf-8"}


def _lines(page: Mapping[str, Any]) -> list[str]:
    return [line for line in page["text"].splitlines() if line]


def _not_found() -> bytes:
    return _document("en", "Page not found", "<h1>Page not found</h1><p>We looked everywhere.</p>")


def _document(language: str, title: str, body: str) -> bytes:
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title>'
    menu = '<nav><a href="/">Home</a> <a href="/archive">Archive</a></nav>'
    foot = f"<footer><p>{DEMO_NOTICE}</p></footer>"
    page = f'<!doctype html>\n<html lang="{language}"><head>{head}</head>\n<body>{menu}\n{body}\n{foot}</body></html>\n'
    return page.encode()


def pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of one page with these lines (ISO 32000-1, uncompressed, a standard font, Latin-1 text)."""
    shown = "".join(f"({_pdf_text(line)}) Tj T*\n" for line in lines)
    content = f"BT /F1 12 Tf 18 TL 72 760 Td\n{shown}ET".encode("latin-1", "replace")
    fonts = b" /Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R%s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _pdf_text(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
