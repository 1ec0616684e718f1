"""The parsers that the fuzzer tests, and the rules that their results must satisfy."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bench import fuzz_inputs as made
from bench.fuzz_inputs import Chance
from factcheck.cli.link_input import open_lines
from factcheck.errors import InputError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.importing import Format, import_claims
from factcheck.settings import Settings, fields, load
from factcheck.store import filters
from factcheck.store.conditions import Binds
from factcheck.store.filter_words import filter_conditions
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.http import urls
from factcheck.verifier.http.connection import ByteStream, Http1Connection
from factcheck.verifier.http.content_encoding import Body
from factcheck.verifier.http.cookies import CookieJar
from factcheck.verifier.http.http1_parser import HeadReader, NotHttp, body_framing
from factcheck.verifier.http.messages import BodyBroken, NoAnswer, Request, Timeouts
from factcheck.verifier.http.response import Capture, Redirect
from factcheck.verifier.http.retry import RETRY_AFTER_MAX_SECONDS, retry_after
from factcheck.verifier.locate import context_of, locate
from factcheck.verifier.read import charset, read
from factcheck.verifier.verdict.decide import examine
from factcheck.verifier.verdict.sibling import sibling_address
from factcheck.vocabulary import Region, TextQuoteSelector

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://news.example/2026/story"
LIMIT = 300_000
"""Bytes of a decoded body."""
KINDS = ("text/html; charset=utf-8", "text/html", "", "text/plain", "application/json", "application/xml", "application/rss+xml",
         "application/xhtml+xml", "application/pdf", "text/html; charset=shift_jis", "application/octet-stream")  # fmt: skip

CHARSETS = (
    "utf-8 utf-16-le utf-16 cp1251 koi8-r shift_jis euc_jp gb18030 big5 iso2022_jp cp1252 euc_kr utf-7 cp037".split()
)


def require(rule: str, *, true: bool) -> None:
    """Raise an error for a rule that is not satisfied."""
    if not true:
        raise AssertionError(rule)


def decoded(chance: Chance) -> None:
    """A coded body: bounded, and the same however it is split, but for the last bytes of damaged br and zstd."""
    label, raw = made.packed(chance)
    bodies = []
    for pieces in ([raw], made.split(chance, raw)):
        body = Body(label, LIMIT, text=True)
        for piece in pieces:
            if not body.feed(piece):
                break
        body.end()
        require("a body is larger than its bound", true=len(body.data) <= LIMIT)
        bodies.append((bytes(body.data), body.truncated))
    (whole, why), (pieced, other) = bodies
    damaged = "encoding" in {why, other} and (whole.startswith(pieced) or pieced.startswith(whole))
    same = (whole == pieced and why == other) or damaged
    require("a body depends on how it is split", true=same)


def heads(chance: Chance) -> None:
    """An answer's head and framing: the same however it is split."""
    raw = made.data(chance, made.HEADS)
    answers = [_answered(pieces) for pieces in ([raw], made.split(chance, raw))]
    require("an answer depends on how it is split", true=answers[0] == answers[1])


def _answered(pieces: list[bytes]) -> Any:
    reader, frame, payload, head = HeadReader(), None, b"", None
    try:
        for piece in pieces:
            if frame is not None:
                payload += frame.feed(piece)
            elif head := reader.feed(piece):
                frame = body_framing(head)
                payload = frame.feed(bytes(reader.buffer))
        if head is None or frame is None:
            head = reader.end()
            frame = body_framing(head)
            payload = frame.feed(bytes(reader.buffer))
    except NotHttp:
        return None
    return head, payload


class _Deaf(asyncio.Transport):
    """A transport that leads nowhere."""

    def write(self, data: bytes | bytearray | memoryview) -> None: ...
    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def abort(self) -> None: ...


RUNNER = asyncio.Runner()
ASKED = Request(URL, (), Timeouts(1, 1))


