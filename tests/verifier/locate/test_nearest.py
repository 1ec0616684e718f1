"""The nearest passage of changed words: the right place, and the right words with the right kind."""

import pytest

from bench.quote_cases import document
from bench.repeat_cases import repeat_cases
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.locate import locate
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

KIND = DifferenceKind


@pytest.mark.corpus
def test_repeated_phrases_elsewhere_do_not_move_the_passage() -> None:
    wrong = []
    total = 0
    for case in repeat_cases(7, 1):
        match = locate(case.selector, case.document)
        total += 1
        if not (case.placed(match) and case.named(match)):
            wrong.append((case.language, case.edit, case.decoy))

    assert total >= 800
    assert len(wrong) <= total // 100, wrong


@pytest.mark.parametrize(
    ("quote", "stands", "text", "differences"),
    [
        pytest.param(
            "She found that almost any man has a plan",
            "She found that any man has a plan",
            "any man has a plan. Five years on, {} and keeps to it, as almost any man has a plan to keep.",
            [(KIND.WORD, "almost", "")],
            id="a phrase before and behind",
        ),
        pytest.param(
            "the council will raise the tax on boats by nine percent",
            "the council will raise the tax on boats by five percent",
            "The council will meet. {}. A rise by nine percent was too much.",
            [(KIND.NUMBER, "nine", "five")],
            id="the changed words behind",
        ),
        pytest.param(
            "He left the town in May and never came back to his house",
            "He left the town in May and came back to his house",
            "He left, it is said, the old town one day in May, and then, though he never quite said so, he came home, and"
            " went back to the sea, and to his house. Years passed. {}.",
            [(KIND.NEGATION, "never", "")],
            id="words scattered over a sentence",
        ),
        pytest.param(
            "The mayor opened the bridge on Monday",
            "The mayor, whom nobody had expected to come so soon, opened the bridge on Monday",
            "The bridge is old. {}. On Monday it rained.",
            [(KIND.CLAUSE, "", "whom nobody had expected to come so soon")],
            id="a clause put in",
        ),
        pytest.param(
            "raise the tax on old boats in May",
            "raise the fee and the tax on old boats in May",
            "They will {}. It was so.",
            [(KIND.WORD, "", "the fee and")],
            id="words put in after an article that is there twice",
        ),
        pytest.param(
            "the town will pay for all of it because the mayor says so in the end",
            "the town will pay because everyone here says so in the end",
            "It is clear: {}. It was so.",
            [(KIND.CLAUSE, "for all of it", ""), (KIND.WORD, "the mayor", "everyone here")],
            id="a word between words left out and words replaced",
        ),
        pytest.param(
            "The mayor said quietly that taxes will rise",
            "The mayor said after a long talk with Anna Berg that taxes will rise",
            "It rained. {}. It was so.",
            [(KIND.CLAUSE, "quietly", "after a long talk with Anna Berg")],
            id="a clause with a name for a word",
        ),
        pytest.param(
            "He resigned. The council will vote on Monday",
            "He resigned of course. The council will vote on Monday",
            "It rained. {}. It was so.",
            [(KIND.WORD, "", "of course")],
            id="words put in at the end of a short first sentence",
        ),
        pytest.param(
            "The council will ask Dr. Holm",
            "The council will ask the famous Dr. Holm",
            "It rained. {}. It was so.",
            [(KIND.WORD, "", "the famous")],
            id="a title with a full stop at the end",
        ),
        pytest.param(
            "Holm opened the bridge on Monday",
            "Holm, whom nobody had expected to come so soon, opened the bridge on Monday",
            "The bridge is old. {} and left.",
            [(KIND.CLAUSE, "", "whom nobody had expected to come so soon")],
            id="a clause after the first word of a sentence",
        ),
        pytest.param(
            "the mayor opened the bridge quietly",
            "the mayor opened the bridge, as he had long promised to all of us, quietly",
            "The bridge is old. In May {}. It was so.",
            [(KIND.CLAUSE, "", "as he had long promised to all of us")],
            id="a clause before the last word of a sentence",
        ),
    ],
)
def test_insertions_count_against_a_passage(
    quote: str, stands: str, text: str, differences: list[tuple[DifferenceKind, str, str]]
) -> None:
    match = locate(TextQuoteSelector(quote), document(text.format(stands), "en"))

    assert match and match.text == stands
    assert [(each.kind, each.quoted, each.found) for each in match.differences] == differences


def test_context_outweighs_one_more_difference() -> None:
    text = "In May she said: the tax on old boats is too low. In June he said: the tax on small boats is far too low. He left."
    selector = TextQuoteSelector("the tax on old boats is far too high", "In June he said: ", ". He left.")

    match = locate(selector, document(text, "en"))

    assert match and match.text == "the tax on small boats is far too low"


