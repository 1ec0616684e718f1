"""Edits and typesetting one by one: the kind of each."""

import pytest

from bench.quote_cases import document, page
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.locate import locate, locate_all
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector
from tests.support.edits import Edit, edits

KIND = DifferenceKind


@pytest.mark.parametrize(
    ("language", "quote", "stands"),
    [
        ("en", "The U.S. economy grew", "The US economy grew by 3%"),
        ("en", "the US economy grew", "the U. S. economy grew"),
        ("en", "the books of J.R.R. Tolkien", "the books of J. R. R. Tolkien"),
        ("en", "state-of-the-art plant", "state-of-the-\nart plant"),
        ("en", "a government of all", "a govern-\nment of all"),
        ("en", "a government of all", "a govern- ment of all"),
        ("en", "pre- and post-war houses", "pre- and post-war houses"),
        ("en", "a long-term plan for schools", "a long term plan for schools"),
        ("en", "long-term plans are made here", "long term plans are made here"),
        ("en", "the plan is long-term", "the plan is long term"),
        ("en", "the WORLD is not flat at all", "the world is NOT flat at all"),
        ("en", "Nato troops left the town", "NATO troops left the town"),
        ("en", "she has a Ph.D from the town", "she has a PhD from the town"),
        ("en", "a council may raise the tax", "A council may raise the tax"),
        ("en", "he [the mayor] resigned on Monday", "he resigned on Monday"),
        ("en", "[The mayor] resigned on Monday", "Peter resigned on Monday"),
        ("en", "12 million (sic) people came", "12 million people came"),
        ("en", "they came [...] and left", "they came, stayed for a long while, and left"),
        ("en", "they came […] and left", "they came [by boat] and left"),
        ("en", "an area of 5 m² in all", "an area of 5 m2 in all"),
        ("en", "about 1,23,456 people came", "about 123456 people came"),
        ("en", "half a cup, or ½ cup of oil", "half a cup, or 1/2 cup of oil"),
        ("en", "The council voted today", "T\nhe council voted today"),
        ("en", "harbour will open in May", "harbour¹ will open in May"),
        ("en", "the harbour. The mayor agreed", "the harbour.¹² The mayor agreed"),
        ("en", "harbour1 will open in May", "harbour¹ will open in May"),
        ("en", "first para ends here. Second para begins", "first para ends here.\nAdvertisement\nSecond para begins"),
        (
            "en",
            "first para ends here. Second para begins",
            "first para ends here.\n(Advertisement)\nSecond para begins",
        ),
        ("fr", "le cœur du problème est là", "le coeur du problème est là"),
        ("fr", "« Nous n’irons pas », a-t-il dit", '"Nous n\'irons pas", a-t-il dit'),
        ("fr", "la réunion sur l’État a eu lieu hier soir", "LA REUNION SUR L'ETAT A EU LIEU HIER SOIR"),
        ("de", "Die Straße ist groß genug", "DIE STRASSE IST GROSS GENUG"),
        ("de", "Im Jahr 2019 kamen 1.234.567 Menschen", "Im Jahr 2019 kamen 1 234 567 Menschen"),
        ("de-CH", "Kosten von 1'234.50 Franken sind", "Kosten von 1234.50 Franken sind"),
        ("es-MX", "costó 1,234.5 pesos en total", "costó 1234.5 pesos en total"),
        ("tr", "İSTANBUL'DA IŞIK VAR BUGÜN", "İstanbul'da ışık var bugün"),
        ("tr", "salı ve sınav günü", "SALI VE SINAV GÜNÜ"),
        ("zh", "他说：“我们不会去。”", "他说:「我们不会去」"),
        ("ja", "ｶﾞﾗｽとｶﾀｶﾅで３０％", "ガラスとカタカナで30%"),
        ("he", "צה״ל תקף אתמול", 'צה"ל תקף אתמול'),
        ("fa", "۱۲۳ نفر کشته شدند", "123 نفر کشته شدند"),
        ("ru", "ещё 5 человек погибли в за́мке", "еще 5 человек погибли в замке"),
        ("en", "ʼIt was soʼ, he said", "‘It was so’, he said"),
        ("en", "it was so in 2020", "it was so in 2020 – 15 people died"),
        ("en", "!!!", "What!!! No"),
    ],
)
def test_typography_is_ignored(language: str, quote: str, stands: str) -> None:
    match = locate(TextQuoteSelector(quote), document(f"Before it.\n{stands}\nAnd after.", language))

    assert match and match.differences == ()


