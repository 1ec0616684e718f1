"""The differences of a passage with several changes: which words are set against which."""

import pytest

from bench.quote_cases import document
from factcheck.verifier.locate import locate
from factcheck.vocabulary import Region, TextQuoteSelector

FIELDS = "kept the fields, the sheep and the two small schools of the valley. He said the vaccine was safe"
VILLAGES = (
    "The young men of the northern villages went to sea and the old men stayed at home with the women, who kept the {} and"
    " the two small schools of the valley."
)
APRIL = "said they would act before June 30. In the first half of May the price rose"


@pytest.mark.parametrize(
    ("quote", "page", "stands", "differences"),
    [
        (
            FIELDS,
            f"They {FIELDS.replace('of the valley.', 'of valley. the')}, too.",
            FIELDS.replace("of the valley.", "of valley. the"),
            [("order", "the", ""), ("order", "", "the")],
        ),
        (
            VILLAGES.format("fields, the sheep"),
            VILLAGES.format("goats, the fields,"),
            VILLAGES.format("goats, the fields,")[:-1],
            [("word", "", "goats, the"), ("word", "the sheep", "")],
        ),
        (
            VILLAGES.format("fields, the sheep"),
            VILLAGES.format("fields, the goats"),
            VILLAGES.format("fields, the goats")[:-1],
            [("word", "sheep", "goats")],
        ),
        (
            "F. Kennedy called a warning",
            "F.\nKennedy never called a warning.",
            "F.\nKennedy never called a warning",
            [("negation", "", "never")],
        ),
        (
            "us and the others saw it happen in May last year",
            "US and the others saw it occur in May last year.",
            "US and the others saw it occur in May last year",
            [("name", "us", "US"), ("word", "happen", "occur")],
        ),
        (
            "Kennedy called a warning",
            "Kennedy, called warning. By then the price of bread fell.\nKennedy had called a stay.\nKennedy called In warning.",
            "Kennedy, called warning",
            [("word", "a", "")],
        ),
        (
            f"Dr. Jane Berg {APRIL}",
            f"Jane Berg {APRIL} Dr. Holm.",
            f"Jane Berg {APRIL} Dr",
            [("order", "Dr", ""), ("order", "", "Dr")],
        ),
        (
            "旧港口今年将接收三百艘新船 […] 王建国星期二表示",
            "王建国星期二表示，旧港口今年将接收三百艘新船，大多数渔民对此表示同意。",
            "旧港口今年将接收三百艘新船",
            [("order", "王建国星期二表示", "")],
        ),
    ],
)
def test_changed_words_are_set_against_each_other(
    quote: str, page: str, stands: str, differences: list[tuple[str, str, str]]
) -> None:
    match = locate(TextQuoteSelector(quote), document(page, "en"))

    assert match
    assert match.text == stands
    assert [(each.kind.value, each.quoted, each.found) for each in match.differences] == differences


@pytest.mark.parametrize(
    ("quoted", "stands", "kind"),
    [
        ("Graf von Holm", "alte Mann hier", "name"),
        ("Graf von und zu Holm", "Herr mit dem alten Hut", "name"),
        ("Mann", "Hund", "word"),
        ("Wirt mit Hut", "Hund ohne Ball", "negation"),
    ],
)
def test_several_german_nouns_that_are_changed_are_names(quoted: str, stands: str, kind: str) -> None:
    said = "Wie die Zeitung meldete, sagte der {} im Dorf am See, dass die Preise im Mai um drei Prozent gestiegen sind"

    match = locate(TextQuoteSelector(said.format(quoted)), document(f"{said.format(stands)}.", "de"))

    assert match
    assert [(each.kind.value, each.quoted, each.found) for each in match.differences] == [(kind, quoted, stands)]


@pytest.mark.parametrize(
    ("language", "quote", "page", "marks"),
    [
        ("en", "the town2 was lost in May", "Then the town² was lost in May.", []),
        ("en", "the town 2 was lost in May", "Then the town² was lost in May.", ["2"]),
        ("en", "the town2 was lost in May", "Then the town was lost in May.", ["2"]),
        ("zh", "旧港口今年2将接收三百艘新船", "旧港口今年²将接收三百艘新船，大多数渔民对此表示同意。", []),
    ],
)
def test_a_copied_note_mark_that_is_raised_on_the_page_is_no_difference(
    language: str, quote: str, page: str, marks: list[str]
) -> None:
    match = locate(TextQuoteSelector(quote), document(page, language))

    assert match
    assert [each.quoted for each in match.differences] == marks


@pytest.mark.parametrize(
    ("stands", "found"),
    [
        ("Wirtschafts wachs-tum", []),
        ("Wirt schafts-wachs-tum", []),
        ("Wirtschafts wachstum", ["Wirtschafts wachstum"]),
    ],
)
def test_a_hyphen_anywhere_in_a_word_explains_its_parts(stands: str, found: list[str]) -> None:
    said = "Wie die Zeitung am Montag meldete, ist das {} im Mai um drei Prozent gestiegen"

    match = locate(TextQuoteSelector(said.format("Wirtschaftswachstum")), document(f"{said.format(stands)}.", "de"))

    assert match
    assert [each.found for each in match.differences] == found


@pytest.mark.parametrize(("distance", "region"), [(240, Region.CORRECTION), (241, Region.ARTICLE)])
def test_words_that_an_earlier_version_had_are_a_correction(distance: int, region: Region) -> None:
    phrase, quote = "earlier version of this article said", "prices rose by three percent in May"
    between = (" and" * distance)[: distance - len(phrase) - 1]

    match = locate(TextQuoteSelector(quote), document(f"It is so. An {phrase}{between} {quote}.", "en"))

    assert match
    assert match.region is region
