"""Inputs for the fuzzer: damaged copies of the project's sample pages and headers, and garbage from grammars."""

import gzip
import itertools
import random
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import brotli
import zstandard

from tests.support.pages import PAGES
from tests.support.pdfs import column, pdf
from tests.support.tongues import TONGUES

Chance = random.Random
T = TypeVar("T", str, bytes)

BODIES = tuple(page.body[:20_000] for page in PAGES)
HTML = tuple(body for body in BODIES if b"<p" in body)
TEXTS = tuple(dict.fromkeys(text for each in TONGUES.values() for text in (each.quote, *each.others)))
_LATIN = tuple(text.encode("cp1252", "ignore").decode("cp1252") for text in TEXTS[:9])
PDFS = (pdf([column(50, 700, *_LATIN)]), pdf([column(50, 700, *_LATIN[:3]), column(300, 700, *_LATIN[3:])]), pdf([]))
XML = (
    (
        b'<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel><title>T</title><item><title>A</title>'
        b"<description><![CDATA[<p>Words &amp; more</p>]]></description></item></channel></rss>"
    ),
    (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><content type="html">&lt;p&gt;W&lt;/p&gt;</content>'
        b"</entry></feed>"
    ),
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>',
    b'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Words<br/>more</p></body></html>',
)
JSON = (
    b'{"title": "A", "body": [{"text": "Words", "n": 1e400, "deep": {"a": [null, true, "\\ud800"]}}]}',
    b'{"a":1}\n{"a":2}\n{"a":"three"}',
    b'[[[["x"]]]]',
    b"callback({'a': 1});",
)
HEADS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 12\r\n\r\n<p>Hello</p>",
    (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5;x=y\r\nhello\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n"
    ),
    b"HTTP/1.0 302\nLocation: /there\nSet-Cookie: a=b; Path=/\n\nmoved",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\nX: a\r\n folded\r\nno header line\r\n\r\nabcdefg",
    b"\r\n\r\nICY 200 OK\r\nicy-name: x\r\n\r\nsound",
    b"<html><body><p>No head at all</p></body></html>",
    b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
)
URLS = (
    "https://news.example/2024/story?id=1&b=%2F#:~:text=the%20words,-after",
    "http://user:pw@[::ffff:10.0.0.1]:8080/a/../b/%2e%2e//c;d?x=+&y=%zz",
    "https://bücher.example:443/straße/文?q=ä",
    "HTTP://0x7f.1/",
    "//other.example/a",
    "../../up/./and/../down",
    "https:/one.example",
    "javascript:alert(1)",
    "https://web.archive.org/web/20200101000000id_/http://a.example/b",
    "https://xn--bcher-kva.example./",
    "https://a.example/#:~:text=prefix-,start%2C,end,-suffix&text=two",
)
DATES = (
    "120",
    "Wed, 21 Oct 2026 07:28:00 GMT",
    "1.5",
    "-3",
    "Wednesday, 21-Oct-26 07:28:00 GMT",
    "2026-10-21T07:28:00Z",
)
REFRESHES = ("0;url=/there", "5; URL='https://a.example/b'", ".5,x", '3 url="//b.example"', "99999999999;/x")
COOKIES = (
    "id=abc; Path=/; Domain=.news.example; Max-Age=3600; Secure; HttpOnly",
    "a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT; SameSite=None",
    "=x; path=; domain=example",
    "__Host-a=1;max-age=-0;;;=;",
)
FILTERS = (
    'status:open -tag:sport rating:false,mixed "free words"',
    'claimant:"A, B" before:2024-01 after:2024 priority:3 link:dead quote:altered',
    "assignee:me attention:yes lang:en -",
    'tag:"open',
)
CSV = (
    b'text,url,quote,claimant,date\nWords one,https://a.example/1,the words,Anna,2024-01-02\n"Two, ""2""",,,,\n',
    b"\xef\xbb\xbfclaim;source\r\nEins;https://b.example\r\n",
)
ROWS = (
    b'{"text": "Words", "sources": [{"url": "https://a.example/1", "quote": "x y", "stance": "supports"}], "tags": ["a"]}\n',
    b'{"claim": "Words", "url": "https://a.example/1", "rating": "false", "date": "2024-13-40"}\n',
)
AVERITEC = (
    (
        b'[{"claim": "Words", "label": "Refuted", "speaker": "A", "claim_date": "1-2-2020", "questions": [{"question": "Q?",'
        b'"answers": [{"answer": "No", "answer_type": "Boolean", "source_url": "https://web.archive.org/web/2020/http://a.b/",'
        b'"boolean_explanation": "x"}]}]}]'
    ),
)
TOML = (
    b'db = "x.db"\nactor = "a"\n[verify]\nmin_gap = 1.0\nmax_bytes = 10_000_000\nuser_agent = "x"\n[desk]\n',
    b"[verify]\ndeadline = nan\nallow_private = 1\nconnect_timeout = -inf\n",
)
SIGNS = (
    "\x00", "\x1b[31m", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u200b", "\u0301" * 30, "ﷺ", "İ", "ß", "\ud800", "\U0010ffff",
    "\u0e33", "\u1100\u1161", "٣", "½", "Ⅷ", "\u2028", "\x85", "…", "[…]", "[sic]", "(", "[", "\\", '"', "'", "%", "%00",
    "&#0;", "&#xD800;", "&amp", "<!--", "]]>", "<![CDATA[", "</", "<p>", "<table>", "<svg>", "<template>", "<plaintext>",
    "<script>", "<textarea>", "<style>", "<p hidden>", "{", "}", ",", ";", ":", "\r\n", "\n\n", "\t", " " * 40, "9" * 400,
    "-1", "1e999", "nan", "http:", "https://", "//", "?", "#", "@", "gzip", "br", "utf-16", "shift_jis", "utf-7",
)  # fmt: skip


