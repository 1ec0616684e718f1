"""Pages that are a wall, a notice or an error page instead of the article. Pure.

A page on which the quoted words were found is never judged here. A phrase in the title needs a second piece of evidence, or
a page without an article. A page that nobody quotes needs both, because no missing quote speaks against it.
"""

import re
from urllib.parse import SplitResult, urlsplit

from factcheck.verifier.document import Document
from factcheck.verifier.http.response import Capture
from factcheck.verifier.verdict import bot_challenges, not_found_grammar, page_forms, page_phrases, redirects
from factcheck.verifier.verdict.server_errors import absence_shown, error_shown
from factcheck.vocabulary import LinkOutcome

PageVerdict = tuple[LinkOutcome, str, str]

NOTICE_MAX_CHARACTERS = 700
"""Characters of running text above which a page is an article, not a notice."""
DIALOGUE_MAX_CHARACTERS = 4_000
"""The same for consent dialogues, which lawyers write."""
EXCERPT_MAX_CHARACTERS = 3_000
"""The same for what a paywall leaves to read."""
FIRST_LINES = 4
"""Lines at the beginning of an article in which a notice is looked for."""
EMPTY_MAX_CHARACTERS = 40
"""Characters of running text below which a page has nothing but its title."""
BARE_MAX_CHARACTERS = 160
"""Characters of running text below which a page has next to no article."""
_CONSENT_PATH = re.compile(r"/(?:cookie-?|collect-?|privacy-?)?consent(?:[/.]|$)", re.IGNORECASE)


def weight(document: Document) -> int:
    """Return how much of an article there is, in characters of an alphabet: a Chinese character says more than a letter."""
    return document.prose + 2 * document.dense