@pytest.mark.parametrize(
    ("language", "quote", "stands", "kind"),
    [
        ("en", "the player will resign from the club", "the player will re-sign from the club", KIND.WORD),
        ("en", "maybe we can go there", "may be we can go there", KIND.WORD),
        ("en", "the in famous case of", "the infamous case of", KIND.WORD),
        ("en", "the US said no to it", "the us said no to it", KIND.NAME),
        ("en", "they must leave in May", "they must leave in may", KIND.NAME),
        ("en", "he sold grade A US beef here", "he sold grade A us beef here", KIND.NAME),
        ("en", "he paid .5 percent tax", "he paid 5 percent tax", KIND.NUMBER),
        ("en", "the town lost 5 million", "the town lost -5 million", KIND.NUMBER),
        ("en", "prices rose by 5", "prices rose by 5%", KIND.NUMBER),
        ("en", "prices rose by 5", "prices rose by 5-10 percent", KIND.NUMBER),
        ("en", "15 euros per day now", "10–15 euros per day now", KIND.NUMBER),
        ("en", "5 million in tax", "$5 million in tax", KIND.NUMBER),
        ("en", "the vote was 3:1 against", "the vote was 31 against", KIND.NUMBER),
        ("en", "the plot of 5㎡ was sold", "the plot of 5㎏ was sold", KIND.NUMBER),
        ("en", "the pool has 20 °C today", "the pool has 20 °F today", KIND.NUMBER),
        ("en", "the pool has 20℃ today", "the pool has 20℉ today", KIND.NUMBER),
        ("pt", "a barca parte na segunda-feira cedo", "a barca parte na terça-feira cedo", KIND.NUMBER),
        ("ru", "это была среда, и мост открыли", "это была пятница, и мост открыли", KIND.NUMBER),
        ("pl", "to była środa i most otwarto", "to była sobota i most otwarto", KIND.NUMBER),
        ("uk", "це була середа, і міст відкрили", "це була субота, і міст відкрили", KIND.NUMBER),
        ("en", "rose ▲3 in a day here", "rose ▼3 in a day here", KIND.NUMBER),
        ("en", "at 10:30 on Monday morning", "at 10:45 on Monday morning", KIND.NUMBER),
        ("en", "the score was 1.234 overall", "the score was 1,234 overall", KIND.NUMBER),
        ("de", "der Wert war 1.234 Meter", "der Wert war 1,234 Meter", KIND.NUMBER),
        ("en", "twenty people died here today", "20 people died here today", KIND.NUMBER),
        ("en", "A told B to leave town", "B told A to leave town", KIND.ORDER),
        ("en", "The minister […] resigned today", "The minister has not resigned today", KIND.NEGATION),
        ("en", "he said [the mayor] resigned today", "he said [the minister] resigned today", KIND.WORD),
        ("en", "we can go there now", "we can't go there now", KIND.NEGATION),
        ("en", "all the men are equal here", "all the men are equa1 here", KIND.NUMBER),
        ("en", "we meet in March at noon", "we meet in March0 at noon", KIND.NUMBER),
        ("en", "in May we meet in March", "in May we meet in March7", KIND.NUMBER),
        ("en", "its a good day for it", "it's a good day for it", KIND.WORD),
        ("en", "all of them wanted this deal", "all of them wanted. This deal", KIND.CLAUSE),
        ("de", "für den Wähler/Bürger ist das gut", "für den Kunden/Bürger ist das gut", KIND.WORD),
        ("de", "alle genießen hier in Maßen", "alle genießen hier in Massen", None),
        ("ru", "все знают это место", "всё знают это место", KIND.WORD),
        ("ar", "كُتِبَ الدرس أمس هنا", "كَتَبَ الدرس أمس هنا", KIND.WORD),
        ("zh", "气温降至-5度以下", "气温降至5度以下", KIND.NUMBER),
        ("ja", "パンを食べた人は5人", "ぱんを食べた人は5人", KIND.WORD),
        ("ja", "彼は来ます", "彼は来ません", KIND.NEGATION),
        ("th", "เขาไปโรงเรียน", "เขาไม่ไปโรงเรียน", KIND.NEGATION),
        ("ko", "그는 어제 왔다고 말했다", "그는 어제 안 왔다고 말했다", KIND.NEGATION),
        ("tr", "dün eve geldi dedi", "dün eve gelmedi dedi", KIND.NEGATION),
        ("tr", "orada kısa bir sınır çizildi", "orada kisa bir sınır çizildi", KIND.WORD),
    ],
)
def test_another_meaning_is_named(language: str, quote: str, stands: str, kind: DifferenceKind | None) -> None:
    match = locate(TextQuoteSelector(quote), document(f"Some words before. {stands}. And after.", language))

    assert match and match.differences
    assert kind is None or kind in {each.kind for each in match.differences}