def wires(chance: Chance) -> None:
    """A whole answer over a connection, then its body."""
    pieces = made.split(chance, made.data(chance, made.HEADS))

    async def ask() -> None:
        stream = ByteStream()
        stream.connection_made(_Deaf())
        for piece in pieces:
            stream.data_received(piece)
        stream.connection_lost(chance.choice((None, None, ConnectionResetError())))
        with suppress(NoAnswer, BodyBroken):
            answer = await Http1Connection(stream).send_request(ASKED)
            while await answer.body.read():
                pass
            await answer.aclose()
            answer.header("location")

    RUNNER.run(ask())


def charsets(chance: Chance) -> None:
    """Bytes of some charset, labelled somehow."""
    given = made.text(chance, made.TEXTS)
    name = chance.choice(CHARSETS)
    raw = given.encode(name, chance.choice(("replace", "ignore")))
    if chance.random() < 0.5:
        raw = (
            b'<meta charset="'
            + made.text(chance, ["utf-8", "koi8-r", "x-user-defined", "none"], 30).encode("utf-8", "replace")
            + b'">'
            + raw
        )
    if chance.random() < 0.5:
        raw = made.data(chance, [raw])
    label = (
        f"text/html; charset={made.text(chance, ['utf-8', 'windows-1251', 'gbk', 'unicode'], 40)}"
        if chance.random() < 0.5
        else ""
    )
    text, _ = charset.decode(raw, label, markup=chance.random() < 0.7)
    text.encode("utf-8")


def _page(body: bytes, kind: str, **more: Any) -> Document:
    document = read(Capture(URL, URL, 200, (("content-type", kind),), body, NOON, 0.1, **more))
    edges = [0, *(stretch.end for stretch in document.stretches)]
    require("stretches leave gaps", true=[stretch.start for stretch in document.stretches] == edges[:-1])
    require("stretches do not cover the text", true=edges[-1] == len(document.text) or not document.text)
    document.text.encode("utf-8")
    return document


def html(chance: Chance) -> None:
    """A page, broken or grown."""
    body = made.markup(chance) if chance.random() < 0.4 else made.data(chance, made.HTML)
    _page(body, chance.choice(KINDS[:3]), truncated=chance.choice((None, None, "length")))


def xml(chance: Chance) -> None:
    """A feed or another XML."""
    _page(made.data(chance, made.XML), chance.choice(KINDS))


def jsons(chance: Chance) -> None:
    """JSON, or what is labelled so."""
    _page(
        made.data(chance, made.JSON), chance.choice(("application/json", "application/ld+json", "text/javascript", ""))
    )


def pdfs(chance: Chance) -> None:
    """A PDF."""
    _page(made.data(chance, made.PDFS), chance.choice(("application/pdf", "", "text/html")))


def plain(chance: Chance) -> None:
    """Text, or what is labelled so."""
    body = made.text(chance, made.TEXTS).encode(chance.choice(("utf-8", "utf-16", "cp1251")), "replace")
    _page(body, chance.choice(KINDS))


def located(chance: Chance) -> None:
    """A quote, broken, in a text, broken too: what is found lies in the text."""
    text = made.text(chance, ["\n".join(chance.sample(made.TEXTS, 6))], 6_000).encode("utf-8", "replace").decode()
    cut = text.find(" ", chance.randint(0, len(text)))
    quote = text[cut : cut + chance.choice((1, 30, 150, 3_000))] if chance.random() < 0.7 else chance.choice(made.TEXTS)
    if chance.random() < 0.7:
        quote = made.text(chance, [quote])
    around = [made.text(chance, made.TEXTS, 60) if chance.random() < 0.3 else "" for _ in range(2)]
    middle = chance.randint(0, len(text))
    parts = (Stretch(0, middle, Region.ARTICLE), Stretch(middle, len(text), chance.choice(tuple(Region))))
    document = Document("text", text, parts, language=chance.choice(("en", "de", "fr", "zh", "th", "ar", None, "x-?")))
    match = locate(TextQuoteSelector(quote, *around), document)
    if match:
        require("a match lies outside the text", true=0 <= match.start <= match.end <= len(text))
        require("a match is not its text", true=text[match.start : match.end] == match.text)
        require("a score is not valid", true=0 <= match.score <= 1 and (match.score == 1) == (not match.differences))
        context_of(match, document)
        for each in match.differences:
            require("a difference is not in its quote", true=quote[each.quoted_start : each.quoted_end] == each.quoted)