def test_exact_words_outside_the_article_outweigh_a_stretched_passage_in_it() -> None:
    quote = "the harbour will open again in the first week of May"
    story = "The harbour is closed. It will not do. They open the gates on Sunday. It rains again. It is cold in the first days."
    story += " A week of sun is rare. In May it comes."
    text = f"{story}\n{quote}"
    stretches = (
        Stretch(0, len(story) + 1, Region.ARTICLE),
        Stretch(len(story) + 1, len(text), Region.COMMENTS),
    )

    match = locate(TextQuoteSelector(quote), Document("html", text, stretches, language="en"))

    assert match and match.region is Region.COMMENTS and match.differences == ()


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("The council met on Monday […] raised the tax on boats", "the council raised the fee on boats"),
        ("The council met […] and raised the tax on boats", "the town was glad and lowered the tax on boats"),
    ],
)
def test_segments_of_an_elided_quote_are_searched_close_together(quote: str, stands: str) -> None:
    far = "Other things were said in town that day. " * 40
    text = f"He raised the tax on boats. {far}The council met on Monday, it is said, and {stands}. {far}The council met again."

    match = locate(TextQuoteSelector(quote), document(text, "en"))

    assert match and "council met on Monday" in match.text and match.text.endswith("on boats")
    assert len(match.text) < 200


@pytest.mark.parametrize(
    ("language", "quote", "stands", "kind"),
    [
        ("en", "Peter Holm has resigned", "Anna Berg has resigned", KIND.NAME),
        ("en", "Peter Holm resigned", "Anna Berg resigned", KIND.NAME),
        ("en", "said Maria Costa Silva", "said Anna Berg", KIND.NAME),
        ("en", "Mayor Peter Holm agreed", "Mayor Anna Berg agreed", KIND.NAME),
        ("fr", "Claire Dubois a démissionné", "Marc Petit a démissionné", KIND.NAME),
        ("ru", "Иван Орлов подал в отставку", "Пётр Лебедев подал в отставку", KIND.NAME),
        ("zh", "市长支持计划", "市长反对计划", None),
        ("zh", "港口今年关闭", "港口明年关闭", None),
        ("zh", "港口今年关闭", "港口将明年关闭", None),
        ("zh", "他会来的", "他不来的", KIND.NEGATION),
        ("ja", "首相は辞任した", "首相は続投した", None),
        ("ja", "知事は賛成だ", "知事は反対だ", None),
    ],
)
def test_short_quotes_with_a_change_are_found(
    language: str, quote: str, stands: str, kind: DifferenceKind | None
) -> None:
    stop = "。" if language in {"zh", "ja"} else ". "
    match = locate(TextQuoteSelector(quote), document(f"1{stop}2{stop}{stands}{stop}3{stop}", language))

    assert match and match.text == stands and match.differences
    assert kind is None or [each.kind for each in match.differences] == [kind]


@pytest.mark.parametrize(
    ("language", "quote", "page"),
    [
        ("en", "taxes fell again", "In the end, taxes are due in May."),
        ("en", "Holm resigned today", "He went home today at noon."),
        ("en", "nobody was harmed", "Prices rose, and nobody knows why."),
        ("zh", "不会来", "他昨天会见了我。"),
    ],
)
def test_a_short_quote_needs_more_than_one_of_its_words(language: str, quote: str, page: str) -> None:
    assert locate(TextQuoteSelector(quote), document(page, language)) is None


def test_the_context_of_a_short_quote_shows_its_place_although_half_of_its_words_changed() -> None:
    page = document("A line. In June he said: the boat fee is quite low. He left the hall.", "en")

    alone = locate(TextQuoteSelector("the boat tax is too high"), page)
    known = locate(TextQuoteSelector("the boat tax is too high", "In June he said: ", ". He left the hall"), page)

    assert alone is None
    assert known and known.text == "the boat fee is quite low"


def test_small_words_alone_do_not_make_the_quote() -> None:
    page = document("A line. It was the time for the rain in autumn. Then it was so.", "en")

    assert locate(TextQuoteSelector("it was the mayor for the boats in March"), page) is None


@pytest.mark.parametrize(
    ("language", "quote", "stands", "differences"),
    [
        (
            "zh",
            "他不想去北京开会",
            "他很想去南京开会",
            [(KIND.NEGATION, "不", "很"), (KIND.WORD, "北", "南")],
        ),
    ],
)
def test_each_of_several_edits_has_its_own_kind(
    language: str, quote: str, stands: str, differences: list[tuple[DifferenceKind, str, str]]
) -> None:
    match = locate(TextQuoteSelector(quote), document(f"1。{stands}。2。", language))

    assert match and [(each.kind, each.quoted, each.found) for each in match.differences] == differences


@pytest.mark.parametrize(
    ("quote", "text", "found", "quoted"),
    [
        (
            "He left the town in May before the storm",
            "He left the town in May. Then came the storm. It was so.",
            "He left the town in May",
            "before the storm",
        ),
        (
            "He resigned, and the council will vote on Monday",
            "It rained. He resigned. The council will vote on Monday.",
            "He resigned. The council will vote on Monday",
            "and",
        ),
        (
            "The council will vote on Monday, and he resigned",
            "The council will vote on Monday. He resigned. It rained.",
            "The council will vote on Monday. He resigned",
            "and",
        ),
    ],
)
def test_the_words_of_another_sentence_belong_to_a_passage_only_if_nothing_new_is_between(
    quote: str, text: str, found: str, quoted: str
) -> None:
    match = locate(TextQuoteSelector(quote), document(text, "en"))

    assert match and match.text == found
    assert [(each.quoted, each.found) for each in match.differences] == [(quoted, "")]


