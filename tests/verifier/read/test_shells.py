"""A page that is only a shell around a file is not evidence about the words in it."""

import pytest

from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import TextQuoteSelector
from tests.verifier.read.test_read import capture

QUOTE = "The council spent 14.2 million pounds on the new pier between 2019 and 2023"
ARTICLE = f"<p>{'The harbour board met on Tuesday evening in the old customs house, as it does. ' * 4}</p>"
MENU = "<nav>" + "".join(f'<a href="/{n}">Rubric {n}</a>' for n in range(40)) + "</nav>"
BUTTONS = "".join(
    f"<button>{word}</button>" for word in "Previous Next Zoom Print Download Thumbnails Open Search".split()
)


def judged(body: str) -> str:
    """Return the reason code of a quote that the page does not contain."""
    (found,) = examine(
        capture(f"<!doctype html><title>Audit</title><body>{body}".encode()), [TextQuoteSelector(QUOTE)]
    ).quotes
    assert found
    return found.reason


SHELLS = {
    "a frame": ('<iframe src="/files/audit.pdf"></iframe>', "frames"),
    "a frame at a page": ('<iframe src="/files/audit.pdf#page=3" width="100%" height="900"></iframe>', "frames"),
    "a frame with a query": ("<iframe src='/audit.pdf?v=2&amp;x=1'></iframe>", "frames"),
    "a frame without quotation marks": ("<iframe src=/files/audit.PDF></iframe>", "frames"),
    "below a menu": (f'{MENU}<h1>Audit 2023</h1><iframe src="/files/audit.pdf"></iframe>', "frames"),
    "below a line": ('<p>Read the report of the auditors here, or load it down.</p><embed src="/audit.pdf">', "frames"),
    "an object": (
        '<object data="/audit.pdf" type="application/pdf"><p>Your browser cannot show it.</p></object>',
        "frames",
    ),
    "an object by its type": ('<object data="/get?id=7" type="application/pdf"></object>', "frames"),
    "an embed by its type": ('<embed type="application/pdf" src="about:blank">', "frames"),
    "a viewer elsewhere": (
        '<p>Audit</p><iframe src="https://view.example/gview?url=https%3A%2F%2Fa.example%2Faudit.pdf"></iframe>',
        "frames",
    ),
    "a viewer of its own": ('<p>Audit</p><iframe src="/web/viewer.html?file=%2Ffiles%2Faudit.pdf"></iframe>', "frames"),
    "another file": (
        '<p>Audit</p><iframe src="https://view.example/embed.aspx?src=https://a.example/audit.docx"></iframe>',
        "frames",
    ),
    "a frame that fills the page": (
        '<a href="/">Portal</a><iframe src="/show/7" width="100%" height="900"></iframe>',
        "frames",
    ),
    "a frame that fills it by its style": (
        '<p>Portal</p><iframe src="/show/7" style="width:100%;height:100vh"></iframe>',
        "frames",
    ),
    "pdf.js": (f'<div id="viewerContainer"><div class="pdfViewer"></div></div>{BUTTONS}', "script-only"),
    "pdf.js by its script": (
        f'<script src="../build/pdf.mjs" type="module"></script><div>{BUTTONS}</div>',
        "script-only",
    ),
}


@pytest.mark.parametrize(("body", "why"), SHELLS.values(), ids=SHELLS)
def test_words_in_a_shell_around_a_file_are_unverifiable(body: str, why: str) -> None:
    assert judged(body) == why


PAGES = {
    "an article with a file": f'{ARTICLE}<iframe src="/files/audit.pdf" width="100%" height="900"></iframe>',
    "an article with a viewer": f'{ARTICLE}<div id="viewerContainer"></div>',
    "a small frame": '<p>Nothing to read here.</p><iframe src="/count" width="1" height="1"></iframe>',
    "a hidden frame": '<p>Nothing to read here.</p><iframe src="/a.pdf" style="display:none"></iframe>',
    "a frame of nothing": '<p>Nothing to read here.</p><iframe src="about:blank" width="100%" height="900"></iframe>',
    "a link to a file": '<p>Nothing here: <a href="/audit.pdf">the audit</a></p>',
    "a frame that was taken out": '<p>Nothing to read here.</p><!-- <iframe src="/audit.pdf"></iframe> -->',
    "a film": '<p>See the harbour in this film of May.</p><iframe width="560" height="315" src="/film/7"></iframe>',
    "a name like a file's": '<p>Nothing to read here.</p><iframe src="/audit.pdf.html" width="20"></iframe>',
    "a word like a viewer's": '<p class="pdfviewers">Nothing to read here.</p>',
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_a_page_with_a_frame_is_read(body: str) -> None:
    assert judged(body) == "not-on-page"


def test_words_in_the_markup_of_a_shell_are_found() -> None:
    assert judged(f'<p>{QUOTE}.</p><iframe src="/audit.pdf"></iframe>') == "stands"


@pytest.mark.parametrize(
    "unit", ["<iframe ", "<iframe src=", "<embed a=b ", "<!--", "<object data='x.pdf' hidden>", "<a pdfviewer "]
)
def test_a_hostile_shell_is_read_in_linear_time(unit: str) -> None:
    assert judged(unit * (2_000_000 // len(unit)))
