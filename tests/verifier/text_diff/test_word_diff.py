"""The differences between two texts, word by word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.text_diff.word_diff import Change, Hunk, compare

TEXTS = st.lists(
    st.sampled_from(["Prices rose by 3%.", "A week ago", "it was not", "“so” — he said", "", "东京 said so"]),
    max_size=8,
)


def shown(hunks: tuple[Hunk, ...]) -> str:
    marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.NEW: "{{+{}+}}"}
    return " | ".join("".join(marks[p.change].format(p.text.strip("\n")) for p in hunk.pieces) for hunk in hunks)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("one two\n", "one two\n", ""),
        ("rose by 3% in May\n", "rose by 8% in May\n", "rose by [-3-]{+8+}% in May"),
        ("they agreed\n", "they have not agreed\n", "they {+have not +}agreed"),
        ("a\nb\nc\n", "a\nc\n", "[-b-]"),
        ("a\nc\n", "a\nb\nc\n", "{+b+}"),
        ("“so”, he said—twice\n", '"so", he said-twice\n', ""),
        ("one  two\n", "one\ntwo\n", ""),
        ("价格上涨了3%\n", "价格上涨了8%\n", "价格上涨了[-3-]{+8+}%"),
        ("", "new\n", "{+new+}"),
        ("a b q the c d e\n", "v w u the x y z\n", "[-a b q the c d e-]{+v w u the x y z+}"),
    ],
)
def test_changes_are_shown_word_by_word(before: str, after: str, expected: str) -> None:
    assert shown(compare(before, after)) == expected


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_the_paragraphs(old: list[str], new: list[str]) -> None:
    before, after = "".join(f"{p}\n" for p in old), "".join(f"{p}\n" for p in new)

    for hunk in compare(before, after):
        was = "".join(piece.text for piece in hunk.pieces if piece.change is not Change.NEW)
        now = "".join(piece.text for piece in hunk.pieces if piece.change is not Change.REMOVED)
        assert was == before[hunk.before_start : hunk.before_end]
        assert letters(now) == letters(after[hunk.after_start : hunk.after_end])


@given(TEXTS, TEXTS)
def test_text_between_changes_is_the_same(old: list[str], new: list[str]) -> None:
    before, after = "".join(f"{p}\n" for p in old), "".join(f"{p}\n" for p in new)
    hunks = compare(before, after)

    for text, bounds in (
        (before, [(h.before_start, h.before_end) for h in hunks]),
        (after, [(h.after_start, h.after_end) for h in hunks]),
    ):
        assert bounds == sorted(bounds)
        assert all(0 <= start <= end <= len(text) for start, end in bounds)
    rests = []
    for text, starts, ends in (
        (before, [h.before_start for h in hunks], [h.before_end for h in hunks]),
        (after, [h.after_start for h in hunks], [h.after_end for h in hunks]),
    ):
        rests.append(letters("".join(text[a:b] for a, b in zip([0, *ends], [*starts, len(text)], strict=True))))
    assert rests[0] == rests[1]


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(lines: list[str]) -> None:
    assert compare("\n".join(lines), "\n".join(lines)) == ()


def letters(text: str) -> str:
    return "".join(re.findall(r"\w|%", text))
