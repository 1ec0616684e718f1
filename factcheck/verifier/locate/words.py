"""Small closed lists of words that turn a sentence round: negations, figures in words, magnitudes, months."""

NEGATIONS = frozenset(
    (
        "not no never none nobody nothing neither nor without cannot n't hardly barely non "
        "ne n' n pas jamais aucun aucune sans rien personne ni nul nulle guère "
        "nicht kein keine keinen keiner keines keinem nie niemals ohne nichts niemand weder "
        "ningún ninguna ninguno nunca jamás sin nada nadie tampoco "
        "nessun nessuna nessuno mai senza niente nulla né "
        "não nem nenhum nenhuma sem ninguém "
        "niet geen nooit niemand niets zonder "
        "inte ingen inga inget aldrig utan ikke ingen aldri uden "
        "nie żaden żadna nigdy bez nic nikt "
        "не нет ни никогда без никто ничего нельзя ні немає ніколи "
        "değil yok hiç asla hayır "
        "لا لم لن ليس ليست غير بدون ما "
        "לא אין בלי אל מעולם "
        "不 没 沒 未 無 无 非 ない ず ません ไม่ ไม่ได้ 안 못 않 नहीं मत न"
    ).split()
)
FIGURES = frozenset(
    (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
        " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million millions billion billions trillion"
        " half third quarter dozen double triple percent per-cent first second "
        "un deux trois quatre cinq sept huit neuf dix onze douze vingt trente quarante cinquante soixante cent mille milliard"
        " milliards moitié tiers "
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend million millionen"
        " milliarde milliarden prozent hälfte "
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta ciento mil millón millones "
        "один два три четыре пять шесть семь восемь девять десять двадцать сто тысяча тысяч миллион миллионов миллиард миллиардов"
        " процент процентов "
        "一 二 三 四 五 六 七 八 九 十 百 千 万 億 亿 "
        "january february march april may june july august september october november december monday tuesday wednesday thursday"
        " friday saturday sunday "
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi"
        " samedi dimanche "
        "januar februar märz april juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves"
        " viernes sábado domingo "
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
        "km kg m cm mm g t kw mw gw kwh mwh euro euros dollar dollars pound pounds yen rubles"
    ).split()
)
POINT_LANGUAGES = frozenset("en zh ja ko th he hi ar ms fa ur".split())
"""Languages that write 1,234.5; the others write 1.234,5."""
