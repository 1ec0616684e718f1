"""Tables, messages and web archives: their words as readers see them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.read import read
from factcheck.verifier.verdict.decide import examine
from factcheck.vocabulary import TextQuoteSelector
from tests.verifier.read.test_read import URL, capture, is_whole

QUOTE = "The council spent 14.2 million pounds on the new pier between 2019 and 2023"
CSV = 'year,cost,share,remark\n2022,14.2 million,31%,"He said ""no"", twice"\n2023,9.9 million,12%,\n2024,"1,604",12,345\n'


def judged(body: str | bytes, label: str, quote: str, url: str = URL) -> str:
    """Return the reason code of a quote."""
    data = body if isinstance(body, bytes) else body.encode()
    (found,) = examine(capture(data, label, url=url), [TextQuoteSelector(quote)]).quotes
    assert found
    return found.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("2022 14.2 million 31%", "stands"),
        ("14.2 million", "stands"),
        ("He said “no”, twice", "stands"),
        ("9.9 million 12%", "stands"),
        ("2022 19.2 million 31%", "differs-number"),
        ("2023 14.2 million 31%", "differs-number"),
    ],
)
def test_a_row_of_a_table_is_read_across(delimiter: str, quote: str, why: str) -> None:
    body = "\n".join(
        line.replace('"1,604"', "X").replace('"He said ""no"", twice"', "Y").replace(",", delimiter)
        for line in CSV.split("\n")
    )
    body = body.replace("X", '"1,604"').replace("Y", '"He said ""no"", twice"')

    assert judged(body, "text/csv", quote) == why
    assert judged(body, "text/plain", quote, "https://post.example/data.csv") == why


@pytest.mark.parametrize("quote", ["2022,14.2 million,31%", '2024,"1,604",12,345', "year,cost,share,remark"])
def test_a_row_is_found_as_written(quote: str) -> None:
    assert judged(CSV, "text/csv", quote) == "stands"


@pytest.mark.parametrize(
    "body", [f"{QUOTE}.\nNobody asked why.", f'"{QUOTE}, they said"\n"Nobody asked why."', 'a,"b' + "\x00c" * 9]
)
def test_a_text_that_is_not_a_table_is_plain_text(body: str) -> None:
    assert read(capture(body.encode(), "text/csv")).text


QUOTED = "Content-Type: {}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
HALVES = "The council spent 14.2 million pounds on the new pier between 2019=\n and 2023, it says=2E Caf=C3=A9."
PLAIN = f"{QUOTED.format('text/plain')}{HALVES}"
PAGE = f"{QUOTED.format('text/html')}<p>{HALVES}</p>"
PICTURE = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
RELATED = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n'
ALTERNATIVE = "Content-Type: multipart/alternative; boundary=B\n\n"
BROWSER = f"{QUOTED.format('text/plain')}Read this in a browser."
MESSAGES = {
    "plain": ("message/rfc822", f"From: a@post.example\nSubject: Pier\n{PLAIN}"),
    "HTML": ("message/rfc822", f"From: a@post.example\n{PAGE}"),
    "both": ("message/rfc822", f"From: a\n{ALTERNATIVE}--B\n{BROWSER}\n--B\n{PAGE}\n--B--"),
    "an archive": ('multipart/related; boundary="B"', f"From: x\n{RELATED}--B\n{PAGE}\n--B\n{PICTURE}\n--B--"),
    "an archive, by its name": ("application/octet-stream", f"{RELATED}--B\n{PAGE}\n--B--"),
    "within another": ("message/rfc822", f"From: a\nContent-Type: message/rfc822\n\nFrom: b\n{PLAIN}"),
}


@pytest.mark.parametrize(("label", "body"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_is_decoded(label: str, body: str) -> None:
    url = "https://post.example/page.mhtml"

    assert judged(body, label, QUOTE, url) == "stands"
    assert judged(body, label, QUOTE.replace("2023", "2024"), url) == "differs-number"
    assert judged(body, label, "it says. Café", url) == "stands"
    assert "=" not in read(capture(body.encode(), label, url=url)).text


def test_base64_is_decoded() -> None:
    body = (
        "From: a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(QUOTE.encode()).decode()
    )

    assert judged(body, "message/rfc822", QUOTE) == "stands"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Content-Type: image/png\n\nx", "binary"),
        ("Content-Type: text/plain\nContent-Disposition: attachment\n\nwords", "binary"),
        ("".join(f"Content-Type: multipart/mixed; boundary=B{n}\n\n--B{n}\n" for n in range(3_000)), "costly"),
    ],
    ids=["a picture", "an attachment", "parts within each other"],
)
def test_a_message_without_text_has_a_reason(body: str, why: str) -> None:
    assert judged(body, "message/rfc822", QUOTE) == why


PARTS = st.sampled_from(
    [
        *(
            "Content-Type: text/plain; charset=x\n",
            "Content-Type: multipart/mixed; boundary=B\n",
            "\n",
            "--B\n",
            "--B--\n",
        ),
        *(
            "Content-Transfer-Encoding: base64\n",
            "Content-Transfer-Encoding: quoted-printable\n",
            "=C3",
            "=\n",
            "Subject: =?utf-8?q?a?=\n",
        ),
        *(
            "Content-Type: message/rfc822\n",
            "Content-Type: text/html\n",
            '"',
            '""',
            ",",
            ";",
            "\t",
            "1,2\n",
            "\0",
            "begin 644 a\n",
        ),
    ]
) | st.text(max_size=12)


@pytest.mark.corpus
@given(
    st.lists(PARTS, max_size=30).map("".join),
    st.sampled_from(["message/rfc822", "multipart/related; boundary=B", "text/csv", "text/tab-separated-values"]),
)
def test_any_message_or_table_is_read(body: str, label: str) -> None:
    page = read(capture(body.encode("utf-8", "replace"), label))

    assert is_whole(page)
    assert bool(page.text) or page.unreadable


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("label", "unit"),
    [
        *(("message/rfc822", unit) for unit in ("a: b\n", " x\n", "--B\n", "=?a?q?b?=", "\n", "a;", '"')),
        *(("text/csv", unit) for unit in ("a,b\n", '"', ",", "1,2\n", '""\n', "1,", "a,\n")),
    ],
)
def test_a_hostile_file_is_read_in_linear_time(label: str, unit: str) -> None:
    head = (
        "Content-Type: multipart/mixed; boundary=B\n\n--B\n"
        if label == "message/rfc822" and unit == "--B\n"
        else "a,b: c\n"
    )

    read(capture((head + unit * (4_000_000 // len(unit))).encode(), label))
