"""Nearly empty pages: what a site shows when the requested thing is gone, private, or behind a choice."""

from collections.abc import Iterator

from factcheck.vocabulary import LinkOutcome, QuoteOutcome
from tests.support.page import Page, gone, living


def _page(title: str, *lines: str, lang: str = "en") -> str:
    text = "".join(f"<div><span>{line}</span></div>" for line in lines)
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title></head><body>{text}</body></html>'


GONE = {
    "post": ("Chirp", "en", "Hmm...this page doesn’t exist. Try searching for something else."),
    "video": (
        "Tube",
        "en",
        "This video is no longer available because the account that showed it has been terminated.",
    ),
    "deleted": ("Chirp", "en", "Sorry, this post was deleted by the person who originally posted it."),
    "unpublished": ("The Valley Courier", "en", "This story has been unpublished."),
    "withdrawn": ("Ministry", "en", "The document you requested has been withdrawn."),
    "beitrag": ("Zwitscher", "de", "Dieser Beitrag wurde entfernt."),
    "vidéo": ("Toile", "fr", "Cette vidéo n'est plus disponible"),
    "内容": ("微言", "zh", "该内容已被发布者删除"),
    "微博": ("微言", "zh", "抱歉，此微博不存在或已被作者删除"),
}
PRIVATE = {
    "profile": ("Chirp", "en", "This profile is private"),
    "members": ("Forum", "en", "Log in to see this post"),
    "few": ("Chirp", "en", "Only approved followers can see their posts."),
    "privat": ("Zwitscher", "de", "Dieses Konto ist privat"),
    "privada": ("Gorjeo", "es", "Esta cuenta es privada"),
}
CONSENT = {
    "werbung": (
        "Der Tag",
        "de",
        "Weiter mit Werbung oder im Abo",
        "Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Um der Nutzung zuzustimmen, wählen Sie „Akzeptieren“.",
        "Akzeptieren und weiter",
    ),
    "untitled": (
        "The Valley Courier",
        "en",
        "Together we fund good journalism",
        "We and our 842 partners store cookies and read personal data on your device to show you personalised advertising.",
        "Accept and continue",
    ),
}
LIVING = {
    "short post": ("Chirp", "en", "The council counted 14 boats in the harbour today, the most since May."),
    "gone elsewhere": ("Chirp", "en", "The bridge is gone, and so is the old mill. We looked for both."),
    "a private matter": ("Chirp", "en", "The mayor: my health is private, and my diary is not."),
}


def bare() -> Iterator[Page]:
    """Yield the pages."""
    for name, (title, lang, line) in GONE.items():
        yield gone(f"bare-gone-{name}", _page(title, line, lang=lang), LinkOutcome.SOFT404, "title-not-found")
    for name, (title, lang, line) in PRIVATE.items():
        yield gone(f"bare-private-{name}", _page(title, line, lang=lang), LinkOutcome.BLOCKED, "wall-login")
    for name, (title, lang, *lines, button) in CONSENT.items():
        body = _page(title, *lines, lang=lang).replace("</body>", f"<button>{button}</button></body>")
        yield gone(f"bare-consent-{name}", body, LinkOutcome.BLOCKED, "wall-consent")
    broken = _page("WordPress › Error", "There has been a critical error on this website.")
    yield gone("bare-broken", broken, LinkOutcome.UNREACHABLE, "maintenance")
    for name, (title, lang, line) in LIVING.items():
        yield living(f"bare-{name}", _page(title, line, lang=lang), quote=line, quote_outcome=QuoteOutcome.EXACT)
