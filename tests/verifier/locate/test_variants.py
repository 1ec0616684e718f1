"""Letters that readers take for the same, and the cases in which they make another word."""

import pytest

from bench.quote_cases import document
from factcheck.languages import by_language
from factcheck.verifier.locate import locate
from factcheck.verifier.locate.tokens import tokens
from factcheck.verifier.locate.word_lists import figures, negations
from factcheck.vocabulary import DifferenceKind, TextQuoteSelector

SAME = [
    (
        "fa",
        "وزیر اقتصاد گفت که نرخ بیکاری در سال گذشته کاهش یافته است",
        "وزير اقتصاد گفت كه نرخ بيكاري در سال گذشته كاهش يافته است",
    ),
    (
        "fa",
        "وزير اقتصاد گفت كه نرخ بيكاري در سال گذشته كاهش يافته است",
        "وزیر اقتصاد گفت که نرخ بیکاری در سال گذشته کاهش یافته است",
    ),
    ("fa", "علی کریمی در تهران سخنرانی کرد", "على كريمى در تهران سخنرانى كرد"),
    ("fa", "خانهٔ ما در تهران است", "خانۀ ما در تهران است"),
    ("fa", "نامهٔ رسمی", "نامۀ رسمي"),
    ("ckb", "لە کوردستان دەژی", "لە كوردستان دەژى"),
    ("ar", "مستشفى المدينة", "مستشفی المدينة"),
    ("he", "רח׳ הרצל 5", "רח' הרצל 5"),
    ("th", "ทำให้น้ำท่วม", "ทําให้น้\u0e4dาท่วม"),
    ("ar", "پایتخت کشور تهران بزرگ‌ترین شهر گیلان نیست علی گفت", "پايتخت كشور تهران بزرگ‌ترين شهر گيلان نيست علي گفت"),
    ("ur", "وزیر اعظم نے کہا کہ یہ فیصلہ حکومت کا ہے", "وزير اعظم نے كہا كہ يہ فيصلہ حكومت كا ہے"),
    ("ur", "لاہور میں ہونے والے جلسے میں", "لاهور میں هونے والے جلسے میں"),
    ("ar", "قال الوزير إن الكتاب في المكتبة", "قال الوزیر إن الکتاب في المکتبة"),
    ("ar", "وصل علي إلى المدينة التي زارها في الصيف", "وصل على إلى المدينة التى زارها فى الصيف"),
    ("ar", "جلس على الكرسي في البيت", "جلس علی الکرسی فی البیت"),
    ("ar", "كتاب علي في البيت", "كتاب علی فی البيت"),
    (
        "ro",
        "școlile vor fi închise și că prețurile cresc în toată țara",
        "şcolile vor fi închise şi că preţurile cresc în toată ţara",
    ),
    (
        "ro",
        "şcolile vor fi închise şi că preţurile cresc în toată ţara",
        "școlile vor fi închise și că prețurile cresc în toată țara",
    ),
    ("ro", "ȘCOLILE ȚĂRII VOR FI ÎNCHISE", "ŞCOLILE ŢĂRII VOR FI ÎNCHISE"),
    ("ro", "s\u0326colile vor fi închise", "s\u0327colile vor fi închise"),
    ("tr", "Şehir meclisi başkanı konuştu", "Șehir meclisi bașkanı konuștu"),
    (
        "he",
        "דובר צה\"ל מסר כי 12 חיילים נפצעו בצפון וכי ג'נין נותרה סגורה",
        "דובר צה״ל מסר כי 12 חיילים נפצעו בצפון וכי ג׳נין נותרה סגורה",
    ),
    ("he", "דובר צה״ל מסר כי ג׳נין נותרה סגורה", "דובר צה\"ל מסר כי ג'נין נותרה סגורה"),
    ("he", "ראש הממשלה צ'רצ'יל הגיע לארה\"ב", "ראש הממשלה צ׳רצ׳יל הגיע לארה״ב"),
    ("he", "ראש הממשלה צ’רצ’יל הגיע לארה”ב", "ראש הממשלה צ׳רצ׳יל הגיע לארה״ב"),
    ("he", "הכתבה ב'הארץ' פורסמה אתמול", 'הכתבה ב"הארץ" פורסמה אתמול'),
    ("th", "เขานำน้ำไปให้คนทำงานสำคัญ", "เขานํานํ้าไปให้คนทํางานสําคัญ"),
    ("th", "เขานํานํ้าไปให้คนทํางานสําคัญ", "เขานำน้ำไปให้คนทำงานสำคัญ"),
    ("th", "เขานำน้ำไปให้คนทำงาน", "เขานำน้ํา\u200bไปให้คนทำงาน"),
    ("th", "แม่น้ำแคว", "เเม่น้ำเเคว"),
    ("lo", "ລາວນຳນ້ຳໄປ", "ລາວນໍານໍ້າໄປ"),
    ("ca", "la col·laboració de l'Imma ha estat excel·lent", "la coŀlaboració de l'Imma ha estat exceŀlent"),
    ("ca", "la coŀlaboració de l’aŀlegació il·legal", "la col·laboració de l'al·legació iŀlegal"),
    ("ca", "LA COL·LABORACIÓ ÉS BONA", "la coŀlaboració és bona"),
    ("ca", "la col.laboració és bona", "la coŀlaboració és bona"),
    (
        "el",
        "Οι πολίτες ψήφισαν υπέρ του νέου νόμου της κυβέρνησης",
        "ΟΙ ΠΟΛΙΤΕΣ ΨΗΦΙΣΑΝ ΥΠΕΡ ΤΟΥ ΝΕΟΥ ΝΟΜΟΥ ΤΗΣ ΚΥΒΕΡΝΗΣΗΣ",
    ),
    ("el", "ΟΙ ΠΟΛΙΤΕΣ ΨΗΦΙΣΑΝ ΥΠΕΡ ΤΟΥ ΝΟΜΟΥ", "Οι πολίτες ψήφισαν υπέρ του νόμου"),
    ("el", "Τον Μάιο η Ευρωπαϊκή Ένωση αποφάσισε", "ΤΟΝ ΜΑΪΟ Η ΕΥΡΩΠΑΪΚΗ ΕΝΩΣΗ ΑΠΟΦΑΣΙΣΕ"),
    ("el", "τον άνθρωπο και την πόλη", "τὸν ἄνθρωπο καὶ τὴν πόλη"),
    ("el", "ο λόγος του", "ο λόγοσ του"),
    ("ru", "ещё 5 человек погибли", "еще 5 человек погибли"),
    ("ru", "всё ещё впереди для неё", "все еще впереди для нее"),
    ("ru", "все еще впереди для нее", "всё ещё впереди для неё"),
    ("ru", "он осёл здесь и живёт один", "он осел здесь и живет один"),
    ("ml", "അവൻ പറഞ്ഞു അവർ വന്നു", "അവന്\u200d പറഞ്ഞു അവര്\u200d വന്നു"),
]
OTHER = [
    ("ar", "جلس على الكرسي في البيت", "جلس علي الكرسي في البيت"),
    ("ar", "وصل علي في المساء", "وصل على في المساء"),
    ("ar", "مستشفى المدينة الكبير", "مستشفي المدينة الكبير"),
    ("ug", "بۇ كىشى", "بۇ كيشى"),
    ("th", "เขาทำงานดีมาก", "เขาทานงานดีมาก"),
    ("ro", "fata merge la școală", "fața merge la școală"),
    ("ar", "المدرسه في القرية", "المدرسة في القرية"),
    ("ar", "قال الوزير أن الأمر", "قال الوزير إن الأمر"),
    ("ps", "هغه ښه سړي دی", "هغه ښه سړی دی"),
    ("ur", "کہانا اچھا ہے", "کھانا اچھا ہے"),
    ("fa", "وزیر اقتصاد گفت که نرخ بیکاری کاهش یافته", "وزير اقتصاد گفت كه نرخ بيكاري افزايش يافته"),
    ("fa", "او به تهران رفت و گفت", "او به تهران نرفت و گفت"),
    ("ro", "școlile vor fi închise în țară", "şcolile vor fi deschise în ţară"),
    ("ro", "ea are o casă în țară", "ea are o casa în țară"),
    ("ro", "pești din apă", "pesti din apă"),
    ("tr", "bu kış okul kapandı", "bu kıs okul kapandı"),
    ("he", 'דובר צה"ל מסר כי 12 חיילים נפצעו', "דובר צה״ל מסר כי 13 חיילים נפצעו"),
    ("he", "ג'נין נותרה סגורה היום", "גנין נותרה סגורה היום"),
    ("he", "הוא אמר כן לכולם", "הוא אמר לא לכולם"),
    ("th", "เขานำน้ำไปให้คนทำงาน", "เขานาน้าไปให้คนทำงาน"),
    ("th", "เขานำน้ำไปให้คนทำงาน", "เขานํานํ้ามาให้คนทํางาน"),
    ("ca", "la cel·la és petita i fosca", "la cella és petita i fosca"),
    ("ca", "la coŀlaboració de tots", "la coŀlaboració de cap"),
    ("el", "ο Γιώργος ή η Μαρία θα έρθει", "ο Γιώργος η η Μαρία θα έρθει"),
    ("el", "δεν ξέρω πότε ήρθε ο φίλος", "δεν ξέρω ποτέ ήρθε ο φίλος"),
    ("el", "ο νόμος της χώρας άλλαξε", "ο νομός της χώρας άλλαξε"),
    ("el", "πού είναι το σπίτι αυτό", "που είναι το σπίτι αυτό"),
    ("el", "ΟΙ ΠΟΛΙΤΕΣ ΨΗΦΙΣΑΝ ΥΠΕΡ ΤΟΥ ΝΟΜΟΥ", "Οι πολίτες ψήφισαν κατά του νόμου"),
    ("ru", "все знают это место", "всё знают это место"),
    ("ru", "всё знают это место", "все знают это место"),
    ("ru", "все знают его ещё давно", "всё знают его ещё давно"),
    ("ru", "всё знают, и ещё больше", "все знают, и ещё больше"),
    ("ru", "зелёное небо над городом", "зелёное нёбо над городом"),
    ("ml", "അവൻ പറഞ്ഞു ഇന്ന്", "അവർ പറഞ്ഞു ഇന്ന്"),
]


