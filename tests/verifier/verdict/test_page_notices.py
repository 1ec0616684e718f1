"""Notices: how much running text a page may have beside one and still be nothing else."""

from datetime import UTC, datetime

import pytest

from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.http.response import Capture
from factcheck.verifier.verdict import page_notices
from factcheck.vocabulary import Region

URL = "https://news.example/2024/pier"
LEGAL = "We and our partners process personal data and store cookies on your device under the rules of data protection."


def answer() -> Capture:
    return Capture(URL, URL, 200, (), b"<html></html>", datetime(2024, 5, 1, tzinfo=UTC), 0.1)


def page(*lines: str, title: str, prose: int) -> Document:
    """Return a page of these lines with an amount of running text."""
    text = "\n".join(lines)
    return Document("html", text, (Stretch(0, len(text), Region.ARTICLE),), title=title, language="en", prose=prose)


@pytest.mark.parametrize(("prose", "code"), [(159, "title-not-found"), (160, None)])
def test_a_sentence_that_this_article_was_removed_is_a_notice_on_a_bare_page(prose: int, code: str | None) -> None:
    found = page_notices.lost(
        answer(), page("Pier cost 14.2 million", "This article was removed.", title="Pier", prose=prose), quoted=True
    )

    assert (found and found[1]) == code


@pytest.mark.parametrize(("prose", "code"), [(3_999, "wall-consent"), (4_000, None)])
def test_a_consent_dialogue_has_only_so_much_text(prose: int, code: str | None) -> None:
    found = page_notices.notice(answer(), page(LEGAL, "Accept all", title="Cookie settings", prose=prose), quoted=True)

    assert (found and found[1]) == code
