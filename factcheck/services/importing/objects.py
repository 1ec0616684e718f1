"""JSON Lines and JSON lists. Each object is a row, and each of its keys a column."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from factcheck.errors import InputError
from factcheck.services.importing.columns import Columns, plain_name
from factcheck.services.importing.drafts import Value, read_values
from factcheck.services.importing.rows import Draft

_SCHEMA_ORG = frozenset(
    {
        "@context", "@type", "@graph", "@id", "itemReviewed", "claimReviewed", "claimReview", "reviewRating",
        "mediaAuthenticityCategory", "dataFeedElement", "textualRating",
    }
)  # fmt: skip
"""Keys of ClaimReview and related schema.org types, and of the Fact Check Tools API."""


class _Object(dict[str, Any]):
    """A JSON object. The last value of a repeated key is used, and the others are reported."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        last = {key: at for at, (key, _) in enumerate(pairs)}
        self.repeated_values = [(key, value) for at, (key, value) in enumerate(pairs) if at != last[key]]


def parse(path: str, text: str) -> Any:
    """Return the value of a JSON file. Raises InputError if it is not JSON."""
    try:
        return json.loads(text, object_pairs_hook=_Object)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON: {error}") from None


def from_lines(text: str) -> Iterator[Draft]:
    """Yield the rows of JSON Lines; a file that is one object is one row."""
    try:
        whole = json.loads(text, object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        yield draft_of(1 + text[: len(text) - len(text.lstrip())].count("\n"), whole)
        return
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: a string can contain U+2028
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_Object)
        except (ValueError, RecursionError) as error:
            yield Draft(number, broken=f"the line is not JSON: {error}")
            continue
        yield draft_of(number, value)


def from_list(rows: list[Any]) -> Iterator[Draft]:
    """Yield the rows of a list of objects, numbered by position."""
    for number, value in enumerate(rows, 1):
        yield draft_of(number, value)


def draft_of(number: int, value: object) -> Draft:
    """Return the draft of an object."""
    draft = Draft(number)
    if not isinstance(value, dict):
        draft.mark_broken("the row must be a JSON object")
        return draft
    if refuse_schema_org(draft, value):
        return draft
    given = {key: item for key, item in value.items() if item not in (None, "", [], {})}
    columns = Columns.of(list(given))
    items = list(given.values())
    read_values(draft, {name: Value(columns.names[at], items[at]) for name, at in columns.read.items()})
    for at, why in columns.unread.items():
        draft.leave_out(columns.names[at], value_text(items[at]), why)
    for key, item in value.repeated_values if isinstance(value, _Object) else ():
        if item not in (None, "", [], {}) and item != value[key]:
            draft.leave_out(key, value_text(item), "the object gives the key again")
    return draft


def refuse_schema_org(draft: Draft, value: dict[str, Any]) -> bool:
    """Mark a schema.org object as broken, and return whether it is one."""
    found = sorted(_SCHEMA_ORG & value.keys()) or sorted(_schema_org_keys_in_lists(value))
    if found:
        kind = value.get("@type")
        name = f"a {kind[:40]}" if isinstance(kind, str) and kind.isidentifier() else "a record"
        draft.mark_broken(
            f"it is {name} of schema.org (it has {', '.join(found)}), which cannot be imported yet; "
            "give a CSV file or plain JSON with text, claimant, date, url, quote, rating and why"
        )
    return bool(found)


def _schema_org_keys_in_lists(value: dict[str, Any]) -> set[str]:
    """Return the schema.org keys of objects in the lists of an object that has no claim of its own."""
    if any(plain_name(key) in ("claim", "text") for key in value):
        return set()
    lists = [each for each in value.values() if isinstance(each, list)]
    return {key for each in lists for row in each[:100] if isinstance(row, dict) for key in _SCHEMA_ORG & row.keys()}


def value_text(value: object) -> str:
    """Return a value for a message: text unchanged, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
