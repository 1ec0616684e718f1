"""Conversion of a row's values into the fields of a claim and its citations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from factcheck.errors import InputError
from factcheck.services.importing.rows import Draft
from factcheck.services.text.date_ranges import parse_date_range
from factcheck.vocabulary import Stance, TextQuoteSelector

_TEXT_FIELDS = ("text", "claimant", "language", "external_id", "standalone", "appearance", "status")
_INVISIBLE_CHARACTERS = "\u200e\u200f\ufeff"
RATINGS = {
    "refuted": "false",
    "supported": "true",
    "not enough evidence": "unproven",
    "conflicting evidence/cherrypicking": "mixed",
}
"""Rating for each AVeriTeC label. A label must match as a whole."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a row, with the name of its column."""

    column: str
    value: Any


def read_values(draft: Draft, given: Mapping[str, Value]) -> Draft:
    """Read the values of a row, given by field, into its draft."""
    texts = {name: _text(draft, given[name]) for name in given if name not in {"tags", "url"}}
    if draft.broken:
        return draft
    if not texts.get("text") or not isinstance(given["text"].value, str):
        draft.mark_broken("the row has no claim: its text is empty")
        return draft
    draft.claim = {name: texts[name] for name in _TEXT_FIELDS if texts.get(name)}
    if "status" in draft.claim:
        draft.claim["status"] = draft.claim["status"].casefold()
    draft.claim["tags"] = _tags(draft, given.get("tags"))
    read_rating(draft, texts.get("rating"), texts.get("why"))
    if texts.get("on"):
        read_date(draft, texts["on"], given["on"].column)
    urls = _addresses(draft, given.get("url"))
    if not urls:
        for name in ("quote", "stance"):
            if texts.get(name):
                draft.leave_out(given[name].column, texts[name], f"the row has no address for its {name}")
    for url in urls:
        add_source(draft, url, texts.get("quote"), texts.get("stance"))
    return draft


def text_of(value: object) -> str | None:
    """Return a JSON value as text. None: it is a list or an object."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value).strip()
        case _:
            return None


def _text(draft: Draft, given: Value) -> str:
    text = text_of(given.value)
    if text is None:
        draft.mark_broken(f"column {given.column} holds {_type_name(given.value)} where text is expected")
    return text or ""


def _type_name(value: object) -> str:
    return "a list" if isinstance(value, list) else "an object"


def _tags(draft: Draft, given: Value | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given.value, list):
        return tuple(name for name in re.split(r"[\s,;]+", _text(draft, given)) if name)
    tags = [_text(draft, Value(given.column, each)) for each in given.value]
    return tuple(name for name in tags if name)


def read_rating(draft: Draft, label: str | None, why: str | None) -> None:
    """Read a rating and its reason. The desk's rules check later that the rating is on the scale."""
    if not label:
        if why:
            draft.remarks.append(f"Reason in the imported file, which gives no rating: {why}")
            draft.notes.append("a reason without a rating was stored as a note")
        return
    draft.claim["rating"] = RATINGS.get(label.casefold(), label.casefold().replace(" ", "-"))
    draft.claim["rating_why"] = why or f"rated {label} where it was imported from"
    draft.label, draft.reason = label, why


_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
"""A date in the form of AVeriTeC, such as 25-8-2020."""
_ISO_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[T ]\d{1,2}:\d{2}[\d:.,]*(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?")


def read_date(draft: Draft, text: str, column: str) -> None:
    """Read the date of a claim; a date that is not understood is left out."""
    try:
        start, end = _days(text)
    except InputError as error:
        draft.leave_out(column, text, f"the date is not understood: {error.message}")
        return
    draft.claim["claimed_from"], draft.claim["claimed_to"] = start, end


def _days(text: str) -> tuple[date | None, date | None]:
    if match := _DAY_FIRST.fullmatch(text):
        return parse_date_range(f"{match[3]}-{match[2]}-{match[1]}")
    moment = _ISO_MOMENT.fullmatch(text)
    return parse_date_range(moment[1] if moment else text)


_URL_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?(?:[/?#]|$)")
_URL_SEPARATOR = re.compile(r"[\s,;|]+(?=[a-z][a-z0-9+.-]*://)", re.IGNORECASE)


def _addresses(draft: Draft, given: Value | None) -> list[str]:
    """Return the addresses in a cell or a list; text that is ambiguous makes the row broken."""
    if given is None:
        return []
    found: list[str] = []
    for each in given.value if isinstance(given.value, list) else [given.value]:
        for address in split_addresses(_text(draft, Value(given.column, each))):
            if re.search(r"\s", address):
                if not any(_URL_SCHEME.match(word) or _BARE_HOST.match(word) for word in address.split()):
                    draft.leave_out(given.column, address, "it is not an address")
                    continue
                draft.mark_broken(
                    f"column {given.column}: {address[:80]!r} is not an address, nor several; "
                    "give addresses with their https://, and a space or a comma between"
                )
            found.append(address)
    return found


def split_addresses(text: str) -> list[str]:
    """Return the addresses in a text, in order. An element with white space is ambiguous."""
    found = []
    for part in _URL_SEPARATOR.split(text.strip(_INVISIBLE_CHARACTERS + " \t\r\n")):
        words = [word for word in (each.strip(_INVISIBLE_CHARACTERS) for each in part.split()) if word.strip(",;|")]
        if all(_URL_SCHEME.match(word) or _BARE_HOST.match(word) for word in words):
            found += [word.rstrip(",;|") for word in words]
        elif part.strip(" ,;|"):
            found.append(part.strip(" ,;|\t\r\n"))
    return found


def add_source(
    draft: Draft, url: str, quote: str | None = None, stance: str | None = None, comment: str | None = None
) -> None:
    """Add a cited address to the draft of its row."""
    address = url.strip().strip(_INVISIBLE_CHARACTERS)
    if not address:
        return
    if not re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE) and _BARE_HOST.match(address):
        draft.notes.append(f"{address[:60]} has no scheme; https:// was put before it")
        address = "https://" + address
    named = stance.casefold() if stance else None
    if named is not None and named not in set(Stance):
        draft.notes.append(f"the stance {named[:40]!r} is not one of {', '.join(Stance)}, and was left out")
        named = None
    draft.sources.append(
        {
            "url": address,
            "selector": TextQuoteSelector(quote) if quote else None,
            "stance": Stance(named) if named else None,
            "comment": comment,
        }
    )