@pytest.mark.parametrize(
    ("language", "quote", "stands"),
    [
        ("zh", "他后来说发生了这件事", "他後來說發生了這件事"),
        ("en", "5 is the number", "the number is 15"),
        ("en", "a whole other sentence stands here", "the weather will be fine on all days"),
        ("en", "", "nothing was quoted"),
        ("en", " \u00a0\n", "only white space was quoted"),
        ("en", "[…]", "only an elision was quoted"),
    ],
)
def test_other_words_are_never_exact(language: str, quote: str, stands: str) -> None:
    match = locate(TextQuoteSelector(quote), document(f"Some words before. {stands}. And after.", language))

    assert match is None or match.differences


@pytest.mark.parametrize(
    ("quote", "stands", "quoted", "found"),
    [
        ("Prices rose by 3% in May", "Prices rose by 8% in May", "3%", "8%"),
        ("it cost $5 million in all", "it cost $6 million in all", "$5", "$6"),
        ("the leaders of the G20 met in May", "the leaders of the G7 met in May", "20", "7"),
        ("the mayor is guilty of theft", "the mayor is not guilty of theft", "", "not"),
        ("he was the first of the men to come", "he was the first to come", "of the men", ""),
        ("Peter Holm said the town was lost", "Anna Berg said the town was lost", "Peter Holm", "Anna Berg"),
        ("the town was lost, said Peter Holm", "the town was lost, said Anna Berg", "Peter Holm", "Anna Berg"),
    ],
)
def test_a_difference_is_as_short_as_is_readable(quote: str, stands: str, quoted: str, found: str) -> None:
    match = locate(TextQuoteSelector(quote), document(f"It is so. {stands}. It was so.", "en"))

    assert match and match.text == stands
    assert [(each.quoted, each.found) for each in match.differences] == [(quoted, found)]


def test_words_that_two_differences_share_by_chance_end_neither() -> None:
    rest = "said that the price of bread in the capital city of the country has risen by a third since"
    quote = f"the old men of a small northern village {rest} the cold dark days of last long winter ended"
    stands = f"the young girls of some big southern town {rest} those warm bright nights of that brief summer ended"

    match = locate(TextQuoteSelector(quote), document(f"It is so. {stands}. It was so.", "en"))

    assert match
    assert [(each.quoted, each.found) for each in match.differences] == [
        ("old men of a small northern village", "young girls of some big southern town"),
        ("the cold dark days of last long winter", "those warm bright nights of that brief summer"),
    ]


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (("Berta", "Carla", "Anna"), ["ORDER", "ORDER", "ORDER"]),
        (("Berta", "Carla", "Doris"), ["NAME", "ORDER", "NAME"]),
    ],
)
def test_words_that_change_places_are_in_another_order(names: tuple[str, str, str], kinds: list[str]) -> None:
    said = "the report says that {} paid in May what {} owed to {} and nobody in the town knew of it"

    match = locate(
        TextQuoteSelector(said.format("Anna", "Berta", "Carla")), document(f"It is so. {said.format(*names)}.", "en")
    )

    assert match
    assert [each.kind.name for each in match.differences] == kinds


