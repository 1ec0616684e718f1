"""AVeriTeC: a JSON list of claims, each with the questions and answers that its verdict is based on."""

from collections.abc import Iterator
from typing import Any

from factcheck.errors import InputError
from factcheck.services.importing.drafts import add_source, read_date, read_rating, text_of
from factcheck.services.importing.objects import refuse_schema_org, value_text
from factcheck.services.importing.rows import Draft
from factcheck.verifier.http.urls import memento_of
from factcheck.vocabulary import UNATTRIBUTED, Role, Status

_OWN_KEYS = frozenset(
    {"questions", "original_claim_url", "cached_original_claim_url", "claim_types", "fact_checking_article"}
)
"""Keys by which the format is recognized: no other format has them."""
_ROW_KEYS = frozenset({"claim", "speaker", "label", "justification", "claim_date", "original_claim_url", "questions"})
_ANSWER_KEYS = frozenset({"answer", "source_url", "cached_source_url"})
METADATA_SOURCE = "Metadata"
"""The word of the format for a source that is the claim itself."""


def is_averitec(rows: list[Any]) -> bool:
    """Return whether a list contains claims in the AVeriTeC format, not plain objects."""
    return any(isinstance(row, dict) and "claim" in row and _OWN_KEYS & row.keys() for row in rows)


def from_averitec(path: str, rows: object) -> Iterator[Draft]:
    """Return the drafts of the claims in a file. Raises InputError for a file without claims."""
    if not isinstance(rows, list) or not any(isinstance(row, dict) for row in rows):
        raise InputError(f"{path} is not an AVeriTeC file: a JSON list of objects with a claim")
    return (_row(number, row) for number, row in enumerate(rows, 1))


def _row(number: int, row: object) -> Draft:
    draft = Draft(number)
    if isinstance(row, dict) and refuse_schema_org(draft, row):
        return draft
    if not isinstance(row, dict) or not isinstance(row.get("claim"), str) or not row["claim"].strip():
        draft.mark_broken("the row has no claim")
        return draft
    draft.claim = {"text": row["claim"].strip(), "language": "en", "status": Status.INBOX, "tags": ("averitec",)}
    speaker = _text(draft, row, "speaker")
    if not speaker:
        draft.notes.append("no speaker")
    draft.claim["claimant"] = speaker or UNATTRIBUTED
    read_rating(draft, _text(draft, row, "label"), _text(draft, row, "justification"))
    if day := _text(draft, row, "claim_date"):
        read_date(draft, day, "claim_date")
    if (made_at := _text(draft, row, "original_claim_url")) and made_at != METADATA_SOURCE:
        add_source(draft, made_at)
        draft.sources[-1]["role"] = Role.APPEARANCE
        draft.sources[-1]["stance"] = None
    for question in _objects(draft, row, "questions"):
        for answer in _objects(draft, question, "answers"):
            _answer(draft, _text(draft, question, "question"), answer)
        _leave_out_others(draft, question, {"question", "answers"}, "questions.")
    _leave_out_others(draft, row, _ROW_KEYS, "")
    return draft


def _text(draft: Draft, row: dict[str, Any], key: str) -> str:
    text = text_of(row.get(key))
    if text is None:
        draft.mark_broken(f"column {key} holds a list or an object where text is expected")
    return (text or "").strip(" \u200e\u200f\ufeff")


def _objects(draft: Draft, row: dict[str, Any], key: str) -> list[dict[str, Any]]:
    given = row.get(key) or []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        draft.mark_broken(f"column {key} is not a list of objects")
        return []
    return given


def _leave_out_others(draft: Draft, row: dict[str, Any], read: frozenset[str] | set[str], within: str) -> None:
    for key, value in row.items():
        if key not in read and value not in (None, "", [], {}):
            draft.leave_out(within + key, value_text(value), "it is not a column that is read")


def _answer(draft: Draft, question: str, answer: dict[str, Any]) -> None:
    """Add the source of an answer. With a live and an archived address, the archived one becomes its memento."""
    live, archived_url = (_text(draft, answer, name) for name in ("source_url", "cached_source_url"))
    text = _text(draft, answer, "answer")
    _leave_out_others(draft, answer, _ANSWER_KEYS, "questions.answers.")
    if live == METADATA_SOURCE:
        draft.notes.append("a source that is the claim itself (Metadata) is not a link")
        return
    if not live and not archived_url:
        draft.notes.append("an answer without a source")
        return
    comment = f"{question} {text}".strip()[:2000] or None
    add_source(draft, live or archived_url, comment=comment)
    memento = memento_of(archived_url) if archived_url and archived_url != live else None
    if memento:
        draft.sources[-1]["memento"] = archived_url
    elif archived_url and archived_url != live:
        draft.notes.append(
            f"the archived copy is not in the Wayback Machine; only its address is stored: {archived_url[:80]}"
        )
        draft.sources[-1]["memento"] = archived_url