def judged(chance: Chance) -> None:
    """A check of a page with any header, quote and sibling page."""
    body = made.markup(chance) if chance.random() < 0.2 else made.data(chance, made.BODIES)
    heads = (
        ("content-type", chance.choice(KINDS)),
        ("refresh", made.text(chance, made.REFRESHES, 200)),
        ("etag", made.text(chance, ["x"], 50)),
    )
    there = urls.join(URL, made.text(chance, made.URLS)) or URL
    hops = (Redirect(URL, 301, there),) if there != URL else ()
    status = chance.choice((200, 200, 200, 200, 206, 300, 304, 401, 403, 404, 410, 429, 503, 999))
    answer = Capture(
        URL,
        there,
        status,
        heads[: chance.randint(0, 3)],
        body,
        NOON,
        0.1,
        hops,
        chance.choice((None, None, "disconnect")),
    )
    quote = made.text(chance, made.TEXTS, 400)
    beside = (
        Capture(URL, URL, 200, heads[:1], made.data(chance, made.BODIES), NOON, 0.1) if chance.random() < 0.3 else None
    )
    finding = examine(answer, [TextQuoteSelector(quote), None], beside)
    require("a quote got no answer", true=finding.quotes[0] is not None and finding.quotes[1] is None)
    sibling_address(answer, finding)


def addresses(chance: Chance) -> None:
    """An address: refused in one line, or canonical, which is canonical again."""
    given = made.text(chance, made.URLS)
    urls.memento_of(given)
    urls.is_address(given)
    try:
        canonical = urls.canonical_url(given)
    except InputError as error:
        require("an error of several lines", true="\n" not in error.message)
        return
    require("canonical twice is another address", true=urls.canonical_url(canonical) == canonical)
    require("an address holds a control character", true=canonical.isascii() and canonical.isprintable())
    urls.host_of(canonical)
    urls.memento_of(canonical)


def joined(chance: Chance) -> None:
    """A Location: nowhere, or a canonical address."""
    target = urls.join(URL, urls.header_text(made.text(chance, made.URLS)))
    require("a reference leads to what is not canonical", true=target is None or urls.canonical_url(target) == target)


def refreshed(chance: Chance) -> None:
    """A Refresh header."""
    target = urls.refresh_target(made.text(chance, made.REFRESHES), URL)
    require("a refresh leads to what is not canonical", true=target is None or urls.canonical_url(target) == target)


def waited(chance: Chance) -> None:
    """A Retry-After."""
    seconds = retry_after(made.text(chance, made.DATES), NOON)
    require("a wait is not a valid time", true=seconds is None or 0 <= seconds <= RETRY_AFTER_MAX_SECONDS)


def cookies(chance: Chance) -> None:
    """Some Set-Cookies, then the header they make."""
    jar = CookieJar()
    for _ in range(chance.randint(1, 4)):
        jar.store(
            chance.choice((URL, "https://www.news.example/a/", "http://[::1]/x")), made.text(chance, made.COOKIES), NOON
        )
    header = jar.header(URL) or ""
    require("a cookie holds a line's end", true=not any(ord(letter) < 0x20 for letter in header))


def fragments(chance: Chance) -> None:
    """A text fragment."""
    selector = urls.text_fragment(made.text(chance, made.URLS))
    require("a fragment quotes nothing", true=selector is None or bool(selector.exact.strip()))


