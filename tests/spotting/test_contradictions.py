"""Contradictions inside an article are pointed out with both statements, and statements about two events are not."""

from datetime import date

import pytest

from factcheck.spotting.contradictions import contradictions
from factcheck.spotting.values import Candidate, DateInterval, Reading
from factcheck.vocabulary import ClaimKind

PUBLISHED = DateInterval(date(2024, 6, 5), date(2024, 6, 5))
JUNE = DateInterval(date(2024, 6, 1), date(2024, 6, 30))


def found(language: str, *statements: str, published: DateInterval | None = PUBLISHED) -> dict[int, tuple[int, ...]]:
    """Return the contradictions of an article that has each statement in a paragraph of its own."""
    text = "\n\n".join(statements)
    candidates = []
    for rank, words in enumerate(statements, 1):
        start = text.index(words)
        candidates.append(
            Candidate(
                rank=rank,
                score=0.5,
                kind=ClaimKind.FACT,
                reasons=(),
                text=words,
                start=start,
                end=start + len(words),
                standalone=words,
                unresolved=(),
                speaker="article",
                date=None,
                language=language,
            )
        )
    reading = Reading(text, "text", language, published=published)
    return dict(contradictions(candidates, reading))


CONTRADICTIONS = [
    (
        "en",
        "At the port of Esbjerg 412 boats were counted on Monday by the council.",
        "The council counted 389 boats at the port of Esbjerg on Monday.",
    ),
    (
        "en",
        "The fire in the Leeds warehouse killed 12 people.",
        "Officials said 15 people were killed in the fire at the Leeds warehouse.",
    ),
    (
        "en",
        "The treaty on grain exports was signed in Geneva on 3 May 2024.",
        "Grain exports are covered by the treaty signed in Geneva on 7 May 2024.",
    ),
    (
        "en",
        "The committee approved the budget for the new hospital in Leeds.",
        "The committee has not approved the budget for the new hospital in Leeds.",
    ),
    (
        "en",
        "Unemployment in Denmark rose to 5.2 percent, the statistics office said.",
        "The statistics office said unemployment in Denmark rose to 2.5 percent.",
    ),
    (
        "fr",
        "L’incendie de l’entrepôt de Rouen a fait 12 blessés parmi les pompiers.",
        "Parmi les pompiers, l’incendie de l’entrepôt de Rouen a fait 21 blessés.",
    ),
    (
        "fr",
        "La grève des contrôleurs aériens à Orly a commencé le 3 mai 2024.",
        "À Orly, la grève des contrôleurs aériens a commencé le 13 mai 2024.",
    ),
    (
        "de",
        "Bei dem Brand in der Lagerhalle in Bremen wurden 12 Menschen verletzt.",
        "In der Lagerhalle in Bremen wurden bei dem Brand 21 Menschen verletzt.",
    ),
    (
        "es",
        "El incendio del almacén de Bilbao dejó 12 heridos entre los bomberos.",
        "Entre los bomberos, el incendio del almacén de Bilbao dejó 21 heridos.",
    ),
    ("pl", "W pożarze magazynu w Gdańsku zginęło 12 strażaków.", "W Gdańsku w pożarze magazynu zginęło 21 strażaków."),
    ("ru", "При пожаре на складе в Самаре погибли 12 пожарных.", "На складе в Самаре при пожаре погибли 21 пожарных."),
]


@pytest.mark.parametrize(("language", "one", "other"), CONTRADICTIONS)
def test_a_contradiction_is_pointed_out_at_both_statements(language: str, one: str, other: str) -> None:
    assert found(language, one, other) == {1: (2,), 2: (1,)}


