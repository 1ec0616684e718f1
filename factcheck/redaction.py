"""Removal of user names and passwords from addresses in messages, which are printed, logged and mailed."""

import re

HIDDEN = "***"
_IN_ADDRESS = re.compile(r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+.-]*:[/\\]{2})(?P<rest>[^\s'\"<>“”]*)")
_USERINFO = re.compile(r"[^/?#\\]*@")
_UNESCAPED = re.compile(r"(?!\[[0-9A-Fa-f:.]*\])[^/?#\\@]*:(?!\d*(?:[/?#\\]|$))[^@]*@(?:[^/?#\\@]*@)?")
"""A password that is not percent-encoded can contain its own end characters; the text after the colon is then not a port."""
_SCHEME = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,}")
_WITHOUT_SCHEME = re.compile(r"^(?!mailto:)[^\s/?#@]*:[^\s@]+@")


def redact(text: str) -> str:
    """Return text with ``user:password@`` in its addresses replaced (RFC 3986, 3.2.1)."""
    return _IN_ADDRESS.sub(_redacted, text) if "@" in text else text


def redact_address(text: str) -> str:
    """Return one address with its user and password replaced, even where it has no scheme."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _WITHOUT_SCHEME.sub(f"{HIDDEN}@", text)
    return scheme[0] + _without_userinfo(text[scheme.end() :])


def _redacted(match: re.Match[str]) -> str:
    return match["scheme"] + _without_userinfo(match["rest"])


def _without_userinfo(rest: str) -> str:
    """Return the part of an address after its scheme with its user and password replaced."""
    found = _USERINFO.match(rest) or _UNESCAPED.match(rest)
    return rest if found is None else f"{HIDDEN}@{rest[found.end() :]}"
