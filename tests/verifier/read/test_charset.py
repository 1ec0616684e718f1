"""Decoding: the words are those that were written, whatever the labels say."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.tongues import TONGUES as FRAMES
from factcheck.verifier.read.charset import decode
from tests.support.tongues import TONGUES

TEXTS = {
    lang: f"{tongue.title}. {tongue.quote} {' '.join(tongue.others)} {tongue.not_found[1]}"
    for lang, tongue in TONGUES.items()
}
TEXTS |= {
    "cs": "Městská rada v úterý oznámila, že starý přístav přijme sedm nových lodí a starosta souhlasil."
    " Podle rady by to ale bylo možné až po létě, jako je na jihu.",
    "uk": "Міська рада повідомила у вівторок, що старий порт прийме сім нових суден, і мер погодився з вимогами.",
    "el": "Το δημοτικό συμβούλιο ανακοίνωσε την Τρίτη ότι το παλιό λιμάνι θα δεχθεί επτά νέα σκάφη.",
    "lt": "Miesto taryba antradienį pranešė, kad senasis uostas priims septynis naujus laivus, o meras sutiko."
    " Tai buvo per vėlu, bet žvejai yra patenkinti ir kad kas.",
    "th": "สภาเมืองประกาศเมื่อวันอังคารว่าท่าเรือเก่าจะรับเรือใหม่เจ็ดลำ และนายกเทศมนตรีเห็นด้วย",
    "tw": "市議會星期二宣布，舊港口將接收七艘新船，市長同意了漁民的要求。多數居民認為起重機的噪音會太大。",
}
WRITTEN = [
    *[(lang, "windows-1252") for lang in ("fr", "de", "es", "it", "pt", "nl", "sv")],
    *[(lang, "iso-8859-15") for lang in ("fr", "de")],
    *[(lang, encoding) for lang in ("pl", "cs") for encoding in ("windows-1250", "iso-8859-2")],
    *[("ru", encoding) for encoding in ("windows-1251", "koi8-r", "iso-8859-5", "ibm866")],
    *[("uk", encoding) for encoding in ("windows-1251", "koi8-u")],
    *[("el", "windows-1253"), ("tr", "windows-1254"), ("he", "windows-1255"), ("ar", "windows-1256")],
    *[("lt", "windows-1257"), ("th", "windows-874"), ("zh", "gb18030"), ("tw", "big5"), ("ko", "euc-kr")],
    *[("ja", encoding) for encoding in ("shift_jis", "euc-jp", "iso-2022-jp")],
]
PYTHON = {"ibm866": "cp866", "windows-874": "cp874"}


def written(lang: str, encoding: str) -> bytes:
    """Return a text in an encoding."""
    return TEXTS[lang].encode(PYTHON.get(encoding, encoding))


@pytest.mark.parametrize(("lang", "encoding"), WRITTEN)
def test_a_label_is_followed_wherever_it_is(lang: str, encoding: str) -> None:
    body = written(lang, encoding)
    meta = f'<meta charset="{encoding}">'.encode()
    old = f'<META http-equiv=Content-Type content="text/html; charset={encoding}">'.encode()
    xml = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()

    assert decode(body, f"text/html; charset={encoding}", markup=True)[0] == TEXTS[lang]
    assert decode(body, f'text/plain;charset="{encoding.upper()}"', markup=False)[0] == TEXTS[lang]
    for mark in (meta, old, xml):
        assert decode(mark + body, "text/html", markup=True)[0] == mark.decode() + TEXTS[lang]


@pytest.mark.parametrize(
    ("lang", "encoding", "label"),
    [
        ("fr", "iso-8859-15", "iso_8859-15"),
        ("fr", "iso-8859-15", "latin-9"),
        ("fr", "windows-1252", "iso-ir-100"),
        ("pl", "iso-8859-2", "csISOLatin2"),
        ("ru", "iso-8859-5", "iso88595"),
        ("ru", "windows-1251", "win-1251"),
        ("tr", "windows-1254", "ISO_8859-9:1989"),
        ("zh", "gb18030", "csiso58gb231280"),
        ("zh", "gb18030", "ms936"),
        ("ko", "euc-kr", "iso-ir-149"),
        ("ko", "euc-kr", "uhc"),
    ],
)
def test_a_label_can_be_any_alias(lang: str, encoding: str, label: str) -> None:
    assert decode(written(lang, encoding), f"text/plain; charset={label}", markup=False)[0] == TEXTS[lang]


@pytest.mark.parametrize(
    ("lang", "encoding"), [each for each in WRITTEN if each[1] not in {"iso-8859-5", "ibm866", "iso-8859-15"}]
)
def test_without_a_label_the_encoding_is_detected(lang: str, encoding: str) -> None:
    assert decode(written(lang, encoding), "text/html", markup=True)[0] == TEXTS[lang]


MENU = "".join(f'<li class="menu-item"><a href="/section/{n}">Section number {n}</a></li>' for n in range(100))
CODE = "<script>if (1<2) { document.title = 'harbour' }</script><style>.menu{color:#fff}</style><!-- harbour -->"
FIGURES = "".join(f"<tr><td>{n * 37}</td><td>{n * 3.5:.1f}</td></tr>" for n in range(200))
UNLABELLED = [each for each in WRITTEN if each[1] not in {"ibm866", "iso-8859-15", "iso-2022-jp"}]


@pytest.mark.parametrize(
    "page",
    [
        "<html><head>{code}</head><ul>{menu}</ul><p>{text}</p>",
        '<html lang="en"><ul>{menu}</ul><p>{text}</p><table>{figures}</table></html>',
        "<table>{figures}</table><p>{text}</p>",
        "<p>{text}</p><ul>{menu}</ul><table>{figures}</table>",
        "<ul>{menu}{menu}{menu}{menu}{menu}{menu}{menu}{menu}</ul><h1>{text}</h1>",
        "Only words of English, and 1 < 2.\n{text}\n",
    ],
    ids=["menu", "menu-of-a-page-in-english", "figures", "first", "far-down", "text"],
)
@pytest.mark.parametrize(("lang", "encoding"), UNLABELLED)
def test_an_encoding_is_detected_wherever_the_text_is(lang: str, encoding: str, page: str) -> None:
    written_out = page.format(code=CODE, menu=MENU, figures=FIGURES, text=TEXTS[lang])

    assert decode(written_out.encode(PYTHON.get(encoding, encoding)), "text/html", markup=True)[0] == written_out


SENTENCES = [(lang, frame) for lang, tongue in FRAMES.items() for frame in tongue.frames]
ENCODED = [
    (lang, encoding, frame.format(name="", n=412))
    for lang, encoding in UNLABELLED
    for kind, frame in SENTENCES
    if kind == lang
]


@pytest.mark.parametrize(("lang", "encoding", "sentence"), ENCODED)
def test_a_sentence_is_enough_for_detection(lang: str, encoding: str, sentence: str) -> None:
    body = f"<ul>{MENU}</ul><p>{sentence}".encode(PYTHON.get(encoding, encoding), "ignore")

    assert decode(body, "text/html", markup=True)[0] == body.decode(PYTHON.get(encoding, encoding))


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("東京都知事", "shift_jis"),
        ("横浜市の港", "euc-jp"),
        ("北京市政府的决定", "gb18030"),
        ("臺北市政府的決定", "big5"),
        ("서울시장의 발표", "euc-kr"),
        ("Москва", "windows-1251"),
        ("Новости порта", "koi8-r"),
        ("Υπουργός Παιδείας", "windows-1253"),
        ("ראש הממשלה", "windows-1255"),
        ("رئيس الوزراء", "windows-1256"),
        ("ท่าเรือเก่า", "windows-874"),
        ("Wybory prezydenckie: wyniki są już znane", "iso-8859-2"),
        ("Příští vláda", "windows-1250"),
        ("Belediye başkanı açıkladı", "windows-1254"),
        ("Le maire est allé à Genève", "windows-1252"),
        ("Größe und Maß", "windows-1252"),
        ("¿Dónde está el niño?", "windows-1252"),
        ("Il sindaco è qui", "windows-1252"),
        ("A café in the harbour", "windows-1252"),
        ("It’s the mayor’s “harbour”", "windows-1252"),
    ],
)
def test_a_few_words_are_enough_for_detection(words: str, encoding: str) -> None:
    page = f"<html><title>News</title><ul>{MENU}</ul><h1>{words}</h1>"

    assert decode(page.encode(PYTHON.get(encoding, encoding)), "text/html", markup=True)[0] == page


@pytest.mark.parametrize(
    "body",
    [
        b"<!-- \xe9" * 20_000,
        b"<script>\xe9" * 20_000,
        b"<a \xe9" * 20_000,
        b"&\xe9#" * 20_000,
        bytes(range(128, 256)) * 1_000,
    ],
    ids=["comments", "scripts", "tags", "references", "bytes"],
)
def test_bytes_that_are_not_text_are_decoded_too(body: bytes) -> None:
    text, name = decode(body, "text/html", markup=True)

    assert text and codecs.lookup(name)


@pytest.mark.parametrize("lang", TEXTS)
@pytest.mark.parametrize(
    "label",
    ["", "; charset=iso-8859-1", "; charset=windows-1251", "; charset=gbk", "; charset=utf-7", "; charset=klingon"],
)
def test_utf8_is_recognized_whatever_its_label(lang: str, label: str) -> None:
    assert decode(TEXTS[lang].encode(), f"text/html{label}", markup=True)[0] == TEXTS[lang]


@pytest.mark.parametrize("mark", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_outweighs_a_label(mark: str) -> None:
    body = ("\ufeff" + TEXTS["ru"]).encode(mark)

    assert decode(body, "text/html; charset=windows-1251", markup=True) == (TEXTS["ru"], mark)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("label", ["", "; charset=utf-8", "; charset=utf-16"])
def test_utf16_needs_no_byte_order_mark(encoding: str, label: str) -> None:
    page = f"<!doctype html><html><head><title>Порт</title></head><body>{TEXTS['ru']}"

    assert decode(page.encode(encoding), f"text/html{label}", markup=True)[0] == page


@pytest.mark.parametrize(
    ("lang", "encoding"), [("ru", "windows-1251"), ("zh", "gb18030"), ("fr", "windows-1252"), ("ar", "windows-1256")]
)
@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_label_that_cannot_be_true_is_ignored(lang: str, encoding: str, lie: str) -> None:
    body = f'<meta charset="{lie}">'.encode() + written(lang, encoding)

    assert decode(body, "text/html", markup=True)[0].endswith(TEXTS[lang])


@pytest.mark.parametrize("size", range(1, 4))
@pytest.mark.parametrize(
    ("lang", "encoding"), [("zh", "utf-8"), ("ru", "utf-8"), ("zh", "gb18030"), ("ja", "shift_jis")]
)
def test_a_character_cut_in_two_at_the_end_is_left_out(lang: str, encoding: str, size: int) -> None:
    body = TEXTS[lang].encode(encoding)[:-size]

    text, _ = decode(body, f"text/html; charset={encoding}", markup=True)

    assert TEXTS[lang].startswith(text) and len(text) >= len(TEXTS[lang]) - 4


def test_an_invalid_byte_in_a_long_page_changes_nothing_else() -> None:
    body = (TEXTS["fr"] * 20).encode() + b" l\x92\xe9t\xe9 " + (TEXTS["fr"] * 20).encode()

    assert decode(body, "text/html; charset=utf-8", markup=True) == (
        TEXTS["fr"] * 20 + " l’été " + TEXTS["fr"] * 20,
        "utf-8",
    )


def test_windows_quotation_marks_in_a_utf8_page_are_decoded() -> None:
    body = b"<p>It\x92s the mayor\x92s \x93harbour\x94" + b" and so on and so on" * 3000

    assert decode(body, "text/html; charset=utf-8", markup=True)[0].startswith("<p>It’s the mayor’s “harbour”")


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "idna", "rot13", "undefined", "hex", "cp037"])
def test_labels_that_no_browser_knows_are_ignored(label: str) -> None:
    assert (
        decode(b"+ADw-b+AD4- \\u0041 caf\xc3\xa9", f"text/html; charset={label}", markup=True)[0]
        == "+ADw-b+AD4- \\u0041 café"
    )


@given(
    st.binary(max_size=600),
    st.sampled_from(
        ["", "utf-8", "utf-16", "shift_jis", "iso-2022-jp", "gbk", "big5", "koi8-r", "latin1", "\x00", "x" * 99]
    ),
    st.booleans(),
)
def test_any_bytes_are_decoded_with_any_label(body: bytes, label: str, markup: bool) -> None:
    text, name = decode(body, f"text/html; charset={label}", markup=markup)

    assert codecs.lookup(name)
    assert len(text) <= max(1, 2 * len(body))
    assert (text, name) == decode(body, f"text/html; charset={label}", markup=markup)
