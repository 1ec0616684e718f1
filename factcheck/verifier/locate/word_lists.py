"""Small closed lists of words that turn a sentence round: negations, figures in words, magnitudes, units, months."""

from functools import lru_cache

_NEGATIONS = {
    "en": "not no never none nobody nothing neither nor without cannot n't hardly barely scarcely non nowhere",
    "fr": "ne n pas jamais aucun aucune sans rien personne ni nul nulle guère nullement",
    "de": "nicht kein keine keinen keiner keines keinem nie niemals ohne nichts niemand weder nirgends kaum",
    "es": "no ningún ninguna ninguno nunca jamás sin nada nadie tampoco ni",
    "it": "non no nessun nessuna nessuno mai senza niente nulla né neppure neanche",
    "pt": "não nem nenhum nenhuma sem ninguém nunca jamais nada",
    "nl": "niet geen nooit niemand niets zonder noch nergens",
    "sv": "inte ej icke ingen inga inget aldrig utan knappt",
    "no": "ikke ingen ikkje aldri uten intet",
    "da": "ikke ingen intet aldrig uden ej",
    "pl": "nie nigdy żaden żadna żadne bez nic nikt ani",
    "cs": "ne nikdy žádný žádná žádné bez nic nikdo ani není",
    "ru": "не нет ни никогда без никто ничего нельзя никакой никаких отнюдь",
    "uk": "не ні немає ніколи без ніхто нічого жоден жодна жодного",
    "tr": "değil yok hiç asla hayır olmadan",
    "ar": "لا لم لن ليس ليست ليسوا غير بدون دون عدم ولا ولم ولن فلا فلم فلن أبدا",
    "fa": "نه نيست نيستند هرگز هيچ بدون نمي",
    "he": "לא אין בלי מעולם ולא שלא אינו אינה אינם אינן בלתי ללא",
    "hi": "नहीं न मत ना बिना कभी",
    "ko": "안 못 아니다 없이 결코",
    "el": "δεν μην οχι ποτε χωρισ ουτε κανενασ καμια κανενα κανεναν",
    "fi": "ei en et emme ette eivät eikä ilman koskaan",
    "hu": "nem ne sem soha nincs nélkül sincs",
    "ro": "nu niciodată nimeni nimic fără nici",
    "id": "tidak bukan tanpa jangan belum tak",
    "vi": "không chẳng chưa đừng",
}
UNSPACED_NEGATIONS = tuple(
    "不 没 沒 未 無 无 非 否 勿 別 别 ない なく なかっ なし ません ず ぬ まい ไม่ มิได้ มิใช่ ไร้ ปราศจาก".split()
)
"""Negations where no space parts words; each is counted where it stands."""
NEGATING_PARTS = {"ko": ("않", "못하", "못했", "없", "아니", "말라")}
"""What negates inside a word."""
SUSPICIOUS = frozenset(
    (
        "förnekar förnekade förnekat отрицает отрицал отрицала отрицали отрицают заперечив заперечила заперечили заперечує заперечують false untrue incorrect wrong fake hoax myth fabricated debunked denied denies deny disputed refuted misleading rumour rumor"
        " retracted withdrawn falsely wrongly "
        "faux fausse inexact démenti dément nie nié infox intox mensonge erroné "
        "falsch unwahr gelogen bestritt bestreitet dementiert dementierte falschmeldung irrtümlich "
        "falso falsa mentira desmintió desmiente negó niega bulo erróneo "
        "smentito smentisce bufala negato sbagliato "
        "desmentiu nega negou boato mentiu errado "
        "onjuist onwaar ontkende ontkent nep "
        "fałsz nieprawda zaprzeczył zaprzecza fałszywe "
        "неправда неверно ложь фейк опроверг опровергает отрицает ложно "
        "неправдиво спростував заперечує брехня "
        "yanlış yalan asılsız yalanladı "
        "كاذب خطأ نفي ينفي زائف كذب شائعة "
        "שקר שקרי הכחיש מכחיש כוזב "
        "झूठ गलत फर्जी खंडन "
        "거짓 허위 부인했다 사실무근"
    ).split()
)
"""Words before or after a statement that take it back."""
BUT = frozenset(
    "but and though aber und sondern mais et pero sino y ma e mas maar en ale lecz но а але ama fakat لكن אבל".split()
)
"""Words that lead from a statement to another."""
UNSPACED_SUSPICIOUS = (
    "不实",
    "不實",
    "谣言",
    "謠言",
    "虚假",
    "虛假",
    "并非",
    "並非",
    "否认",
    "否認",
    "誤り",
    "虚偽",
    "事実ではない",
    "デマ",
    "ไม่จริง",
    "เท็จ",
    "ปฏิเสธ",
)

