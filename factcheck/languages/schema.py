"""The schema of a language file: its tables and keys. docs/how-to/add-a-language.md lists them.

Every table and every key may be left out, except the name of the language.
"""

from dataclasses import dataclass, field

from factcheck.languages.article_tables import Attribution, DatesInText
from factcheck.languages.comparison_tables import Contrasts, Matching
from factcheck.languages.kinds import (
    NO_MONTHS,
    NO_PATTERNS,
    NO_TEXTS,
    NO_WORDS,
    Examples,
    Months,
    Patterns,
    Section,
    Texts,
    Words,
)
from factcheck.languages.spotting_tables import Spotting


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: a text of the language and how the program must read it."""

    reads: str
    """The expected reading: a reason code, a kind of difference, a date, a number, or the name of a key of the table."""
    title: str = ""
    """The title and heading of a page."""
    text: str = ""
    """The text to read; in ``page_phrases`` the text below the title."""
    html: str = ""
    """Markup below the text, such as a button or a field for a password."""
    quote: str = ""
    """The quoted words."""
    prefix: str = ""
    """The words before the quote when it was taken."""
    page: str = ""
    """The words on the page, as they are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar(Section):
    """Numbers, capitals and articles as the language writes them."""

    decimal_point: bool = False
    """Decimals follow a point: 1,234.5 rather than 1.234,5."""
    decimal_point_regions: Words = NO_WORDS
    """Regions (ISO 3166) that write a decimal point although the language does not."""
    dotless_i: bool = False
    """I and ı are one letter, İ and i are another (Turkish)."""
    elided_articles: bool = False
    """Articles are joined to the noun by an apostrophe: l'homme, dell'arte."""
    capitalized_nouns: bool = False
    """All nouns begin with a capital letter, so that a capital letter does not show a name (German)."""
    before_common_noun: Words = NO_WORDS
    """Endings of the word before a common noun, where ``capitalized_nouns`` is true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection(Section):
    """Words that show that a text is in the language."""

    common_words: Words = NO_WORDS
    """The most frequent words, in lower case: about twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Section):
    """Words that negate a statement."""

    words: Words = NO_WORDS
    """Words that negate: not, never, without."""
    endings: Words = NO_WORDS
    """Endings that negate: n't."""
    parts: Words = NO_WORDS
    """Parts of words that negate, wherever they are in the word (Korean)."""
    signs: Words = NO_WORDS
    """Characters that negate, in a language without spaces between words."""
    prefixes: Words = NO_WORDS
    """Prefixes that negate a verb: nebude is the negation of bude (Czech)."""
    verb_suffix: str = ""
    """Pattern of the suffix that negates a verb: gelmedi is the negation of geldi (Turkish)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial(Section):
    """Words beside a statement that take it back."""

    words: Words = NO_WORDS
    """Words that say that a statement is false: denied, hoax, misleading."""
    signs: Words = NO_WORDS
    """The same in a language without spaces between words."""
    that: Words = NO_WORDS
    """The conjunction between a verb and what was said: that."""
    earlier_version: Patterns = NO_PATTERNS
    """Names that a correction gives to the earlier version of its article. Words quoted in such a sentence are withdrawn."""
    conjunctions: Words = NO_WORDS
    """Words that lead to the next statement: but, and. A negation after one of them does not belong to the quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Section):
    """Words that are figures, units or dates. A change in one of them is a change of a number."""

    words: Words = NO_WORDS
    """Numbers in words, magnitudes, currencies, units, names of months and days."""
    signs: Words = NO_WORDS
    """Characters that are figures, in a language without spaces between words."""
    units: Words = NO_WORDS
    """Symbols of units that pages in every language use: km, GWh."""
    only_capitalized: Words = NO_WORDS
    """Words above that are figures only with a capital letter: May and March are months, may and march are verbs."""
    particle_characters: int = 0
    """Number of characters of a particle that may follow such a word without a space (Korean: 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modals(Section):
    """Words that say how certain or binding a statement is. To accept a change in one of them needs a reason."""

    words: Words = NO_WORDS
    """Modal verbs and adverbs: may, must, probably, allegedly."""
    signs: Words = NO_WORDS
    """The same in a language without spaces between words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates(Section):
    """Dates that people type in this language."""

    months: Months = NO_MONTHS
    """Twelve strings, one for each month: its names, forms and abbreviations."""
    fillers: Words = NO_WORDS
    """Words in a date that mean nothing: "3 de junio de 2024"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling(Section):
    """Words in which a change of letters or capitals matters, or does not."""

    suspending: Words = NO_WORDS
    """Words after a hyphen that replaces the rest of a compound: pre- and post-war."""
    stressed_capitals: Words = NO_WORDS
    """Short words that are printed in capitals for stress: other short words in capitals are names."""
    capital_changes_meaning: Words = NO_WORDS
    """Words that mean something else with a capital letter: polish and Polish."""
    diaeresis_changes_meaning: Words = NO_WORDS
    """Words that are other words with a diaeresis (Russian ё)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts(Section):
    """Words that name a part of a page: readers' comments, advertisements."""

    comments: Patterns = NO_PATTERNS
    """Headings of readers' comments: comments, talkbacks."""
    answer_headings: Patterns = NO_PATTERNS
    """Other headings with a number, such as "12 replies": comments only where their entries follow."""
    readers: Words = NO_WORDS
    """Words for readers in the names that a site gives its elements: reader, user."""
    opinion: Words = NO_WORDS
    """Words for what a reader writes, in such a name: post, letter. Only beside a word for readers."""
    opinions: Words = NO_WORDS
    """The same, where the word is enough: reviews, ratings."""
    answers: Words = NO_WORDS
    """Words in such a name that only readers' comments have: replies, guestbook."""
    advertisements: Words = NO_WORDS
    """Lines between two paragraphs that belong to neither, without spaces and in lower case: storycontinuesbelow."""
    advertisement_labels: Texts = NO_TEXTS
    """Lines over an advertisement, or where an article continues below one: advertisement, story continues below."""
    related_labels: Patterns = NO_PATTERNS
    """Labels before a link to another article: read also, see also."""
    correction_labels: Patterns = NO_PATTERNS
    """Labels of a correction: correction, editor's note. Each begins with two plain letters."""
    byline_labels: Words = NO_WORDS
    """Words before the name of the author, at the beginning of a line: by."""
    numbered_pages: Patterns = NO_PATTERNS
    """Words before the number of one of several pages or pictures: page 2 of 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePhrases(Section):
    """Phrases of pages that are not the page that was asked for.

    Keys that end in ``_in_text`` match within a line; the others match a whole title, heading or button, or a whole part of
    one between separators such as ``|``.
    """

    not_found: Patterns = NO_PATTERNS
    """The page does not exist: Page not found."""
    not_found_in_text: Patterns = NO_PATTERNS
    """The text under such a title: the page you are looking for, back to the home page."""
    error_alone: Patterns = NO_PATTERNS
    """Titles that say little by themselves: oops, error 404."""
    login: Patterns = NO_PATTERNS
    """The reader has to log in."""
    login_in_text: Patterns = NO_PATTERNS
    """The text of such a page: you need to be logged in to view."""
    private: Patterns = NO_PATTERNS
    """Within a line: the page exists, but not for everybody: this account is private."""
    challenge: Patterns = NO_PATTERNS
    """A test for robots or a blocked request: Just a moment, Access denied."""
    challenge_in_text: Patterns = NO_PATTERNS
    """The text of such a page: enable JavaScript and cookies, unusual traffic."""
    firewall: Patterns = NO_PATTERNS
    """Within a line: what a firewall says to its visitors. Counts only beside a ``firewall_reference``."""
    firewall_reference: Patterns = NO_PATTERNS
    """Within a line: the number under which a firewall recorded the request."""
    cookies: Patterns = NO_PATTERNS
    """Within a line: the word for cookies."""
    javascript: Patterns = NO_PATTERNS
    """Within a line: the word for JavaScript."""
    consent: Patterns = NO_PATTERNS
    """A consent dialogue: Before you continue, Cookie settings."""
    consent_button: Patterns = NO_PATTERNS
    """Labels of its buttons: Accept all, Manage preferences."""
    data_protection: Patterns = NO_PATTERNS
    """Within a line: words of texts about cookies and data protection."""
    paywall: Patterns = NO_PATTERNS
    """A line of its own: the article is for subscribers only."""
    rest_of_article: Patterns = NO_PATTERNS
    """Within a line: words for the rest of an article. Counts only beside ``subscriber``."""
    subscriber: Patterns = NO_PATTERNS
    """Within a line: words for subscriptions and subscribers."""
    newsletter: Patterns = NO_PATTERNS
    """Within a line: words for newsletters, whose subscriptions are not a paywall."""
    parked: Patterns = NO_PATTERNS
    """The domain is for sale."""
    parked_in_text: Patterns = NO_PATTERNS
    """The text of such a page: buy this domain, make an offer."""
    away: Patterns = NO_PATTERNS
    """The site is not available at the moment: Site under maintenance, Back soon, a waiting room."""
    away_in_text: Patterns = NO_PATTERNS
    """The text of such a page: please try again later."""
    region: Patterns = NO_PATTERNS
    """Within a line: the site is closed to visitors from our region. Counts only beside ``content``."""
    content: Patterns = NO_PATTERNS
    """Within a line: words for a site and its content."""
    age: Patterns = NO_PATTERNS
    """The site asks for the reader's age."""
    age_in_text: Patterns = NO_PATTERNS
    """The text of such a page: date of birth, 18 or older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundSentence(Section):
    """The parts of a sentence that says that something is not there: a thing and its fate, in any order."""

    family: str = ""
    """Languages with the same family are read as one: a thing of one and a fate of another make a sentence."""
    thing: Patterns = NO_PATTERNS
    """The thing that is not there: page, article, link."""
    fate: Patterns = NO_PATTERNS
    """Its fate: not found, removed, no longer exists."""
    asked: Patterns = NO_PATTERNS
    """That the reader asked for it: you are looking for, the requested address."""
    this: Patterns = NO_PATTERNS
    """That the sentence is about this very thing: this, your."""
    hedge: Patterns = NO_PATTERNS
    """That the page apologizes, guesses or gives advice: sorry, perhaps, try the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses(Section):
    """Parts of a path by which an address is that of a home page, an error page or a login page."""

    home: Words = NO_WORDS
    """Parts of the address of a home page: home, startseite."""
    error: Words = NO_WORDS
    """Words that make an address that of an error page: error, fehlerseite, notfound."""
    gone: Words = NO_WORDS
    """Words that do so only beside others of this table: an article may be called "Gone"."""
    negation: Words = NO_WORDS
    """Words that negate ``being_there``: page-not-found."""
    being_there: Words = NO_WORDS
    """Words that are negated: found, exists, available."""
    beside: Words = NO_WORDS
    """Words that may be beside those: page, site, status."""
    together: Texts = NO_TEXTS
    """Pairs of words that are an error only together: seite nicht."""
    login: Words = NO_WORDS
    """Patterns of a part of a path that leads to a login: sign-?in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLanguages(Section):
    """Only in ``common.toml``: tags of languages that have no file yet, by the switches of ``grammar`` that are on."""

    decimal_point: Words = NO_WORDS
    """Languages that write 1,234.5."""
    dotless_i: Words = NO_WORDS
    """Languages in which I and ı are one letter."""
    elided_articles: Words = NO_WORDS
    """Languages that join articles to the noun by an apostrophe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageFile:
    """A language file. The name of the file is the language's BCP 47 tag; ``common.toml`` is read for every language."""

    name: str
    """The English name of the language."""
    precedence: int = 1_000
    """Files with a smaller number are read first. It decides only where two languages match equally well."""
    grammar: Grammar = Grammar()
    detection: Detection = Detection()
    negation: Negation = Negation()
    denial: Denial = Denial()
    figures: Figures = Figures()
    modals: Modals = Modals()
    dates: Dates = Dates()
    dates_in_text: DatesInText = field(default_factory=DatesInText)
    attribution: Attribution = field(default_factory=Attribution)
    spelling: Spelling = Spelling()
    spotting: Spotting = field(default_factory=Spotting)
    matching: Matching = field(default_factory=Matching)
    contrasts: Contrasts = field(default_factory=Contrasts)
    page_parts: PageParts = PageParts()
    page_phrases: PagePhrases = PagePhrases()
    not_found_sentence: NotFoundSentence = NotFoundSentence()
    addresses: Addresses = Addresses()
    other_languages: OtherLanguages = OtherLanguages()
    examples: Examples = field(default_factory=Examples)
