"""Addresses as the web has them: what we store, what we ask, and what an address says about itself.

``canonical_url`` makes two spellings of one address equal without changing what is asked: the path and the query go to
the server as they were written, but for characters that may not stand there at all (WHATWG URL, RFC 3986).
"""

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import idna

from factcheck.errors import InputError
from factcheck.vocabulary import TextQuoteSelector

MAX_URL = 8_000
DEFAULT_PORTS = {"http": 80, "https": 443}
_FRAGMENT_DIRECTIVE = ":~:text="
_FORBIDDEN_IN_HOST = set(' "#%/:<>?@[\\]^`{|}')
_MEMENTO = re.compile(
    r"^https?://(?:web\.|www\.|wayback\.)?archive\.org/(?:web/)?(?P<stamp>\d{4,14})(?P<modifier>[a-z]{2}_)?/(?P<original>.+)$",
    re.IGNORECASE,
)

_REFRESH = re.compile(
    r"^\s*(?P<delay>\d+(?:\.\d*)?)\s*[;,]?\s*(?:url\s*=\s*)?(?P<url>.+?)\s*$", re.IGNORECASE | re.DOTALL
)
LONGEST_REFRESH = 10.0
"""Seconds; a page that leads on later than this is read by its readers."""


@dataclass(frozen=True, slots=True)
class ArchivedUrl:
    """An address of the Wayback Machine, taken apart."""

    original: str
    """The address that was archived, canonical."""
    memento: str
    """URI-M, as it was given."""
    datetime: datetime | None
    """Memento-Datetime; None where the address holds less than a day."""


def canonical_url(text: str) -> str:
    """Return the address a source is stored and asked under, without its fragment.

    Raises InputError, in one line, for what is no http(s) address or must not be asked.
    """
    given = text.strip(" \t\r\n\f")
    if not given:
        raise InputError("the address is empty; give one such as https://news.example/story")
    if len(given) > MAX_URL:
        raise InputError(f"the address has {len(given):,} characters; {MAX_URL:,} are allowed")
    if "\\" in given or any(ord(character) < 0x20 or ord(character) == 0x7F for character in given):
        raise InputError(f"the address {_shown(given)} holds a backslash or a control character")
    scheme, colon, _ = given.partition(":")
    if (
        not colon
        or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme)
        or (scheme.lower() not in DEFAULT_PORTS and "." in scheme)
    ):
        raise InputError(f"the address {_shown(given)} has no scheme; did you mean https://{given[:60]}?")
    if scheme.lower() not in DEFAULT_PORTS:
        raise InputError(f"the address {_shown(given)} is not http or https; only those are checked")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise InputError(f"the address {_shown(given)} is malformed: {error}") from None
    if parts.username is not None or parts.password is not None:
        raise InputError(f"the address {_shown(given)} carries a user name or password; give it without")
    if not parts.hostname:
        raise InputError(f"the address {_shown(given)} names no host")
    host = _host(parts.hostname, given)
    netloc = host if port is None or port == DEFAULT_PORTS[parts.scheme] else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, _escaped(parts.path) or "/", _escaped(parts.query), ""))


def _host(host: str, given: str) -> str:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            raise InputError(f"the address {_shown(given)} names no host: {host!r} is no IPv6 address") from None
    name = unquote(host) if "%" in host else host
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode()
        except (idna.IDNAError, UnicodeError) as error:
            raise InputError(f"the address {_shown(given)} names no host: {error}") from None
    name = name.lower()
    labels = name.removesuffix(".").split(".")
    if _FORBIDDEN_IN_HOST & set(name) or not all(0 < len(label) < 64 for label in labels) or len(name) > 253:
        raise InputError(f"the address {_shown(given)} names no host: {host!r}")
    return name


def _escaped(part: str) -> str:
    """Return a path or query with what may not stand in it percent-encoded, and the rest untouched."""
    out = []
    for character in part:
        if character in ' "<>`{}|^' or not character.isascii():
            out.append("".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace")))
        else:
            out.append(character)
    return "".join(out)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "…")


def host_of(url: str) -> str:
    """Return the host, with its port unless it is the scheme's own: politeness is per host."""
    return urlsplit(url).netloc


def is_address(text: str) -> bool:
    """Return whether the text is an address that could be asked."""
    try:
        canonical_url(text)
    except InputError:
        return False
    return True


def join(base: str, location: str) -> str | None:
    """Return where a Location leads from ``base``, canonical; None: nowhere that could be asked."""
    cleaned = location.strip().replace("\t", "").replace("\n", "").replace("\r", "")
    if not cleaned:
        return None
    try:
        return canonical_url(urljoin(base, cleaned))
    except (ValueError, InputError):
        return None


def refresh_target(text: str, base: str) -> str | None:
    """Return where a Refresh header or meta refresh leads; None: it reloads the same page, leads nowhere or later."""
    match = _REFRESH.match(text)
    if match is None or float(match["delay"]) > LONGEST_REFRESH:
        return None
    target = join(base, match["url"].strip("'\""))
    return target if target and target != base else None


def text_fragment(url: str) -> TextQuoteSelector | None:
    """Return the words a text fragment points at (URL Fragment Text Directives); None: it has none.

    ``#:~:text=[prefix-,]start[,end][,-suffix]``: a range is quoted as its two ends with an elision between.
    """
    _, _, directive = url.partition(_FRAGMENT_DIRECTIVE)
    parts = [unquote(part) for part in directive.split("&")[0].split(",")]
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") and len(parts) > 1 else ""
    suffix = parts.pop()[1:] if parts[-1].startswith("-") and len(parts) > 1 else ""
    words = [part.strip() for part in parts if part.strip()]
    if not words or len(words) > 2:
        return None
    return TextQuoteSelector(" […] ".join(words), prefix.strip(), suffix.strip())


def memento_of(url: str) -> ArchivedUrl | None:
    """Return what an address of the Wayback Machine archived; None: it is another address.

    A nested one gives the innermost original. Other archives' addresses do not tell what they hold.
    """
    match = _MEMENTO.match(url.strip())
    if match is None:
        return None
    original = re.sub(r"^(https?):/+", r"\1://", match["original"], flags=re.IGNORECASE)
    if not re.match(r"https?://", original, re.IGNORECASE):
        original = f"http://{original}"
    inner = memento_of(original)
    try:
        target = inner.original if inner else canonical_url(original)
    except InputError:
        return None
    return ArchivedUrl(target, url.strip(), _stamp(match["stamp"]))


def _stamp(digits: str) -> datetime | None:
    if len(digits) < 8:
        return None
    try:
        return datetime.strptime(digits[:14].ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
