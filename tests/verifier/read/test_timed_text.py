"""Captions are speech: a quote is found across cues, and instructions to the player are not words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.read import read
from factcheck.verifier.read.clean import TEXT_MAX_CHARACTERS
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import QuoteOutcome, Region, TextQuoteSelector
from tests.verifier.read.test_read import URL, capture, is_whole

QUOTE = "The council spent 14.2 million pounds on the new pier between 2019 and 2023"
SPEECH = ["The council spent 14.2 million pounds", "on the new pier", "between 2019 and 2023"]
AROUND = ["Good evening from the harbour.", *SPEECH, "and nobody asked why.", "We shall not sell the boats."]


def vtt(*cues: str, head: str = "", settings: str = "", numbered: bool = True) -> str:
    """Return a WebVTT file of one cue every two seconds."""
    times = (f"00:{2 * n // 60:02}:{2 * n % 60:02}.000" for n in range(len(cues) + 1))
    starts = list(times)
    shown = [
        f"{str(n + 1) + chr(10) if numbered else ''}{starts[n]} --> {starts[n + 1]}{settings}\n{cue}\n"
        for n, cue in enumerate(cues)
    ]
    return f"WEBVTT{head}\n\n" + "\n".join(shown)


def srt(*cues: str) -> str:
    """Return a SubRip file."""
    return vtt(*cues).partition("\n\n")[2].replace(".000", ",000")


ROLLING = [f"{AROUND[n]}\n{AROUND[n + 1]}" for n in range(len(AROUND) - 1)]
AUTOMATIC = [
    cue
    for n, line in enumerate(AROUND)
    for cue in (
        f"{AROUND[n - 1] if n else ' '}\n{line.split()[0]}<00:00:01.000><c> {' '.join(line.split()[1:])}</c>",
        f"{line}\n ",
    )
]
GROWING = [" ".join(line.split()[: n + 1]) for line in AROUND for n in range(len(line.split()))]
TTML = (
    '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><head><metadata><title>Pier</title></metadata>'
    "</head><body><div>{}</div></body></tt>"
)
FILES = {
    "numbers": ("text/vtt", vtt(*AROUND)),
    "no numbers": ("text/vtt", vtt(*AROUND, numbered=False)),
    "two lines a cue": ("text/vtt", vtt(AROUND[0], "\n".join(SPEECH[:2]), SPEECH[2])),
    "settings": ("text/vtt", vtt(*AROUND, settings=" align:start position:0% line:90%")),
    "a head": ("text/vtt", vtt(*AROUND, head=" - The pier\nKind: captions\nLanguage: en")),
    "voices": ("text/vtt", vtt(*(f"<v.loud Mayor Ann Smith>{line}</v>" for line in AROUND))),
    "classes": ("text/vtt", vtt(*(f"<c.yellow.bg_blue><i>{line}</i></c>" for line in AROUND))),
    "times within": (
        "text/vtt",
        vtt(*(line.replace(" ", " <00:00:01.500><c>", 1).replace(" ", "</c> ", 2) for line in AROUND)),
    ),
    "notes": ("text/vtt", vtt(*AROUND).replace("\n3\n", "\nNOTE checked by Ann\nand Bea\n\n3\n")),
    "styles": ("text/vtt", vtt(*AROUND).replace("\n\n", "\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n", 1)),
    "entities": ("text/vtt", vtt(*(line.replace(" ", "&nbsp;", 1) for line in AROUND))),
    "rolling": ("text/vtt", vtt(*ROLLING)),
    "automatic": ("text/vtt", vtt(*AUTOMATIC, numbered=False)),
    "growing": ("text/vtt", vtt(*GROWING)),
    "turns": ("text/vtt", vtt(AROUND[0], f">> MAYOR SMITH: {SPEECH[0]}", *SPEECH[1:])),
    "turns, escaped": ("text/vtt", vtt(AROUND[0], f"&gt;&gt; {SPEECH[0]}", *SPEECH[1:])),
    "a turn within a line": ("text/vtt", vtt(f"{AROUND[0]} >> {SPEECH[0]}", *SPEECH[1:])),
    "names": ("text/vtt", vtt(AROUND[0], *(f"MAYOR: {line}" for line in SPEECH))),
    "numbered speakers": ("text/vtt", vtt(*(f"Speaker {n % 2}: {line}" for n, line in enumerate(AROUND)))),
    "names, twice": ("text/vtt", vtt(AROUND[0], f"Ann Smith: {SPEECH[0]}", f"Ann Smith: {SPEECH[1]}", SPEECH[2])),
    "names in brackets": ("text/vtt", vtt(f"[ANN] {SPEECH[0]}", f"(Ben)\n{SPEECH[1]}", f"[Ann]: {SPEECH[2]}")),
    "capitals": ("text/vtt", vtt(*(f"ANN: {line}".upper() for line in AROUND))),
    "names of cues": ("text/vtt", vtt(*AROUND).replace("\n3\n", "\nchapter two\n").replace("\n4\n", "\ne7f1-aa\n")),
    "rolling, three lines": ("text/vtt", vtt(*("\n".join(AROUND[max(0, n - 2) : n + 1]) for n in range(len(AROUND))))),
    "sounds between stars": ("text/vtt", vtt(SPEECH[0], "*applause*", *SPEECH[1:])),
    "sounds": ("text/vtt", vtt(SPEECH[0], "[applause]", f"(music)\n{SPEECH[1]} [laughs]", f"♪ {SPEECH[2]}")),
    "dashes": ("text/vtt", vtt(*(f"- {line}" for line in AROUND))),
    "hours": ("text/vtt", vtt(*AROUND).replace("00:00:", "101:00:")),
    "no blank lines": ("text/vtt", vtt(*AROUND).replace("\n\n", "\n")),
    "carriage returns": ("text/vtt", vtt(*AROUND).replace("\n", "\r\n")),
    "a mark": ("text/vtt", "\ufeff" + vtt(*AROUND)),
    "called HTML": ("text/html", vtt(*AROUND)),
    "called a text": ("text/plain", vtt(*AROUND)),
    "SubRip": ("application/x-subrip", srt(*AROUND)),
    "SubRip, called HTML": ("text/html", srt(*AROUND)),
    "SubRip, called a text": ("text/plain", srt(*AROUND)),
    "SubRip, not called anything": ("", srt(*AROUND)),
    "SubRip, styled": ("text/plain", srt(*(f'{{\\an8}}<font color="#fff"><i>{line}</i></font>' for line in AROUND))),
    "SubRip, dashes": ("text/plain", srt(*(f"-{line}" for line in AROUND))),
    "SubRip, without blank lines": ("text/plain", srt(*AROUND).replace("\n\n", "\n")),
    "SubViewer": ("text/plain", "\n".join(f"0:00:0{n}.000,0:00:0{n + 1}.000\n{line}\n" for n, line in enumerate(AROUND))),
    "TTML": (
        "application/ttml+xml",
        TTML.format("".join(f'<p begin="{n}s" end="{n + 1}s">{line}</p>' for n, line in enumerate(AROUND))),
    ),
    "TTML, rolling": (
        "application/xml",
        TTML.format("".join(f'<p begin="{n}s">{cue.replace(chr(10), "<br/>")}</p>' for n, cue in enumerate(ROLLING))),
    ),
    "YouTube 1": (
        "text/xml",
        "<transcript>" + "".join(f'<text start="{n}" dur="2">{line}</text>' for n, line in enumerate(AROUND)) + "</transcript>",
    ),
    "YouTube 3": (
        "text/xml",
        '<timedtext format="3"><body>'
        + "".join(f'<p t="{n}00" d="200"><s>{line.replace(" ", "</s><s> ")}</s></p>' for n, line in enumerate(AROUND))
        + "</body></timedtext>",
    ),
}  # fmt: skip


def judged(body: str, label: str, quote: str = QUOTE, url: str = URL) -> str:
    """Return the outcome of a quote, and why."""
    (found,) = examine(capture(body.encode(), label, url=url), [TextQuoteSelector(quote)]).quotes
    assert found
    return f"{found.outcome} {found.reason}"


@pytest.mark.parametrize(("label", "body"), FILES.values(), ids=FILES)
def test_a_quote_is_found_across_cues(label: str, body: str) -> None:
    assert judged(body, label) == "exact stands", read(capture(body.encode(), label)).text


@pytest.mark.parametrize(("label", "body"), FILES.values(), ids=FILES)
@pytest.mark.parametrize(
    ("was", "now", "why"),
    [("14.2", "19.2", "number"), ("2023", "2024", "number"), ("spent", "not spent", "negation")],
    ids=["first cue", "last cue", "not"],
)
def test_a_change_in_a_cue_is_found(label: str, body: str, was: str, now: str, why: str) -> None:
    changed = body.replace(was, now).replace(was.upper(), now.upper())

    assert changed != body
    (found,) = examine(capture(changed.encode(), label), [TextQuoteSelector(QUOTE)]).quotes
    assert found and found.match and found.outcome is QuoteOutcome.ALTERED
    assert why in {str(each.kind) for each in found.match.differences}


def test_repetitions_stay_if_captions_do_not_roll() -> None:
    body = vtt("No.", "No.", "We have sold nothing.", "Nothing at all.", "Nothing at all.", "They have left.")

    assert (
        judged(body, "text/vtt", "No. No. We have sold nothing. Nothing at all. Nothing at all. They") == "exact stands"
    )


@pytest.mark.parametrize(
    ("cue", "quote"),
    [
        ("The result: nine boats were lost.", "The result: nine boats were lost."),
        ("THE RESULT: NINE BOATS WERE LOST.", "The result: nine boats were lost."),
        ("It fell by - 14 - boats", "It fell by - 14 - boats"),
        ("-14 degrees were measured", "-14 degrees were measured"),
        ("He paid [14.2 million] pounds", "He paid [14.2 million] pounds"),
        ("(14 boats)", "(14 boats)"),
        ("We saw 3 < 4 > 2 there", "We saw 3 < 4 > 2 there"),
        ("2019", "2019"),
        ("the years\n2019\nand 2020", "the years 2019 and 2020"),
        ("a {curly} word", "a {curly} word"),
        ("NOTE that nobody came", "NOTE that nobody came"),
    ],
)
def test_words_that_resemble_markup_stay(cue: str, quote: str) -> None:
    assert judged(vtt("Good evening.", cue, "They left."), "text/vtt", quote) == "exact stands"


PROSE = {
    "one arrow": "From the harbour --> to the church they walked.\nNobody saw them.",
    "one cue line": f"Write the times so:\n\n00:01.000 --> 00:02.000\n\n{QUOTE}.",
    "times of day": "10:00 --> 11:00 breakfast\n" + "We ate bread and looked at the boats.\n" * 40,
    "an example within a manual": "How to write captions\n\n1\n00:01.000 --> 00:02.000\nHello\n\n00:02.000 --> 00:03.000\nAgain",
    "numbers first": "1\n2\n3\nThe council counted --> none.",
}


@pytest.mark.parametrize("body", PROSE.values(), ids=PROSE)
def test_prose_with_an_arrow_stays_prose(body: str) -> None:
    page = read(capture(body.encode(), "text/plain"))

    assert page.kind == "text"
    assert page.text.split() == body.split()


def test_text_that_is_not_speech_is_outside_the_article() -> None:
    page = read(capture(vtt(">> MAYOR: [sighs] No.", "[applause]").encode(), "text/vtt"))

    assert page.article().split() == ["No."]
    assert page.text.split() == ["MAYOR:", "[sighs]", "No.", "[applause]"]
    assert {each.region for each in page.stretches} == {Region.ARTICLE, Region.NAVIGATION}


def test_a_file_declares_its_language() -> None:
    assert read(capture(vtt("Hei.", head="\nKind: captions\nLanguage: fi").encode(), "text/vtt")).language == "fi"


PARTS = st.sampled_from(
    [
        *("WEBVTT\n", "\n", "\n\n", "1\n", "00:01.000 --> 00:02.000\n", "00:00:01,5 --> 0:00:02,0 align:x\n", "NOTE x\n"),
        *("STYLE\n", "<v Ann>", "<c>", "</c>", "<00:01.000>", ">> ANN: ", "- ", "[sound]", "♪", "the same line\n", "&gt;", "\r"),
        *("<tt>", "<p begin='1'>", "</p>", "<transcript>", "<text start='1'>", "</text>", "<br/>", "\ufeff"),
    ]
) | st.text(max_size=12)  # fmt: skip


@given(
    st.lists(PARTS, max_size=40).map("".join),
    st.sampled_from(["text/vtt", "text/plain", "application/x-subrip", "application/ttml+xml", "text/html"]),
)
def test_any_captions_are_read(body: str, label: str) -> None:
    page = read(capture(body.encode("utf-8", "replace"), label))

    assert is_whole(page)
    assert all(each.start < each.end for each in page.stretches)
    assert bool(page.text) or page.unreadable


@pytest.mark.corpus
@pytest.mark.parametrize(
    "unit",
    [
        "00:01.000 --> 00:02.000\n",
        *(
            "a\n\n",
            "1\n",
            "♪ ",
            "[x] ",
            "<c ",
            "<rt>",
            ">> ",
            "{\\",
            "&",
            "- ",
            "A: ",
            "NOTE\n\n",
            "00:01.000 ",
            "(",
            "[ ",
        ),
        "00:01.000 --> 00:02.000\nthe same line\n\n",
        *("<p t=", "<p ", "<p t='1'>", "</p>", "<br "),
    ],
)
@pytest.mark.parametrize("head", ["WEBVTT\n\n00:01.000 --> 00:02.000\n", "<?xml version='1.0'?><tt>"])
def test_hostile_captions_are_read_in_linear_time(head: str, unit: str) -> None:
    page = read(
        capture((head + unit * (4_000_000 // len(unit))).encode(), "text/vtt" if head[0] == "W" else "text/xml")
    )

    assert len(page.text) <= TEXT_MAX_CHARACTERS