AGREEMENTS = [
    ("en", "Sales of bread in Leeds rose by 5% in May 2024.", "Sales of bread in Leeds rose by 3% in April 2024."),
    ("en", "Sales of bread in Leeds rose by 5% in May.", "Sales of bread in Bristol rose by 3% in May."),
    ("en", "The mayor of Leeds opened the bakery in 2016.", "The baker of Leeds closed the shop in 2020."),
    (
        "en",
        "The council counted 412 boats at the port of Esbjerg.",
        "The council counted 412 boats at the port of Esbjerg on Monday.",
    ),
    (
        "en",
        "About 400 boats were counted at the port of Esbjerg on Monday.",
        "At the port of Esbjerg, 412 boats were counted on Monday.",
    ),
    ("en", "Jane Smith said prices rose by 5 percent.", "John Doe said wages rose by 3 percent."),
    ("en", "The fire in the Leeds warehouse killed 12 people.", "The fire in the Leeds warehouse destroyed 40 cars."),
    (
        "en",
        "The report on the missile strike on Kharkiv was published on Friday.",
        "The strike on Kharkiv killed a child.",
    ),
    (
        "en",
        "Britain exported 40 million tonnes of steel to France.",
        "France exported 20 million tonnes of wheat to Britain.",
    ),
    (
        "fr",
        "Les ventes de pain ont augmenté de 5 % en mai à Lyon.",
        "Les ventes de pain ont augmenté de 3 % en avril à Lyon.",
    ),
    (
        "fr",
        "Moscou et Pyongyang ont nié les transferts d’armes.",
        "Les alliés ont demandé la fin des transferts d’armes.",
    ),
    (
        "de",
        "In Bremen stieg die Zahl der Diebstähle um 5 Prozent.",
        "In Hamburg stieg die Zahl der Diebstähle um 3 Prozent.",
    ),
    (
        "de",
        "Im Mai stieg die Zahl der Diebstähle um 5 Prozent.",
        "Im April stieg die Zahl der Diebstähle um 3 Prozent.",
    ),
    ("es", "Las ventas de pan subieron un 5 % en Bilbao.", "Las ventas de pan subieron un 3 % en Sevilla."),
]


@pytest.mark.parametrize(("language", "one", "other"), AGREEMENTS)
def test_statements_about_two_events_do_not_contradict_each_other(language: str, one: str, other: str) -> None:
    assert found(language, one, other) == {}


NOVEMBER = DateInterval(date(2024, 11, 14), date(2024, 11, 14))
RESTATEMENTS = [
    (
        "de",
        "Eine Auswertung von 61.400 Anzeigen zeigt, dass die Angebotsmieten um 72 Prozent gestiegen sind.",
        "Dass die Angebotsmieten binnen zehn Jahren um 62 Prozent zugelegt haben, trifft nicht alle gleich.",
    ),
    (
        "es",
        "El fuego ha quemado unas 3.800 hectáreas de pinar y matorral, según la primera estimación oficial.",
        "Las 4.300 hectáreas quemadas afectan en parte al parque natural de los Tejos, hogar de una colonia de buitre negro.",
    ),
    (
        "pl",
        "Wojewoda Dorota Malec poinformowała, że do wieczora ewakuowano 2340 osób.",
        "Według wojewody do wieczora ewakuowano 2430 osób.",
    ),
    (
        "ru",
        "Движение по мосту через Сольву полностью закрыли в среду, сообщили в министерстве транспорта области.",
        "Напомним, мост через Сольву был закрыт для проезда 6 ноября.",
    ),
    (
        "en",
        "The ferry, the Selene, was built in 1994 and carried 212 passengers.",
        "The Selene, built in 1989, passed its last inspection in May.",
    ),
    (
        "fr",
        "Le gymnase Jean-Moulin a accueilli les familles évacuées pendant la nuit.",
        "Les familles évacuées ont passé la nuit au gymnase Pierre-Curie.",
    ),
    (
        "de",
        "Das Kohlelager wurde im August 2019 genehmigt, obwohl Anwohner geklagt hatten.",
        "Das Kohlelager wurde im Mai 2021 genehmigt.",
    ),
    (
        "en",
        "A gas leak at the Norwell mill injured 14 workers on Monday.",
        "The 16 injured workers were taken to hospital, the mill's manager said.",
    ),
    (
        "it",
        "Il crollo del ponte ha provocato 12 feriti, secondo la Protezione civile.",
        "I 17 feriti sono stati portati all'ospedale dopo il crollo del ponte.",
    ),
    (
        "pt",
        "O incêndio destruiu 34 casas na aldeia de Vale Fundo.",
        "As 43 casas destruídas pelo incêndio vão ser reconstruídas.",
    ),
    (
        "nl",
        "De school in Rijswijk werd gesticht in 1921 door een fabrikant.",
        "De school, gesticht in 1912, telt nu 400 leerlingen.",
    ),
    (
        "en",
        "The nurse, Ida Brand, has worked at Harrow Hospital for 22 years.",
        "The nurse Ida Brand told the inquiry about her 12 years at Harrow Hospital.",
    ),
    (
        "en",
        "The suspect was arrested on 4 November in the car park of a supermarket in Leeds.",
        "The suspect was arrested in the car park of a supermarket in Leeds on 6 November.",
    ),
    (
        "en",
        "A fire on a passenger ferry killed nine people off the port of Kelmar on Wednesday, the coast guard said.",
        "Eleven people were killed in the fire on the passenger ferry off Kelmar, according to a list seen by Northwire.",
    ),
]


