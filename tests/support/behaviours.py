"""Misbehaviours of servers, each with its truth: the outcome that one check must give.

The rule behind every truth: a server that is alive is never dead, and text that could be read is judged.
"""

import gzip
import zlib
from dataclasses import dataclass
from typing import Any

import brotli
import zstandard

from tests.support.plays import (
    END,
    HALF,
    HEAD,
    LENGTH,
    chunk,
    coded,
    cookie_wall,
    drip,
    ever_further,
    explode,
    hops,
    http2,
    http2_in_name_only,
    kept,
    kept_then_closed,
    led_to,
    meta,
    only_at,
    ragged_end,
    raw_deflate,
    reset,
    reset_in_body,
    surplus,
    wait,
)
from tests.support.talk import BODY, WORDS, Play, endless, in_turn, leads, page, raw, raw_then_wait, routes
from tests.support.web import answer, article


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A way to answer, and the outcome that a check of it must give."""

    name: str
    play: Play
    link: str = "ok"
    reason: str = "http-200"
    quote: str = "exact"
    path: str = "/start"
    host: str = "127.0.0.1"
    """Another needs a resolver of the test's own."""
    tls: str | None = None
    """The certificate that it presents."""
    redirects: int = 0
    retry_after: float | None = None
    slow: bool = False
    """Its truth is a time-out, so it is checked with a short deadline."""

    def url(self, port: int) -> str:
        """Return its address."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{port}{self.path}"


DOWN: dict[str, Any] = {"link": "unreachable", "quote": "unverifiable"}
AWAY: dict[str, Any] = {"link": "blocked", "quote": "unverifiable"}
NO: dict[str, Any] = {"link": "refused", "quote": "unverifiable"}
NOT_FOUND = answer(article("There is no such page."), status="404 Not Found")
FOR_ALL = page()

BEHAVIOURS = [
    # heads
    Behaviour("plain", FOR_ALL),
    Behaviour("http-1.0", raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY)),
    Behaviour("lf-only", raw((HEAD + LENGTH + END).replace(b"\r\n", b"\n") + BODY)),
    Behaviour("mixed-line-ends", raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\r\nX: y\n\r\n" + BODY)),
    Behaviour("no-reason-phrase", raw(b"HTTP/1.1 200\r\n" + LENGTH + END + BODY)),
    Behaviour("raw-reason-phrase", raw(b"HTTP/1.1 200 D\xe9j\xe0 \xff\r\n" + LENGTH + END + BODY)),
    Behaviour("lower-case-http", raw(b"http/1.1 200 ok\r\n" + LENGTH + END + BODY)),
    Behaviour("no-version", raw(b"HTTP 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY)),
    Behaviour("icy", raw(b"ICY 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY)),
    Behaviour("two-spaces", raw(b"HTTP/1.1  200  OK\r\n" + LENGTH + END + BODY)),
    Behaviour(
        "broken-header-line", raw(HEAD + b"this is no header\r\nNor: this\x01one\r\n: nameless\r\n" + END + BODY)
    ),
    Behaviour("space-before-colon", raw(HEAD + b"Content-Length : %d\r\n" % len(BODY) + END + BODY)),
    Behaviour("space-in-header-name", raw(HEAD + b"X Powered By: PHP\r\n" + LENGTH + END + BODY)),
    Behaviour("obs-fold", raw(HEAD + b"X-Long: one\r\n two\r\n\tthree\r\n" + LENGTH + END + BODY)),
    Behaviour("fold-at-the-start", raw(b"HTTP/1.1 200 OK\r\n folded\r\n" + LENGTH + END + BODY)),
    Behaviour("nul-in-header", raw(HEAD + b"X-Nul: a\x00b\r\n" + LENGTH + END + BODY)),
    Behaviour("latin-1-header", raw(HEAD + b"X-Name: caf\xe9\r\n" + LENGTH + END + BODY)),
    Behaviour("utf-8-header", raw(HEAD + "X-Name: café 日本\r\n".encode() + LENGTH + END + BODY)),
    Behaviour("thousand-headers", raw(HEAD + b"X-Many: header\r\n" * 1000 + LENGTH + END + BODY)),
    Behaviour("huge-header", raw(HEAD + b"X-Huge: " + b"h" * 100_000 + b"\r\n" + LENGTH + END + BODY)),
    Behaviour("endless-head", endless(HEAD, b"X-More: header\r\n" * 500), reason="protocol-error", **DOWN),
    Behaviour("early-hints", raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", HEAD + LENGTH + END + BODY)),
    Behaviour("unasked-continue", raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + HEAD + LENGTH + END + BODY)),
    Behaviour("endless-hints", endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 9), reason="protocol-error", **DOWN),
    Behaviour("other-protocol", raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), reason="protocol-error", **DOWN),
    Behaviour("rubbish-before", raw(b"\xef\xbb\xbfNotice: undefined index\r\n", HEAD + LENGTH + END + BODY)),
    Behaviour("blank-lines-before", raw(b"\r\n\r\n\n" + HEAD + LENGTH + END + BODY)),
    Behaviour("head-in-bytes", raw(*[bytes([byte]) for byte in HEAD + LENGTH + END], BODY)),
    Behaviour("http-0.9", raw(BODY)),
    Behaviour("ssh", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), reason="protocol-error", **DOWN),
    Behaviour("smtp", raw_then_wait(b"220 mail ESMTP ready\r\n"), reason="protocol-error", slow=True, **DOWN),
    Behaviour("binary-noise", raw(bytes(range(256)) * 9), reason="protocol-error", **DOWN),
    # connections
    Behaviour("closes-at-once", raw(), reason="empty-answer", **DOWN),
    Behaviour("resets", reset, reason="connection-reset", **DOWN),
    Behaviour("silent", wait, reason="timeout", slow=True, **DOWN),
    Behaviour("closes-in-head", raw(HEAD[:40]), reason="connection-reset", **DOWN),
    Behaviour("silent-in-head", raw_then_wait(HEAD[:40]), reason="timeout", slow=True, **DOWN),
    Behaviour("silent-after-head", raw_then_wait(HEAD + LENGTH + END), reason="broken-body", slow=True, **DOWN),
    Behaviour("closes-after-head", raw(HEAD + LENGTH + END), reason="broken-body", **DOWN),
    Behaviour("closes-in-body", raw(HEAD + LENGTH + END + HALF)),
    Behaviour("closes-before-words", raw(HEAD + LENGTH + END + BODY[:300]), quote="unverifiable"),
    Behaviour("resets-in-body", reset_in_body),
    Behaviour("stops-in-body", raw_then_wait(HEAD + LENGTH + END + HALF), slow=True),
    Behaviour("drips", drip, reason="timeout", slow=True, **DOWN),
    Behaviour("drips-body", endless(HEAD + END + HALF, b"<p>more</p>", 0.2), slow=True),
    Behaviour("endless-body", endless(HEAD + END + HALF, b"<p>more and more</p>" * 5000)),
    Behaviour("endless-blank-body", endless(HEAD + END, b" \n" * 50_000), quote="unverifiable"),
    Behaviour(
        "endless-chunks",
        endless(HEAD + b"Transfer-Encoding: chunked\r\n" + END + chunk(HALF), chunk(b"<p>more " * 9000)),
    ),
    Behaviour("kept", kept, redirects=1),
    Behaviour("kept-then-closed", kept_then_closed, redirects=1),
    Behaviour("surplus-bytes", surplus, redirects=1),
    Behaviour("no-length-kept-open", raw_then_wait(HEAD + b"\r\n" + BODY), slow=True),
    # lengths
    Behaviour("same-length-twice", raw(HEAD + LENGTH + LENGTH + END + BODY)),
    Behaviour("length-list", raw(HEAD + b"Content-Length: %d, %d\r\n" % ((len(BODY),) * 2) + END + BODY)),
    Behaviour("contradicting-lengths", raw(HEAD + b"Content-Length: 20\r\n" + LENGTH + END + BODY)),
    Behaviour("contradicting-lengths-kept", raw_then_wait(HEAD + LENGTH + b"Content-Length: 99999\r\n\r\n" + BODY)),
    Behaviour("length-no-number", raw(HEAD + b"Content-Length: many\r\n" + END + BODY)),
    Behaviour("length-negative", raw(HEAD + b"Content-Length: -1\r\n" + END + BODY)),
    Behaviour("length-absurd", raw(HEAD + b"Content-Length: " + b"9" * 30 + b"\r\n" + END + BODY)),
    Behaviour("length-too-long", raw(HEAD + b"Content-Length: 999999\r\n" + END + BODY)),
    Behaviour(
        "length-and-chunks",
        raw(HEAD + b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n" + END + chunk(BODY) + chunk(b"")),
    ),
    # chunks
    Behaviour(
        "chunks",
        raw(
            HEAD + b"Transfer-Encoding: chunked\r\n" + END,
            *[chunk(BODY[i : i + 99]) for i in range(0, len(BODY), 99)],
            chunk(b""),
        ),
    ),
    Behaviour(
        "chunk-extensions",
        raw(
            HEAD
            + b"Transfer-Encoding: chunked\r\n"
            + END
            + b"%X ; a=b\r\n%s\r\n0;z\r\nTrailer: x\r\n\r\n" % (len(BODY), BODY)
        ),
    ),
    Behaviour("chunks-lf", raw(HEAD + b"Transfer-Encoding: chunked\r\n" + END + b"%x\n%s\n0\n\n" % (len(BODY), BODY))),
    Behaviour(
        "chunked-twice",
        raw(HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + END + chunk(BODY) + chunk(b"")),
    ),
    Behaviour("no-last-chunk", raw(HEAD + b"Transfer-Encoding: chunked\r\n" + END + chunk(BODY))),
    Behaviour("bad-chunk-size", raw(HEAD + b"Transfer-Encoding: chunked\r\n" + END + chunk(HALF) + b"zz\r\n")),
    Behaviour(
        "bad-first-chunk",
        raw(HEAD + b"Transfer-Encoding: chunked\r\n" + END + b"-5\r\nhello"),
        reason="broken-body",
        **DOWN,
    ),
    Behaviour(
        "endless-chunk-size",
        endless(HEAD + b"Transfer-Encoding: chunked\r\n" + END, b"0" * 9000),
        reason="broken-body",
        **DOWN,
    ),
    Behaviour(
        "gzip-transfer",
        raw(HEAD + b"Transfer-Encoding: gzip, chunked\r\n" + END + chunk(gzip.compress(BODY)) + chunk(b"")),
    ),
    # codings
    Behaviour("gzip", raw(coded("gzip", gzip.compress(BODY)))),
    Behaviour("gzip-members", raw(coded("x-gzip", gzip.compress(BODY[:99]) + gzip.compress(BODY[99:])))),
    Behaviour("gzip-and-rubbish", raw(coded("gzip", gzip.compress(BODY) + b"\0" * 99))),
    Behaviour("deflate", raw(coded("deflate", zlib.compress(BODY)))),
    Behaviour("deflate-raw", raw(coded("deflate", raw_deflate(BODY)))),
    Behaviour("br", raw(coded("br", brotli.compress(BODY)))),
    Behaviour("zstd", raw(coded("ZSTD", zstandard.compress(BODY)))),
    Behaviour("stacked", raw(coded("br, gzip", gzip.compress(brotli.compress(BODY))))),
    Behaviour("no-coding", raw(coded("UTF-8", BODY))),
    Behaviour("labelled-gzip", raw(coded("gzip", BODY))),
    Behaviour("labelled-br", raw(coded("br", BODY))),
    Behaviour("labelled-zstd", raw(coded("zstd", BODY))),
    Behaviour("labelled-deflate", raw(coded("deflate", BODY))),
    Behaviour("unknown-coding", raw(coded("compress", b"\x1f\x9d\x90" + BODY)), reason="broken-body", **DOWN),
    Behaviour("cut-gzip", raw(coded("gzip", gzip.compress(BODY + b"<p>" + bytes(range(256)) * 90)[:-4]))),
    Behaviour(
        "damaged-gzip", raw(coded("gzip", gzip.compress(BODY)[:12] + b"\xff" * 200)), reason="broken-body", **DOWN
    ),
    Behaviour("unlabelled-gzip", page(body=gzip.compress(BODY))),
    Behaviour("unlabelled-zstd", page(body=zstandard.compress(BODY))),
    Behaviour("empty-gzip", raw(coded("gzip", b"")), reason="empty-body", **DOWN),
    Behaviour("gzip-bomb", explode("gzip"), quote="unverifiable"),
    Behaviour("br-bomb", explode("br"), quote="unverifiable"),
    Behaviour("zstd-bomb", explode("zstd"), quote="unverifiable"),
    # redirects
    Behaviour(
        "moved",
        routes(leads("/next", "301 Moved Permanently"), next=FOR_ALL),
        link="moved",
        reason="moved",
        redirects=1,
    ),
    Behaviour(
        "308",
        routes(leads("{origin}/next", "308 Permanent Redirect"), next=FOR_ALL),
        link="moved",
        reason="moved",
        redirects=1,
    ),
    Behaviour("303", routes(leads("next?a=1", "303 See Other"), next=FOR_ALL), redirects=1),
    Behaviour("307", routes(leads("/next#part", "307 Temporary Redirect"), next=FOR_ALL), redirects=1),
    Behaviour("location-raw-utf-8", led_to("/wörter/日本".encode(), "/w%C3%B6rter/%E6%97%A5%E6%9C%AC"), redirects=1),
    Behaviour("location-raw-latin-1", led_to(b"/caf\xe9", "/caf%E9"), redirects=1),
    Behaviour("location-spaces", led_to(b"  /a b/c%20d  ", "/a%20b/c%20d"), redirects=1),
    Behaviour("location-quirks", led_to(b"/a%2Fb//c+d/%zz?x=|'&y=%2f", "/a%2Fb//c+d/%zz?x=|%27&y=%2f"), redirects=1),
    Behaviour("location-dots", led_to(b"/a/b/../c/./d", "/a/c/d"), redirects=1),
    Behaviour("location-tab", led_to(b"/ne\txt", "/next"), redirects=1),
    Behaviour("no-location", raw(b"HTTP/1.1 302 Found\r\n" + END + b"<p>Nothing.</p>"), reason="bad-location", **DOWN),
    Behaviour("no-location-but-words", raw(b"HTTP/1.1 302 Found\r\n" + END + BODY), reason="words-stand"),
    Behaviour("empty-location", raw(b"HTTP/1.1 301 Gone\r\nLocation:\r\n" + END), reason="bad-location", **DOWN),
    Behaviour("broken-location", leads("http://[::1/"), reason="bad-location", **DOWN),
    Behaviour("self-loop", leads("/start"), reason="redirect-loop", redirects=1, **DOWN),
    Behaviour("ping-pong", routes(leads("/pong"), pong=leads("/start")), reason="redirect-loop", redirects=2, **DOWN),
    Behaviour("twenty-hops", hops(20), redirects=20),
    Behaviour("twenty-one-hops", hops(21), reason="too-many-redirects", redirects=21, **DOWN),
    Behaviour("ever-further", ever_further, reason="too-many-redirects", redirects=21, **DOWN),
    Behaviour("cookie-wall", cookie_wall(let_in=True), redirects=1),
    Behaviour(
        "cookie-wall-attributes",
        cookie_wall(let_in=True, attributes="; HttpOnly; SameSite=Lax; Max-Age=60"),
        redirects=1,
    ),
    Behaviour("cookie-wall-for-ever", cookie_wall(let_in=False), reason="too-many-redirects", redirects=21, **DOWN),
    Behaviour(
        "cookie-deleted",
        cookie_wall(let_in=True, attributes="; Max-Age=0"),
        reason="redirect-loop",
        redirects=1,
        **DOWN,
    ),
    Behaviour("to-file", leads("file:///etc/passwd"), reason="redirect-forbidden", **NO),
    Behaviour("to-script", leads("javascript:alert(1)"), reason="redirect-forbidden", **NO),
    Behaviour("to-mail", leads("mailto:desk@news.example"), reason="redirect-forbidden", **NO),
    Behaviour("to-credentials", leads("http://a:b@127.0.0.1/"), reason="redirect-forbidden", **NO),
    Behaviour("to-backslash", leads("http://127.0.0.1\\@news.example/"), reason="redirect-forbidden", **NO),
    Behaviour("to-closed-port", leads("http://127.0.0.1:1/"), reason="connect-refused", redirects=1, **DOWN),
    Behaviour("refresh-header", routes(page("Refresh: 0; url=/next", body="<p>On.</p>"), next=FOR_ALL), redirects=1),
    Behaviour("refresh-header-later", page("Refresh: 600; url=/next")),
    Behaviour("refresh-header-on-the-page", page("Refresh: 5; url=http://127.0.0.1:1/")),
    Behaviour("meta-refresh", routes(meta("/next"), next=FOR_ALL), redirects=1),
    Behaviour("meta-refresh-itself", meta("/start", f"<article><p>{WORDS}</p></article>")),
    Behaviour("meta-refresh-to-file", meta("file:///etc/passwd", f"<article><p>{WORDS}</p></article>")),
    # statuses
    Behaviour("404", raw(NOT_FOUND), link="dead", reason="http-404", quote="unverifiable"),
    Behaviour(
        "410", page(status="410 Gone", body="<p>Gone.</p>"), link="dead", reason="http-410", quote="unverifiable"
    ),
    Behaviour("404-with-the-words", page(status="404 Not Found"), reason="words-stand"),
    Behaviour("204", raw(b"HTTP/1.1 204 No Content\r\n\r\n"), reason="http-204", quote="unverifiable"),
    Behaviour("205", raw(b"HTTP/1.1 205 Reset Content\r\n\r\n"), reason="http-205", quote="unverifiable"),
    Behaviour("200-empty", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), reason="empty-body", **DOWN),
    Behaviour(
        "206-of-all",
        page(f"Content-Range: bytes 0-{len(BODY) - 1}/{len(BODY)}", status="206 Partial Content"),
        reason="http-206",
    ),
    Behaviour(
        "206-of-some",
        page("Content-Range: bytes 0-299/9999", status="206 Partial Content", body=BODY[:300]),
        reason="http-206",
        quote="unverifiable",
    ),
    Behaviour("empty-200", page(body=b""), reason="empty-body", **DOWN),
    Behaviour("unasked-304", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), reason="unasked-304", **DOWN),
    Behaviour("304-once", in_turn(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), FOR_ALL)),
    Behaviour("401", page("WWW-Authenticate: Basic", status="401 Unauthorized", body="No."), reason="http-401", **AWAY),
    Behaviour("403", page(status="403 Forbidden", body="No."), reason="http-403", **AWAY),
    Behaviour("451", page(status="451 Unavailable", body="No."), reason="http-451", **AWAY),
    Behaviour("999", page(status="999 Request denied", body="No."), reason="http-999", **AWAY),
    Behaviour("408", page(status="408 Request Timeout", body="No."), reason="http-408", **DOWN),
    Behaviour("425", page(status="425 Too Early", body="No."), reason="http-425", **DOWN),
    Behaviour("500", page(status="500 Oops", body="No."), reason="http-500", **DOWN),
    Behaviour("599", page(status="599 Unheard of", body="No."), reason="http-599", **DOWN),
    Behaviour(
        "429",
        page("Retry-After: 3600", status="429 Slow down", body="No."),
        reason="http-429",
        retry_after=3600,
        **AWAY,
    ),
    Behaviour(
        "429-now", page("Retry-After: 0", status="429 Slow down", body="No."), reason="http-429", retry_after=0, **AWAY
    ),
    Behaviour(
        "503-date",
        page("Retry-After: Mon, 02 Mar 2026 10:00:00 GMT", status="503 Later", body="No."),
        reason="http-503",
        retry_after=3600,
        **DOWN,
    ),
    Behaviour(
        "503-past",
        page("Retry-After: Fri, 01 Jan 1999 00:00:00 GMT", status="503 Later", body="No."),
        reason="http-503",
        retry_after=0,
        **DOWN,
    ),
    Behaviour(
        "503-absurd",
        page("Retry-After: 99999999999999999999", status="503 Later", body="No."),
        reason="http-503",
        retry_after=366 * 86_400,
        **DOWN,
    ),
    Behaviour(
        "503-rubbish", page("Retry-After: soon, friend", status="503 Later", body="No."), reason="http-503", **DOWN
    ),
    # flaps
    Behaviour("flap-503", in_turn(page(status="503 Later", body="No."), FOR_ALL)),
    Behaviour("flap-reset", in_turn(reset, FOR_ALL)),
    Behaviour("flap-closed", in_turn(raw(), FOR_ALL)),
    Behaviour("flap-empty", in_turn(page(body=b""), FOR_ALL)),
    Behaviour("flap-silent", in_turn(wait, FOR_ALL), slow=True),
    Behaviour(
        "503-then-silent", in_turn(page(status="503 Later", body="No."), wait), reason="http-503", slow=True, **DOWN
    ),
    # addresses
    Behaviour(
        "path-as-written",
        only_at("/a%2Fb//c+d/%7e/%zz|x?q=a+b%20c|d&e=''".replace("''", "%27%27")),
        path="/a%2Fb//c+d/%7e/%zz|x?q=a+b%20c|d&e=''",
    ),
    Behaviour("path-raw", only_at("/w%C3%B6rter%20und/%E6%97%A5?%C3%BC=1"), path="/wörter und/日?ü=1#teil"),
    Behaviour("empty-query", only_at("/start?"), path="/start?"),
    # TLS
    Behaviour("tls", FOR_ALL, tls="good"),
    Behaviour("tls-http-2", http2, tls="http-2"),
    Behaviour("tls-http-2-in-name-only", http2_in_name_only, tls="either"),
    Behaviour("tls-ragged-end", ragged_end, tls="good"),
    Behaviour("tls-expired", FOR_ALL, tls="expired", reason="tls-expired", **DOWN),
    Behaviour("tls-self-signed", FOR_ALL, tls="self-signed", reason="tls-self-signed", **DOWN),
    Behaviour("tls-wrong-host", FOR_ALL, tls="wrong-host", reason="tls-wrong-host", **DOWN),
    Behaviour("tls-chain", FOR_ALL, tls="chain", reason="tls-chain", **DOWN),
    Behaviour("tls-none", FOR_ALL, tls="none", reason="tls-failure", **DOWN),
    # names
    Behaviour(
        "no-such-name", FOR_ALL, host="nobody.example", link="dead", reason="dns-no-such-name", quote="unverifiable"
    ),
    Behaviour("no-name-server", FOR_ALL, host="mute.example", reason="dns-no-answer", **DOWN),
    Behaviour("named", FOR_ALL, host="here.example"),
]
