"""Canonical URLs, references between pages, and the addresses of archived copies.

``canonical_url`` makes two spellings of one address equal without changing the request: path and query go to the
server as a browser would send them, which is as they were written, except for dot segments and characters that are not
allowed there (WHATWG URL, RFC 3986).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import idna

from factcheck.errors import InputError
from factcheck.redaction import redact_address
from factcheck.verifier.http.hosts import canonical_host
from factcheck.vocabulary import TextQuoteSelector

URL_MAX_CHARS = 8_000
DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_URL_PARTS = re.compile(
    r"(?P<scheme>https?):(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE
)
_FORBIDDEN = re.compile(r"[\\\x00-\x1f\x7f]")
_ESCAPED_IN_PATH = frozenset(' "<>^`{}')
_ESCAPED_IN_QUERY = frozenset(" \"<>'")
_DOT_SEGMENT = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)
_WAYBACK = re.compile(
    r"^https?://(?:web\.|www\.|wayback\.)?archive\.org/(?:web/)?(?P<stamp>\d{4,14})(?P<modifier>[a-z]{2}_)?/(?P<original>.+)$",
    re.IGNORECASE,
)
_REPLAY = re.compile(
    r"^https?://[^/?#\s]+/(?:[\w.~-]+/){0,4}?(?P<stamp>\d{14}|\d{4}\.\d\d\.\d\d-\d{6})(?:[a-z]{2}_)?/(?P<original>https?:/.+)$",
    re.IGNORECASE,
)
"""The address of a copy at any archive: a timestamp in its path, then the complete address of the original."""
_ARCHIVE_TODAY = re.compile(
    r"^https?://(?:www\.)?archive\.(?:today|ph|is|li|vn|fo|md)/(?:(?P<stamp>\d{4,14})|newest|oldest|o/\w+)/(?P<original>https?:/.+)$",
    re.IGNORECASE,
)
_REFRESH_DELAY = re.compile(r"\s*(?:(?P<delay>\d+)(?:\.[\d.]*)?|\.[\d.]*)(?:\s*[;,]\s*|\s+)", re.ASCII)
_REFRESH_URL_PREFIX = re.compile(r"url\s*=\s*", re.IGNORECASE)
REFRESH_MAX_SECONDS = 10
"""Seconds; a page that refreshes later than this has readers of its own."""
_WHITESPACE = "".join(map(chr, range(0x21)))


@dataclass(frozen=True, slots=True)
class ArchivedUrl:
    """The parts of an archived copy's address."""

    original: str
    """The canonical address of the original."""
    memento: str
    """The given address of the copy (URI-M)."""
    datetime: datetime | None
    """The time of the copy (Memento-Datetime); None where the address has less than a date."""


@lru_cache(maxsize=256)
def canonical_url(text: str) -> str:
    """Return the address under which a source is stored and requested, without its fragment.

    Raises InputError, in one line, if the text is not an http(s) address or must not be requested.
    """
    given = text.strip(" \t\r\n\f")
    if not given:
        raise InputError("the address is empty; give one such as https://news.example/story")
    if len(given) > URL_MAX_CHARS:
        raise InputError(f"the address has {len(given):,} characters; {URL_MAX_CHARS:,} are allowed")
    if _FORBIDDEN.search(given):
        raise InputError(f"the address {_quoted(given)} contains a backslash or a control character")
    scheme = _SCHEME.match(given)
    if scheme is None or (scheme[0].lower() not in DEFAULT_PORTS and "." in scheme[0]):
        raise InputError(
            f"the address {_quoted(given)} has no scheme; did you mean https://{redact_address(given).lstrip('/')[:60]}?"
        )
    if scheme[0].lower() not in DEFAULT_PORTS:
        raise InputError(f"the address {_quoted(given)} is not http or https; only those are checked")
    parts = _URL_PARTS.match(given)
    if parts is None or not parts["authority"]:
        raise InputError(f"the address {_quoted(given)} names no host")
    if "@" in parts["authority"]:
        raise InputError(f"the address {_quoted(given)} carries a user name or password; give it without")
    query = "" if parts["query"] is None else "?" + _escaped(parts["query"], _ESCAPED_IN_QUERY)
    path = _escaped(_without_dots(parts["path"]), _ESCAPED_IN_PATH)
    address = f"{scheme[0].lower()}://{_netloc(parts['authority'], scheme[0].lower(), given)}{path or '/'}{query}"
    if len(address) > URL_MAX_CHARS:
        raise InputError(f"the address has {len(address):,} characters, percent-encoded; {URL_MAX_CHARS:,} are allowed")
    return address


def _netloc(authority: str, scheme: str, given: str) -> str:
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    if port and not (port.isascii() and port.isdecimal() and int(port[:9]) < 65_536 and len(port) < 9):
        raise InputError(f"the address {_quoted(given)} is malformed: its port is not a number up to 65535")
    if not host:
        raise InputError(f"the address {_quoted(given)} names no host")
    try:
        name = canonical_host(host)
    except (ValueError, idna.IDNAError) as error:
        raise InputError(f"the address {_quoted(given)} names no host: {error}") from None
    return name if not port or int(port) == DEFAULT_PORTS[scheme] else f"{name}:{int(port)}"


