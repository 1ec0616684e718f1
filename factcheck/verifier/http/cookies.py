"""Cookies for the duration of one check (RFC 6265).

Some sites set a cookie and redirect to the same page until it comes back. Expiry matters only where it deletes a
cookie. A cookie for a public suffix stays on the host that set it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

COOKIES_MAX = 100
"""Maximum number of cookies in a jar."""
COOKIE_MAX_BYTES = 4_096
"""Maximum size of one Set-Cookie value in bytes."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie and the hosts and paths it is sent to."""

    name: str
    value: str
    domain: str
    path: str
    host_only: bool
    secure: bool


class CookieJar:
    """The cookies of one check."""

    def __init__(self) -> None:
        self.cookies: dict[tuple[str, str, str], Cookie] = {}

    def store(self, url: str, set_cookie: str, now: datetime) -> None:
        """Store the cookie of a Set-Cookie header, if this address is allowed to set it."""
        if len(set_cookie) > COOKIE_MAX_BYTES:
            return
        pair, *rest = set_cookie.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals:
            name, value = "", name
        if any(ord(character) < 0x20 or ord(character) == 0x7F for character in name + value) or not name + value:
            return
        attributes = {key.strip().lower(): text.strip() for key, _, text in (each.partition("=") for each in rest)}
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        domain = attributes.get("domain", "").lower().removeprefix(".")
        if domain and not _domain_matches(host, domain):
            return
        if domain and _is_public_suffix(domain):
            if domain != host:
                return
            domain = ""
        path = attributes.get("path", "")
        if not path.startswith("/"):
            path = parts.path[: parts.path.rfind("/")] or "/"
        key = (domain or host, path, name)
        if _is_expired(attributes, now):
            self.cookies.pop(key, None)
        elif key in self.cookies or len(self.cookies) < COOKIES_MAX:
            self.cookies[key] = Cookie(name, value, domain or host, path, not domain, "secure" in attributes)

    def state(self) -> frozenset[Cookie]:
        """Return all cookies for comparison: the same request with other cookies is another request."""
        return frozenset(self.cookies.values())

    def header(self, url: str) -> str | None:
        """Return the Cookie header for an address; None: no cookie matches."""
        if not self.cookies:
            return None
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), parts.path or "/"
        fitting = [
            each
            for each in self.cookies.values()
            if (host == each.domain if each.host_only else _domain_matches(host, each.domain))
            and (path == each.path or path.startswith(each.path.rstrip("/") + "/"))
            and (parts.scheme == "https" or not each.secure)
        ]
        fitting.sort(key=lambda each: -len(each.path))
        return "; ".join(f"{each.name}={each.value}" if each.name else each.value for each in fitting) or None


def _domain_matches(host: str, domain: str) -> bool:
    """Return whether a host domain-matches (RFC 6265, 5.1.3)."""
    if host == domain:
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host.endswith("." + domain)
    return False


@cache
def _public_suffixes() -> PublicSuffixList:
    """Return the list bundled with publicsuffixlist.

    Loading takes about 30 ms and 4 MB, so that it happens at the first cookie that names a domain.
    """
    return PublicSuffixList()


def _is_public_suffix(domain: str) -> bool:
    """Return whether different owners register names under a domain, so that its hosts must not share cookies."""
    return not all(domain.split(".")) or _public_suffixes().privatesuffix(domain) is None


def _is_expired(attributes: dict[str, str], now: datetime) -> bool:
    age = attributes.get("max-age", "")
    if age.removeprefix("-").isdecimal() and age.isascii():
        return age.startswith("-") or not age.strip("0")
    if not attributes.get("expires"):
        return False
    try:
        moment = parsedate_to_datetime(attributes["expires"].replace("-", " "))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) <= now
