"""Edits of quotes, made by hand: a sentence of a page, and what the quote has instead; "=" changes nothing that is said.

n number, x negation, a name, w word, c clause, o order; of several letters, any is a correct kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.vocabulary import DifferenceKind


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence of a page, the quote made of it, and the correct kinds of the difference; none: there is no difference."""

    language: str
    page: str
    quote: str
    kinds: frozenset[DifferenceKind]


_KINDS = {
    "n": DifferenceKind.NUMBER, "x": DifferenceKind.NEGATION, "a": DifferenceKind.NAME,
    "w": DifferenceKind.WORD, "c": DifferenceKind.CLAUSE, "o": DifferenceKind.ORDER,
}  # fmt: skip
_WRITTEN = """
en: “We sold 1,250 tickets in May,” Ms Okafor said, “and none of the seats were free,” while Mr Lund was not asked.
n 1,250 > 1,520 | n 1,250 > 1.25 | n 1,250 > 12,50 | n May > March | = 1,250 > 1250 | = “We > "We | x none of > all of | x was not asked > was asked
o Ms Okafor said, “and none of the seats were free,” while Mr Lund > Mr Lund said, “and none of the seats were free,” while Ms Okafor
w sold > gave away | aw Okafor > Okoro | w seats > sheets | w and none > but none | wcn  in May >  | = Ms Okafor > Ms  Okafor
en: The minister denied that about two thirds of the 3.5 million euros had been spent before 12 June 2023.
xw denied > said | n two thirds > one third | n 3.5 > 3,5 | n 3.5 > 35 | n million > billion | nw euros > dollars | n 12 June > 21 June | n 2023 > 2024 | w before > after
w about > exactly | nw about two > two | = million euros > million\u00a0euros | n 3.5 > 3.6 | x had been > had not been | n two thirds > 2/3
en: No one who can vote must wait longer than five minutes, the clerk told us, and at least nine offices stay open.
xn No one > Everyone | xw can vote > cannot vote | w must > may | w longer > less | n five > 5 | n five > fifty | n minutes > hours | w at least > at most | n nine > ten | w open > shut
de: „Wir haben 1.250 Karten verkauft“, sagte Frau Öztürk am 3. Mai, „und kein Platz blieb frei“, obwohl Herr Lund nicht kam.
n 1.250 > 1.520 | n 1.250 > 1,25 | = 1.250 > 1250 | = „Wir > "Wir | x kein Platz > ein Platz | x nicht kam > kam | a Öztürk > Özdemir | n 3. Mai > 5. Mai | n Mai > März
w verkauft > verschenkt | w obwohl > weil | o Frau Öztürk am 3. Mai, „und kein Platz blieb frei“, obwohl Herr Lund > Herr Lund am 3. Mai, „und kein Platz blieb frei“, obwohl Frau Öztürk | w frei > leer
de: Etwa zwei Drittel der 3,5 Millionen Euro wurden vor dem 12. Juni ausgegeben, die Gemeinde muss sparen.
n zwei > drei | n 3,5 > 3.5 | n 3,5 > 35 | n Millionen > Milliarden | nw Euro > Franken | w vor > nach | n 12. > 21. | w muss > darf | w Etwa > Genau | n Juni > Juli | w sparen > zahlen | n 3,5 > 3,6
fr: « Nous avons vendu 1 250 billets en mai », dit Mme Diallo, « et aucun siège n’était libre », tandis que M. Lund n’est pas venu.
n 1 250 > 1 520 | n 1 250 > 1,250 | = 1 250 > 1250 | = « Nous > "Nous | x aucun siège n’était > un siège était | x n’est pas venu > est venu | a Diallo > Diarra | n mai > mars | w vendu > offert | w tandis que > parce que
o Mme Diallo, « et aucun siège n’était libre », tandis que M. Lund > M. Lund, « et aucun siège n’était libre », tandis que Mme Diallo
fr: Environ deux tiers des 3,5 millions d’euros ont été dépensés avant le 12 juin, et la commune doit économiser.
n deux > trois | n 3,5 > 3.5 | n 3,5 > 35 | n millions > milliards | nw d’euros > de dollars | w avant > après | n 12 > 21 | w doit > peut | n juin > juillet | w Environ > Exactement | x doit économiser > ne doit pas économiser
es: «Vendimos 1.250 entradas en mayo», dijo la señora Ruiz, «y ningún asiento quedó libre», aunque el señor Lund no vino.
n 1.250 > 1.520 | n 1.250 > 1,25 | = 1.250 > 1250 | x ningún > algún | x no vino > vino | a Ruiz > Díaz | n mayo > marzo | w Vendimos > Regalamos | w aunque > porque | = «Vendimos > "Vendimos | w libre > lleno
o la señora Ruiz, «y ningún asiento quedó libre», aunque el señor Lund > el señor Lund, «y ningún asiento quedó libre», aunque la señora Ruiz
es: Unos dos tercios de los 3,5 millones de euros se gastaron antes del 12 de junio, y el municipio debe ahorrar.
n dos > tres | n 3,5 > 35 | n millones > billones | nw euros > dólares | w antes > después | n 12 > 21 | w debe > puede | n junio > julio | x debe > no debe | w ahorrar > pagar
it: «Abbiamo venduto 1.250 biglietti a maggio», ha detto la signora Rossi, «e nessun posto era libero», mentre il signor Lund non è venuto.
n 1.250 > 1.520 | = 1.250 > 1250 | x nessun > qualche | x non è venuto > è venuto | a Rossi > Russo | n maggio > marzo | w venduto > regalato | w mentre > perché | w libero > occupato | = «Abbiamo > "Abbiamo
it: Circa due terzi dei 3,5 milioni di euro sono stati spesi prima del 12 giugno, e il comune deve risparmiare.
n due > tre | n 3,5 > 35 | n milioni > miliardi | nw euro > dollari | w prima > dopo | n 12 > 21 | w deve > può | n giugno > luglio | x deve > non deve | w risparmiare > pagare
pt: “Vendemos 1.250 bilhetes em maio”, disse a senhora Alves, “e nenhum lugar ficou livre”, embora o senhor Lund não tenha vindo.
n 1.250 > 1.520 | = 1.250 > 1250 | x nenhum > algum | x não tenha > tenha | a Alves > Neves | n maio > março | w Vendemos > Oferecemos | w embora > porque | w livre > ocupado
nl: ‘We verkochten 1.250 kaartjes in mei’, zei mevrouw Bakker, ‘en geen enkele stoel bleef vrij’, hoewel meneer Lund niet kwam.
n 1.250 > 1.520 | = 1.250 > 1250 | x geen enkele > elke | x niet kwam > kwam | a Bakker > Visser | n mei > maart | w verkochten > gaven | w hoewel > omdat | w vrij > bezet | n mei > juni
pl: „Sprzedaliśmy 1250 biletów w maju”, powiedziała pani Nowak, „i żadne miejsce nie było wolne”, choć pan Lund nie przyszedł.
n 1250 > 1520 | = 1250 > 1 250 | x nie przyszedł > przyszedł | x nie było wolne > było wolne | a Nowak > Kowal | n maju > marcu | w Sprzedaliśmy > Rozdaliśmy | w choć > bo | w pani > pan
sv: ”Vi sålde 1 250 biljetter i maj”, sade fru Berg, ”och ingen plats var ledig”, fast herr Lund inte kom.
n 1 250 > 1 520 | = 1 250 > 1250 | x ingen plats > en plats | x inte kom > kom | a Berg > Borg | n maj > mars | w sålde > delade ut | w fast > för | w ledig > upptagen
ru: «Мы продали 1250 билетов в мае, — сказала госпожа Орлова, — и ни одно место не осталось свободным», хотя господин Лунд не пришёл.
n 1250 > 1520 | = 1250 > 1 250 | x не пришёл > пришёл | x не осталось > осталось | a Орлова > Котова | n мае > марте | w продали > раздали | w хотя > потому что | = пришёл > пришел | w свободным > занятым
ru: Около двух третей из 3,5 миллиона евро потратили до 12 июня, и община должна экономить.
n двух > трёх | n 3,5 > 35 | n миллиона > миллиарда | nw евро > долларов | w до > после | n 12 > 21 | w должна > может | n июня > июля | x должна > не должна | w Около > Ровно
uk: «Ми продали 1250 квитків у травні, — сказала пані Шевчук, — і жодне місце не лишилося вільним», хоча пан Лунд не прийшов.
n 1250 > 1520 | x не прийшов > прийшов | a Шевчук > Ткачук | n травні > березні | w продали > роздали | w хоча > бо | x не лишилося > лишилося | n 1250 > 125
tr: “Mayısta 1.250 bilet sattık,” dedi Bayan Kaya, “ve hiçbir koltuk boş kalmadı,” oysa Bay Lund gelmedi.
n 1.250 > 1.520 | = 1.250 > 1250 | xw gelmedi > geldi | a Kaya > Koca | nwx Mayısta > Martta | w sattık > dağıttık | w oysa > çünkü | w boş > dolu | xw hiçbir > her
zh: 王女士说，五月卖出了1250张票，没有一个座位空着，而林先生没有来。
n 1250 > 1520 | x 没有一个 > 有一个 | x 没有来 > 来了 | aw 王女士 > 黄女士 | n 五月 > 三月 | w 卖出 > 送出 | w 空着 > 坏着 | n 1250 > 125 | wx 而林 > 但林
ja: 田中さんは五月に1250枚の切符を売ったと述べ、空席は一つもなかったが、林さんは来なかった。
n 1250 > 1520 | n 五月 > 三月 | xw 来なかった > 来た | aw 田中 > 山中 | w 売った > 配った | w 切符 > 手紙 | n 1250 > 12500 | wn 一つ > 二つ
ar: قالت السيدة حداد إن المسرح باع 1250 تذكرة في مايو، ولم يبق مقعد واحد، لكن السيد لوند لم يحضر.
n 1250 > 1520 | x لم يحضر > حضر | n مايو > مارس | w باع > وزع | aw حداد > نجار | x ولم يبق > وبقي | n 1250 > 125 | = 1250 > ١٢٥٠
he: גברת לוי אמרה שהתיאטרון מכר 1250 כרטיסים במאי, ואף מושב לא נשאר פנוי, אבל מר לונד לא בא.
n 1250 > 1520 | x לא בא > בא | w מכר > חילק | aw לוי > כהן | x לא נשאר > נשאר | nw במאי > במרץ | n 1250 > 125
th: คุณสมศรีกล่าวว่าโรงละครขายตั๋วได้ 1250 ใบในเดือนพฤษภาคม และไม่มีที่นั่งว่าง แต่คุณลุนด์ไม่มา
n 1250 > 1520 | x ไม่มา > มา | w ขาย > แจก | x ไม่มีที่ > มีที่ | n 1250 > 125 | wn พฤษภาคม > มีนาคม
hi: श्रीमती वर्मा ने कहा कि मई में 1250 टिकट बिके और कोई सीट खाली नहीं रही, पर श्री लुंड नहीं आए।
n 1250 > 1520 | n मई > मार्च | aw वर्मा > शर्मा | w बिके > बँटे | w खाली > भरी | x नहीं आए > आए | n 1250 > 125
sv: Omkring två tredjedelar av de 3,5 miljonerna kronor användes före den 12 juni, och kommunen måste spara.
n två > tre | n 3,5 > 35 | n miljonerna > miljarderna | w före > efter | n 12 > 21 | w måste > får | n juni > juli | w spara > betala | w Omkring > Exakt
nl: Ongeveer twee derde van de 3,5 miljoen euro is voor 12 juni uitgegeven, en de gemeente moet sparen.
n twee > drie | n 3,5 > 35 | n miljoen > miljard | nw euro > dollar | w voor > na | n 12 > 21 | w moet > mag | n juni > juli | w sparen > betalen | x is voor > is niet voor
pl: Około dwie trzecie z 3,5 miliona euro wydano przed 12 czerwca, a gmina musi oszczędzać.
n dwie > trzy | n 3,5 > 35 | n miliona > miliarda | nw euro > dolarów | w przed > po | n 12 > 21 | w musi > może | n czerwca > lipca | x musi > nie musi | w oszczędzać > płacić
pt: Cerca de dois terços dos 3,5 milhões de euros foram gastos antes de 12 de junho, e o município deve poupar.
n dois > três | n 3,5 > 35 | n milhões > bilhões | nw euros > dólares | w antes > depois | n 12 > 21 | w deve > pode | n junho > julho | x deve > não deve | w poupar > pagar
zh: 大约三分之二的350万欧元在6月12日之前花掉了，市政府必须节约。
n 三分之二 > 三分之一 | n 350万 > 35万 | n 6月 > 7月 | n 12日 > 21日 | w 之前 > 之后 | wx 必须 > 不必 | w 节约 > 付款
ja: 約三分の二にあたる350万ユーロが6月12日より前に使われ、町は節約しなければならない。
n 三分の二 > 三分の一 | n 350万 > 35万 | n 6月 > 7月 | n 12日 > 21日 | w より前 > より後 | n 万 > 億
"""


def edits() -> Iterator[Edit]:
    """Yield them."""
    language = page = ""
    for line in _WRITTEN.strip().splitlines():
        if head := re.match(r"([a-z]{2}): (.+)", line):
            language, page = head[1], head[2]
            continue
        for each in line.split(" | "):
            kinds, _, change = each.partition(" ")
            old, new = re.split(r" >(?: |$)", change, maxsplit=1)
            assert page.count(old) >= 1, (page, old)
            yield Edit(
                language, page, page.replace(old, new, 1), frozenset(_KINDS[kind] for kind in kinds if kind != "=")
            )