@pytest.mark.parametrize(
    ("quoted", "stands", "kinds"),
    [
        ("AIDS", "aids", ["NAME"]),
        ("US", "us", ["NAME"]),
        ("UNHCR", "unhcr", []),
        ("vitamin C", "vitamin c", []),
    ],
)
def test_a_short_word_that_loses_its_capitals_is_another_name(quoted: str, stands: str, kinds: list[str]) -> None:
    said = "they say that {} can be beaten in ten years"

    match = locate(TextQuoteSelector(said.format(quoted)), document(f"It is so. {said.format(stands)}.", "en"))

    assert match
    assert [each.kind.name for each in match.differences] == kinds


def test_a_digit_at_the_very_beginning_of_a_page_belongs_to_its_first_word() -> None:
    match = locate(TextQuoteSelector("March we meet at noon"), document("7March we meet at noon. And after.", "en"))

    assert match
    assert [(each.quoted, each.found) for each in match.differences] == [("", "7")]


LONG = (
    "The commission found that between 2010 and 2019 at least 1,240 people over the age of 65 had lost up to $3.5 million"
    " each year because banks could not reach them, while only a few ministers, including Dr. Jane O'Neill, said they would"
    " act before June 30"
)


def test_a_few_words_of_a_long_quote_are_not_the_quote() -> None:
    text = (
        "The commission found that between 2010 and 2019 at least 1,240 people moved to the town. Then they went home."
    )

    assert locate(TextQuoteSelector(LONG), document(text, "en")) is None


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("at least", "almost", KIND.WORD),
        ("over the age", "under the age", KIND.WORD),
        ("could not", "could", KIND.NEGATION),
        ("would act", "would not act", KIND.NEGATION),
        ("said they", "never said they", KIND.NEGATION),
        ("June 30", "June 3", KIND.NUMBER),
        ("June 30", "July 30", KIND.NUMBER),
        ("2010", "2001", KIND.NUMBER),
        ("1,240", "12,40", KIND.NUMBER),
        ("1,240", "l,240", KIND.NUMBER),
        ("$3.5", "$35", KIND.NUMBER),
        ("3.5", "3,5", KIND.NUMBER),
        ("$3.5", "£3.5", KIND.NUMBER),
        ("3.5 million", "3.5 billion", KIND.NUMBER),
        ("65", "65+", KIND.NUMBER),
        ("65", "sixty-five", KIND.NUMBER),
        ("O'Neill", "O'Neil", KIND.NAME),
        ("Jane", "Janet", KIND.NAME),
        ("and", "or", KIND.WORD),
        ("they would", "she would", KIND.WORD),
        ("had", "have", KIND.WORD),
        ("only a few", "quite a few", KIND.WORD),
        ("because", "although", KIND.WORD),
        ("June 30", "30 June", KIND.ORDER),
        ("while", "while, contrary to what was reported,", KIND.CLAUSE),
        ("The commission found that between", "Between", KIND.CLAUSE),
    ],
)
def test_one_edit_in_a_long_quote_is_found_and_named(was: str, now: str, kind: DifferenceKind) -> None:
    edited = document(f"It was a long day. {LONG.replace(was, now, 1)}. Then they went home.", "en")

    match = locate(TextQuoteSelector(LONG), edited)

    assert match and kind in {each.kind for each in match.differences}


