"""Names of months, as people write them in dates."""

import unicodedata

_MONTHS = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct"
    " november/nov december/dec",
    "fr": "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août septembre octobre novembre décembre/déc",
    "de": "januar/jänner/jän februar/feber märz/mär/mrz april mai juni juli august september oktober/okt november"
    " dezember/dez",
    "es": "enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre"
    " diciembre/dic",
    "it": "gennaio/gen febbraio/febbr marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/sett ottobre/ott"
    " novembre dicembre",
    "pt": "janeiro fevereiro/fev março abril maio/mai junho julho agosto setembro outubro/out novembro dezembro",
    "nl": "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "pl": "styczeń/stycznia/styczniu/sty luty/lutego/lutym/lut marzec/marca/marcu kwiecień/kwietnia/kwietniu/kwi maj/maja/maju"
    " czerwiec/czerwca/czerwcu/cze lipiec/lipca/lipcu/lip sierpień/sierpnia/sierpniu/sie wrzesień/września/wrześniu/wrz"
    " październik/października/październiku/paź listopad/listopada/listopadzie/lis grudzień/grudnia/grudniu/gru",
    "ru": "январь/января/январе/янв февраль/февраля/феврале/фев/февр март/марта/марте/мар апрель/апреля/апреле/апр май/мая/мае"
    " июнь/июня/июне/июн июль/июля/июле/июл август/августа/августе/авг сентябрь/сентября/сентябре/сен/сент"
    " октябрь/октября/октябре/окт ноябрь/ноября/ноябре/ноя/нояб декабрь/декабря/декабре/дек",
    "uk": "січень/січня/січні/січ лютий/лютого/лютому/лют березень/березня/березні/бер квітень/квітня/квітні/квіт/кві"
    " травень/травня/травні/трав/тра червень/червня/червні/черв/чер липень/липня/липні/лип серпень/серпня/серпні/серп/сер"
    " вересень/вересня/вересні/вер жовтень/жовтня/жовтні/жовт/жов листопад/листопада/листопаді/лист/лис"
    " грудень/грудня/грудні/груд/гру",
}
"""Language tag to its twelve months; a slash separates the forms of one month."""
ENGLISH = tuple(names.split("/")[0].title() for names in _MONTHS["en"].split())


def plain_letters(word: str) -> str:
    """Return a word without case and accents: fevrier is février."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).rstrip(".")


MONTHS = {
    plain_letters(name): number
    for months in _MONTHS.values()
    for number, names in enumerate(months.split(), 1)
    for name in names.split("/")
}
"""Month name, as ``plain_letters`` writes it, to the month's number."""
