"""Sentences in eighteen languages for the quote cases, and edits that change their meaning."""

from dataclasses import dataclass

from factcheck.vocabulary import DifferenceKind

NEGATION, NUMBER, WORD = DifferenceKind.NEGATION, DifferenceKind.NUMBER, DifferenceKind.WORD
Swap = tuple[DifferenceKind, str, str]


@dataclass(frozen=True, slots=True)
class Tongue:
    """Frames of sentences with slots for a name and a figure, what fills them, and what may be done to them."""

    frames: tuple[str, ...]
    names: tuple[str, ...]
    swaps: tuple[Swap, ...]
    """Words of a frame and those that replace them, both ways round."""
    stranger: str
    """A sentence that is on no page."""
    inserted: tuple[str, str]
    """A word and a clause that may be put in after any word."""
    spaced: bool = True
    cased: bool = True


def _swaps(*lines: str) -> tuple[Swap, ...]:
    kinds = {"-": NEGATION, "#": NUMBER, "~": WORD}
    out: list[Swap] = []
    for line in lines:
        for each in line[1:].split(";"):
            old, _, new = each.partition("|")
            out.append((kinds[line[0]], old.strip(), new.strip()))
    return tuple(out)


TONGUES = {
    "en": Tongue(
        (
            "On Tuesday {name} said that the old harbour would receive {n} new boats by March, and most fishermen agreed",
            "Unemployment rose by {n} percent last year, although {name} must have known that all nurses can strike",
            "The ministry spent {n} million dollars on two bridges in 2019, as {name} told the committee over dinner",
        ),
        ("Anna Berg", "Peter Holm", "Maria Costa"),
        _swaps(
            "-would receive|would not receive; must have|must never have",
            "-can strike|can't strike; The ministry spent|The ministry never spent",
            "#Tuesday|Thursday; March|May; percent|percentage points; million|billion",
            "#million dollars|million euros; two bridges|three bridges",
            "~most fishermen|few fishermen; rose|fell; must have|may have; all nurses|some nurses",
            "~over dinner|under dinner; old|great; said|denied",
        ),
        "Bakers in the valley use rye flour because wheat grows badly there",
        ("reportedly", "which nobody in the small town had expected to hear"),
    ),
    "fr": Tongue(
        (
            "Selon {name}, le vieux port accueillera mardi les {n} bateaux attendus, et la plupart des pêcheurs sont d’accord",
            "Le chômage a augmenté de {n} points en mars, mais {name} doit répondre à toutes les questions de la commission",
            "La région a dépensé {n} millions d’euros pour deux ponts en 2019, affirme {name} dans son rapport annuel",
        ),
        ("Claire Dubois", "Marc Petit", "Jeanne Leroy"),
        _swaps(
            "-port accueillera|port n’accueillera pas; doit répondre|ne doit pas répondre",
            "-La région a dépensé|La région n’a jamais dépensé",
            "#mardi|jeudi; mars|mai; millions|milliards; euros|dollars; deux ponts|trois ponts",
            "~vieux|grand; augmenté|baissé; doit répondre|peut répondre",
            "~la plupart|une minorité; toutes|certaines; affirme|conteste",
        ),
        "Les boulangers préfèrent la farine de seigle quand le blé manque dans la vallée",
        ("probablement", "ce que personne dans la petite ville ne voulait entendre"),
    ),
    "de": Tongue(
        (
            "Nach Angaben von {name} wird der alte Hafen am Dienstag {n} Boote empfangen, und die meisten Fischer wollen das",
            "Die Quote stieg im März um {n} Prozent, obwohl alle Pfleger streiken dürfen, schrieb {name} in einem Brief",
            "Das Land gab {n} Millionen Euro für zwei große Brücken aus, wie {name} dem Ausschuss gestern sagte",
        ),
        ("Karl Weber", "Ute Lang", "Jens Vogel"),
        _swaps(
            "-Boote empfangen|Boote nicht empfangen",
            "-streiken dürfen|nicht streiken dürfen; Das Land gab|Das Land gab nie",
            "#Dienstag|Donnerstag; März|Mai; Millionen|Milliarden; Euro|Dollar",
            "#Prozent|Prozentpunkte; zwei große|drei große",
            "~alte|neue; stieg|sank; dürfen|müssen; die meisten|nur wenige; alle Pfleger|einige Pfleger; große|kleine",
        ),
        "Bäcker nehmen gern Roggen, wenn auf den Feldern im Tal kaum Weizen wächst",
        ("angeblich", "was in der kleinen Stadt wirklich keiner hören wollte"),
    ),
    "es": Tongue(
        (
            "Según {name}, el viejo puerto recibirá el martes {n} barcos nuevos, y la mayoría de los pescadores está de acuerdo",
            "El desempleo subió en marzo {n} puntos, aunque {name} debe responder a todas las preguntas de la comisión",
            "La región gastó {n} millones de euros en dos puentes, explicó {name} durante la larga reunión",
        ),
        ("Lucía Ramos", "Pablo Gil", "Elena Soto"),
        _swaps(
            "-puerto recibirá|puerto no recibirá; debe responder|no debe responder",
            "-La región gastó|La región nunca gastó",
            "#martes|jueves; marzo|mayo; millones|billones; euros|dólares; dos puentes|tres puentes",
            "~viejo|gran; subió|bajó; debe responder|puede responder",
            "~la mayoría|una minoría; todas|algunas; explicó|desmintió",
        ),
        "Los panaderos prefieren la harina de centeno cuando falta trigo en el valle",
        ("quizás", "algo que en el pequeño pueblo ninguno quería oír"),
    ),
    "it": Tongue(
        (
            "Secondo {name}, il vecchio porto riceverà martedì {n} barche nuove, e quasi tutti i pescatori sono d’accordo",
            "La disoccupazione è salita a marzo di {n} punti, anche se {name} deve rispondere a ogni domanda della commissione",
            "La regione ha speso {n} milioni di euro per due ponti, ha spiegato {name} durante la riunione",
        ),
        ("Lucia Ferri", "Paolo Neri", "Elena Costa"),
        _swaps(
            "-porto riceverà|porto non riceverà; deve rispondere|non deve rispondere",
            "-La regione ha speso|La regione non ha speso",
            "#martedì|giovedì; marzo|maggio; milioni|miliardi; euro|dollari; due ponti|tre ponti",
            "~vecchio|grande; salita|scesa; deve rispondere|può rispondere; quasi tutti|solo alcuni; spiegato|smentito",
        ),
        "I fornai preferiscono la farina di segale quando il grano manca nella valle",
        ("forse", "cosa che nel piccolo paese tutti temevano di sentire"),
    ),
    "pt": Tongue(
        (
            "Segundo {name}, o velho porto receberá na terça {n} barcos novos, e a maioria dos pescadores está de acordo",
            "O desemprego subiu em março {n} pontos, embora {name} deva responder a todas as perguntas da comissão",
            "A região gastou {n} milhões de euros em duas pontes, explicou {name} durante a longa reunião",
        ),
        ("Lúcia Ramos", "Pedro Gil", "Helena Souto"),
        _swaps(
            "-porto receberá|porto não receberá; embora {name}|embora {name} não",
            "-A região gastou|A região nunca gastou",
            "#março|maio; milhões|bilhões; euros|dólares; duas pontes|três pontes",
            "~velho|grande; subiu|caiu; deva|possa; a maioria|uma minoria; todas|algumas; explicou|desmentiu",
        ),
        "Os padeiros preferem a farinha de centeio quando falta trigo no vale",
        ("talvez", "coisa que na pequena vila todos temiam ouvir"),
    ),
    "nl": Tongue(
        (
            "Volgens {name} zal de oude haven dinsdag {n} nieuwe boten ontvangen, en de meeste vissers zijn het ermee eens",
            "De werkloosheid steeg in maart met {n} procent, hoewel {name} alle vragen van de commissie moet beantwoorden",
            "De regio gaf {n} miljoen euro uit aan twee bruggen, zei {name} tijdens de lange vergadering",
        ),
        ("Jan Bakker", "Els Visser", "Kees Mulder"),
        _swaps(
            "-boten ontvangen|boten niet ontvangen",
            "-moet beantwoorden|niet moet beantwoorden; De regio gaf|De regio gaf nooit",
            "#dinsdag|donderdag; maart|mei; miljoen|miljard; euro|dollar; twee bruggen|drie bruggen",
            "~oude|grote; steeg|daalde; moet|mag; de meeste|enkele; alle vragen|sommige vragen; zei|ontkende",
        ),
        "Bakkers gebruiken graag rogge wanneer tarwe in het dal slecht groeit",
        ("misschien", "wat in het kleine dorp iedereen had gevreesd"),
    ),
    "pl": Tongue(
        (
            "Według {name} stary port przyjmie we wtorek {n} nowych łodzi, a większość rybaków zgadza się z tym planem",
            "Bezrobocie wzrosło w marcu o {n} procent, chociaż {name} musi odpowiedzieć na wszystkie pytania komisji",
            "Region wydał {n} milionów euro na dwa mosty, wyjaśnił {name} podczas długiego zebrania",
        ),
        ("Jan Kowal", "Ewa Lis", "Piotr Zając"),
        _swaps(
            "-port przyjmie|port nie przyjmie; musi odpowiedzieć|nie musi odpowiedzieć",
            "-Region wydał|Region nigdy nie wydał",
            "#milionów|miliardów; euro|złotych; dwa mosty|trzy mosty; procent|punktów procentowych",
            "~stary|wielki; wzrosło|spadło; musi|może; większość|mniejszość; wszystkie|niektóre; wyjaśnił|zaprzeczył",
        ),
        "Piekarze wolą mąkę żytnią, kiedy pszenica w dolinie rośnie słabo",
        ("podobno", "czego w małym mieście wszyscy bardzo się obawiali"),
    ),
    "ru": Tongue(
        (
            "По словам {name}, старый порт примет во вторник {n} новых судов, и большинство рыбаков с этим согласны",
            "Безработица выросла в марте на {n} процентов, хотя {name} должен ответить на все вопросы комиссии",
            "Область потратила {n} миллионов евро на два моста, написал {name} в письме редакции",
        ),
        ("Иван Орлов", "Пётр Лебедев", "Олег Зимин"),
        _swaps(
            "-порт примет|порт не примет; должен ответить|не должен ответить",
            "-Область потратила|Область никогда не тратила",
            "#вторник|четверг; миллионов|миллиардов; евро|рублей; два моста|три моста",
            "~старый|большой; выросла|упала; должен|может; большинство|меньшинство",
            "~все вопросы|эти вопросы; написал|опроверг",
        ),
        "Пекари берут ржаную муку, когда пшеница в долине растёт плохо",
        ("вероятно", "чего в маленьком городе очень многие боялись услышать"),
    ),
    "uk": Tongue(
        (
            "За словами {name}, старий порт прийме у вівторок {n} нових суден, і більшість рибалок із цим згодні",
            "Безробіття зросло в березні на {n} відсотків, хоча {name} мусить відповісти на всі запитання комісії",
            "Область витратила {n} мільйонів євро на два мости, написав {name} у листі до редакції",
        ),
        ("Іван Орленко", "Петро Лебідь", "Олег Зимний"),
        _swaps(
            "-порт прийме|порт не прийме; мусить відповісти|не мусить відповісти",
            "-Область витратила|Область ніколи не витрачала",
            "#вівторок|четвер; мільйонів|мільярдів; євро|гривень; два мости|три мости",
            "~старий|великий; зросло|впало; мусить|може; більшість|меншість; всі|деякі; написав|спростував",
        ),
        "Пекарі беруть житнє борошно, коли пшениця в долині росте погано",
        ("мабуть", "чого в маленькому місті дуже багато хто боявся почути"),
    ),
    "tr": Tongue(
        (
            "Belediye başkanı {name} salı günü eski limanın {n} yeni tekne alacağını söyledi ve balıkçıların çoğu buna katıldı",
            "İşsizlik geçen yıl mart ayında {n} puan arttı, ancak {name} bütün sorulara yanıt verebilir dedi",
            "Bölge iki köprü için {n} milyon lira harcadı, diye yazdı {name} gazetemize gönderdiği mektupta",
        ),
        ("Ayşe Demir", "Mehmet Kaya", "Işıl Öztürk"),
        _swaps(
            "-alacağını|almayacağını; arttı|artmadı; verebilir|veremez; harcadı|harcamadı; katıldı|katılmadı",
            "#salı|perşembe; milyon|milyar; lira|dolar; iki köprü|üç köprü",
            "~eski|büyük; arttı|azaldı; çoğu|azı; bütün|bazı; harcadı|kazandı",
        ),
        "Fırıncılar vadide buğday iyi yetişmeyince çavdar unu kullanıyor",
        ("belki", "küçük kasabada herkesin duymaktan korktuğu bir haberdi"),
    ),
    "ar": Tongue(
        (
            "قال {name} إن الميناء القديم يستقبل {n} سفينة جديدة قبل نهاية الربيع ووافق معظم الصيادين على ذلك",
            "ارتفعت البطالة في مارس بنسبة {n} بالمئة رغم أن {name} يجب أن يجيب عن جميع أسئلة اللجنة",
            "أنفقت المنطقة {n} مليون يورو على بناء الجسر كما كتب {name} في رسالة إلى الصحيفة",
        ),
        ("سامي حداد", "ليلى نصر", "كريم منصور"),
        _swaps(
            "-القديم يستقبل|القديم لا يستقبل; يجب أن|لا يجب أن; أنفقت المنطقة|لم تنفق المنطقة",
            "#مارس|مايو; مليون|مليار; يورو|دولار",
            "~القديم|الكبير; ارتفعت|انخفضت; معظم|بعض; جميع|بعض; كتب|نشر",
        ),
        "يفضل الخبازون دقيق الجاودار عندما يقل القمح في الوادي",
        ("ربما", "وهو ما كان الجميع في البلدة الصغيرة يخشى سماعه"),
        cased=False,
    ),
    "he": Tongue(
        (
            "לדברי {name} הנמל הישן יקבל {n} סירות חדשות לפני סוף האביב ורוב הדייגים הסכימו לכך",
            "האבטלה עלתה במרץ בשיעור של {n} אחוזים אף ש{name} חייב לענות על כל השאלות של הוועדה",
            "המחוז הוציא {n} מיליון שקלים על גשר חדש, כתב {name} במכתב למערכת העיתון",
        ),
        ("דנה כהן", "יוסי לוי", "רות ברק"),
        _swaps(
            "-הישן יקבל|הישן לא יקבל; חייב לענות|לא חייב לענות; המחוז הוציא|המחוז מעולם לא הוציא",
            "#מיליון|מיליארד; שקלים|דולר",
            "~הישן|הגדול; עלתה|ירדה; ורוב|ומעט; חייב|רשאי; כתב|הכחיש",
        ),
        "האופים מעדיפים קמח שיפון כאשר חסרה חיטה בעמק",
        ("אולי", "דבר שכולם בעיירה הקטנה חששו מאוד לשמוע"),
        cased=False,
    ),
    "hi": Tongue(
        (
            "{name} ने मंगलवार को कहा कि पुराना बंदरगाह मार्च तक {n} नई नावें लेगा और अधिकांश मछुआरे सहमत थे",
            "पिछले साल बेरोज़गारी {n} प्रतिशत बढ़ी, जबकि {name} को समिति के सभी सवालों का जवाब देना चाहिए",
            "राज्य ने दो पुलों पर {n} करोड़ रुपये खर्च किए, यह बात {name} ने अपने पत्र में लिखी",
        ),
        ("सीमा वर्मा", "राजेश गुप्ता", "अनिल मेहता"),
        _swaps(
            "-नावें लेगा|नावें नहीं लेगा; देना चाहिए|नहीं देना चाहिए; खर्च किए|खर्च नहीं किए",
            "#मंगलवार|गुरुवार; मार्च|मई; करोड़|लाख; रुपये|डॉलर",
            "~पुराना|बड़ा; बढ़ी|घटी; अधिकांश|कुछ; सभी|कुछ; लिखी|छिपाई",
        ),
        "घाटी के बेकर राई का आटा इस्तेमाल करते हैं क्योंकि वहाँ गेहूँ कम उगता है",
        ("शायद", "जिसे छोटे शहर में हर कोई सुनने से डरता था"),
        cased=False,
    ),
    "ko": Tongue(
        (
            "{name} 시장은 화요일 옛 항구가 올해 새 배 {n} 척을 받는다고 말했고 대부분의 어부가 동의했다",
            "지난해 실업률은 3월에 {n} 퍼센트 올랐지만 {name} 위원은 모든 질문에 답해야 한다고 밝혔다",
            "지역 정부는 다리 건설에 {n} 만 달러를 썼다고 {name} 기자가 편지에 적었다",
        ),
        ("김민수", "이영희", "박지훈"),
        _swaps(
            "-받는다고|받지 않는다고; 올랐지만|오르지 않았지만; 썼다고|쓰지 않았다고",
            "#화요일|목요일; 3월에|5월에; 달러를|유로를",
            "~옛|큰; 대부분의|일부의; 올랐지만|내렸지만; 모든|일부; 답해야|답해도",
        ),
        "골짜기의 제빵사들은 밀이 잘 자라지 못해서 호밀 가루를 즐겨 쓴다",
        ("아마도", "작은 마을에서 모두가 듣기를 두려워하던 소식이었는데"),
        cased=False,
    ),
    "zh": Tongue(
        (
            "{name}星期二表示，旧港口今年将接收{n}艘新船，大多数渔民对此表示同意",
            "去年三月失业率上升了{n}个百分点，但{name}必须回答委员会的所有问题",
            "地方政府为两座桥花了{n}万元，{name}在给编辑部的信中这样写道",
        ),
        ("王建国", "李小梅", "陈志强"),
        _swaps(
            "-将接收|将不接收; 必须回答|不必须回答; 花了|没花; 表示同意|不表示同意",
            "#星期二|星期三; 三月|五月; 万元|亿元; 两座|三座",
            "~旧|大; 上升|下降; 大多数|极少数; 必须|可以; 所有|部分; 港口|机场",
        ),
        "面包师喜欢黑麦粉因为山谷里小麦长得差",
        ("据说", "这是小镇上每个人都害怕听到的消息"),
        spaced=False,
        cased=False,
    ),
    "ja": Tongue(
        (
            "{name}氏は火曜日、旧港が今年新しい船を{n}隻受け入れると語り、多くの漁師が同意した",
            "昨年三月の失業率は{n}ポイント上昇したが、{name}氏はすべての質問に答える必要がある",
            "県は二つの橋に{n}万円を使ったと、{name}氏は編集部への手紙に書いています",
        ),
        ("田中一郎", "佐藤花子", "鈴木健太"),
        _swaps(
            "-受け入れると|受け入れないと; 上昇した|上昇しなかった; 必要がある|必要がない; 書いています|書いていません",
            "#三月|五月; 二つの橋|三つの橋; 万円|億円",
            "~旧港|大港; 上昇|下落; 多くの|一部の; すべて|いくつか; 手紙|日記; 火曜日|木曜日",
        ),
        "パン屋はライ麦粉を好むが谷では小麦が育ちにくい",
        ("どうやら", "小さな町の誰もが聞くのを恐れていた知らせだが"),
        spaced=False,
        cased=False,
    ),
    "th": Tongue(
        (
            "{name}กล่าวเมื่อวันอังคารว่าท่าเรือเก่าจะรับเรือใหม่{n}ลำในปีนี้และชาวประมงส่วนใหญ่เห็นด้วย",
            "ปีที่แล้วอัตราการว่างงานเพิ่มขึ้น{n}จุดแต่{name}ต้องตอบคำถามทั้งหมดของคณะกรรมการ",
            "จังหวัดใช้เงิน{n}ล้านบาทสร้างสะพานสองแห่งตามที่{name}เขียนไว้ในจดหมายถึงกองบรรณาธิการ",
        ),
        ("สมชาย ใจดี", "มาลี ศรีสุข", "ประยุทธ์ ทองคำ"),
        _swaps(
            "-จะรับ|จะไม่รับ; ต้องตอบ|ไม่ต้องตอบ; จังหวัดใช้|จังหวัดไม่ใช้; เห็นด้วย|ไม่เห็นด้วย",
            "~เก่า|ใหญ่; เพิ่มขึ้น|ลดลง; ส่วนใหญ่|บางส่วน; ทั้งหมด|บางข้อ; จดหมาย|หนังสือ; อังคาร|พฤหัสบดี",
        ),
        "คนทำขนมปังชอบแป้งไรย์เพราะข้าวสาลีในหุบเขาโตไม่ค่อยดี",
        ("คงจะ", "ซึ่งเป็นข่าวที่ทุกคนในเมืองเล็กกลัวที่จะได้ยิน"),
        spaced=False,
        cased=False,
    ),
}