def _without_dots(path: str) -> str:
    """Return a path without its dot segments. Empty segments are segments and stay."""
    out: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments):
        if not _DOT_SEGMENT.fullmatch(segment):
            out.append(segment)
            continue
        if len(segment.lower().replace("%2e", ".")) == 2 and out:
            out.pop()
        if position == len(segments) - 1:
            out.append("")
    return "".join(f"/{segment}" for segment in out)


def _escaped(part: str, forbidden: frozenset[str]) -> str:
    """Return a path or query with its forbidden characters percent-encoded, and everything else unchanged."""
    if part.isascii() and forbidden.isdisjoint(part):
        return part
    return "".join(
        "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        if character in forbidden or not character.isascii()
        else character
        for character in part
    )


def _quoted(text: str) -> str:
    text = redact_address(text)
    return repr(text if len(text) <= 80 else text[:77] + "…")


@lru_cache(maxsize=256)
def host_of(url: str) -> str:
    """Return the host, with its port unless that is the default: politeness is per host."""
    return urlsplit(url).netloc


def is_address(text: str) -> bool:
    """Return whether the text is an address that can be requested."""
    try:
        canonical_url(text)
    except InputError:
        return False
    return True


def join(base: str, location: str) -> str | None:
    """Return the canonical target of a reference on a page; None: it cannot be requested.

    ``base`` is the canonical address of the page.
    """
    cleaned = re.sub(r"[\t\n\r]", "", location.strip(_WHITESPACE)).strip(_WHITESPACE)
    if not cleaned:
        return None
    scheme = _SCHEME.match(cleaned)
    origin = base[: base.index("/", base.index("//") + 2)]
    bare = base.partition("#")[0]
    if scheme:
        if scheme[0].lower() in DEFAULT_PORTS:
            cleaned = re.sub(r":/*", "://", cleaned, count=1)
        target = cleaned
    elif cleaned.startswith("//"):
        target = f"{origin.partition(':')[0]}:{cleaned}"
    elif cleaned.startswith("/"):
        target = origin + cleaned
    elif cleaned.startswith("?"):
        target = bare.partition("?")[0] + cleaned
    elif cleaned.startswith("#"):
        target = bare
    else:
        target = bare.partition("?")[0].rpartition("/")[0] + "/" + cleaned
    try:
        return canonical_url(target)
    except InputError:
        return None


def scheme_of(reference: str) -> str:
    """Return the scheme of a reference in lower case; "" without one."""
    scheme = _SCHEME.match(reference.strip(_WHITESPACE))
    return scheme[0].lower() if scheme else ""


def header_text(value: str) -> str:
    """Return an address from a header that was decoded as latin-1.

    Raw UTF-8 becomes text; other raw bytes are percent-encoded.
    """
    raw = value.encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def refresh_target(text: str, base: str) -> str | None:
    """Return the target of a Refresh header or meta refresh.

    None: it reloads the same page, has no valid target, or comes later than REFRESH_MAX_SECONDS.
    """
    start = _REFRESH_DELAY.match(text)
    if start is None or len(start["delay"] or "") > 9 or int(start["delay"] or 0) > REFRESH_MAX_SECONDS:
        return None
    rest = text[start.end() :]
    named = _REFRESH_URL_PREFIX.match(rest)
    rest = rest[named.end() :] if named else rest
    if rest[:1] in {"'", '"'}:
        rest = rest[1:].partition(rest[0])[0]
    target = join(base, rest)
    return target if target and target != base else None


def text_fragment(url: str) -> TextQuoteSelector | None:
    """Return the words of a text fragment (URL Fragment Text Directives); None: there is none.

    ``#:~:text=[prefix-,]start[,end][,-suffix]``: a range becomes a quote of both ends with an elision between.
    """
    directives = url.partition("#")[2].partition(":~:")[2].split("&")
    text = next((each.removeprefix("text=") for each in directives if each.startswith("text=")), "")
    parts = [unquote(part) for part in text.split(",")]
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") and len(parts) > 1 else ""
    suffix = parts.pop()[1:] if parts[-1].startswith("-") and len(parts) > 1 else ""
    words = [part.strip() for part in parts if part.strip()]
    if not words or len(words) > 2:
        return None
    return TextQuoteSelector(" […] ".join(words), prefix.strip(), suffix.strip())


def memento_of(url: str) -> ArchivedUrl | None:
    """Return the original of an archived copy's address; None: the address does not contain one.

    An archive that replays pages has the timestamp and the complete original in its path, whoever runs it. For nested
    copies, the innermost original counts. A short address such as "archive.ph/AbCdE" does not contain its original.
    """
    given = url.strip()
    match = _WAYBACK.match(given) or _REPLAY.match(given) or _ARCHIVE_TODAY.match(given)
    if match is None or len(given) > URL_MAX_CHARS:
        return None
    found = match.groupdict()
    moment = _parse_timestamp(re.sub(r"[.-]", "", found.get("stamp") or ""))
    if match.re is _REPLAY and moment is None:
        return None
    original = re.sub(r"^(https?):/+", r"\1://", found["original"], flags=re.IGNORECASE)
    if not re.match(r"https?://", original, re.IGNORECASE):
        original = f"http://{original}"
    inner = memento_of(original)
    try:
        target = inner.original if inner else canonical_url(original)
    except InputError:
        return None
    return ArchivedUrl(target, given, moment)


def _parse_timestamp(digits: str) -> datetime | None:
    if len(digits) < 8:
        return None
    try:
        return datetime.strptime(digits[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
