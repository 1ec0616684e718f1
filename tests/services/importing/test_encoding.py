"""Files in the encodings that spreadsheets use: the text is read as it was typed, and the encoding is named."""

import pytest

from factcheck.errors import InputError
from factcheck.services.importing.encoding import decode

TEXTS = {
    "ru": "Цены выросли на 3% за май, сообщил министр",
    "uk": "Ціни зросли на 3% у травні, повідомив міністр з Києва",
    "bg": "Цените се повишиха с 3% през май, съобщи министърът",
    "sr": "Цене су порасле за 3% у мају, рекао је министар",
    "pl": "Ceny wzrosły o 3% w maju, powiedziała minister z Łodzi, są wyższe niż śnieg",
    "cs": "Ceny v květnu vzrostly o 3 %, řekl ministr v Plzni",
    "sk": "Ceny v máji vzrástli o 3 %, povedal minister v Žiline, ľahko",
    "hu": "Budapest főpolgármestere szerint különösen nőttek az árak",
    "ro": "Preţurile au crescut cu 3% în luna mai, a spus ministrul oraşului",
    "hr": "Cijene su u svibnju porasle, rekao je ministar Božo Đurić iz Čakovca",
    "fr": "Les prix ont augmenté de 3 % en mai, a déclaré le ministre, très vite, dès août, à Besançon",
    "de": "Die Preise stiegen im Mai um 3 %, erklärte die Bürgermeisterin in Zürich: „größer“",
    "es": "¿Quién dijo que no? La señora Núñez, según el ministro",
    "it": "È salita del 3%, perché così è, disse il ministro della città",
    "pt": "Os preços subiram 3% em maio, segundo o ministro da habitação em São Paulo",
    "da": "Priserne steg med 3 % i maj, sagde ministeren på Færøerne i København",
    "tr": "İstanbul Büyükşehir Belediye Başkanı fiyatların arttığını söyledi",
    "lt": "Kainos gegužę pakilo 3 %, sakė ministras Šarūnas, žmonių išėjo",
    "el": "Οι τιμές αυξήθηκαν κατά 3% τον Μάιο, είπε ο υπουργός",
    "he": "המחירים עלו ב-3% במאי, אמר השר בירושלים",
    "ar": "ارتفعت الأسعار بنسبة 3% في مايو، قال الوزير",
    "ja": "５月に価格が３％上昇したと大臣が述べた、東京都知事は否定した",
    "zh": "五月份价格上涨了百分之三，部长说，北京市长说房价没有下降",
    "ko": "5월 물가가 3% 상승했다고 장관이 말했다, 서울 시장은 부인했다",
}
PAGES = [
    *((lang, "cp1251", "windows-1251") for lang in ("ru", "uk", "bg", "sr")),
    *((lang, "cp1250", "windows-1250") for lang in ("pl", "cs", "sk", "hu", "ro", "hr")),
    *((lang, "cp1252", "windows-1252") for lang in ("fr", "de", "es", "it", "pt", "da")),
    ("ru", "koi8-r", "koi8-r"),
    ("ru", "cp866", "ibm866"),
    ("pl", "iso8859-2", "iso-8859-2"),
    ("tr", "cp1254", "windows-1254"),
    ("lt", "cp1257", "windows-1257"),
    ("el", "cp1253", "windows-1253"),
    ("he", "cp1255", "windows-1255"),
    ("ar", "cp1256", "windows-1256"),
    ("ja", "cp932", "shift_jis"),
    ("zh", "gb18030", "gb18030"),
    ("ko", "cp949", "euc-kr"),
]
ENGLISH = "".join(f"Prices rose by {n} percent in the year,Somebody,https://news.example/{n}\r\n" for n in range(400))


@pytest.mark.parametrize("before", ["", ENGLISH], ids=["alone", "behind English"])
@pytest.mark.parametrize(("language", "page", "name"), PAGES)
def test_the_code_page_is_recognized_by_the_words(language: str, page: str, name: str, before: str) -> None:
    table = f"claim,speaker,url\r\n{before}{TEXTS[language]},A. Smith,https://news.example/a?b=c\r\n"

    decoded = decode("a.csv", table.encode(page))

    assert (decoded.text, decoded.encoding) == (table, name)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("\ufeffclaim\nŁódź".encode(), "utf-8"),
        ("claim\nŁódź".encode(), "utf-8"),
        (b"claim\nLodz", "utf-8"),
        ("claim\nŁódź".encode("utf-16"), "utf-16-le"),
        ("\ufeffclaim\nŁódź".encode("utf-16-be"), "utf-16-be"),
        ("claim\nLodz, rose".encode("utf-16-le"), "utf-16-le"),
        ("claim\nŁódź".encode("utf-32"), "utf-32-le"),
    ],
)
def test_unicode_is_read_with_its_mark_or_without(content: bytes, encoding: str) -> None:
    decoded = decode("a.csv", content)

    assert decoded.text.startswith("claim\n") and decoded.text[-1] in "źze"
    assert decoded.encoding == encoding


def test_stray_bytes_in_utf_8_are_read_as_western_and_their_lines_named() -> None:
    content = "claim\nZażółć gęślą jaźń\nMúnchen\nŁódź\n".encode().replace("Mú".encode(), b"M\xfc")

    decoded = decode("a.csv", content)

    assert decoded.text.splitlines() == ["claim", "Zażółć gęślą jaźń", "München", "Łódź"]
    assert (decoded.encoding, decoded.stray_lines) == ("utf-8", (3,))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"PK\x03\x04rest", "a.csv is a workbook"),
        (b"\xd0\xcf\x11\xe0rest", "a.csv is an old Excel"),
        (b"%PDF-1.7", "a.csv is a PDF"),
        (b"claim\0speaker", "a.csv is not text"),
        (b"\xff\xfea", "a.csv is not valid utf-16-le: byte"),
        (bytes(range(128, 160)), "a.csv is not text in an encoding that is known"),
    ],
)
def test_what_is_not_text_is_refused_by_name(content: bytes, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        decode("a.csv", content)

    assert caught.value.message.startswith(complaint)