def test_a_word_between_two_changes_stays_although_the_words_around_are_the_same() -> None:
    around = (
        "Few of them found that the banks had each lost a million that year, and the people said they could not act."
    )
    changed = LONG.replace("could not reach", "would not find")

    match = locate(TextQuoteSelector(LONG), document(f"{around} {changed}. {around}", "en"))

    assert match and match.text == changed
    assert [(each.quoted, each.found) for each in match.differences] == [("could", "would"), ("reach", "find")]


@pytest.mark.parametrize("gap", [" ", "\n"], ids=["one paragraph", "two paragraphs"])
@pytest.mark.parametrize(
    ("prefix", "suffix", "place"),
    [("In March he said: ", "", 0), ("In June he said: ", "", 1), ("", ". Nobody laughed", 1), ("", "", 0)],
)
def test_context_decides_between_several_places(prefix: str, suffix: str, place: int, gap: str) -> None:
    text = (
        f"In March he said: we will surely win. All cheered.{gap}In June he said: we will surely win. Nobody laughed."
    )
    places = [text.index("we will"), text.rindex("we will")]

    match = locate(TextQuoteSelector("we will surely win", prefix, suffix), document(text, "en"))

    assert match and match.start == places[place] and match.differences == ()


@pytest.mark.parametrize(
    ("prefix", "before", "after"),
    [
        ("Yesterday he said that ", "It is not true that ", ""),
        ("Yesterday he said that ", "Fact check: false – ", ""),
        ("Yesterday he said that ", "Yesterday he denied that ", ""),
        ("Yesterday he said that ", "Yesterday he never said that ", ""),
    ],
)
def test_words_that_are_denied_now_are_altered(prefix: str, before: str, after: str) -> None:
    page = document(f"{before}the town is lost to the sea{after}. So it goes.", "en")

    match = locate(TextQuoteSelector("the town is lost to the sea", prefix), page)

    assert match and [each.kind for each in match.differences] == [DifferenceKind.NEGATION]


def test_a_denial_of_changed_words_is_the_first_difference() -> None:
    page = document("The missile that hit the town does not derive from an older series, they wrote.", "en")

    match = locate(TextQuoteSelector("derives from an older series", "The missile that hit the town "), page)

    assert match
    assert [(each.kind, each.found) for each in match.differences] == [
        (DifferenceKind.NEGATION, "not"),
        (DifferenceKind.WORD, "derive"),
    ]
    assert match.text == "not derive from an older series"


def test_words_that_are_denied_afterwards_are_altered() -> None:
    page = document("Reports: the town is lost to the sea, he did not say. So it goes.", "en")

    match = locate(TextQuoteSelector("the town is lost to the sea", "", ", he said on Monday"), page)

    assert match and [each.kind for each in match.differences] == [DifferenceKind.NEGATION]


@pytest.mark.parametrize(
    ("prefix", "suffix", "stands"),
    [
        ("The mayor said ", "", "The mayor, who did not attend, said the town is lost to the sea."),
        ("He told us that ", "", "Nothing was certain. Yet he said the town is lost to the sea."),
        ("", " and the people", "He said the town is lost to the sea, but not the people."),
        ("", " and the people", "He said the town is lost to the sea, but not all."),
        ("", ", he said", "He said the town is lost to the sea. This is not true of others."),
    ],
)
def test_other_words_around_the_quote_are_not_a_denial(prefix: str, suffix: str, stands: str) -> None:
    match = locate(TextQuoteSelector("the town is lost to the sea", prefix, suffix), document(stands, "en"))

    assert match and match.differences == ()


@pytest.mark.parametrize(
    ("prefix", "quote", "suffix", "stands"),
    [
        ("", "the pool has 20", " °C today", "the pool has 20 °C today"),
        ("", "prices rose by 5", "% in May", "prices rose by 5% in May"),
        ("", "they were infected with COVID", "19 in March", "they were infected with COVID19 in March"),
    ],
)
def test_a_sign_or_a_digit_that_was_always_beside_the_quote_is_not_new(
    prefix: str, quote: str, suffix: str, stands: str
) -> None:
    match = locate(TextQuoteSelector(quote, prefix, suffix), document(f"He says {stands}. So it goes.", "en"))

    assert match and match.differences == ()