def test_a_replaced_word_has_not_moved_although_the_next_words_have_it_too() -> None:
    page = document("In all, the tax will rise by nine percent in May five years from now.", "en")

    match = locate(TextQuoteSelector("the tax will rise by five percent in May"), page)

    assert match and match.text == "the tax will rise by nine percent in May"
    assert [(each.kind, each.quoted, each.found) for each in match.differences] == [(KIND.NUMBER, "five", "nine")]


def test_a_name_that_begins_a_sentence_is_recognized_by_its_capital_elsewhere() -> None:
    page = document("The vote was close, said Berg. Berg won the vote in the town.", "en")

    match = locate(TextQuoteSelector("Holm won the vote in the town"), page)

    assert match and [each.kind for each in match.differences] == [KIND.NAME]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("it was all that he had to do in the Smolensk", "it was all that he had to do in the Vitebsk"),
        ("he was in it for the money", "he was in it for the glory"),
    ],
)
@pytest.mark.parametrize("rest", ["", " The {} and the {} are in it."])
def test_a_passage_is_found_although_its_only_rare_word_changed(quote: str, stands: str, rest: str) -> None:
    word = quote.rpartition(" ")[2]
    common = "It was in the town that he had to do all of it, for the rest was not the point. " * 60
    page = document(f"{common}{rest.format(word, word)} {stands}. {common}", "en")

    match = locate(TextQuoteSelector(quote), page)

    assert match and match.text == stands
    assert [(each.quoted, each.found) for each in match.differences] == [(word, stands.rpartition(" ")[2])]


@pytest.mark.parametrize("before", ["", "The mayor was not there. "])
def test_a_passage_is_found_although_only_pairs_of_common_words_are_unchanged(before: str) -> None:
    common = "It was in the town that he had to do all of it, for the rest was not the point. " * 60
    page = document(f"{before}{common} It had the council for all boats in it. {common}", "en")

    match = locate(TextQuoteSelector("had the mayor for all members in it"), page)

    assert match and match.text == "had the council for all boats in it"


@pytest.mark.parametrize(
    ("quote", "stands", "kind"),
    [
        ("must pay within [14 days] of the order", "must pay within 30 days of the order", KIND.NUMBER),
        ("must pay within [14 days] of the order", "must pay within 6 weeks of the order", KIND.NUMBER),
        ("must pay within [fourteen days] of the order", "must pay within 30 days of the order", KIND.NUMBER),
        ("he left [in May] for the town hall", "he left in June for the town hall", KIND.NUMBER),
        ("prices rose by [5%]", "prices rose by 6% in May", KIND.NUMBER),
        ("[30 people] died in the raid", "In all 40 people died in the raid", KIND.NUMBER),
        ("they came on [Monday] to the town", "they came on Tuesday to the town", KIND.NUMBER),
        ("must pay [at once] within [14 days] of it", "must pay within 30 days of it", KIND.NUMBER),
        ("must pay within [30 days] of the order", "must pay within 30 days of the order", None),
        ("must pay within [those 30 days] of the order", "must pay within 30 days of the order", None),
        ("on [3 May 2019] he left the town", "on 3 May he left the town", None),
        ("[In 2019] prices rose by half", "That year prices rose by half", None),
        ("prices rose [by 5%] in that year", "prices rose in that year", None),
        ("within [two weeks] of the order", "within 14 days of the order", None),
        ("he [the mayor] resigned on Monday", "he resigned on Monday", None),
        ("[The mayor] resigned on Monday", "Peter resigned on Monday", None),
        ("they was [sic] there for a … long while", "they was [sic] there for a very long while", None),
        ("they was [sic] there […] long while", "they was [sic] there for a very long while", None),
        ("they was there […] long while", "they was [sic] there for a very long while", None),
        ("they was there for a long while", "they was (sic) there for a long while", None),
        ("they was there for a long while", "they was [so] there for a long while", KIND.WORD),
    ],
)
def test_brackets_can_replace_words_but_not_another_number(
    quote: str, stands: str, kind: DifferenceKind | None
) -> None:
    match = locate(TextQuoteSelector(quote), document(f"Some words before. {stands}. And after.", "en"))

    assert match
    assert [each.kind for each in match.differences] == ([] if kind is None else [kind])


def test_words_that_were_always_beside_a_quote_were_not_moved() -> None:
    selector = TextQuoteSelector("such a section may not be included in it", "named in that section ", ". It ends")
    page = document("It is named in that section such a may not be included in it. It ends there.", "en")

    match = locate(selector, page)

    assert match and [(each.kind, each.quoted) for each in match.differences] == [(KIND.WORD, "section")]
