"""Every kind of rule, tried on pages and quotes that were written without knowledge of the rules."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from factcheck.settings import VerifySettings
from factcheck.verifier.check_source import check_source
from factcheck.verifier.finding import Finding
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Capture, Redirect
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import DifferenceKind, LinkOutcome, QuoteOutcome, TextQuoteSelector
from tests.conftest import START
from tests.support import kept_back_pages as kept
from tests.support.kept_back_pages import CHANGED, HOLDS, NEXT, PROSE, QUOTE, REMOVED, bare, page, paragraphs, said
from tests.support.web import Web, answer

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
URL = "https://news.example/2024/05/old-waterworks"
SETTINGS = VerifySettings(allow_private=True, retries=0, deadline=10, read_timeout=2)
EXACT, ALTERED, MISSING = QuoteOutcome.EXACT, QuoteOutcome.ALTERED, QuoteOutcome.MISSING
DISPLACED, UNVERIFIABLE = QuoteOutcome.DISPLACED, QuoteOutcome.UNVERIFIABLE


def check(
    body: str | bytes,
    quote: str = QUOTE,
    *,
    prefix: str = "",
    kind: str = "text/html; charset=utf-8",
    led_to: str | None = None,
) -> Finding:
    """Return the finding of a check of a page."""
    final = f"https://news.example{led_to}" if led_to else URL
    hops = (Redirect(URL, 302, final),) if led_to else ()
    raw = body.encode() if isinstance(body, str) else body
    capture = Capture(URL, final, 200, (("content-type", kind),), raw, NOON, 0.1, redirects=hops)
    return examine(capture, [TextQuoteSelector(quote, prefix)])


def outcome_of(*given: object, **more: object) -> QuoteOutcome:
    """Return the outcome of the quote on a living page."""
    finding = check(*given, **more)  # type: ignore[arg-type]
    assert finding.link is LinkOutcome.OK and finding.quotes[0]
    return finding.quotes[0].outcome


@pytest.mark.parametrize("markup", kept.NOSCRIPT)
@pytest.mark.parametrize(("content", "outcome"), [(HOLDS, EXACT), (CHANGED, ALTERED), (REMOVED, MISSING)])
def test_noscript_hides_no_words(markup: str, content: str, outcome: QuoteOutcome) -> None:
    assert outcome_of(page(content, before=markup)) is outcome
    assert outcome_of(page(content.replace("</p><p>Residents", f"</p>{markup}<p>Residents"))) is outcome


@pytest.mark.parametrize("name", kept.WALLS)
def test_a_wall_is_blocked(name: str) -> None:
    assert check(kept.WALLS[name]).link is LinkOutcome.BLOCKED


@pytest.mark.parametrize("name", kept.FAILURES)
def test_words_are_unverifiable_on_a_failure(name: str) -> None:
    finding = check(kept.FAILURES[name])

    assert finding.link in {LinkOutcome.UNREACHABLE, LinkOutcome.SOFT404, LinkOutcome.OK}
    assert finding.quotes[0] and finding.quotes[0].outcome is UNVERIFIABLE


@pytest.mark.parametrize("name", kept.LIVING)
def test_an_article_about_a_wall_is_not_a_wall(name: str) -> None:
    assert outcome_of(page(paragraphs(kept.LIVING[name], *PROSE))) is MISSING


@pytest.mark.parametrize("path", [*kept.ERROR_PATHS, *kept.HOME_PATHS])
def test_a_redirect_to_an_error_or_home_page_is_a_soft_404(path: str) -> None:
    listing = bare("The Gazette", "".join(f"<li><a href=/n/{n}>Story {n} from the harbour</a></li>" for n in range(30)))

    assert check(listing, led_to=path).link is LinkOutcome.SOFT404


@pytest.mark.parametrize("path", kept.STORY_PATHS)
def test_a_redirect_to_an_article_named_like_an_error_is_ok(path: str) -> None:
    assert outcome_of(page(REMOVED), led_to=path) is MISSING


@pytest.mark.parametrize("markup", kept.FURNITURE)
def test_furniture_between_two_sentences_changes_no_words(markup: str) -> None:
    assert outcome_of(kept.inside(markup), f"{QUOTE}. {NEXT}") is EXACT


@pytest.mark.parametrize("comment", kept.BY_READERS)
def test_words_around_much_furniture_stand_in_the_article_although_a_comment_repeats_them(comment: str) -> None:
    body = kept.inside("".join(kept.FURNITURE)).replace("</body>", comment.format(f"{QUOTE}. {NEXT}.") + "</body>")

    assert outcome_of(body, f"{QUOTE}. {NEXT}") is EXACT


@pytest.mark.parametrize("markup", kept.SENTENCES)
def test_a_sentence_between_two_sentences_is_a_change(markup: str) -> None:
    assert outcome_of(kept.inside(markup), f"{QUOTE}. {NEXT}") is ALTERED


@pytest.mark.parametrize("name", kept.FOR_SCREEN_READERS)
def test_a_class_name_hides_text_for_screen_readers(name: str) -> None:
    shown = HOLDS.replace("Monday", f'Monday <span class="{name}">new window</span>')

    assert outcome_of(page(shown)) is EXACT


@pytest.mark.parametrize("name", kept.FOR_EVERYBODY)
def test_a_similar_class_name_hides_nothing(name: str) -> None:
    assert outcome_of(page(HOLDS.replace("held", f'<span class="{name}">never</span> held'))) is ALTERED


@pytest.mark.parametrize("markup", kept.BY_READERS)
def test_words_in_comments_after_the_article_are_displaced(markup: str) -> None:
    assert outcome_of(page(REMOVED, after=markup.format(f"{QUOTE}."))) is DISPLACED


@pytest.mark.parametrize("markup", kept.BY_READERS)
def test_changed_words_in_comments_are_altered(markup: str) -> None:
    assert outcome_of(page(REMOVED, after=markup.format(f"{QUOTE.replace('4,512', '4,612')}."))) is ALTERED


@pytest.mark.parametrize("markup", kept.BY_ITS_AUTHOR)
def test_an_article_can_have_a_name_of_comments(markup: str) -> None:
    assert outcome_of(bare("T", markup.format(HOLDS))) is EXACT


@pytest.mark.parametrize("markup", kept.CONTINUED)
def test_an_article_can_continue_after_its_element(markup: str) -> None:
    assert outcome_of(page(REMOVED, after=markup.format(f"{QUOTE}."))) is EXACT


@pytest.mark.parametrize("markup", kept.BOXES)
@pytest.mark.parametrize("place", ["before", "after"])
def test_words_in_a_box_beside_the_article_are_displaced(markup: str, place: str) -> None:
    assert outcome_of(page(REMOVED, **{place: markup.format(f"{QUOTE}.")})) is DISPLACED


@pytest.mark.parametrize("markup", kept.LEADS)
def test_words_above_an_article_belong_to_it(markup: str) -> None:
    assert outcome_of(page(REMOVED, before=markup.format(f"{QUOTE}."))) is EXACT


@pytest.mark.parametrize(
    ("quote", "stands", "outcome"),
    [
        *((*each, EXACT) for each in kept.BROKEN_FIGURES),
        *((*each, ALTERED) for each in kept.CHANGED_FIGURES),
    ],
)
def test_a_line_end_in_a_number_changes_nothing(quote: str, stands: str, outcome: QuoteOutcome) -> None:
    sentence = f"The works {stands}, it said."

    assert outcome_of(said(sentence), quote) is outcome
    assert outcome_of(f"Report\n\n{sentence.replace('<br>', chr(10))} {PROSE[0]}", quote, kind="text/plain") is outcome


def test_two_list_items_do_not_make_one_number() -> None:
    items = "<ul><li>about 12,</li><li>345 letters came</li></ul>"

    assert outcome_of(page(items + REMOVED), "about 12,345 letters came") in {ALTERED, MISSING}


@pytest.mark.parametrize(("quote", "stands", "quoted", "found"), kept.NEAREST)
def test_the_nearest_passage_is_one_sentence(quote: str, stands: str, quoted: str, found: str) -> None:
    finding = check(said(stands), quote).quotes[0]

    assert finding and finding.match and finding.outcome is ALTERED
    assert [(each.quoted.strip(), each.found.strip()) for each in finding.match.differences] == [(quoted, found)]


@pytest.mark.parametrize(("lang", "prefix", "quote", "stands", "denied"), kept.DENIED_BESIDE)
def test_the_prefix_shows_whether_a_negation_is_new(
    lang: str, prefix: str, quote: str, stands: str, *, denied: bool
) -> None:
    assert outcome_of(said(stands, lang), quote, prefix=prefix) is (ALTERED if denied else EXACT)


@pytest.mark.parametrize(("quote", "stands", "differs"), kept.COPIED)
def test_the_form_of_a_copy_is_ignored_and_its_meaning_is_not(quote: str, stands: str, *, differs: bool) -> None:
    sentence = stands if stands.startswith("<sup>") else f"He said that {stands}"

    assert outcome_of(said(sentence), quote) is (ALTERED if differs else EXACT)


@pytest.mark.parametrize(("lang", "sentence", "stood", "denied"), kept.TONGUES)
def test_a_page_is_read_in_its_real_language_whatever_it_declares(
    lang: str, sentence: str, stood: str, denied: str
) -> None:
    stands = outcome_of(page(paragraphs(f"{sentence}."), lang="en"), sentence)
    finding = check(page(paragraphs(f"{sentence.replace(stood, denied)}."), lang="en"), sentence).quotes[0]

    assert stands is EXACT
    assert finding and finding.match
    assert DifferenceKind.NEGATION in {each.kind for each in finding.match.differences}, lang


@pytest.mark.parametrize("drawn_across", [True, False])
@pytest.mark.parametrize("quote", [kept.LEFT.partition(" ")[2], kept.RIGHT.partition(" ")[2]])
def test_columns_of_a_pdf_are_read_one_after_another(quote: str, *, drawn_across: bool) -> None:
    changed = (text.replace("14.2", "14.7").replace("never", "always") for text in (kept.LEFT, kept.RIGHT))
    same = kept.columns(kept.LEFT, kept.RIGHT, drawn_across=drawn_across)
    other = kept.columns(*changed, drawn_across=drawn_across)

    assert outcome_of(same, quote, kind="application/pdf") is EXACT
    assert outcome_of(other, quote, kind="application/pdf") is ALTERED


@pytest.mark.parametrize("words", [3, 5, 7])
@pytest.mark.parametrize(("kind", "comma"), [("text/vtt", False), ("application/x-subrip", True)])
def test_captions_are_read_as_speech(words: int, kind: str, *, comma: bool) -> None:
    changed = kept.TALK.replace("4,512", "4,612")

    assert outcome_of(kept.captions(kept.TALK, words, comma=comma), kept.SPOKEN, kind=kind) is EXACT
    assert outcome_of(kept.captions(changed, words, comma=comma), kept.SPOKEN, kind=kind) is ALTERED


async def asked(web: Web) -> tuple[str, str, str]:
    """Return the outcomes of the link and the quote of a check of ``/start``, and the link's reason."""
    async with Fetcher(SETTINGS, clock=lambda: START) as fetcher:
        finding = await check_source(fetcher, web.url("/start"), [TextQuoteSelector(QUOTE)])
    assert finding.quotes[0]
    return str(finding.link), str(finding.quotes[0].outcome), finding.reason