@pytest.mark.parametrize(("language", "quote", "stands"), SAME)
def test_a_variant_of_a_letter_is_exact(language: str, quote: str, stands: str) -> None:
    match = locate(TextQuoteSelector(quote), document(f"Before it.\n{stands}\nAnd after.", language))

    assert match and match.differences == ()


@pytest.mark.parametrize(("language", "quote", "stands"), OTHER)
def test_a_variant_that_makes_another_word_is_never_exact(language: str, quote: str, stands: str) -> None:
    match = locate(TextQuoteSelector(quote), document(f"Before it.\n{stands}\nAnd after.", language))

    assert match is None or match.differences


def test_a_missing_yo_counts_only_on_a_page_that_uses_the_letter() -> None:
    around = "Он пришел в город и сказал еще раз, что вертолет прилетел. " * 3
    quote = TextQuoteSelector("всё знают это место")

    plain = locate(quote, document(f"{around}все знают это место.", "ru"))
    with_yo = locate(quote, document(f"{around.replace('еще', 'ещё')}все знают это место.", "ru"))

    assert plain and plain.differences == ()
    assert with_yo and [each.kind for each in with_yo.differences] == [DifferenceKind.WORD]


@pytest.mark.parametrize("language", sorted({*by_language("negation", "words"), *by_language("figures", "words")}))
def test_the_words_of_a_language_are_listed_in_normalized_form(language: str) -> None:
    listed = {*negations(language), *figures(language)}

    compared = {token.norm for word in listed for token in tokens(word, language)}
    assert {word for word in listed if "-" not in word} == compared