@pytest.mark.parametrize("prefix", ["", "It is not true that ", "true that "])
def test_a_denial_that_was_always_there_is_not_a_change(prefix: str) -> None:
    page = document("It is not true that the town is lost to the sea. So it goes.", "en")

    match = locate(TextQuoteSelector("the town is lost to the sea", prefix), page)

    assert match and match.differences == ()


def test_the_right_one_of_sentences_that_differ_by_a_number_is_found() -> None:
    months = ["May", "June", "July", "August"]
    sentences = [f"In {month} prices rose by {figure} percent." for figure, month in enumerate(months, 3)]
    page = document(" ".join(sentences), "en")

    found = [locate(TextQuoteSelector(sentence), page) for sentence in sentences]

    assert [match.text + "." if match else None for match in found] == sentences
    assert all(match and match.differences == () for match in found)


def test_a_similar_sentence_is_shown_with_its_difference_if_the_right_one_is_gone() -> None:
    page = document("In May prices rose by 3 percent. In June prices rose by 4 percent.", "en")

    match = locate(TextQuoteSelector("In May prices rose by 9 percent"), page)

    assert match and match.text == "In May prices rose by 3 percent"
    assert [(each.quoted, each.found) for each in match.differences] == [("9", "3")]


def test_a_sentence_missing_from_a_quote_is_a_clause() -> None:
    first, gone = "The old harbour will receive nine new boats before spring.", "Nobody asked the fishermen at all."
    match = locate(TextQuoteSelector(f"{first} {gone}"), document(f"He came. {first} He left again.", "en"))

    assert match and [each.kind for each in match.differences] == [DifferenceKind.CLAUSE]


def test_words_gone_from_the_end_of_a_page_are_placed_after_its_last_word() -> None:
    match = locate(
        TextQuoteSelector("The council raised the tax on boats"), document("The council raised the tax.", "en")
    )

    assert match and match.text == "The council raised the tax"
    assert [(each.quoted, each.found_start) for each in match.differences] == [("on boats", len(match.text))]


def test_an_elided_quote_with_distant_segments_is_not_exact() -> None:
    far = "The council met on Monday in town. " + "Other things were said. " * 60 + "It raised the tax on boats."

    match = locate(TextQuoteSelector("The council met on Monday […] raised the tax on boats"), document(far, "en"))

    assert match is None or match.differences


def test_text_of_another_region_does_not_separate_two_words() -> None:
    text = "The council voted\nRead our newsletter today\nfor seven new schools."
    start, end = text.index("Read"), text.index("for")
    stretches = (
        Stretch(0, start, Region.ARTICLE),
        Stretch(start, end, Region.RELATED),
        Stretch(end, len(text), Region.ARTICLE),
    )

    match = locate(TextQuoteSelector("The council voted for seven new schools"), Document("html", text, stretches))

    assert match and match.differences == () and match.region is Region.ARTICLE


@pytest.mark.parametrize("stands", ["The harbour1 will open in May", "The harbour will open.12 In May"])
def test_a_note_mark_attached_to_a_word_is_ignored_only_in_a_pdf(stands: str) -> None:
    selector = TextQuoteSelector(stands.replace("12", "").replace("1", ""))
    stretches = (Stretch(0, len(stands), Region.ARTICLE),)

    in_pdf = locate(selector, Document("pdf", stands, stretches, language="en"))
    in_html = locate(selector, Document("html", stands, stretches, language="en"))

    assert in_pdf and in_pdf.differences == ()
    assert in_html and [each.kind for each in in_html.differences] == [DifferenceKind.NUMBER]


def test_digits_attached_to_the_first_and_last_word_are_placed_at_the_ends_of_the_quote() -> None:
    quote = "harbour will open in March"
    match = locate(TextQuoteSelector(quote), document(f"The 2{quote}7 of that year", "en"))

    assert match and match.text == f"2{quote}7"
    assert [(each.found, each.quoted_start, each.quoted_end) for each in match.differences] == [
        ("2", 0, 0),
        ("7", len(quote), len(quote)),
    ]