def filtered(chance: Chance) -> None:
    """A filter: refused with its place, or understood, which reads back the same."""
    given = made.text(chance, made.FILTERS, 400)
    filters.complete(given)
    try:
        parsed = filters.parse(given)
    except InputError:
        return
    filter_conditions(parsed, "me", Binds())
    require("a filter written out is another", true=filters.parse(str(parsed)) == parsed)


def listed(chance: Chance) -> None:
    """Lines of ``check --from``."""
    samples = [
        *(url.encode() for url in made.URLS),
        b'{"url": "https://a.example/", "quote": "the words", "id": [1]}',
        b'{"url": 1}',
    ]
    raw = b"\n".join(made.data(chance, samples, 2_000) for _ in range(chance.randint(1, 4)))
    path = folder() / "lines"
    path.write_bytes(raw)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    with open_lines(str(path)) as lines:
        for number, asked in lines.requests(lambda _broken: None):
            require("a line read again is another", true=lines.again(number) == asked)


@cache
def folder() -> Path:
    """Return a folder of this process's own."""
    return Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))


@cache
def desk() -> Desk:
    """Return a desk of this process's own."""
    return open_desk(Settings(db=str(folder() / "desk.db"), actor="ann"), lambda: NOON).__enter__()


def imported(chance: Chance) -> None:
    """A file of claims: every row gets its word."""
    kind = chance.choice((Format.CSV, Format.JSONL, Format.AVERITEC, Format.AUTO))
    samples = {Format.CSV: made.CSV, Format.JSONL: made.ROWS, Format.AVERITEC: made.AVERITEC}
    content = made.data(chance, samples.get(kind, made.CSV + made.ROWS + made.AVERITEC), 8_000)
    with suppress(InputError):
        for row in import_claims(desk(), "file", content, format_=kind):
            require("a row without a claim and without a reason", true=row.claim_id is not None or bool(row.why))


def settled(chance: Chance) -> None:
    """A configuration file, or a setting from the environment."""
    path = folder() / "config.toml"
    path.write_bytes(made.data(chance, made.TOML, 2_000))
    name = chance.choice(tuple(name.removeprefix("verify.") for name, _ in fields() if name.startswith("verify.")))
    value = (
        made.text(chance, ["1", "0.5", "true", "nan", "-1", "[1]", '{"a": 1}'], 60)
        .replace("\0", "")
        .encode("utf-8", "replace")
        .decode()
    )
    os.environ[f"FACTCHECK_VERIFY__{name.upper()}"] = value
    try:
        with suppress(InputError):
            load(path)
    finally:
        del os.environ[f"FACTCHECK_VERIFY__{name.upper()}"]


@dataclass(frozen=True, slots=True)
class Parser:
    """A parser, and its share of a million inputs."""

    run: Callable[[Chance], None]
    share: int


PARSERS = {
    "decode": Parser(decoded, 40_000),
    "charset": Parser(charsets, 60_000),
    "html": Parser(html, 30_000),
    "xml": Parser(xml, 30_000),
    "json": Parser(jsons, 40_000),
    "pdf": Parser(pdfs, 12_000),
    "text": Parser(plain, 40_000),
    "locate": Parser(located, 40_000),
    "judge": Parser(judged, 20_000),
    "head": Parser(heads, 100_000),
    "wire": Parser(wires, 60_000),
    "address": Parser(addresses, 130_000),
    "location": Parser(joined, 80_000),
    "refresh": Parser(refreshed, 60_000),
    "retry-after": Parser(waited, 50_000),
    "cookie": Parser(cookies, 60_000),
    "fragment": Parser(fragments, 60_000),
    "filter": Parser(filtered, 48_000),
    "lines": Parser(listed, 20_000),
    "import": Parser(imported, 10_000),
    "settings": Parser(settled, 10_000),
}
