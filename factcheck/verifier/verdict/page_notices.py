"""Detects pages that are a wall, a notice or an error page instead of the article. Pure.

Pages on which the quoted words were found are never evaluated here. A phrase in the title needs a second piece of evidence,
or a page without an article. Where nothing is quoted it needs both, because there is no missing quote as further evidence.
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
"""Maximum amount of running text of a notice; a page with more has an article."""
DIALOGUE_MAX_CHARACTERS = 4_000
"""The same for consent dialogues, whose texts are long."""
EXCERPT_MAX_CHARACTERS = 3_000
"""The same for the part of an article that a paywall leaves readable."""
FIRST_LINES = 4
"""Lines at the beginning of an article that are searched for a notice."""
EMPTY_MAX_CHARACTERS = 40
"""A page with less running text has only its title."""
BARE_MAX_CHARACTERS = 160
"""A page with less running text has almost no article."""
_CONSENT_PATH = re.compile(r"/(?:cookie-?|collect-?|privacy-?)?consent(?:[/.]|$)", re.IGNORECASE)


def weight(document: Document) -> int:
    """Return the amount of running text of a document; characters of dense scripts, such as Chinese, count more."""
    return document.prose + 2 * document.dense


def challenge(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on a bot challenge, whatever its status, or None where the page is not one."""
    if answer.header("cf-mitigated") == "challenge" or (answer.header("x-amzn-waf-action") or "").lower() in {
        "challenge",
        "captcha",
    }:
        return LinkOutcome.BLOCKED, "wall-challenge", "the server asks for a proof that the reader is human"
    if weight(document) > NOTICE_MAX_CHARACTERS:
        return None
    if found := _marked_as_test(answer, document, quoted=quoted):
        return LinkOutcome.BLOCKED, "wall-challenge", f"a bot challenge, by its markup: {found!r}"
    if not (found := page_phrases.find_title("challenge", _title_lines(document))):
        return None
    in_text = page_phrases.find_in_text(
        "challenge_in_text", document.text
    ) or bot_challenges.mentions_cookies_and_scripts(_beginning(document))
    refused = answer.status in {403, 405, 429, 503}
    if in_text or refused or (quoted and weight(document) < BARE_MAX_CHARACTERS):
        return LinkOutcome.BLOCKED, "wall-challenge", f"a bot challenge: {found!r}"
    return None


def _marked_as_test(answer: Capture, document: Document, *, quoted: bool) -> str | None:
    """Return the mark of a bot challenge in a page's markup, or None."""
    if document.kind != "html" or (answer.status >= 500 and answer.status != 503):
        return None
    notice_only, size = bot_challenges.is_notice_only(answer, document), weight(document)
    if (quoted or notice_only) and (found := bot_challenges.challenge_vendor(answer, document)):
        return found
    if quoted and size < BARE_MAX_CHARACTERS and page_forms.is_named_for_a_test(answer):
        return "a form with the name of a challenge"
    if (
        not notice_only
        or size >= (BARE_MAX_CHARACTERS if quoted else EMPTY_MAX_CHARACTERS)
        or len(document.text) > NOTICE_MAX_CHARACTERS
    ):
        return None
    if bot_challenges.sets_a_cookie_and_reloads(answer):
        return "a script that sets a cookie and reloads the page"
    if bot_challenges.names_the_visitor(document.text):
        return "the visitor's address and the identifier of the request"
    return bot_challenges.widget_mark(answer)


def is_hollow(document: Document) -> bool:
    """Return whether the article of a web page has only its title and headings: a template without content."""
    if document.kind != "html" or document.unreadable:
        return False
    names = {document.heading, document.title, *page_phrases.title_parts(document.title or "")}
    called = {" ".join(each.split()).casefold() for each in names if each}
    lines = (" ".join(line.split()).casefold() for line in document.article().split("\n"))
    return all(line in called for line in lines if line)


