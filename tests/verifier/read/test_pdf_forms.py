"""The values of a form are text; a form that only its authoring program can display has a reason."""

import pytest

from factcheck.verifier.read.pdf import read_pdf
from tests.support.pdfs import column, pdf
from tests.verifier.read.test_pdf import BODY, stands


def form(kind: str, value: str, flags: int = 0, more: str = "") -> bytes:
    """Return a page with a label, a form field and a sentence below."""
    return pdf(
        [[(50, 700, "Amount spent:"), (50, 600, "Signed in May.")]],
        catalog="/AcroForm<</Fields[6 0 R]/DA(/F1 10 Tf)>>",
        page="/Annots[6 0 R]",
        more=[
            f"<</Type/Annot/Subtype/Widget/FT/{kind}/Ff {flags}/T(a)/V({value})/Rect[150 695 400 712]/F 4/P 4 0 R{more}>>"
        ],
    )


@pytest.mark.parametrize(
    ("body", "quote", "there"),
    [
        (form("Tx", "14.2 million pounds"), "Amount spent: 14.2 million pounds Signed in May", True),
        (form("Tx", "14.2 million pounds"), "Amount spent: 19.2 million pounds", False),
        (
            form("Ch", "14.2 million pounds", 1 << 17, "/Opt[(14.2 million pounds)(nothing)]"),
            "Amount spent: 14.2 million pounds",
            True,
        ),
        (form("Tx", "14.2 million pounds", 1 << 13), "14.2 million pounds", False),
        (form("Tx", "14.2 million pounds", more="/F 2"), "14.2 million pounds", False),
        (form("Tx", ""), "Amount spent: Signed in May", True),
        (
            pdf(
                [[(50, 700, "Amount spent:")]],
                page="/Annots[6 0 R]",
                more=[
                    "<</Type/Annot/Subtype/FreeText/Contents(14.2 million pounds)/Rect[150 695 400 712]/DA(/F1 10 Tf)>>"
                ],
            ),
            "Amount spent: 14.2 million pounds",
            True,
        ),
        (
            pdf(
                [[(50, 700, "Amount spent:")]],
                page="/Annots[6 0 R]",
                more=["<</Type/Annot/Subtype/Text/Contents(14.2 million pounds)/Rect[150 695 400 712]>>"],
            ),
            "14.2 million pounds",
            False,
        ),
    ],
    ids=["text", "another figure", "choice", "password", "hidden", "empty", "written on it", "a comment on it"],
)
def test_the_values_of_a_form_are_read(body: bytes, quote: str, there: bool) -> None:
    assert stands(quote, body) is there, read_pdf(body, None).text


WAIT = column(
    50, 700, "Please wait...", "If this message is not eventually replaced by the proper contents of the document,"
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            pdf([WAIT], catalog="/AcroForm<</Fields[]/XFA 6 0 R>>", more=["<</Length 6>>stream\n<xdp/>endstream"]),
            "xfa-form",
        ),
        (
            pdf(
                [WAIT],
                catalog="/NeedsRendering true/AcroForm<</Fields[]/XFA[(template) 6 0 R]>>",
                more=["<</Length 6>>stream\n<xdp/>endstream"],
            ),
            "xfa-form",
        ),
        (
            pdf(
                [column(50, 700, *[BODY] * 40)],
                catalog="/AcroForm<</Fields[]/XFA 6 0 R>>",
                more=["<</Length 6>>stream\n<xdp/>endstream"],
            ),
            None,
        ),
        (
            pdf(
                [WAIT],
                catalog="/AcroForm<</Fields[7 0 R]/XFA 6 0 R>>",
                page="/Annots[7 0 R]",
                more=[
                    "<</Length 6>>stream\n<xdp/>endstream",
                    "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(boats)/Rect[150 695 400 712]/F 4/P 4 0 R>>",
                ],
            ),
            None,
        ),
        (pdf([WAIT]), None),
    ],
    ids=["XFA", "XFA that must be rendered", "text of its own", "fields of its own", "no form"],
)
def test_a_form_that_cannot_be_displayed_has_a_reason(body: bytes, why: str | None) -> None:
    assert read_pdf(body, None).unreadable == why
