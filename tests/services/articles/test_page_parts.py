"""The paragraphs of a page that are headings or in bold as a whole."""

import pytest

from factcheck.services.articles.page_parts import emphasized


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<h2>The costs</h2><p>They rose.</p>", ["The costs"]),
        ("<p><b>Why now?</b></p><p>It is <b>urgent</b>.</p>", ["Why now?"]),
        ("<div><div><em>Why now?</em></div><ul><li><strong>First</strong></li></ul></div>", ["Why now?", "First"]),
        ("<div><h2>The costs</h2></div>", ["The costs"]),
        (f"<p><b>{'a ' * 600}</b></p>", []),
        ("<div><b>" * 200 + "<p>They rose.</p>" * 1_000 + "<p><i>Why now?</i></p>", ["Why now?"]),
    ],
)
def test_headings_and_paragraphs_in_bold_are_found_in_their_order(markup: str, found: list[str]) -> None:
    assert list(emphasized(markup)) == found