REFRESH = '<meta http-equiv="refresh" content="0; url=/next">'
STOP = f"<html><head><title>One moment</title>{REFRESH}</head><body><p>Loading…</p></body></html>"
CHALLENGE = bare("Just a moment...", '<h1>Just a moment...</h1><div class="cf-turnstile"></div>')
LOGIN = bare("Log in", "<form><input name=u><input type=password><button>Log in</button></form>")


@pytest.mark.parametrize("head", [REFRESH, f"<noscript>{REFRESH}</noscript>"])
@pytest.mark.parametrize(("content", "outcome"), [(HOLDS, "exact"), (CHANGED, "altered"), (REMOVED, "missing")])
@pytest.mark.parametrize("beyond", [None, answer("oops", status="500 Oops"), answer("")])
async def test_an_article_with_a_refresh_is_not_left(
    web: Web, head: str, content: str, outcome: str, beyond: bytes | None
) -> None:
    web["/start"] = answer(page(content, head=head))
    if beyond:
        web["/next"] = beyond

    link, quote, _ = await asked(web)

    assert (link, quote) == ("ok", outcome)


@pytest.mark.parametrize(
    ("beyond", "link", "quote"),
    [
        (answer(page(HOLDS)), "ok", "exact"),
        (answer(page(CHANGED)), "ok", "altered"),
        (answer(CHALLENGE), "blocked", "unverifiable"),
        (answer(CHALLENGE, status="403 Forbidden"), "blocked", "unverifiable"),
        (answer(LOGIN), "blocked", "unverifiable"),
    ],
)
async def test_the_refresh_of_an_intermediate_page_is_followed(web: Web, beyond: bytes, link: str, quote: str) -> None:
    web["/start"], web["/next"] = answer(STOP), beyond

    assert (await asked(web))[:2] == (link, quote)