def challenge(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on a test for robots, whatever its status; None where the page is not one."""
    if answer.header("cf-mitigated") == "challenge" or (answer.header("x-amzn-waf-action") or "").lower() in {
        "challenge",
        "captcha",
    }:
        return LinkOutcome.BLOCKED, "wall-challenge", "the server asks for a proof of being human"
    if weight(document) > NOTICE_MAX_CHARACTERS:
        return None
    if found := _marked_as_test(answer, document, quoted=quoted):
        return LinkOutcome.BLOCKED, "wall-challenge", f"a test for robots, by its markup: {found!r}"
    if not (found := page_phrases.find_title("challenge", _lines(document))):
        return None
    told = page_phrases.find_in_text("challenge_in_text", document.text) or bot_challenges.wants_cookies_and_scripts(
        _beginning(document)
    )
    turned = answer.status in {403, 405, 429, 503}
    if told or turned or (quoted and weight(document) < BARE_MAX_CHARACTERS):
        return LinkOutcome.BLOCKED, "wall-challenge", f"a test for robots: {found!r}"
    return None


def _marked_as_test(answer: Capture, document: Document, *, quoted: bool) -> str | None:
    """Return the sign of a test for robots in a page's markup."""
    if document.kind != "html" or (answer.status >= 500 and answer.status != 503):
        return None
    alone, size = bot_challenges.is_alone(answer, document), weight(document)
    if (quoted or alone) and (found := bot_challenges.vendor_test(answer, document)):
        return found
    if quoted and size < BARE_MAX_CHARACTERS and page_forms.is_named_for_a_test(answer):
        return "a form named for it"
    if (
        not alone
        or size >= (BARE_MAX_CHARACTERS if quoted else EMPTY_MAX_CHARACTERS)
        or len(document.text) > NOTICE_MAX_CHARACTERS
    ):
        return None
    if bot_challenges.sets_a_cookie_and_reloads(answer):
        return "a script that sets a cookie and loads the page again"
    if bot_challenges.names_the_visitor(document.text):
        return "the visitor's address and a ticket"
    return bot_challenges.widget(answer)


def is_hollow(document: Document) -> bool:
    """Return whether a web page's article has nothing but its title and headings: a template without content."""
    if document.kind != "html" or document.unreadable:
        return False
    names = {document.heading, document.title, *page_phrases.title_parts(document.title or "")}
    called = {" ".join(each.split()).casefold() for each in names if each}
    lines = (" ".join(line.split()).casefold() for line in document.article().split("\n"))
    return all(line in called for line in lines if line)


def notice(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on a page that is a wall, a notice or an error page; None where it is not."""
    asked, given = urlsplit(answer.url), urlsplit(answer.final_url)
    return (
        _parked(asked, given, document, quoted=quoted)
        or challenge(answer, document, quoted=quoted)
        or _consent(answer, asked, given, document, quoted=quoted)
        or _login(answer, asked, given, document, quoted=quoted)
        or _away(given, document, quoted=quoted)
        or _broken_down(answer, document, quoted=quoted)
        or (_turned_away(answer, document) if quoted else None)
    )


def lost(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on a page that is lost although the server answers 200, or behind a paywall; None otherwise."""
    asked, given = urlsplit(answer.url), urlsplit(answer.final_url)
    if quoted and weight(document) < EXCERPT_MAX_CHARACTERS and (found := _sold(answer, document)):
        return LinkOutcome.BLOCKED, "wall-paywall", f"a paywall stands before the words: {found!r}"
    if (found := _not_found(document, quoted=quoted)) is not None:
        return LinkOutcome.SOFT404, "title-not-found", f"a short page that says {found!r}"
    if answer.redirects and (asked.path, asked.query) != (given.path, given.query):
        if redirects.is_error(given, asked):
            return LinkOutcome.SOFT404, "redirect-error", f"it leads to the error page {answer.final_url}"
        if redirects.is_home(given) and redirects.is_deep(asked):
            return LinkOutcome.SOFT404, "redirect-home", f"it leads to the home page {answer.final_url}"
    return None


def _sold(answer: Capture, document: Document) -> str | None:
    """Return the evidence of a paywall: its phrases, or an article that is cut short and for sale.

    Metadata and class names say that a site sells its articles, not that this one is cut.
    """
    article = document.article()
    if found := page_phrases.find_line("paywall", article) or page_phrases.find_subscription_offer(article):
        return found
    if found := page_phrases.find_offer_after_cut(article):
        return found
    for_sale = document.metered or bot_challenges.paywall_box(answer)
    if for_sale and (weight(document) < BARE_MAX_CHARACTERS or page_phrases.is_cut_short(article)):
        return "its metadata say so" if document.metered else "its markup says so"
    return None


def _lines(document: Document) -> tuple[str | None, ...]:
    """Return a page's title and heading; of a page without either, its first line."""
    if document.title or document.heading:
        return document.title, document.heading
    return (document.text[: page_phrases.LINE_MAX_CHARACTERS].partition("\n")[0],)


def _not_found(document: Document, *, quoted: bool) -> str | None:
    size = weight(document)
    lines = _lines(document)
    told = page_phrases.find_in_text("not_found_in_text", document.text)
    if size > NOTICE_MAX_CHARACTERS:
        every = (
            quoted
            and told
            and size < EXCERPT_MAX_CHARACTERS
            and all(page_phrases.find_title("not_found", [line]) for line in lines)
        )
        return lines[0] if every else None
    if found := page_phrases.find_title("not_found", lines):
        again = size < BARE_MAX_CHARACTERS or (quoted and any(map(_again, _first(document))))
        return found if told or again else None
    if (found := page_phrases.find_title("error_alone", lines)) and (
        told
        or (
            size < BARE_MAX_CHARACTERS
            and (
                page_phrases.find_in_text("not_found", document.text)
                or any(map(not_found_grammar.is_this_gone, _first(document)))
            )
        )
    ):
        return found
    return _said_gone(document, lines, size) if quoted else None


def _again(line: str) -> bool:
    """Return whether a line repeats what the title said, and is not about something else."""
    return not_found_grammar.is_this_gone(line) or (
        not_found_grammar.is_gone(line, page_phrases.LINE_MAX_CHARACTERS) and not_found_grammar.hedges(line)
    )


def _said_gone(document: Document, lines: tuple[str | None, ...], size: int) -> str | None:
    """Return the sentence by which a page without the quoted words says, at its beginning, that it is not there."""
    first = _first(document)
    if told := not_found_grammar.find_sentence(first):
        return told
    if size < BARE_MAX_CHARACTERS and (told := next(filter(not_found_grammar.is_this_gone, first), None)):
        return told
    if (
        first
        and len(first[0]) <= page_phrases.TITLE_MAX_CHARACTERS
        and not_found_grammar.is_this_gone(first[0])
        and any(map(not_found_grammar.hedges, first[1:]))
    ):
        return first[0]
    if (
        size < BARE_MAX_CHARACTERS
        and len(first) <= 2
        and len(document.article()) <= 2 * BARE_MAX_CHARACTERS
        and first
        and not_found_grammar.is_gone(first[0])
    ):
        return first[0]
    if (
        size < 2 * BARE_MAX_CHARACTERS
        and first
        and not_found_grammar.is_this_gone(first[0])
        and not_found_grammar.hedges(first[0])
    ):
        return first[0]
    title = next(
        (line for line in lines if line and any(map(not_found_grammar.is_gone, page_phrases.title_parts(line)))), None
    )
    if title is None:
        return None
    others = [line for line in first if line not in lines]
    said = any(map(not_found_grammar.is_this_gone, others))
    asked = not_found_grammar.is_this_gone(title) and any(map(not_found_grammar.hedges, others))
    return title if said or asked or size < EMPTY_MAX_CHARACTERS else None


def _beginning(document: Document) -> str:
    """Return the beginning of a page's text, with its menus."""
    return document.text[: page_phrases.LINE_MAX_CHARACTERS * FIRST_LINES]


def _first(document: Document) -> list[str]:
    """Return the first lines of an article, in which a notice is looked for."""
    lines = document.article()[: 2 * FIRST_LINES * page_phrases.LINE_MAX_CHARACTERS].split("\n")
    return [line.strip() for line in lines if line.strip()][:FIRST_LINES]


def _parked(asked: SplitResult, given: SplitResult, document: Document, *, quoted: bool) -> PageVerdict | None:
    host, target = asked.hostname or "", given.hostname or ""
    if (
        host != target
        and page_phrases.DOMAIN_MARKETPLACE.search(target)
        and not page_phrases.DOMAIN_MARKETPLACE.search(host)
    ):
        return LinkOutcome.DEAD, "parked", f"the domain is for sale at {target}"
    if document.kind != "html" or weight(document) > NOTICE_MAX_CHARACTERS:
        return None
    name = host.removeprefix("www.")
    lines = _lines(document)
    told = page_phrases.find_in_text("parked_in_text", document.text.replace(f"{document.heading}\n", "", 1))
    nameless = not document.title or document.title.lower().strip() in {name, f"www.{name}"}
    if (found := page_phrases.find_title("parked", lines)) and (
        told or (quoted and weight(document) < BARE_MAX_CHARACTERS)
    ):
        return LinkOutcome.DEAD, "parked", f"the domain is parked: {found!r}"
    twice = len(page_phrases.distinct_phrases("parked_in_text", _beginning(document))) > 1
    if told and nameless and (twice or page_phrases.find_in_text("parked", document.text)):
        return LinkOutcome.DEAD, "parked", f"the domain is parked: {told!r}"
    return None


def _consent(
    answer: Capture, asked: SplitResult, given: SplitResult, document: Document, *, quoted: bool
) -> PageVerdict | None:
    host = given.hostname or ""
    led = bool(answer.redirects) and (host != asked.hostname or given.path != asked.path)
    accept = page_phrases.find_line("consent_button", document.text)
    if not accept and quoted and not document.password_field and _has_only_a_button(answer, document):
        accept = "a button"
    there = _CONSENT_PATH.search(given.path) and (accept or given.query or host != asked.hostname)
    if led and (there or host.startswith(("consent.", "cookieconsent."))):
        return LinkOutcome.BLOCKED, "wall-consent", "a consent dialogue stands before the page"
    found = page_phrases.find_title("consent", _lines(document)) if weight(document) < DIALOGUE_MAX_CHARACTERS else None
    if (
        found
        and accept
        and (weight(document) < (NOTICE_MAX_CHARACTERS // 2 if quoted else BARE_MAX_CHARACTERS) or _is_legal(document))
    ):
        return LinkOutcome.BLOCKED, "wall-consent", f"a consent dialogue stands before the page: {found!r}"
    if quoted and accept and weight(document) < NOTICE_MAX_CHARACTERS and _is_legal(document):
        return LinkOutcome.BLOCKED, "wall-consent", f"a page about its cookies, with nothing but a button: {accept!r}"
    return None


def _has_only_a_button(answer: Capture, document: Document) -> bool:
    return bot_challenges.is_alone(answer, document) and page_forms.has_a_button(answer)


def _is_legal(document: Document) -> bool:
    """Return whether most of a page is about cookies and the like: a dialogue over an article is not."""
    lines = [line for line in document.article().split("\n") if len(line) > page_phrases.TITLE_MAX_CHARACTERS]
    legal = sum(len(line) for line in lines if page_phrases.occurs("data_protection", line))
    return 2 * legal > sum(map(len, lines))


def _login(
    answer: Capture, asked: SplitResult, given: SplitResult, document: Document, *, quoted: bool
) -> PageVerdict | None:
    if weight(document) > NOTICE_MAX_CHARACTERS:
        return None
    found = page_phrases.find_title("login", _lines(document))
    there, before = page_phrases.is_login_path(given.path), page_phrases.is_login_path(asked.path)
    led = there and (not before or (quoted and found is not None))
    told = (
        page_phrases.find_in_text("login_in_text", document.text)
        if quoted and weight(document) < 2 * BARE_MAX_CHARACTERS
        else None
    )
    if (document.password_field and (found or led or told)) or (found and (led or told)):
        return LinkOutcome.BLOCKED, "wall-login", f"a login stands before the page: {found or given.path!r}"
    if not quoted or weight(document) >= 2 * BARE_MAX_CHARACTERS:
        return None
    if page_forms.is_only_a_password_form(answer):
        return LinkOutcome.BLOCKED, "wall-login", "a page with nothing but a field for a password"
    if page_forms.asks_for_a_code(answer) and (
        weight(document) < EMPTY_MAX_CHARACTERS or bot_challenges.is_alone(answer, document)
    ):
        return LinkOutcome.BLOCKED, "wall-login", "a page with nothing but a field for a one-time code"
    return None


def _broken_down(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on an error that the site's program shows in place of its page."""
    if document.kind not in {"html", "text", "xml", "json"} or not (
        quoted or bot_challenges.is_alone(answer, document)
    ):
        return None
    if found := absence_shown(document):
        return LinkOutcome.SOFT404, "title-not-found", f"the server knows no such page: {found!r}"
    if found := error_shown(document):
        return LinkOutcome.UNREACHABLE, "server-error", f"the site's program failed: {found!r}"
    return None


def _turned_away(answer: Capture, document: Document) -> PageVerdict | None:
    """Return the verdict on a short page without the quoted words that is closed to us: by region, age, rights or a firewall."""
    if weight(document) > NOTICE_MAX_CHARACTERS // 2:
        return None
    text = document.text
    if found := page_phrases.find_in_text(
        "region", "\n".join(line for line in text.split("\n") if page_phrases.occurs("content", line))
    ):
        return LinkOutcome.BLOCKED, "wall-region", f"the site is closed to where we ask from: {found!r}"
    if weight(document) < BARE_MAX_CHARACTERS and (
        found := page_phrases.find_in_text("private", "\n".join(_first(document)))
    ):
        return LinkOutcome.BLOCKED, "wall-login", f"the page is not for everybody: {found!r}"
    if page_phrases.find_title("age", _lines(document)) and (found := page_phrases.find_in_text("age_in_text", text)):
        return LinkOutcome.BLOCKED, "wall-age", f"the site asks how old its readers are: {found!r}"
    if page_phrases.find_in_text("firewall_reference", text) and (found := page_phrases.find_in_text("firewall", text)):
        return LinkOutcome.BLOCKED, "wall-challenge", f"a test for robots: {found!r}"
    asks = weight(document) < BARE_MAX_CHARACTERS and bot_challenges.is_alone(answer, document)
    if asks and bot_challenges.wants_cookies(document.article()):
        return LinkOutcome.BLOCKED, "wall-challenge", "a page that asks for cookies and shows nothing else"
    return None


def _away(given: SplitResult, document: Document, *, quoted: bool) -> PageVerdict | None:
    if page_phrases.QUEUE_HOST.search(given.hostname or ""):
        return LinkOutcome.UNREACHABLE, "maintenance", "the site lets its visitors wait in a queue"
    if weight(document) > NOTICE_MAX_CHARACTERS or not (found := page_phrases.find_title("away", _lines(document))):
        return None
    if page_phrases.find_in_text("away_in_text", document.text) or (quoted and weight(document) < EMPTY_MAX_CHARACTERS):
        return LinkOutcome.UNREACHABLE, "maintenance", f"the site is away: {found!r}"
    return None
