"""Worked examples of language files, judged by the code that judges pages and quotes."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from bench.quote_cases import document
from factcheck.languages.schema import Example
from factcheck.matching.aliases import NO_ALIASES
from factcheck.matching.differences import compare
from factcheck.matching.terms import query_terms
from factcheck.services.editing.meaning_changes import changes_meaning
from factcheck.services.text.date_ranges import format_date_range, parse_date_range
from factcheck.spotting.dates import resolve
from factcheck.spotting.features import Known, features
from factcheck.spotting.sentences import split
from factcheck.spotting.speakers import speakers
from factcheck.spotting.spotting_words import spotting_words
from factcheck.spotting.values import DateInterval
from factcheck.verifier.http.response import Capture
from factcheck.verifier.locate import locate
from factcheck.verifier.locate.figures import figure_of
from factcheck.verifier.locate.normalization import Script
from factcheck.verifier.read.blocks import Block, introduces_link, is_interruption
from factcheck.verifier.read.layout import is_correction
from factcheck.verifier.read.outline import counts_comments
from factcheck.verifier.read.regions import answers
from factcheck.verifier.text_language import language_of
from factcheck.verifier.verdict import not_found_grammar
from factcheck.verifier.verdict.decide import examine
from factcheck.verifier.verdict.page_phrases import is_login_path
from factcheck.verifier.verdict.redirects import is_error, is_home
from factcheck.vocabulary import DifferenceKind, TextQuoteSelector
from tests.support.articles import article_of
from tests.support.page import ABSENT, HTML

URL = "https://post.example/news/2024/harbour-report"
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
NOTHING = "nothing"
PUBLISHED = date(2024, 6, 5)


def reading_of(tag: str, section: str, example: Example) -> str:
    """Return how the program reads an example of a section in the file of a language."""
    match section:
        case "page_phrases":
            return _page(tag, example)
        case "not_found_sentence":
            return _sentence(example.text)
        case "negation" | "denial" | "figures" | "spelling":
            return _difference(tag, example)
        case "modals":
            change = {"kind": DifferenceKind.WORD, "quoted": example.quote, "found": example.page}
            return "meaning" if changes_meaning(change, {tag}) else NOTHING
        case "dates":
            return format_date_range(*parse_date_range(example.text)) or NOTHING
        case "dates_in_text":
            return _date_in_text(tag, example.text)
        case "attribution":
            return _speaker(tag, example.text)
        case "spotting":
            return _statement(tag, example.text)
        case "matching":
            return " ".join(query_terms(example.text))
        case "contrasts":
            found = compare(example.quote, example.page, query_language=tag, claim_language=tag)
            return found.differs[0].kind if found.differs else found.relation
        case "detection":
            return language_of(example.text) or NOTHING
        case "grammar":
            return figure_of(example.text, Script.of(tag).point)
        case "page_parts":
            return _part(tag, example.text)
        case "addresses":
            return _address(example.text)
    raise AssertionError(f"there is no judge for examples of {section}")


def _statement(tag: str, text: str) -> str:
    """Return the reasons of a statement that its language's words give, or the number of the sentences of two lines."""
    words = spotting_words(tag)
    if "\n" in text:
        return str(len(list(split(text, 0, len(text), words))))
    found = features(text, Known("", ()), words, NO_ALIASES)
    codes = {*words.lexicons, *words.forms}
    return " ".join(sorted(each.code for each in found if each.code in codes)) or NOTHING


def _date_in_text(tag: str, text: str) -> str:
    """Return the date of a statement that was published on Wednesday, 5 June 2024, as ISO 8601."""
    found = resolve(text, DateInterval(PUBLISHED, PUBLISHED), tag).interval
    if found is None:
        return NOTHING
    return str(found.start) if found.start == found.end else f"{found.start}/{found.end}"


def _speaker(tag: str, text: str) -> str:
    """Return the speaker of the last sentence of an article that has a sentence a line, and a paragraph a blank line."""
    return speakers(*article_of(text), tag)[-1]


def _page(tag: str, example: Example) -> str:
    """Return the reason code of a page that does not have the quoted words."""
    body = (
        f'<!doctype html><html lang="{tag}"><head><title>{example.title}</title></head><body>'
        f"<h1>{example.title}</h1><p>{example.text}</p>{example.html}</body></html>"
    )
    answer = Capture(URL, URL, 200, HTML, body.encode(), NOON, 0.2)
    return examine(answer, [TextQuoteSelector(ABSENT)]).reason


def _sentence(text: str) -> str:
    """Return the strongest thing that a sentence says of a page."""
    if not_found_grammar.find_sentence([text]):
        return "asked"
    if not_found_grammar.is_this_gone(text):
        return "this"
    if not_found_grammar.is_gone(text):
        return "gone"
    return "hedge" if not_found_grammar.hedges(text) else NOTHING


def _difference(tag: str, example: Example) -> str:
    """Return the kind of the first difference between a quote and its page: "same" where there is none."""
    match = locate(TextQuoteSelector(example.quote, example.prefix), document(example.page, tag))
    if match is None:
        return "missing"
    return match.differences[0].kind if match.differences else "same"


def _part(tag: str, text: str) -> str:
    """Return what a heading, a line between two paragraphs or an element's name says of a part of a page."""
    if counts_comments(text):
        return "comments"
    if answers({"class": text}):
        return "answers"
    if is_correction(text):
        return "correction"
    if introduces_link(text):
        return "related"
    if is_interruption(Block([text], [0], size=len(text)), text):
        return "label"
    quote = "Harbour boats were counted on Monday. Nobody asked for the second crane."
    page = quote.replace(". ", f".\n{text}\n", 1)
    found = locate(TextQuoteSelector(quote), document(page, tag))
    return "advertisement" if found and not found.differences else NOTHING


def _address(path: str) -> str:
    parts = urlsplit(f"https://post.example{path}")
    if is_home(parts):
        return "home"
    if is_login_path(parts.path):
        return "login"
    return "error" if is_error(parts, urlsplit(URL)) else NOTHING
