"""Ways to write words in a page: what a reader sees as the words counts, and what no reader sees does not."""

import json
from collections.abc import Iterator

from factcheck.vocabulary import LinkOutcome, QuoteOutcome
from tests.support.page import EN, QUOTE, Page, around, document, living

HALVES = QUOTE[: QUOTE.index(" on")], QUOTE[QUOTE.index(" on") :]
OTHER = "".join(f"<p>{each}</p>" for each in EN.others)


def written() -> Iterator[Page]:
    """Yield them."""
    for name, markup in _same().items():
        yield living(f"written as {name}", document(around(f"<main><h1>Harbour</h1>{OTHER}{markup}</main>")))
    for name, (markup, outcome, reason) in _other().items():
        body = document(around(f"<main><h1>Harbour</h1>{OTHER}{markup}</main>"))
        yield Page(f"written as {name}", body.encode(), LinkOutcome.OK, QUOTE, outcome, reason)
    yield from _formats()
    yield from _closed()


def _same() -> dict[str, str]:
    """Return the words in markup that changes nothing."""
    a, b = HALVES
    return {
        "a blockquote": f"<blockquote>{QUOTE}</blockquote>",
        "a figure's caption": f"<figure><img src=a.jpg><figcaption>{QUOTE}</figcaption></figure>",
        "a table's cell": f"<table><tr><td>Boats</td><td>{QUOTE}</td></tr></table>",
        "a list": f"<ul><li>{QUOTE}</li></ul>",
        "a heading": f"<h2>{QUOTE}</h2>",
        "a footnote": f'<div class="footnotes"><ol><li id="fn1">{QUOTE}</li></ol></div>',
        "a quotation": f"<q>{QUOTE}</q>",
        "an insertion": f"<ins>{QUOTE}</ins>",
        "a drop cap": f'<p><span class="dropcap">{QUOTE[0]}</span>{QUOTE[1:]}</p>',
        "soft hyphens": f"<p>{QUOTE.replace('council', 'coun&shy;cil')}</p>",
        "word breaks": f"<p>{QUOTE.replace('harbour', 'har<wbr>bour')}</p>",
        "zero-width spaces": f"<p>{QUOTE.replace('harbour', 'har&#8203;bour')}</p>",
        "no-break spaces": f"<p>{QUOTE.replace(' ', '&nbsp;')}</p>",
        "inline tags inside words": f"<p>{QUOTE.replace('council', 'c<b>oun</b>c<i>il</i>')}</p>",
        "links inside": f"<p>{QUOTE.replace('harbour', '<a href=/h>harbour</a>')}</p>",
        "a footnote mark inside": f'<p>{a}<sup><a href="#fn1">1</a></sup>{b}</p>',
        "a bracketed mark inside": f'<p>{a}<sup class="reference"><a href="#c">[12]</a></sup>{b}</p>',
        "a mark without a link": f"<p>{QUOTE.replace('harbour', 'harbour<sup>3</sup>')}</p>",
        "a break inside": f"<p>{QUOTE.replace(' harbour', '<br>harbour')}</p>",
        "two paragraphs with an advertisement between": f'<p>{a}</p><div class="advertisement"><p>Buy nets and ropes</p></div><p>{b}</p>',
        "two paragraphs with a newsletter between": f'<p>{a}</p><div class="newsletter"><p>Get our letter every day</p></div><p>{b}</p>',
        "a label for screen readers inside": f"<p>{a}<span class=sr-only>opens in a new window</span>{b}</p>",
        "a comment inside": f"<p>{a}<!-- not -->{b}</p>",
        "a script inside": f"<p>{a}<script>var a = 'not';</script>{b}</p>",
        "preformatted lines": f"<pre>{a}\n{b}</pre>",
        "a shadow tree": f'<news-card><template shadowrootmode="open"><p>{QUOTE}</p></template></news-card>',
        "a drawing's text": f"<svg viewBox='0 0 9 9'><title>Chart</title><text x=1 y=1>{QUOTE}</text></svg>",
        "an open dialogue": f"<dialog open><p>{QUOTE}</p></dialog>",
        "tag soup": f"<p><b>{a}<i>{b}</b></i></td></p>",
        "an unclosed comment after it": f"<p>{QUOTE}</p><!-- never closed",
        "an attribute without its closing quote after it": f'<p>{QUOTE}</p><a href="x>more</a>',
        "a NUL inside": "<p>" + QUOTE.replace("harbour", "har\0bour") + "</p>",
        "a character by number": f"<p>{QUOTE.replace('4', '&#52;')}</p>",
        "after a thousand open elements": "<div>" * 900 + f"<p>{QUOTE}</p>",
        "after many more open elements": "<div>" * 100_000 + f"<p>{QUOTE}</p>",
        "plaintext": f"<plaintext>{QUOTE}",
        "a definition": f"<dl><dt>Boats</dt><dd>{QUOTE}</dd></dl>",
        "an article in a pull-out": f"<article><aside class='pull'><p>{QUOTE}</p></aside></article>",
        "capitals of another case": f"<p style='text-transform:uppercase'>{QUOTE}</p>",
        "faded in by a script": f'<p style="opacity:0;transform:translateY(20px)">{QUOTE}</p>',
    }


