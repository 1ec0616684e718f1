"""A quote that stands on a long page is found without a search of the whole page, in the same place."""

import pytest

from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.locate import locate
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

FILLER = "Quxo zibble wrenk, 7 florbs; grult quavved the plimmer.\n" * 60
QUOTE = "The council’s members promised to repair all nine bridges by the end of next year"
PLAIN = f"{QUOTE}.\n"


def document(text: str, language: str) -> Document:
    """Return a page whose lines are not wrapped: in others, the copies are not searched by themselves."""
    return Document("html", text, (Stretch(0, len(text), Region.ARTICLE),), language=language)


COPIES = {
    "in capitals": f"{QUOTE.upper()}.\n",
    "with spaces that do not break": PLAIN.replace(" ", "\u00a0"),
    "with thin spaces": PLAIN.replace(" ", "\u2009"),
    "with lines": PLAIN.replace(" ", "\n"),
    "with note marks": PLAIN.replace(" ", " [4] ", 3),
    "nearby, with another apostrophe": PLAIN.replace("’", "'"),
    "nearby, with a broken word": PLAIN.replace("promised", "pro-\nmised"),
}


@pytest.mark.parametrize("name", COPIES)
def test_the_first_of_several_copies_is_found_however_it_is_written(name: str) -> None:
    between = FILLER[:400] if name.startswith("nearby") else FILLER
    text = FILLER + COPIES[name] + between + PLAIN + FILLER

    match = locate(TextQuoteSelector(QUOTE), document(text, "en"))

    assert match
    assert (match.start, match.differences) == (len(FILLER), ())


@pytest.mark.parametrize("wanted", range(3))
def test_the_context_decides_between_copies(wanted: int) -> None:
    prefixes = ("On Monday she said: ", "A day later he said: ", "In the end they said: ")
    text = FILLER + FILLER.join(f"{prefix}{PLAIN}" for prefix in prefixes) + FILLER

    match = locate(TextQuoteSelector(QUOTE, prefix=prefixes[wanted]), document(text, "en"))

    assert match
    assert match.start == text.index(prefixes[wanted]) + len(prefixes[wanted])


@pytest.mark.parametrize(
    ("before", "after", "selector", "kind"),
    [
        ("It is not true that ", ".", TextQuoteSelector(QUOTE, prefix="We heard that "), DifferenceKind.NEGATION),
        ("", ", they denied.", TextQuoteSelector(QUOTE, suffix=", they said."), DifferenceKind.NEGATION),
        ("", ", they said.", TextQuoteSelector(QUOTE, suffix=", they said."), None),
        ("", " 2031.", TextQuoteSelector(QUOTE), None),
    ],
)
@pytest.mark.parametrize("place", ["start", "middle", "end"])
def test_what_is_beside_a_copy_counts_wherever_it_is(
    before: str, after: str, selector: TextQuoteSelector, kind: DifferenceKind | None, place: str
) -> None:
    parts = {"start": ("", FILLER), "middle": (FILLER, FILLER), "end": (FILLER, "")}[place]

    match = locate(selector, document(f"{before}{QUOTE}{after}\n".join(parts), "en"))

    assert match
    assert [each.kind for each in match.differences] == ([kind] if kind else [])


def test_a_copy_in_another_typography_is_compared_too() -> None:
    """Two phrases of the quote have quotation marks, and its words are the same."""
    quote = 'He said: "The council" promised the reconstruction of all "nine old bridges" by the end of next year'
    curly = quote.replace(' "', " “").replace('"', "”")
    text = FILLER + f"A teaser: {quote}.\n" + FILLER + f"On Monday, at noon. {curly}.\n" + FILLER

    match = locate(TextQuoteSelector(quote, prefix="On Monday, at noon."), document(text, "en"))

    assert match
    assert (match.text, match.differences) == (curly, ())


def test_the_article_comes_before_a_copy_outside_it() -> None:
    text = PLAIN + FILLER + PLAIN + FILLER
    end = len(PLAIN) + 10
    page = Document("html", text, (Stretch(0, end, Region.RELATED), Stretch(end, len(text), Region.ARTICLE)))

    match = locate(TextQuoteSelector(QUOTE), page)

    assert match
    assert (match.start, match.region) == (len(PLAIN) + len(FILLER), Region.ARTICLE)


def test_dotted_capitals_do_not_move_the_place() -> None:
    quote = "İzmir Belediyesi ışıklı köprülerin hepsini gelecek yılın sonuna kadar onaracağını söyledi"
    text = "İki İnce İpek İplik.\n" * 100 + quote + ".\n" + FILLER

    match = locate(TextQuoteSelector(quote), document(text, "tr"))

    assert match
    assert (match.text, match.differences) == (quote, ())