@pytest.mark.parametrize(
    ("hops", "found"),
    [
        (12, ("ok", "exact", "http-200")),
        (20, ("ok", "exact", "http-200")),
        (25, ("unreachable", "unverifiable", "too-many-redirects")),
    ],
)
async def test_as_many_redirects_are_followed_as_in_browsers(web: Web, hops: int, found: tuple[str, str, str]) -> None:
    paths = ["/start", *(f"/{number}" for number in range(1, hops)), "/end"]
    for path, following in pairwise(paths):
        web[path] = answer(status="302 Found", headers=(f"Location: {following}",))
    web["/end"] = answer(page(HOLDS))

    assert await asked(web) == found


@pytest.mark.parametrize(("content", "outcome"), [(HOLDS, "exact"), (CHANGED, "altered")])
async def test_words_on_the_page_outweigh_a_login_behind_its_refresh(web: Web, content: str, outcome: str) -> None:
    web["/start"], web["/next"] = answer(page(content, head=REFRESH)), answer(LOGIN)

    assert (await asked(web))[:2] == ("ok", outcome)


async def test_a_redirect_loop_is_unreachable(web: Web) -> None:
    web["/start"] = answer(status="301 Moved Permanently", headers=("Location: /next",))
    web["/next"] = answer(status="307 Temporary Redirect", headers=("Location: /start",))

    assert await asked(web) == ("unreachable", "unverifiable", "redirect-loop")