def test_words_only_in_a_comment_are_found_there() -> None:
    page_read = page(
        "<p>The harbour opens in May.</p></article><section class=comments><p>It will never open at all, I say</p></section>",
        "en",
    )

    match = locate(TextQuoteSelector("It will never open at all"), page_read)

    assert match and match.region is Region.COMMENTS


def test_several_quotes_are_located_at_once() -> None:
    matches = locate_all(
        [TextQuoteSelector("opens in May"), None, TextQuoteSelector("wholly other")], document("It opens in May.", "en")
    )

    assert [match.text if match else None for match in matches] == ["opens in May", None, None]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        pytest.param("word word word", "word " * 50_000, id="a few words"),
        pytest.param("word other word thing word more", "word " * 50_000, id="absent words"),
        pytest.param(" … ".join(["word"] * 300), "word " * 50_000, id="elisions"),
        pytest.param("word " * 20_000, "word " * 100, id="longer than the page"),
        pytest.param("a ... b " * 1_000, "a b " * 30_000, id="dots"),
        pytest.param("[a" * 3_000, "[1 " * 30_000, id="brackets"),
        pytest.param("1 " * 3_000, "1 " * 50_000, id="figures"),
        pytest.param("a-" * 3_000, "a." * 50_000, id="hyphens"),
        pytest.param("港口" * 30, "港口不" * 20_000, id="no spaces"),
    ],
)
def test_a_page_without_rare_words_gets_a_result(quote: str, text: str) -> None:
    match = locate(TextQuoteSelector(quote), document(text, "en"))

    assert match is None or 0 <= match.start < match.end <= len(text)


def test_there_are_enough_edits() -> None:
    assert len(list(edits())) >= 300
    assert len({edit.language for edit in edits()}) >= 10


@pytest.mark.parametrize("edit", edits(), ids=lambda edit: f"{edit.language}-{edit.quote[:40]}")
def test_each_edit_gets_its_kind(edit: Edit) -> None:
    match = locate(TextQuoteSelector(edit.quote), page(f"<p>{edit.page}</p>", edit.language))

    assert match
    assert bool(match.differences) == bool(edit.kinds)
    assert not edit.kinds or edit.kinds & {each.kind for each in match.differences}


@pytest.mark.parametrize(
    ("language", "before", "denial", "words"),
    [
        ("en", "The council met.", "The mayor denied that ", "the town spent nine million on the bridge"),
        ("de", "Der Rat tagte.", "Es stimmt nicht, dass ", "die Stadt neun Millionen für die Brücke ausgab"),
        ("fr", "Le conseil a siégé.", "Il est faux que ", "la ville a dépensé neuf millions pour le pont"),
        ("es", "El consejo se reunió.", "El alcalde negó que ", "la ciudad gastó nueve millones en el puente"),
        ("sv", "Rådet möttes.", "Borgmästaren förnekade att ", "staden lade nio miljoner på bron"),
        ("ru", "Совет собрался.", "Мэр отрицал, что ", "город потратил девять миллионов на мост"),
        ("uk", "Рада зібралася.", "Мер заперечив, що ", "місто витратило дев'ять мільйонів на міст"),
        ("zh", "议会开会。", "市长否认", "该市在桥上花了九百万"),
        ("zh", "议会开会。", "市长否认他昨天在议会上说过", "该市在桥上花了九百万"),
    ],
)
def test_a_denial_counts_if_the_prefix_is_known(language: str, before: str, denial: str, words: str) -> None:
    document_ = page(f"<p>{before} {denial}{words}.</p>", language)
    first, later = locate_all([TextQuoteSelector(words), TextQuoteSelector(words, before)], document_)

    assert first and not first.differences
    assert later and {each.kind for each in later.differences} == {KIND.NEGATION}
