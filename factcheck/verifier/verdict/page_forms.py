"""Detects forms that are shown instead of a page: for a password, a one-time code or a bot challenge. Pure.

A login form next to an article belongs to the site. A form with nothing next to it is the whole page.
"""

import re

from factcheck.verifier.http.response import Capture
from factcheck.verifier.verdict.bot_challenges import SCAN_MAX_BYTES

BESIDE_MIN_BYTES = 15
"""Least number of bytes of text, outside forms, links and headings, of a page that has more than a form."""

_TEST_FORM = re.compile(rb"<form\b[^>]{0,300}[\"'/_ -](?:captcha|challenge)\b", re.IGNORECASE)
_PASSWORD = re.compile(rb"type=[\"']?password", re.IGNORECASE)
_CODE = re.compile(
    rb"autocomplete=[\"']?one-time-code"
    rb"|<input\b[^>]{0,200}\b(?:name|id)=[\"']?(?:otp|totp|mfa|2fa|one[-_]?time|verification[-_](?:code|pin|token))\b",
    re.IGNORECASE,
)
_SECTION = re.compile(rb"<(/header|/nav|/aside|/footer|footer|main|article|/main|/article|/body)\b", re.IGNORECASE)
_BUTTON = re.compile(rb"<button|type=[\"']?(?:submit|button)|role=[\"']?button|onclick=", re.IGNORECASE)
_TOKEN = re.compile(rb"<(/?)([a-z][a-z0-9]*)[^<>]*>|[^<]+", re.IGNORECASE)
_INLINE = frozenset(b"a b i u em strong span small img br font abbr wbr svg path".split())
_SKIPPED = frozenset(
    b"head script style template noscript form button label select textarea h1 h2 h3 h4 h5 h6 header nav footer title".split()
)


def is_named_for_a_test(answer: Capture) -> bool:
    """Return whether the markup names a form as a bot challenge."""
    return _TEST_FORM.search(answer.body[:SCAN_MAX_BYTES]) is not None


def has_a_button(answer: Capture) -> bool:
    """Return whether the page has a button."""
    return _BUTTON.search(answer.body[:SCAN_MAX_BYTES]) is not None


def asks_for_a_code(answer: Capture) -> bool:
    """Return whether a field asks for a one-time code."""
    return _CODE.search(answer.body[:SCAN_MAX_BYTES]) is not None


def is_only_a_password_form(answer: Capture) -> bool:
    """Return whether the page's only content is a form with a password field."""
    body = answer.body[:SCAN_MAX_BYTES]
    field = _PASSWORD.search(body)
    if field is None:
        return False
    section = _SECTION.search(body, field.end())
    inside = section is None or section[1].lower() in {b"/main", b"/article", b"/body", b"footer"}
    return inside and _text_beside(body) < BESIDE_MIN_BYTES


def _text_beside(body: bytes) -> int:
    """Return the number of bytes of text outside forms, headings, menus, and blocks with a link."""
    total = block = 0
    linked = False
    open_tags = dict.fromkeys(_SKIPPED, 0)
    for token in _TOKEN.finditer(body):
        name = (token[2] or b"").lower()
        if not name:
            if not any(open_tags.values()):
                block += len(b" ".join(token[0].split()))
            continue
        if name in _SKIPPED:
            open_tags[name] = max(0, open_tags[name] - 1) if token[1] else open_tags[name] + 1
        linked |= name == b"a"
        if name not in _INLINE:
            total += 0 if linked else block
            block, linked = 0, False
    return total + (0 if linked else block)