def text(chance: Chance, samples: Sequence[str], most: int = 4_000) -> str:
    """Return one of the samples, broken, or a row of signs."""
    if chance.random() < 0.1:
        return "".join(
            chance.choice(SIGNS) if chance.random() < 0.5 else _letter(chance) for _ in range(chance.randint(0, 40))
        )
    given = chance.choice(samples)
    for _ in range(chance.choice((0, 1, 1, 2, 4, 9))):
        given = _edited(chance, given, chance.choice(samples), lambda: chance.choice(SIGNS))
    return given[:most]


def data(chance: Chance, samples: Sequence[bytes], most: int = 30_000) -> bytes:
    """Return one of the samples, broken, or random bytes."""
    if chance.random() < 0.05:
        return chance.randbytes(chance.randint(0, 300))
    given = chance.choice(samples)
    for _ in range(chance.choice((0, 1, 1, 2, 4, 9))):
        given = _edited(chance, given, chance.choice(samples), lambda: _sign(chance))
    return given[:most]


def _edited(chance: Chance, given: T, other: T, sign: Callable[[], T]) -> T:
    start = chance.randint(0, len(given))
    end = min(len(given), start + chance.choice((0, 1, 1, 2, 8, 60, 500)))
    match chance.randrange(7):
        case 0:
            return given[:start] + given[end:]
        case 1:
            return given[:end] + given[start:end] * chance.choice((1, 2, 50)) + given[end:]
        case 2:
            return given[:start]
        case 3:
            place = chance.randint(0, len(other))
            return given[:start] + other[place : place + chance.choice((3, 30, 3_000))] + given[end:]
        case 4:
            return given[:start] + sign() * chance.choice((1, 1, 3, 700)) + given[start:]
        case 5:
            return given[:start] + given[start:end][::-1] + given[end:]
        case _:
            return given[:start] + sign() + given[end:]


def _sign(chance: Chance) -> bytes:
    if chance.random() < 0.4:
        return bytes([chance.randrange(256)])
    return chance.choice(SIGNS).encode(chance.choice(("utf-8", "utf-16-le", "cp1252")), "replace")


def _letter(chance: Chance) -> str:
    return chr(chance.choice((chance.randrange(0x20, 0x7F), chance.randrange(0x250), chance.randrange(0xD800))))


def markup(chance: Chance) -> bytes:
    """Return a page grown from a grammar: nested, unclosed, misnested tags with attributes that mean something."""
    tags = "p div span b table tr td ul li article main nav aside footer h1 h2 svg math template noscript iframe form".split()
    tags += "details summary dialog section blockquote q del ins sup sub ruby rt pre textarea select option br wbr img".split()
    attributes = ("hidden", "class=comments", "class='ad promo'", "id=cookie-banner", "style='display:none'",
                  "aria-hidden=true", "role=main", "dir=rtl", "lang=zh", "type=password", "open", "x=" + "y" * 90)  # fmt: skip
    out = [chance.choice(("", "<!doctype html>", "<html lang=en><title>T</title>"))]
    opened: list[str] = []
    for _ in range(chance.choice((3, 20, 120, 120, 900))):
        match chance.randrange(4):
            case 0 | 1:
                tag = chance.choice(tags)
                opened.append(tag)
                out.append(f"<{tag} {chance.choice(attributes) if chance.random() < 0.4 else ''}>")
            case 2 if opened:
                out.append(f"</{opened.pop(chance.randrange(len(opened)))}>")
            case _:
                out.append(
                    chance.choice(SIGNS) if chance.random() < 0.2 else chance.choice(TEXTS)[: chance.randint(0, 90)]
                )
    if chance.random() < 0.05:
        out = [f"<{chance.choice(tags)}>" * chance.choice((200, 3_000)), *out]
    return "".join(out).encode("utf-8", "replace")


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda raw: gzip.compress(raw, 1, mtime=0),
    "deflate": lambda raw: zlib.compress(raw, 1),
    "br": lambda raw: brotli.compress(raw, quality=1),
    "zstd": lambda raw: zstandard.ZstdCompressor(level=1).compress(raw),
}


def packed(chance: Chance) -> tuple[str, bytes]:
    """Return a Content-Encoding and bytes that are coded so, or once were."""
    codings = [chance.choice(tuple(PACKERS)) for _ in range(chance.choice((1, 1, 1, 1, 2, 3)))]
    raw = chance.choice((chance.choice(BODIES)[:4_000], b"\0" * 200_000, b"", chance.randbytes(500)))
    for coding in codings:
        raw = PACKERS[coding](raw)
    if chance.random() < 0.8:
        raw = data(chance, [raw, PACKERS[chance.choice(tuple(PACKERS))](b"other")])
    label = (
        ", ".join(codings)
        if chance.random() < 0.8
        else text(chance, ["gzip, br", "zstd", "identity", "x-gzip,deflate"])
    )
    return label, raw


def split(chance: Chance, raw: bytes) -> list[bytes]:
    """Return bytes as a network may bring them."""
    if chance.random() < 0.1 and len(raw) < 300:
        return [raw[place : place + 1] for place in range(len(raw))]
    cuts = sorted(chance.randint(0, len(raw)) for _ in range(chance.choice((0, 1, 2, 5))))
    edges = [0, *cuts, len(raw)]
    return [raw[a:b] for a, b in itertools.pairwise(edges)]
