"""The tables of a language file by which articles are read: dates in running text, and who says something."""

from dataclasses import dataclass

from factcheck.languages.kinds import (
    NO_NUMBERS,
    NO_PATTERNS,
    NO_WEEK,
    NO_WORDS,
    Numbers,
    Patterns,
    Section,
    Week,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesInText(Section):
    """Dates as articles write them. The names of months are in ``dates``."""

    weekdays: Week = NO_WEEK
    """Seven strings, Monday first: the names and forms of each day."""
    ambiguous_weekdays: Words = NO_WORDS
    """Names above that mean something else, too: segunda is also "second". They are days only after ``before_weekday``."""
    before_weekday: Words = NO_WORDS
    """Words before such a name of a day: na segunda."""
    after_weekday: Words = NO_WORDS
    """Words that may follow it; where there are any, no other word may."""
    not_weekdays: Patterns = NO_PATTERNS
    """Expressions with the name of a day that are not a day: Black Friday, Sunday Times."""
    before_month: Patterns = NO_PATTERNS
    """Words before the name of a month without a day and a year: in, early, at the end of."""
    before_year: Patterns = NO_PATTERNS
    """Words before a number that is a year: in, during, of the year."""
    after_year: Patterns = NO_PATTERNS
    """Words after a number that is a year: roku, года."""
    ordinal_endings: Words = NO_WORDS
    """Endings of the number of a day: 3rd, 1er."""
    bare_years: bool = False
    """A year may be written without a word before it: "2023 stieg die Zahl" (German)."""
    today: Patterns = NO_PATTERNS
    """The day of publication: today, this morning."""
    yesterday: Patterns = NO_PATTERNS
    """The day before it."""
    before_yesterday: Patterns = NO_PATTERNS
    """The day before yesterday."""
    tomorrow: Patterns = NO_PATTERNS
    """The day after it."""
    last_night: Patterns = NO_PATTERNS
    """The night before it, which is part of two days."""
    this_week: Patterns = NO_PATTERNS
    """The week of publication, from Monday to Sunday."""
    last_week: Patterns = NO_PATTERNS
    """The week before it."""
    next_week: Patterns = NO_PATTERNS
    """The week after it."""
    this_month: Patterns = NO_PATTERNS
    """The month of publication."""
    last_month: Patterns = NO_PATTERNS
    """The month before it."""
    next_month: Patterns = NO_PATTERNS
    """The month after it."""
    this_year: Patterns = NO_PATTERNS
    """The year of publication."""
    last_year: Patterns = NO_PATTERNS
    """The year before it."""
    next_year: Patterns = NO_PATTERNS
    """The year after it."""
    year_before_last: Patterns = NO_PATTERNS
    """The year before the last one: vorletztes Jahr."""
    last: Patterns = NO_PATTERNS
    """Words before a day or a month that mean the last one before publication: last Friday."""
    last_after: Patterns = NO_PATTERNS
    """The same after it: vendredi dernier."""
    coming: Patterns = NO_PATTERNS
    """Words before a day that mean the first one after publication: this coming Friday."""
    coming_after: Patterns = NO_PATTERNS
    """The same after it: vendredi prochain."""
    other_year: Patterns = NO_PATTERNS
    """Words after a date whose year another sentence gives: of that year."""
    vague: Patterns = NO_PATTERNS
    """Words before a day or a month that make it unclear which one is meant, or name many: next, every, most."""
    ago: Patterns = NO_PATTERNS
    """Distances from the day of publication, with {number} and {unit}: {number} {unit} ago."""
    anchored: Patterns = NO_PATTERNS
    """Times that are told by another event, with {unit}: a few days before, two weeks after."""
    numbers: Numbers = NO_NUMBERS
    """Numbers in words from one on, with their forms."""
    days: Words = NO_WORDS
    """The unit of such a distance: day, days."""
    weeks: Words = NO_WORDS
    """The same for weeks."""
    months: Words = NO_WORDS
    """The same for months."""
    years: Words = NO_WORDS
    """The same for years."""
    range_from: Patterns = NO_PATTERNS
    """Words before the first of two dates between which something happened: from, between."""
    range_to: Patterns = NO_PATTERNS
    """Words between these two dates: to, and."""
    bounds: Patterns = NO_PATTERNS
    """Words before a date on which the event did not happen: since, until, before, after, compared with."""
    these_days: Patterns = NO_PATTERNS
    """Words for the time of publication with which a sentence compares an earlier year: now, nowadays, this summer."""
    future: Patterns = NO_PATTERNS
    """Words of sentences about the future, in which "on Friday" is not the last one: will, is to."""
    published: Patterns = NO_PATTERNS
    """Labels before the date of an article: published, updated, last modified."""
    full_date: str = ""
    """A date with {day}, {month} and {year}; {month_form} is the second form of the month, {Month} has a capital letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution(Section):
    """Words by which a text says who says something."""

    verbs: Words = NO_WORDS
    """Forms of verbs of saying, in the third person, with their participles: says, said, announced."""
    verbs_with_clause: Words = NO_WORDS
    """Verbs that are verbs of saying only beside a quotation or a clause with "that": found, showed, denied."""
    claims: Patterns = NO_PATTERNS
    """Verbs after their subject with what it says, without "that": denied receiving, counted (5,000), attributes."""
    that: Words = NO_WORDS
    """The conjunction between such a verb and what was said, where ``denial`` does not have it."""
    verb_second: bool = False
    """The verb is the second part of a sentence, and its subject may follow it: Das sagte Jane Smith."""
    auxiliaries: Words = NO_WORDS
    """Auxiliary verbs, negations and adverbs that may be between the speaker and the verb: has, also, later."""
    passive: Words = NO_WORDS
    """Words before a participle that make its subject the one who is told: was, were."""
    sources: Patterns = NO_PATTERNS
    """Words before a source: according to, in the words of."""
    sources_with_pronoun: Patterns = NO_PATTERNS
    """The same with a pronoun for the source: selon lui, по её словам."""
    sources_after: Patterns = NO_PATTERNS
    """Words after a source: zufolge (German)."""
    no_sources: Patterns = NO_PATTERNS
    """Words after ``sources`` that are not a source: according to plan."""
    reported: Words = NO_WORDS
    """Verb forms by which a sentence goes on reporting the words of the one before it: sei, habe (German)."""
    persons: Words = NO_WORDS
    """Pronouns of one person as the subject: he, she."""
    groups: Words = NO_WORDS
    """Pronouns of several persons or of a thing as the subject: they, it."""
    impersonal: Patterns = NO_PATTERNS
    """Beginnings of a sentence with a pronoun that refers to nothing: it is, il faut, es gibt."""
    first_person: Words = NO_WORDS
    """Words of a person who speaks of himself, herself or a group: I, my, we, our."""
    determiners: Words = NO_WORDS
    """Words that begin the naming of a source without a name: a, the, another."""
    definite: Words = NO_WORDS
    """Those of them by which a noun refers to somebody who was named before: the."""
    roles: Words = NO_WORDS
    """Nouns for persons who say something: spokesman, minister, witness."""
    bodies: Words = NO_WORDS
    """Nouns for bodies and documents that say something: ministry, police, report."""
    titles: Words = NO_WORDS
    """Words before the name of a person that are not part of it: Mr, Dr, President, Minister."""
    links: Words = NO_WORDS
    """Words that join the parts of a source without a name: for, of, at."""
    prepositions: Words = NO_WORDS
    """Other prepositions: what follows them is not the subject of a verb."""
    conjunctions: Words = NO_WORDS
    """Words between two speakers: and."""
    name_particles: Words = NO_WORDS
    """Small words inside a name: van, de, bin."""
    names_are_inflected: bool = False
    """Names have endings by their case: Tuska, Путина."""
    genitive_endings: Words = NO_WORDS
    """Endings of a name that belongs to the role before it, such as a country: prezydent Polski Andrzej Duda."""
    speaking_places: Words = NO_WORDS
    """Words before a body that says something without being the subject: сообщили в министерстве."""
    subject_is_left_out: bool = False
    """A verb alone may mean "he" or "she": añadió que."""
    relatives: Words = NO_WORDS
    """Words that begin a clause about a noun before them: who, which."""
    source_relatives: Words = NO_WORDS
    """Relative pronouns for the source that is named before them: (according to) whom."""
    spokespersons: Words = NO_WORDS
    """Nouns for somebody who speaks for the body that the sentence is about, without a name: a spokesperson."""
    question_labels: Words = NO_WORDS
    """Labels of the questions of an interview: Q, Question."""
    answer_labels: Words = NO_WORDS
    """Labels of its answers: A, Answer."""
    speeches: Patterns = NO_PATTERNS
    """Words of a title before the name of the person whose speech it is: speech by, remarks by."""
    interviews: Patterns = NO_PATTERNS
    """Words of a title before the name of the person who is interviewed: interview with."""