@pytest.mark.parametrize(("language", "one", "other"), RESTATEMENTS)
def test_what_is_given_again_with_another_value_contradicts_it(language: str, one: str, other: str) -> None:
    assert found(language, one, other, published=NOVEMBER) == {1: (2,), 2: (1,)}


DIFFERENT_THINGS = [
    ("en", "The fire killed 12 people in Leeds in 2019.", "A fire killed 15 people in Leeds last week."),
    ("en", "The fund paid for 14 trees in the park.", "The fund paid for 20 trees at the school."),
    ("de", "Die Angebotsmieten stiegen 2022 um 12 Prozent.", "Die Angebotsmieten stiegen 2023 um 9 Prozent."),
    ("de", "Frauen mit Kindern verdienen 25 Prozent weniger.", "Frauen verdienen 18 Prozent weniger."),
    ("en", "Rents in Leeds rose by 12 percent.", "Rents in York rose by 9 percent."),
    ("fr", "Le budget des écoles augmente de 12 %.", "Le budget des hôpitaux augmente de 9 %."),
    (
        "fr",
        "Le maire Paul Germain a ouvert la séance du conseil municipal à 18 heures.",
        "Le maire Jean Petit a ouvert la séance du conseil municipal à 19 heures.",
    ),
    ("en", "Dr Anna Lee treated 12 patients on the ward.", "Dr Bob Ray treated 15 patients on the ward."),
    ("en", "Passenger numbers rose to 1.2 million in 2022.", "Passenger numbers rose to 1.5 million in 2023."),
    (
        "es",
        "El incendio quemó 3.800 hectáreas de pinar.",
        "El parque perdió 1.200 hectáreas de pinar en el incendio de 2005.",
    ),
    ("es", "En 2005 ardieron 6.200 hectáreas en la provincia.", "El fuego ha quemado 3.800 hectáreas."),
    ("en", "We asked for 4 million pounds in 2021.", "We asked for 6 million pounds in 2023."),
    ("it", "La Regione ha stanziato 19 milioni per il ponte.", "Il Comune ha stanziato 12 milioni per il ponte."),
    ("en", "The strike on Kharkiv on 2 May killed 4 people.", "The strike on Kharkiv on 5 May killed 6 people."),
    ("pl", "W Gdańsku ewakuowano 120 osób.", "W Sopocie ewakuowano 150 osób."),
    ("ru", "В 2022 году закрыли 12 школ.", "В 2023 году закрыли 15 школ."),
    ("en", "The hospital was opened in 1994.", "The clinic was opened in 1989."),
    ("en", "The museum opened in 1994 and its new wing opened in 2011.", "The museum shop opened in 2003."),
    ("en", "The bridge was closed on Monday for repairs.", "The bridge was closed on Thursday because of the storm."),
    ("en", "The school took in 40 pupils from the village.", "The village sent 52 pupils to the school last year."),
    (
        "de",
        "Die Klinik behandelte 35 Verletzte nach dem Brand.",
        "Die Feuerwehr brachte 28 Verletzte in andere Kliniken.",
    ),
    ("en", "More than 200 people attended the meeting on Tuesday.", "About 230 people attended the meeting."),
    ("pt", "O hospital tem 38 médicos e precisa de 60.", "Faltam 22 médicos no hospital."),
    ("en", "The company employs 400 people in Leeds.", "The company cut 300 people in Leeds."),
    ("fr", "La ville compte 32 écoles, dont 12 sans cantine.", "La ville a rénové 20 écoles depuis 2020."),
    ("sv", "Kommunen har 34 skolor.", "Kommunen har stängt 20 skolor sedan 2010."),
]


@pytest.mark.parametrize(("language", "one", "other"), DIFFERENT_THINGS)
def test_parts_times_and_other_things_do_not_contradict_each_other(language: str, one: str, other: str) -> None:
    assert found(language, one, other, published=NOVEMBER) == {}


def test_a_time_told_by_another_event_contradicts_one_told_by_the_day_of_publication() -> None:
    pairs = found(
        "fr",
        "Un rapport de l’ONU a confirmé cette semaine une frappe de missile balistique nord-coréen sur Kharkiv.",
        "Moscou et Pyongyang ont nié les accusations de transfert d’armes.",
        "Quelques jours avant l’expiration de son mandat, le groupe d’experts de l’ONU a soumis un rapport confirmant qu’un "
        "missile balistique de fabrication nord-coréenne avait frappé la ville ukrainienne de Kharkiv.",
        published=JUNE,
    )

    assert pairs == {1: (3,), 3: (1,)}


def test_an_article_without_statements_has_no_contradictions() -> None:
    assert found("en") == {}
