"""Text that a page hides or only folds: text for screen readers, note marks, accordions."""

import pytest

from factcheck.vocabulary import QuoteOutcome
from tests.support.regions import judged, story

QUOTE = "The council spent 14.2 million pounds on the new pier between 2019 and 2023."
AT = "the new pier"
NAMES = (
    "sr-only visually-hidden visuallyhidden govuk-visually-hidden usa-sr-only nhsuk-u-visually-hidden VisuallyHidden"
    " VisuallyHidden_abc12 styles_visuallyHidden__3kPqR VisuallyHidden__StyledSpan-sc-1x2 ssrcss-1if1g9v-VisuallyHidden"
    " block__visually-hidden visually-hidden--inline visually-hidden-focusable sr-only-focusable u-hiddenVisually"
    " c-visually-hidden fr-sr-only ecl-u-sr-only css-0-SrOnly screen-reader-text mw-screen-reader-text screenReaderText"
    " screen-readers-only au-screenreader-only a11y-text accessibilityHidden ui-helper-hidden-accessible show-for-sr"
    " element-invisible offscreen hidden-text"
).split()
SHOWN_NAMES = (
    "not-sr-only focus:not-sr-only un-visually-hidden hidden-gem sr-article off-screen-story hidden-costs-story visually-rich"
    " no-screen-reader reader-comments-policy accessible-travel screen-reader-story md:sr-only"
).split()
STYLES = (
    "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)",
    "clip: rect(1px, 1px, 1px, 1px); position: absolute !important",
    "position:absolute;clip-path:inset(50%)",
    "height: 1px; overflow: hidden; position: absolute; width: 1px",
    "position:absolute;left:-999em",
    "display:none",
    "position:absolute;clip:rect(0 0 0 0)",
)
SHOWN_STYLES = (
    "width:100%;overflow:hidden",
    "clip-path:inset(5%)",
    "border-width:1px;line-height:1px;overflow:hidden",
    "clip:rect(0,100px,200px,0)",
    "max-width:1px;overflow:hidden",
    "left:-1em;position:relative",
    "opacity:0",
)
MARKS = {
    "a page of a note": '<sup class="reference nowrap"><span>:&#8202;34&#8202;</span></sup>',
    "pages of a note": '<sup class="reference"><a href="#n">[1]</a></sup><sup class="reference">: 34–36, 41 </sup>',
    "a Roman page": '<sup class="reference">:xii</sup>',
    "a page with a word": '<sup class="reference">:S. 34</sup>',
    "a remark": '<sup class="noprint Inline-Template">[<i><a href="/w">citation needed</a></i>]</sup>',
    "a German remark": '<sup class="Vorlage"><a href="/w">[Beleg fehlt]</a></sup>',
    "a letter": '<sup id="cite_ref-a"><a href="#a">[a]</a></sup>',
    "a group": '<sup class="reference"><a href="#n">[note 3]</a></sup>',
}
SHOWN_RAISED = {
    "a remark of the page's own": "<sup>[not the old one]</sup>",
    "an ordinal": "<sup>th</sup>",
    "a time": "<sup>:34</sup>",
}


def page(inside: str) -> str:
    """Return a story whose sentence has some markup inside."""
    return story(f"<p>{QUOTE.replace(AT, AT + inside)}</p>")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", [" opens in new window", " PDF, 2MB", " (not new)"])
def test_text_for_screen_readers_is_not_read(name: str, words: str) -> None:
    assert judged(page(f'<span class="x {name}">{words}</span>'), QUOTE).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("name", SHOWN_NAMES)
def test_a_similar_name_hides_nothing(name: str) -> None:
    assert judged(page(f'<span class="{name}"> was not paid</span>'), QUOTE).outcome is QuoteOutcome.ALTERED
    assert judged(story(f'<div class="{name}"><p>{QUOTE}</p></div>'), QUOTE).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("style", STYLES)
