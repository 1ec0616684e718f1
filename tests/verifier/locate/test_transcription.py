"""Quotes as people copy them: numbers broken at a line end, note marks among the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quote_cases import document, page
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.locate import locate
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import Region, TextQuoteSelector


def in_pdf(text: str, language: str = "en") -> Document:
    """Return a PDF of one region."""
    return Document("pdf", text, (Stretch(0, len(text), Region.ARTICLE),), language=language)


def is_exact(match: Match | None) -> bool:
    """Return whether the words were found as quoted."""
    return match is not None and match.differences == ()


@pytest.mark.parametrize(
    ("language", "quote", "body"),
    [
        ("en", "a total of 64 000 000 people came", "<p>In all, a total of 64 000<br>000 people came here.</p>"),
        ("en", "a total of 64 000 000 people came", "<p>In all, a total of 64<br>000 000 people came here.</p>"),
        ("en", "a total of 64 000 000 people came", "<p>In all, a total of 64<br/>000<br/>\n000 people came here.</p>"),
        ("en", "with 1 604 new homes in it", "<p>The town with 1<br>604 new homes in it is old.</p>"),
        ("en", "with 1 604 new homes", "<p>The town with <b>1</b><br> <b>604</b> new homes in it is old.</p>"),
        ("fr", "un total de 64 000 000 d’euros", "<p>Pour un total de 64&nbsp;000<br>000 d’euros par an.</p>"),
        ("en", "with 1  604 new homes in it", "<p>The town with 1 604 new homes in it is old.</p>"),
        ("en", "with 1\n604 new homes in it", "<p>The town with 1 604 new homes in it is old.</p>"),
        ("en", "with 1 \n604 new homes in it", "<p>The town with 1&thinsp;604 new homes in it is old.</p>"),
        ("en", "with 1\u00a0 604 new homes in it", "<p>The town with 1,604 new homes in it and 1 604 trees.</p>"),
        ("en", "64\n000\n000 people came", "<p>Some 64 000 000 people came.</p>"),
        ("en", "64 000\n000 people came to it", "<p>Some 64<br>000 000 people came to it.</p>"),
        ("en", "homes: 1 604 and 2 310 in all", "<p>There are homes: 1<br>604 and 2<br>310 in all.</p>"),
        ("en", "homes: 1  604 and 2 310 in all", "<p>There are homes: 1 604 and 2<br>310 in all.</p>"),
        ("en", "they came to 12\n345 Main Street", "<p>They came to 12<br>345 Main Street.</p>"),
        ("en", "345 Main Street in the town", "<p>Suite 12<br>345 Main Street in the town</p>"),
        ("en", "Suite 200 and after", "<p>Suite 200 and after<br>100 Main Street</p>"),
        ("en", "64 000 and 120 000 of them", "<ul><li>64 000 and</li><li>120 000 of them</li></ul>"),
        ("en", "with 1 604 new homes in it", "<pre>The town with 1\n604 new homes in it is old.</pre>"),
    ],
)
def test_a_line_end_separates_digit_groups_like_a_space(language: str, quote: str, body: str) -> None:
    assert is_exact(locate(TextQuoteSelector(quote), page(body, language)))


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("a total of 64 000 000 people", "In all, a total of 64 000\n000 people came here."),
        ("a total of 64 000 000 people", "In all, a total of 64\n000 000 people came here."),
        ("with 1 604 new homes", "The old town with 1\n604 new homes in it."),
        ("with 1  604 new homes", "The old town with 1\n604 new homes in it."),
        ("1 604", "The old town with 1\n604 new homes in it."),
        ("rose to 1 604", "In that year it rose to 1\n604. Then it fell."),
        ("rose to 1,604 in that year", "Then it rose to 1,\n604 in that year."),
        ("a debt of 31,419,689,421,557 dollars", "They had a debt of 31,419,\n689,421,557 dollars in that year."),
    ],
)
def test_a_line_end_in_a_pdf_separates_digit_groups(quote: str, stands: str) -> None:
    assert is_exact(locate(TextQuoteSelector(quote), in_pdf(stands)))


@pytest.mark.parametrize(
    ("quote", "body"),
    [
        ("a total of 64 000 people came", "<p>In all, a total of 64 000<br>000 people came here.</p>"),
        ("a total of 64 000", "<p>In all, a total of 64 000<br>000 people came here.</p>"),
        ("a total of 64 000 000 people came", "<p>In all, a total of 64 000 people came here.</p>"),
        ("a total of 64 000 000 people came", "<p>In all, a total of 64 000<br>100 people came here.</p>"),
        ("a total of 64 100 000 people came", "<p>In all, a total of 64 000<br>000 people came here.</p>"),
        ("a total of 604 000 people came", "<p>In all, a total of 1 604<br>000 people came here.</p>"),
        ("with 1  604 new homes in it", "<p>The town with 1 605 new homes in it is old.</p>"),
        ("with 1  604 new homes in it", "<p>The town with 1604.5 new homes in it is old.</p>"),
        ("with 1 604 new homes in it", "<p>The town with 1 60<br>4 new homes in it is old.</p>"),
        ("with 1 604 new homes in it", "<p>The town with 11<br>604 new homes in it is old.</p>"),
        ("with 1 604 new homes in it", "<p>The town with 1<br>6045 new homes in it is old.</p>"),
        ("came to 64 000 in all", "<table><tr><td>came to 64</td><td>000 in all</td></tr></table>"),
        ("came to 64 000 in all", "<ul><li>came to 64</li><li>000 in all</li></ul>"),
        ("came to 64 123 in all", "<ul><li>came to 64</li><li>123 in all</li></ul>"),
        ("came to 64 123 in all", "<p>came to 64</p><p>123 in all</p>"),
        ("came to 64 123 in all", "<p>came to 64<br></p><p>123 in all</p>"),
        ("came to 64 123 in all", "<div>came to 64</div><div>123 in all</div>"),
        ("the sum of 12 050 is far", "<table><tr><td>the sum of 12</td></tr><tr><td>050 is far</td></tr></table>"),
    ],
)
def test_other_numbers_are_never_joined(quote: str, body: str) -> None:
    assert not is_exact(locate(TextQuoteSelector(quote), page(body, "en")))


def test_lines_of_numbers_only_are_cells() -> None:
    assert not is_exact(locate(TextQuoteSelector("64 123"), in_pdf("Boats\n64\n123\n456\nin all of them")))
    assert is_exact(locate(TextQuoteSelector("Rooms 64\n123\n456"), in_pdf("Rooms\n64\n123\n456\nin all of them")))


@pytest.mark.parametrize("cell", ["64", "64 000", "123 456"])
@pytest.mark.parametrize("other", ["000", "050", "120 000", "7"])
def test_the_words_of_a_cell_are_found_exactly(cell: str, other: str) -> None:
    body = f"<table><tr><td>Boats {cell}</td><td>{other} of them</td></tr></table>"

    assert is_exact(locate(TextQuoteSelector(f"Boats {cell}"), page(body, "en")))
    assert is_exact(locate(TextQuoteSelector(f"{other} of them"), page(body, "en")))


NOTE = '<sup><a href="#fn{0}">{0}</a></sup>'
NAMED = '<sup class="footnote-ref" id="fnref{0}">{0}</sup>'
BRACKETS = '<sup class="reference"><a href="#cite_note-{0}">[{0}]</a></sup>'
BARE = "<sup>{0}</sup>"


@pytest.mark.parametrize("mark", [NOTE, NAMED, BRACKETS, BARE], ids=["link", "named", "brackets", "bare"])
@pytest.mark.parametrize(
    ("quote", "body"),
    [
        ("they made a point.4 And so it went on", "<p>Here they made a point.{4} And so it went on.</p>"),
        ("they made a point4. And so it went on", "<p>Here they made a point{4}. And so it went on.</p>"),
        ("they made a “point.”4 And so it went on", "<p>Here they made a “point.”{4} And so it went on.</p>"),
        ("they made a point,4 and so it went on", "<p>Here they made a point,{4} and so it went on.</p>"),
        ("they made a point. 4 And so it went on", "<p>Here they made a point.{4} And so it went on.</p>"),
        ("4 In the example they made a point", "<p>It ended so.{4} In the example they made a point.</p>"),
        ("4. In the example they made a point", "<p>It ended so.{4} In the example they made a point.</p>"),
        ("(4) In the example they made a point", "<p>It ended so.{4} In the example they made a point.</p>"),
        ("4 “In the example they made a point", "<p>It ended so.{4} “In the example they made a point.</p>"),
        ("they made a point.4", "<p>Here they made a point.{4} And so it went on.</p>"),
        ("they made a point.4", "<p>Here they made a point.{4} 15 people went on.</p>"),
        (
            "they all made a point.12 And so it went on.13",
            "<p>Here they all made a point.{12} And so it went on.{13}</p>",
        ),
        ("the harbour4 will open in May", "<p>Now the harbour{4} will open in May.</p>"),
        ("市长同意了。4他们很高兴", "<p>昨天市长同意了。{4}他们很高兴。</p>"),
        ("it was so in 2019.4 Then it ended", "<p>And it was so in 2019.{4} Then it ended.</p>"),
        ("it was so (in part).4 Then it ended", "<p>And it was so (in part).{4} Then it ended.</p>"),
    ],
)
def test_a_note_mark_that_the_page_shows_is_ignored(quote: str, body: str, mark: str) -> None:
    for figure in ("12", "13", "4"):
        body = body.replace(f"{{{figure}}}", mark.format(figure))

    assert is_exact(locate(TextQuoteSelector(quote), page(f"<p>One paragraph.</p>{body}<p>Another.</p>", "en")))


@pytest.mark.parametrize(
    ("language", "quote", "stands"),
    [
        ("en", "they made a point.4 And so it went on", "Here they made a point. And so it went on."),
        ("en", "they made a point.4,5 And so it went on", "Here they made a point. And so it went on."),
        ("en", "they made a point.4–6 And so it went on", "Here they made a point. And so it went on."),
        ("en", "they made a point!4 And so it went on?5", "Here they made a point! And so it went on?"),
        ("en", "the “old point.”4 “And so it went on", "It was the “old point.” “And so it went on."),
        ("en", "a rise of 5%.4 And so it went on", "There was a rise of 5%. And so it went on."),
        ("fr", "ils ont dit oui.4 Et puis ils sont partis", "Alors ils ont dit oui. Et puis ils sont partis."),
        ("de", "das war der Punkt.12 Über alles andere", "Ja, das war der Punkt. Über alles andere schwieg er."),
        ("ru", "они так решили.3 Потом они ушли", "И они так решили. Потом они ушли."),
        ("en", "they made a point.4", "Here they made a point. And so it went on."),
    ],
)
def test_a_number_attached_to_the_end_of_a_sentence_is_a_note_mark(language: str, quote: str, stands: str) -> None:
    assert is_exact(locate(TextQuoteSelector(quote), document(f"Before it.\n{stands}\nAnd after.", language)))


@pytest.mark.parametrize(
    ("quote", "body"),
    [
        ("prices rose by 4 In the spring", "<p>Then prices rose by In the spring.</p>"),
        ("prices rose by 4 In the spring", "<p>Then prices rose by 5 In the spring.{4}</p>"),
        ("prices rose by 4 percent in May", "<p>Then prices rose by 5{4} percent in May.</p>"),
        ("prices rose by 4", "<p>Then prices rose by 5.{4} So it went.</p>"),
        ("4 In the example they made a point", "<p>In the example they made a point.</p>"),
        ("4 In the example they made a point", "<p>5 In the example they made a point.</p>"),
        ("4 In the example they made a point", "<p>It ended.{5} In the example they made a point.</p>"),
        ("4 In the example they made a point", "<p>It ended.{4}</p><p>In the example they made a point.</p>"),
        ("they made a point. 4 And so it went on", "<p>Here they made a point. And so it went on.</p>"),
        ("4. In the example they made a point", "<p>5. In the example they made a point.</p>"),
        ("It cost 4 In the end they left", "<p>So it cost{4} In the end they left.</p>"),
        ("in 2019 4 boats came here", "<p>Then in 2019{4} boats came here.</p>"),
        ("they made a point. 4 Men went on", "<p>Here they made a point. 5 Men went on.</p>"),
        ("they made a point.4 And so it went on", "<p>Here they made a point. 5 And so it went on.</p>"),
        ("they made a point.4 And so it went on", "<p>Here they made a point.5 And so it went on.</p>"),
        ("he acted under Art.4", "<p>There he acted under Art. 5 of the law.</p>"),
        ("he acted under section.4", "<p>There he acted under section. 5 of the law.</p>"),
        ("he acted under Art.4 of the law", "<p>There he acted under Art. of the law.</p>"),
        ("the G20 will meet in May again", "<p>So the G7{20} will meet in May again.</p>"),
        ("the harbour4 will open in May", "<p>Now the harbour will open in May.</p>"),
        ("it grew by 2019.4 Then it ended", "<p>And it grew by 2019. Then it ended.</p>"),
        ("it rose to 2.4 Then it ended", "<p>And it rose to 2. Then it ended.</p>"),
        ("they had version 3.1.4 And then", "<p>So they had version 3.1. And then.</p>"),
        ("they did not agree.4 And so it went on", "<p>But they did agree.{4} And so it went on.</p>"),
        ("all of 40 boats came.4 And so on", "<p>So all of 41 boats came.{4} And so on.</p>"),
        ("市长同意了。4多名船员很高兴", "<p>昨天市长同意了。多名船员很高兴。</p>"),
        ("in total:4 boats were there", "<p>So in total: boats were there.</p>"),
        ("in March,4 boats were there", "<p>So in March, boats were there.</p>"),
        ("the score was 3:1.4 And so on", "<p>So the score was 3:1. And so on.</p>"),
    ],
)
def test_a_number_in_the_text_is_never_a_note_mark(quote: str, body: str) -> None:
    for figure in ("20", "4", "5"):
        body = body.replace(f"{{{figure}}}", NOTE.format(figure))

    assert not is_exact(locate(TextQuoteSelector(quote), page(f"<p>One paragraph.</p>{body}<p>Another.</p>", "en")))


def test_a_difference_of_another_reading_has_the_words_of_the_quote() -> None:
    selector = TextQuoteSelector("they made a good point.4 And in all 1 604 people went on")
    found = locate(selector, page("<p>They made a bad point. And in all 1<br>604 people went on.</p>", "en"))

    assert found
    assert [(each.quoted, each.found) for each in found.differences] == [("good", "bad")]


WORDS = st.lists(st.text("abcdefghij", min_size=3, max_size=8), min_size=6, max_size=12)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", ""])


@pytest.mark.corpus
@given(WORDS, st.lists(st.integers(100, 999), min_size=1, max_size=3), GAPS, st.sampled_from([" ", "<br>"]), st.data())
def test_a_changed_digit_is_never_exact(
    words: list[str], groups: list[int], gap: str, shown: str, data: st.DataObject
) -> None:
    figure = ["7", *map(str, groups)]
    changed = list(figure)
    at = data.draw(st.integers(0, len(figure) - 1))
    place = data.draw(st.integers(0, len(figure[at]) - 1))
    digit = data.draw(st.sampled_from([each for each in "123456789" if each != figure[at][place]]))
    changed[at] = figure[at][:place] + digit + figure[at][place + 1 :]
    quote = " ".join([*words[:3], gap.join(figure), *words[3:]])
    read = page(f"<p>{' '.join(words[:3])} {shown.join(changed)} {' '.join(words[3:])}</p>", "en")

    assert not is_exact(locate(TextQuoteSelector(quote), read))


@given(WORDS, st.sampled_from(["4", "12", "345"]), st.sampled_from(["5", "13", "34", "4567"]), st.booleans())
def test_a_note_mark_is_never_another_number(words: list[str], mark: str, other: str, glued: bool) -> None:
    before, after = " ".join(words[:3]).capitalize(), " ".join(words[3:]).capitalize()
    quote = f"{before}.{'' if glued else ' '}{mark} {after}"

    assert not is_exact(locate(TextQuoteSelector(quote), document(f"{before}. {other} {after}.", "en")))