_FIGURES = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion"
    " billions trillion trillions half third thirds quarter quarters dozen dozens double triple twice thrice once percent percentage"
    " first second fourth fifth sixth seventh eighth ninth tenth last point points"
    " january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday noon midnight am pm bn mn tn"
    " kilometre kilometres kilometer kilometers metre metres meter meters mile miles foot feet inch inches gram grams kilo kilos"
    " kilogram kilograms ton tons tonne tonnes pound pounds litre litres gallon gallons acre acres hectare hectares"
    " dollar dollars euro euros cent cents yen rouble roubles ruble rubles rupee rupees yuan peso pesos degree degrees celsius"
    " fahrenheit hour hours minute minutes day days week weeks month months year years decade decades century centuries usd eur gbp",
    "fr": "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante"
    " soixante cent cents mille million millions milliard milliards moitié tiers quart double triple premier première deuxième"
    " second seconde troisième janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi"
    " mercredi jeudi vendredi samedi dimanche pourcent kilomètres mètres tonnes euros dollars heures jours mois ans",
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig"
    " neunzig hundert tausend million millionen milliarde milliarden billionen prozent prozentpunkte prozentpunkten hälfte drittel"
    " viertel doppelt erste ersten zweite zweiten dritte dritten januar februar märz april mai juni juli august september oktober"
    " november dezember montag dienstag mittwoch donnerstag freitag samstag sonntag euro dollar kilometer meter tonnen stunden tage"
    " monate jahre mio mrd",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta sesenta setenta ochenta"
    " noventa cien ciento mil millón millones billones mitad tercio doble primero primera segundo segunda tercero enero febrero"
    " marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado"
    " domingo euros dólares kilómetros metros toneladas horas días meses años",
    "it": "due tre quattro cinque sei sette otto nove dieci venti trenta cento mila mille milione milioni miliardo miliardi metà primo"
    " seconda terzo gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lunedì martedì"
    " mercoledì giovedì venerdì sabato domenica euro dollari chilometri metri tonnellate",
    "pt": "dois duas três quatro cinco seis sete oito nove dez vinte trinta cem cento mil milhão milhões bilhão bilhões metade primeiro"
    " segunda terceiro janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira"
    " terça-feira sábado domingo euros dólares reais quilómetros quilômetros metros toneladas",
    "nl": "twee drie vier vijf zes zeven acht negen tien twintig honderd duizend miljoen miljard helft eerste tweede derde procent"
    " januari februari maart april mei juni juli augustus september oktober november december maandag dinsdag woensdag donderdag"
    " vrijdag zaterdag zondag euro dollar kilometer meter ton",
    "pl": "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto tysiąc tysiące tysięcy milion miliony milionów miliard miliardy"
    " miliardów połowa procent pierwszy drugi trzeci stycznia lutego marca kwietnia maja czerwca lipca sierpnia września"
    " października listopada grudnia poniedziałek wtorek środę czwartek piątek sobotę niedzielę złotych euro dolarów"
    " miliona miliarda styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu dwóch trzech czterech"
    " pięciu dwie",
    "sv": "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra"
    " tusen miljon miljoner miljonerna miljard miljarder miljarderna procent hälften tredjedel tredjedelar fjärdedel första andra"
    " tredje januari februari mars april maj juni juli augusti september oktober november december måndag tisdag onsdag torsdag"
    " fredag lördag söndag måndags tisdags onsdags torsdags fredags lördags söndags kronor euro dollar mil kilometer meter ton",
    "ru": "один два три четыре пять шесть семь восемь девять десять двадцать сто тысяча тысячи тысяч миллион миллиона миллионов"
    " миллиард миллиарда миллиардов процент процента процентов половина треть первый второй третий января февраля марта апреля мая"
    " июня июля августа сентября октября ноября декабря понедельник вторник среду четверг пятницу субботу воскресенье млн млрд тыс"
    " рублей евро долларов километров метров тонн январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре"
    " двух трех четырех пяти шести семи восьми девяти десяти двое трое",
    "uk": "один два три чотири п'ять шість сім вісім дев'ять десять двадцять сто тисяча тисячі тисяч мільйон мільйони мільйонів мільярд"
    " мільярди мільярдів відсотків половина перший другий третій січня лютого березня квітня травня червня липня серпня вересня"
    " жовтня листопада грудня понеділок вівторок середу четвер п'ятницю суботу неділю млн млрд гривень євро доларів"
    " січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні двох трьох чотирьох п'яти шести",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on yirmi otuz elli yüz bin milyon milyar yarısı yüzde birinci ikinci ocak şubat mart"
    " nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık pazartesi salı çarşamba perşembe cuma cumartesi pazar lira dolar"
    " avro ocakta şubatta martta nisanda mayısta haziranda temmuzda ağustosta eylülde ekimde kasımda aralıkta",
    "ar": "ألف آلاف مليون ملايين مليار مليارات نصف ثلث ربع مئة بالمئة يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر"
    " نوفمبر ديسمبر الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد دولار يورو",
    "he": "אלף אלפים מיליון מיליארד חצי שליש רבע מאה אחוז אחוזים ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר"
    " דצמבר שקל שקלים דולר אירו",
    "hi": "हज़ार लाख करोड़ अरब दस सौ प्रतिशत जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर सोमवार मंगलवार बुधवार"
    " गुरुवार शुक्रवार शनिवार रविवार रुपये",
    "ko": "천 만 백만 억 조 퍼센트 월요일 화요일 수요일 목요일 금요일 토요일 일요일 달러 유로 엔 명 개 년 원",
}
UNSPACED_FIGURES = frozenset("一二三四五六七八九十百千万萬億亿兆零〇両半倍円元割")
UNITS = frozenset("km kg m cm mm t kw mw gw kwh mwh gwh twh ha ml l mg °c bn mn mio mrd млн млрд".split())
ONLY_CAPITAL = frozenset("march may august second".split())
"""Names of months that are common words without their capital, and a common word that is no figure."""
FURNITURE = frozenset(
    (
        "advertisement/ad/advert/sponsored/storycontinuesbelow/storycontinuesbelowadvertisement/articlecontinuesafteradvertisement"
        "/readmore/continuereading/publicité/lapublicitécontinuecidessous/anzeige/werbung/publicidad/anuncio/pubblicità/publicidade"
        "/advertentie/reklama/reklam/реклама/annons/annonce/إعلان/פרסומת/广告/廣告/広告/スポンサーリンク/광고/โฆษณา/विज्ञापन"
    ).split("/")
)
"""Lines that stand between two paragraphs and belong to neither, without spaces."""
SUSPENDING = "and or und oder bis sowie to et ou y o e en of och og eller i lub и или та або".split()
"""Words after a hyphen that stands for the rest of a compound: pre- and post-war."""
SHOUTED = frozenset(
    (
        "not no never all only any every must very now and or but is are was were will can do does did the this that both one two"
        " yes more less most few none nothing nobody won't can't don't pas non tous nicht kein alle nur no sí sin non mai tutti"
    ).split()
)
"""Words that are printed in capitals for stress; other short words in capitals are names."""
NAMES_BY_CAPITAL = frozenset(
    "may march august polish turkey china bush will job sie ihr ihnen ihre ihrer ihrem".split()
)
"""Words that name something else with a capital than without."""
DIFFERENT_WITH_DIAERESIS = frozenset(
    "все всем узнаем узнает осел небо мел слез берет падеж совершенный признаем признает передохнем чем".split()
)
"""Russian words that are other words with ё."""
POINTS = frozenset(
    "en zh ja ko th he hi ar ms fa ur bn ta te mr gu pa ml kn si ne my km lo sw am fil tl ga cy mt".split()
)
"""Languages that write 1,234.5; the others write 1.234,5."""
POINT_REGIONS = frozenset("es-mx es-us es-pr es-gt es-hn es-ni es-pa es-do es-sv es-pe de-ch de-li it-ch fr-ch".split())


@lru_cache(maxsize=64)
def negations(language: str | None) -> frozenset[str]:
    """Return a language's words of negation; those of all where it is not known."""
    return _words_of(language, _NEGATIONS)


@lru_cache(maxsize=64)
def figures(language: str | None) -> frozenset[str]:
    """Return a language's figures in words, magnitudes, units, months and days; those of all where it is not known."""
    return _words_of(language, _FIGURES) | UNITS


def primary(language: str | None) -> str:
    """Return the primary subtag of a language tag (BCP 47), in lower case: "pt" of "pt-BR"; empty where there is none."""
    return (language or "").replace("_", "-").partition("-")[0].lower()


def _words_of(language: str | None, table: dict[str, str]) -> frozenset[str]:
    if (tag := primary(language)) in table:
        return frozenset(table[tag].split())
    return frozenset(word for words in table.values() for word in words.split())
