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
