"""Seeded quote cases: pages written here in nine languages, verbatim, typeset otherwise, edited and absent quotes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.verifier.document import Document, Stretch
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector


@dataclass(frozen=True, slots=True)
class Case:
    """A quote, a page, and what is true of the two."""

    language: str
    selector: TextQuoteSelector
    document: Document
    truth: str
    """"exact", "altered" or "missing"."""
    kind: DifferenceKind | None
    edit: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """Frames of sentences with a slot for a figure, a name and a negation, and what fills them."""

    frames: tuple[str, ...]
    names: tuple[str, ...]
    negation: str
    word: tuple[str, str]
    """A word of every frame, and another that may stand in its place."""
    strangers: tuple[str, ...]
    """Sentences that stand in no page."""


TONGUES = {
    "en": Tongue(
        (
            "On Tuesday {name} said the old harbour would{neg} receive {n} new boats, and the council agreed",
            "The old school near the river did{neg} enrol {n} pupils this autumn, as {name} told our reporter",
        ),
        ("Anna Berg", "Peter Holm", "Maria Costa"),
        " not",
        ("old", "great"),
        ("Bakers in the valley use rye flour because wheat grows badly there",),
    ),
    "fr": Tongue(
        (
            "Selon {name}, le vieux port accueillera{neg} les {n} bateaux attendus avant la fin du printemps",
            "La mairie a dit que le vieux pont supporte{neg} plus de {n} voitures, affirme {name} dans son rapport",
        ),
        ("Claire Dubois", "Marc Petit", "Jeanne Leroy"),
        " pas",
        ("vieux", "grand"),
        ("Les boulangers préfèrent la farine de seigle quand le blé manque",),
    ),
    "de": Tongue(
        (
            "Nach Angaben von {name} wird der alte Hafen{neg} mit {n} Millionen saniert, sobald der Rat zustimmt",
            "Der alte Bahnhof hat im Sommer{neg} mehr als {n} Reisende gezählt, schrieb {name} in einem Brief",
        ),
        ("Karl Weber", "Ute Lang", "Jens Vogel"),
        " nicht",
        ("alte", "große"),
        ("Bäcker nehmen gern Roggen, wenn auf den Feldern kein Weizen wächst",),
    ),
    "es": Tongue(
        (
            "Según {name}, el viejo puerto{neg} recibirá {n} barcos nuevos antes de que termine la primavera",
            "El viejo puente{neg} soporta más de {n} coches por hora, explicó {name} durante la reunión",
        ),
        ("Lucía Ramos", "Pablo Gil", "Elena Soto"),
        " no",
        ("viejo", "gran"),
        ("Los panaderos prefieren la harina de centeno cuando falta trigo",),
    ),
    "ru": Tongue(
        (
            "По словам {name}, старый порт{neg} примет {n} новых судов до конца весны этого года",
            "Прошлым летом старый вокзал{neg} обслужил {n} пассажиров, написал {name} в письме редакции",
        ),
        ("Иван Орлов", "Пётр Лебедев", "Олег Зимин"),
        " не",
        ("старый", "большой"),
        ("Пекари берут ржаную муку, когда пшеница растёт плохо",),
    ),
    "ar": Tongue(
        (
            "قال {name} إن الميناء القديم{neg} يستقبل {n} سفينة جديدة قبل نهاية الربيع في المدينة",
            "وأضاف {name} أن الجسر القديم{neg} يتحمل أكثر من {n} سيارة في الساعة خلال الصيف",
        ),
        ("سامي حداد", "ليلى نصر", "كريم منصور"),
        " لا",
        ("القديم", "الكبير"),
        ("يفضل الخبازون دقيق الجاودار عندما يقل القمح",),
    ),
    "he": Tongue(
        (
            "לדברי {name} הנמל הישן{neg} יקבל {n} סירות חדשות לפני סוף האביב בעיר",
            "בקיץ האחרון הגשר הישן{neg} נשא {n} מכוניות בשעה, כתב {name} במכתב למערכת",
        ),
        ("דנה כהן", "יוסי לוי", "רות ברק"),
        " לא",
        ("הישן", "הגדול"),
        ("האופים מעדיפים קמח שיפון כאשר חסרה חיטה",),
    ),
    "zh": Tongue(
        (
            "{name}星期二表示，旧港口今年将{neg}接收{n}艘新船，市议会对此表示同意",
            "据{name}介绍，旧车站去年夏天{neg}接待了{n}名旅客，铁路公司公布了报告",
        ),
        ("王建国", "李小梅", "陈志强"),
        "不",
        ("旧", "大"),
        ("面包师喜欢黑麦粉因为山谷里小麦长得差",),
    ),
    "ja": Tongue(
        (
            "{name}氏は火曜日、旧港が今年{neg}新しい船を{n}隻受け入れると語り、市議会も同意した",
            "{name}氏によると、旧駅は昨年の夏に{neg}乗客を{n}人迎え、鉄道会社が報告書を公表した",
        ),
        ("田中一郎", "佐藤花子", "鈴木健太"),
        "未",
        ("旧", "大"),
        ("パン屋はライ麦粉を好むが谷では小麦が育たない",),
    ),
}
_UNSPACED = {"zh", "ja"}


def document(text: str, language: str, region: Region = Region.ARTICLE) -> Document:
    """Return a page of one region."""
    return Document("text", text, (Stretch(0, len(text), region),), language=language)


def cases(seed: int, each: int) -> Iterator[Case]:
    """Yield, for every language, ``each`` rounds of one quote and all that may become of it."""
    chance = random.Random(seed)
    for language, tongue in TONGUES.items():
        for _ in range(each):
            yield from _round(chance, language, tongue)


def _round(chance: random.Random, language: str, tongue: Tongue) -> Iterator[Case]:
    frame, other = chance.sample(tongue.frames, 2)
    name, stranger = chance.sample(tongue.names, 2)
    figure = str(chance.randint(13, 989))
    stop = "。" if language in _UNSPACED else ". "
    quote = frame.format(name=name, n=figure, neg="")
    around = other.format(name=stranger, n=chance.randint(1000, 9999), neg="")

    def case(truth: str, edit: str, stands: str, kind: DifferenceKind | None = None, exact: str = quote) -> Case:
        page = document(around + stop + stands + stop + around, language)
        return Case(language, TextQuoteSelector(exact), page, truth, kind, edit)

    yield case("exact", "verbatim", quote)
    yield case("exact", "closing punctuation", quote, exact=f"“{quote}.”")
    yield case("exact", "zero-width", quote, exact=quote[:-2] + "\u200b" + quote[-2:] if stop == ". " else quote)
    wrapped = quote.replace(" ", "\u00a0\n") if stop == ". " else quote
    yield case("exact", "white space", wrapped)
    cut = quote.index(figure)
    start, end = quote[:cut].rstrip(), quote[cut + len(figure) :].lstrip()
    yield case("exact", "elision", quote, exact=f"{start} […] {end}")
    changed = str(int(figure) + chance.randint(1, 8))
    yield case("altered", "digit", frame.format(name=name, n=changed, neg=""), DifferenceKind.NUMBER)
    yield case("altered", "magnitude", frame.format(name=name, n=figure + "0", neg=""), DifferenceKind.NUMBER)
    yield case("altered", "sign", frame.format(name=name, n=figure + "%", neg=""), DifferenceKind.NUMBER)
    negated = frame.format(name=name, n=figure, neg=tongue.negation)
    yield case("altered", "negated", negated, DifferenceKind.NEGATION)
    yield case("altered", "negation gone", quote, DifferenceKind.NEGATION, exact=negated)
    speaker = frame.format(name=stranger, n=figure, neg="")
    yield case("altered", "speaker", speaker, None if stop == "。" or language in {"ar", "he"} else DifferenceKind.NAME)
    yield case("altered", "word", quote.replace(*tongue.word, 1), DifferenceKind.WORD)
    yield case("missing", "absent", around, exact=chance.choice(tongue.strangers))
