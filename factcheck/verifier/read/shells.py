"""Detects pages that are only a shell around a file, whose visible text is not in their own markup."""

import html
import re
from urllib.parse import unquote, urlsplit

_HOLDERS = ("iframe", "frame", "embed", "object")
_HOLDER = re.compile(r"<(iframe|frame|embed|object)(?=[\s/])([^<>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,30})\s?=\s?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FILE = re.compile(r"\.(?:pdf|docx?|odt|rtf|xlsx?|ods|pptx?|odp|epub|djvu)(?![\w.-])", re.IGNORECASE)
_FILE_TYPE = re.compile(r"application/(?:x-)?(?:pdf|msword|vnd\.|epub)", re.IGNORECASE)
_VIEWER = re.compile(
    r"<[^<>]{0,500}\s(?:id=[\"']?viewerContainer|class=[\"'][^\"'<>]{0,200}\bpdf-?viewer)\b"
    r"|<script\b[^<>]{0,500}\ssrc=[\"']?[^\"'<>]{0,300}\bpdf(?:js|\.worker|viewer)?(?:\.min)?\.m?js\b",
    re.IGNORECASE,
)
_LARGE = re.compile(r"100(?:\.0+)?(?:%|vh|vw|dvh)|(?<!\d)(?:[4-9]\d\d|[1-9]\d{3})(?:px)?(?![\d%])")
_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAX_FRAMES = 50


def shell_of(text: str, *, bare: bool) -> str | None:
    """Return the reason why a page with almost no text is unreadable: it shows a file in a frame, or draws it; or None.

    ``bare`` is whether its only text is labels; then any frame that fills the page has its content.
    """
    small = text.lower()
    if "pdf" not in small and "viewercontainer" not in small and not any(f"<{tag}" in small for tag in _HOLDERS):
        return None
    text = _COMMENT.sub("", text)
    for number, holder in enumerate(_HOLDER.finditer(text)):
        if number >= MAX_FRAMES:
            break
        given = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(holder[2])}
        address = (given.get("src") or given.get("data") or given.get("data-src") or "").strip()
        if "hidden" in holder[2].lower().split() or _NONE.search(given.get("style", "")):
            continue
        if _shows_file(address, given.get("type", "")) or (bare and _fills(address, given)):
            return "frames"
    return "script-only" if _VIEWER.search(text) else None


def _shows_file(address: str, kind: str) -> bool:
    """Return whether an address is that of a file, or of a viewer with a file among its parameters."""
    if _FILE_TYPE.match(kind):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return any(_FILE.search(unquote(part)) for part in (parts.path, parts.query, parts.fragment))


def _fills(address: str, given: dict[str, str]) -> bool:
    """Return whether a frame fills the page."""
    if not address or address.lower().startswith(("about:", "javascript:", "data:")):
        return False
    sizes = f"{given.get('width', '')};{given.get('height', '')}", given.get("style", "")
    return any(len(_LARGE.findall(size)) > 1 for size in sizes)
