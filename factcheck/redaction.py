"""Addresses without the passwords and tokens in them: whatever a message quotes is printed, logged and mailed."""

import re

HIDDEN = "***"
_IN_ADDRESS = re.compile(r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+.-]*:[/\\]{2})(?P<rest>[^\s'\"<>“”]*)")
_USERINFO = re.compile(r"[^/?#\\]*@")
_UNESCAPED = re.compile(r"(?!\[[0-9A-Fa-f:.]*\])[^/?#\\@]*:(?!\d*(?:[/?#\\]|$))[^@]*@(?:[^/?#\\@]*@)?")
"""A password that was not percent-encoded may hold the signs that end it: what follows the colon is then no port."""
_SCHEME = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,}")
_WITHOUT_SCHEME = re.compile(r"^(?!mailto:)[^\s/?#@]*:[^\s@]+@")


def redact(text: str) -> str:
    """Return text with ``user:password@`` in its addresses replaced (RFC 3986, 3.2.1)."""
    return _IN_ADDRESS.sub(_redacted, text) if "@" in text else text


def redact_address(text: str) -> str:
    """Return what was given as one address with its user and password replaced, even where it has no scheme."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _WITHOUT_SCHEME.sub(f"{HIDDEN}@", text)
    return scheme[0] + _without_userinfo(text[scheme.end() :])


def _redacted(match: re.Match[str]) -> str:
    return match["scheme"] + _without_userinfo(match["rest"])


def _without_userinfo(rest: str) -> str:
    """Return what follows an address's scheme with its user and password replaced."""
    found = _USERINFO.match(rest) or _UNESCAPED.match(rest)
    return rest if found is None else f"{HIDDEN}@{rest[found.end() :]}"