def _other() -> dict[str, tuple[str, QuoteOutcome, str | None]]:
    """Return the words where they support no citation, with their truth."""
    hidden = (QuoteOutcome.UNVERIFIABLE, "hidden-only")
    outside = (QuoteOutcome.DISPLACED, "outside-article")
    withdrawn = (QuoteOutcome.DISPLACED, "corrected")
    missing = (QuoteOutcome.MISSING, "not-on-page")
    return {
        "struck out": (f"<p><del>{QUOTE}</del> We no longer say so.</p>", *withdrawn),
        "struck out by style": (f'<p style="text-decoration: line-through">{QUOTE}</p>', *withdrawn),
        "a correction": (f'<div class="correction">{QUOTE}</div>', *withdrawn),
        "a correction by its first word": (f"<p>Correction: we wrote that {QUOTE}</p>", *withdrawn),
        "an earlier version": (f"<p>An earlier version of this article said: {QUOTE}</p>", *withdrawn),
        "a figure struck out for another": (
            f"<p>{QUOTE.replace('412', '<del>412</del> <ins>214</ins>')}</p>",
            QuoteOutcome.ALTERED,
            None,
        ),
        "an exponent": (f"<p>{QUOTE.replace('412', '41<sup>2</sup>')}</p>", QuoteOutcome.ALTERED, None),
        "a word that is hidden inside": (
            f"<p>{QUOTE.replace('more', '<span hidden>not</span> less')}</p>",
            QuoteOutcome.ALTERED,
            None,
        ),
        "hidden": (f"<p hidden>{QUOTE}</p>", *hidden),
        "hidden by style": (f"<p style='display: none'>{QUOTE}</p>", *hidden),
        "off the screen": (f"<p style='position:absolute;left:-9999px'>{QUOTE}</p>", *hidden),
        "a closed dialogue": (f"<dialog><p>{QUOTE}</p></dialog>", *hidden),
        "a comment by a reader": (f'<div class="comments-area"><p>{QUOTE}</p></div>', *outside),
        "a teaser": (f'<div class="related-articles"><a href=/x>{QUOTE}</a></div>', *outside),
        "a menu": (f"<nav><a href=/x>{QUOTE}</a></nav>", *outside),
        "a script": (f"<script>var text = '{QUOTE}';</script>", *missing),
        "a template": (f"<template><p>{QUOTE}</p></template>", *missing),
        "an attribute": (f'<img alt="{QUOTE}">', *missing),
        "a comment in the markup": (f"<!-- <p>{QUOTE}</p> -->", *missing),
        "a drawing's description": (f"<svg><desc>{QUOTE}</desc></svg>", *missing),
    }


def _formats() -> Iterator[Page]:
    def labelled(name: str, body: str | bytes, kind: str, **more: object) -> Page:
        return living(f"sent as {name}", body, headers=(("content-type", kind),), **more)

    yield labelled("plain text", f"Harbour\n\n{HALVES[0]}\n{HALVES[1]}\n", "text/plain; charset=utf-8")
    yield labelled(
        "Markdown",
        f"# Harbour\n\n{QUOTE.replace('harbour', '[harbour](https://post.example/harbour)')}\n",
        "text/markdown",
    )
    yield labelled("CSV", f'day,text\n1,"{QUOTE}"\n', "text/csv")
    yield labelled("JSON", json.dumps({"a": [{"text": QUOTE}]}), "application/json")
    yield labelled(
        "JSON Lines", json.dumps({"a": 1}) + "\n" + json.dumps({"text": QUOTE}) + "\n", "application/x-ndjson"
    )
    yield labelled(
        "XHTML",
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>H</title></head><body><p>{QUOTE}</p></body></html>',
        "application/xhtml+xml",
    )
    yield labelled(
        "a feed",
        f'<rss version="2.0"><channel><title>Post</title><item><description><![CDATA[<p>{QUOTE}</p>]]></description></item></channel></rss>',
        "application/rss+xml",
    )
    yield labelled(
        "an Atom feed",
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><summary>{QUOTE}</summary></entry></feed>',
        "application/atom+xml",
    )
    yield labelled("HTML labelled as text", document(f"<p>{QUOTE}</p>"), "text/plain")
    yield labelled("HTML labelled as a download", document(f"<p>{QUOTE}</p>"), "application/octet-stream")
    yield labelled("HTML without a label", document(f"<p>{QUOTE}</p>"), "")
    yield labelled("text that begins as music does", f"ID3 tags and RIFF files. {QUOTE}", "text/plain")
    yield labelled("a page about PDF files", document(f"<p>A file begins with %PDF-1.7. {QUOTE}</p>"), "text/html")


def _closed() -> Iterator[Page]:
    for kind, label, body in (
        (
            "office",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK\x03\x04" + b"\0" * 30,
        ),
        ("office", "application/octet-stream", b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml" + b"\0" * 99),
        ("office", "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99),
        ("office", "application/rtf", b"{\\rtf1 harbour}"),
        ("archive", "application/zip", b"PK\x03\x04" + b"\0" * 99),
        ("archive", "application/gzip", b"\x1f\x8b\x08" + b"\0" * 99),
        ("image", "image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        ("image", "text/html", b"\xff\xd8\xff\xe0" + b"\0" * 99),
        ("image", "image/webp", b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 99),
        ("media", "video/mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 99),
        ("media", "audio/mpeg", b"ID3\x03\0" + b"\0" * 99),
        ("binary", "application/x-executable", b"\x7fELF\x02" + b"\0" * 99),
        ("binary", "application/octet-stream", bytes(range(256))),
    ):
        headers = (("content-type", label),)
        yield Page(
            f"a closed thing of kind {kind}, sent as {label}",
            body,
            LinkOutcome.OK,
            QUOTE,
            QuoteOutcome.UNVERIFIABLE,
            kind,
            headers=headers,
        )