def test_a_style_that_clips_text_hides_it(style: str) -> None:
    assert judged(page(f'<span style="{style}"> was not paid</span>'), QUOTE).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("style", SHOWN_STYLES)
def test_a_style_that_does_not_hide_hides_nothing(style: str) -> None:
    assert judged(page(f'<span style="{style}"> was not paid</span>'), QUOTE).outcome is QuoteOutcome.ALTERED
    assert judged(story(f'<p style="{style}">{QUOTE}</p>'), QUOTE).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
def test_note_marks_are_not_read(mark: str) -> None:
    assert judged(page(mark), QUOTE).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("raised", SHOWN_RAISED.values(), ids=SHOWN_RAISED)
def test_other_raised_text_is_read(raised: str) -> None:
    assert judged(page(raised), QUOTE).outcome is QuoteOutcome.ALTERED


P = f"<p>{QUOTE}</p>"
FOLDED = {
    "named by a button": f'<h3><button aria-expanded="false" aria-controls="a1">Cost</button></h3><div id="a1" hidden>{P}</div>',
    "named by a button far away": (
        f'<button aria-expanded="false" aria-controls="a1">Cost</button><p>x</p><p>y</p><div id="a1" style="display:none">{P}</div>'
    ),
    "one of two that are named": (
        f'<a role="button" aria-expanded="false" aria-controls="a0 a1">Cost</a><p>x</p><div id="a1" hidden>{P}</div>'
    ),
    "below a button": f'<button aria-expanded="false">Cost</button><div hidden>{P}</div>',
    "below a heading that is a button": (
        f'<h3><button type="button" aria-expanded="false">Cost</button></h3>\n<div style="display: none">{P}</div>'
    ),
    "below a heading that opens": f'<h3 tabindex="0" role="button" aria-expanded="false">Cost</h3><div hidden>{P}</div>',
    "of Bootstrap": f'<a data-toggle="collapse" href="#a1">Cost</a><div id="a1" class="collapse" style="display:none">{P}</div>',
    "of Bootstrap 5": f'<button data-bs-toggle="collapse" data-bs-target="#a1">Cost</button><div id="a1" class="collapse" hidden>{P}</div>',
    "a tab": f'<button role="tab" aria-controls="a1" aria-selected="false">Cost</button><div role="tabpanel" id="a1" hidden>{P}</div>',
    "details": f"<details><summary>Cost</summary>{P}</details>",
    "found by a search": f'<div hidden="until-found">{P}</div>',
}
HIDDEN = {
    "nothing opens it": f"<div hidden>{P}</div>",
    "nothing opens this one": f'<button aria-expanded="false" aria-controls="a2">More</button><p>x</p><div id="a1" hidden>{P}</div>',
    "a button that opens nothing": f"<button>More</button><div hidden>{P}</div>",
    "below more than a button": (
        f'<div><p>x and y</p><button aria-expanded="false">Menu</button></div><div hidden>{P}</div>'
    ),
    "a dialogue": f'<button aria-expanded="false" aria-controls="a1">More</button><dialog id="a1">{P}</dialog>',
    "a popover": f'<button aria-expanded="false" aria-controls="a1">More</button><div id="a1" popover>{P}</div>',
    "a menu": f'<button aria-haspopup="menu" aria-expanded="false" aria-controls="a1">M</button><p>x</p><div id="a1" hidden>{P}</div>',
    "for screen readers": (
        f'<button aria-expanded="false" aria-controls="a1">More</button><div id="a1" class="sr-only">{P}</div>'
    ),
}


@pytest.mark.parametrize("markup", FOLDED.values(), ids=FOLDED)
def test_what_a_control_opens_is_article(markup: str) -> None:
    assert judged(story(markup), QUOTE).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("markup", HIDDEN.values(), ids=HIDDEN)
def test_what_nothing_opens_is_hidden(markup: str) -> None:
    assert judged(story(markup), QUOTE).outcome is QuoteOutcome.UNVERIFIABLE