def notice(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on a page that is a wall, a notice or an error page, or None where it is not."""
    asked, given = urlsplit(answer.url), urlsplit(answer.final_url)
    return (
        _parked(asked, given, document, quoted=quoted)
        or challenge(answer, document, quoted=quoted)
        or _consent(answer, asked, given, document, quoted=quoted)
        or _login(answer, asked, given, document, quoted=quoted)
        or _maintenance(given, document, quoted=quoted)
        or _server_error(answer, document, quoted=quoted)
        or (_closed_to_us(answer, document) if quoted else None)
    )


def lost(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on a page that is a soft 404 or behind a paywall, or None where it is neither."""
    asked, given = urlsplit(answer.url), urlsplit(answer.final_url)
    if quoted and weight(document) < EXCERPT_MAX_CHARACTERS and (found := _paywall(answer, document)):
        return LinkOutcome.BLOCKED, "wall-paywall", f"a paywall hides the words: {found!r}"
    if (found := _not_found(document, quoted=quoted)) is not None:
        return LinkOutcome.SOFT404, "title-not-found", f"a short page says {found!r}"
    if answer.redirects and (asked.path, asked.query) != (given.path, given.query):
        if redirects.is_error(given, asked):
            return LinkOutcome.SOFT404, "redirect-error", f"the address redirects to the error page {answer.final_url}"
        if redirects.is_home(given) and redirects.is_deep(asked):
            return LinkOutcome.SOFT404, "redirect-home", f"the address redirects to the home page {answer.final_url}"
    return None


def _paywall(answer: Capture, document: Document) -> str | None:
    """Return the evidence of a paywall: its phrases, or an article that breaks off and is for sale; or None.

    Metadata and class names alone say that the site sells its articles, not that this one is cut short.
    """
    article = document.article()
    if found := page_phrases.find_line("paywall", article) or page_phrases.find_subscription_offer(article):
        return found
    if found := page_phrases.find_offer_after_cut(article):
        return found
    for_sale = document.metered or bot_challenges.has_paywall_box(answer)
    if for_sale and (weight(document) < BARE_MAX_CHARACTERS or page_phrases.is_cut_short(article)):
        return "the page's metadata" if document.metered else "the page's markup"
    return None


def _title_lines(document: Document) -> tuple[str | None, ...]:
    """Return a page's title and heading, or its first line where it has neither."""
    if document.title or document.heading:
        return document.title, document.heading
    return (document.text[: page_phrases.LINE_MAX_CHARACTERS].partition("\n")[0],)


def _not_found(document: Document, *, quoted: bool) -> str | None:
    size = weight(document)
    lines = _title_lines(document)
    in_text = page_phrases.find_in_text("not_found_in_text", document.text)
    if size > NOTICE_MAX_CHARACTERS:
        every = (
            quoted
            and in_text
            and size < EXCERPT_MAX_CHARACTERS
            and all(page_phrases.find_title("not_found", [line]) for line in lines)
        )
        return lines[0] if every else None
    if found := page_phrases.find_title("not_found", lines):
        repeated = size < BARE_MAX_CHARACTERS or (quoted and any(map(_repeats_notice, _first_lines(document))))
        return found if in_text or repeated else None
    if (found := page_phrases.find_title("error_alone", lines)) and (
        in_text
        or (
            size < BARE_MAX_CHARACTERS
            and (
                page_phrases.find_in_text("not_found", document.text)
                or any(map(not_found_grammar.is_this_gone, _first_lines(document)))
            )
        )
    ):
        return found
    return _not_found_sentence(document, lines, size) if quoted else None


def _repeats_notice(line: str) -> bool:
    """Return whether a line repeats the notice of the title, and is not about something else."""
    return not_found_grammar.is_this_gone(line) or (
        not_found_grammar.is_gone(line, page_phrases.LINE_MAX_CHARACTERS) and not_found_grammar.hedges(line)
    )


def _not_found_sentence(document: Document, lines: tuple[str | None, ...], size: int) -> str | None:
    """Return the sentence at the beginning of a page that says that the page does not exist, or None."""
    first = _first_lines(document)
    if sentence := not_found_grammar.find_sentence(first):
        return sentence
    if size < BARE_MAX_CHARACTERS and (sentence := next(filter(not_found_grammar.is_this_gone, first), None)):
        return sentence
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
    """Return the beginning of a page's text, menus included."""
    return document.text[: page_phrases.LINE_MAX_CHARACTERS * FIRST_LINES]


def _first_lines(document: Document) -> list[str]:
    """Return the first lines of an article, which are searched for a notice."""
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
    lines = _title_lines(document)
    in_text = page_phrases.find_in_text("parked_in_text", document.text.replace(f"{document.heading}\n", "", 1))
    nameless = not document.title or document.title.lower().strip() in {name, f"www.{name}"}
    if (found := page_phrases.find_title("parked", lines)) and (
        in_text or (quoted and weight(document) < BARE_MAX_CHARACTERS)
    ):
        return LinkOutcome.DEAD, "parked", f"the domain is parked: {found!r}"
    twice = len(page_phrases.distinct_phrases("parked_in_text", _beginning(document))) > 1
    if in_text and nameless and (twice or page_phrases.find_in_text("parked", document.text)):
        return LinkOutcome.DEAD, "parked", f"the domain is parked: {in_text!r}"
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
        return LinkOutcome.BLOCKED, "wall-consent", "the site shows a consent dialogue instead of the page"
    found = (
        page_phrases.find_title("consent", _title_lines(document))
        if weight(document) < DIALOGUE_MAX_CHARACTERS
        else None
    )
    if (
        found
        and accept
        and (weight(document) < (NOTICE_MAX_CHARACTERS // 2 if quoted else BARE_MAX_CHARACTERS) or _is_legal(document))
    ):
        return LinkOutcome.BLOCKED, "wall-consent", f"the site shows a consent dialogue instead of the page: {found!r}"
    if quoted and accept and weight(document) < NOTICE_MAX_CHARACTERS and _is_legal(document):
        return LinkOutcome.BLOCKED, "wall-consent", f"a page about cookies with only a button: {accept!r}"
    return None


def _has_only_a_button(answer: Capture, document: Document) -> bool:
    return bot_challenges.is_notice_only(answer, document) and page_forms.has_a_button(answer)


def _is_legal(document: Document) -> bool:
    """Return whether most of a page is about data protection, as in a dialogue without an article behind it."""
    lines = [line for line in document.article().split("\n") if len(line) > page_phrases.TITLE_MAX_CHARACTERS]
    legal = sum(len(line) for line in lines if page_phrases.occurs("data_protection", line))
    return 2 * legal > sum(map(len, lines))


def _login(
    answer: Capture, asked: SplitResult, given: SplitResult, document: Document, *, quoted: bool
) -> PageVerdict | None:
    if weight(document) > NOTICE_MAX_CHARACTERS:
        return None
    found = page_phrases.find_title("login", _title_lines(document))
    there, before = page_phrases.is_login_path(given.path), page_phrases.is_login_path(asked.path)
    led = there and (not before or (quoted and found is not None))
    in_text = (
        page_phrases.find_in_text("login_in_text", document.text)
        if quoted and weight(document) < 2 * BARE_MAX_CHARACTERS
        else None
    )
    if (document.password_field and (found or led or in_text)) or (found and (led or in_text)):
        return (
            LinkOutcome.BLOCKED,
            "wall-login",
            f"the site shows a login form instead of the page: {found or given.path!r}",
        )
    if not quoted or weight(document) >= 2 * BARE_MAX_CHARACTERS:
        return None
    if page_forms.is_only_a_password_form(answer):
        return LinkOutcome.BLOCKED, "wall-login", "a page with only a field for a password"
    if page_forms.asks_for_a_code(answer) and (
        weight(document) < EMPTY_MAX_CHARACTERS or bot_challenges.is_notice_only(answer, document)
    ):
        return LinkOutcome.BLOCKED, "wall-login", "a page with only a field for a one-time code"
    return None


def _server_error(answer: Capture, document: Document, *, quoted: bool) -> PageVerdict | None:
    """Return the verdict on an error that the site's program shows instead of the page, or None."""
    if document.kind not in {"html", "text", "xml", "json"} or not (
        quoted or bot_challenges.is_notice_only(answer, document)
    ):
        return None
    if found := absence_shown(document):
        return LinkOutcome.SOFT404, "title-not-found", f"the server does not serve this address: {found!r}"
    if found := error_shown(document):
        return LinkOutcome.UNREACHABLE, "server-error", f"the site's program failed: {found!r}"
    return None


def _closed_to_us(answer: Capture, document: Document) -> PageVerdict | None:
    """Return the verdict on a short page that refuses the reader by region, age, permissions or a firewall, or None."""
    if weight(document) > NOTICE_MAX_CHARACTERS // 2:
        return None
    text = document.text
    if found := page_phrases.find_in_text(
        "region", "\n".join(line for line in text.split("\n") if page_phrases.occurs("content", line))
    ):
        return LinkOutcome.BLOCKED, "wall-region", f"the site does not serve this region: {found!r}"
    if weight(document) < BARE_MAX_CHARACTERS and (
        found := page_phrases.find_in_text("private", "\n".join(_first_lines(document)))
    ):
        return LinkOutcome.BLOCKED, "wall-login", f"the page is not public: {found!r}"
    if page_phrases.find_title("age", _title_lines(document)) and (
        found := page_phrases.find_in_text("age_in_text", text)
    ):
        return LinkOutcome.BLOCKED, "wall-age", f"the site asks for the reader's age: {found!r}"
    if page_phrases.find_in_text("firewall_reference", text) and (found := page_phrases.find_in_text("firewall", text)):
        return LinkOutcome.BLOCKED, "wall-challenge", f"a bot challenge: {found!r}"
    asks = weight(document) < BARE_MAX_CHARACTERS and bot_challenges.is_notice_only(answer, document)
    if asks and bot_challenges.mentions_cookies(document.article()):
        return LinkOutcome.BLOCKED, "wall-challenge", "a page that only asks for cookies"
    return None


def _maintenance(given: SplitResult, document: Document, *, quoted: bool) -> PageVerdict | None:
    if page_phrases.QUEUE_HOST.search(given.hostname or ""):
        return LinkOutcome.UNREACHABLE, "maintenance", "the site puts its visitors in a waiting queue"
    if weight(document) > NOTICE_MAX_CHARACTERS or not (
        found := page_phrases.find_title("away", _title_lines(document))
    ):
        return None
    if page_phrases.find_in_text("away_in_text", document.text) or (quoted and weight(document) < EMPTY_MAX_CHARACTERS):
        return LinkOutcome.UNREACHABLE, "maintenance", f"the site is temporarily unavailable: {found!r}"
    return None
