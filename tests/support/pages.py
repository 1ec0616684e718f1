"""Pages, each with its truth: living ones that look suspicious, lost ones that look fine, and odd markup.

``PAGES`` is for any test, bench or server. Every page is built here; none is copied.
"""

from collections.abc import Iterator

from factcheck.vocabulary import LinkOutcome
from tests.support.bare_pages import bare
from tests.support.fresh_pages import fresh
from tests.support.lost_pages import lost
from tests.support.page import Page, article, gone, living, notice
from tests.support.suspicious_pages import suspicious
from tests.support.tongues import TONGUES, Tongue
from tests.support.written_pages import written


def in_every_language() -> Iterator[Page]:
    """Yield, for each language, an article, an article about each kind of notice, and the notices themselves."""
    for lang, tongue in TONGUES.items():
        said = {"quote": tongue.quote}
        yield living(
            f"article-{lang}",
            article(tongue.others[0], tongue.quote, tongue.others[1], title=tongue.title, lang=lang),
            **said,
        )
        yield from _titled(lang, tongue)
        link = LinkOutcome
        for name, (title, text), found, reason in (
            ("not-found", tongue.not_found, link.SOFT404, "title-not-found"),
            ("challenge", tongue.challenge, link.BLOCKED, "wall-challenge"),
            ("away", tongue.away, link.UNREACHABLE, "maintenance"),
            ("parked", (tongue.parked, tongue.parked + "."), link.DEAD, "parked"),
        ):
            yield gone(f"{name}-{lang}", notice(title, text, lang=lang), found, reason, **said)
        form = "<form><input name=u><input type=password name=p><button>OK</button></form>"
        yield gone(f"login-{lang}", notice(tongue.login, "", lang=lang, extra=form), link.BLOCKED, "wall-login", **said)
        title, button = tongue.consent
        lawyers = f"<p>{tongue.others[0]}</p><button>{button}</button>"
        more = "".join(f'<li><a href="/n/{number}">{other}</a></li>' for number, other in enumerate(tongue.others * 4))
        for name, extra in (("", lawyers), ("-with-more", f'{lawyers}<section class="more"><ul>{more}</ul></section>')):
            page = notice(title, tongue.others[1], lang=lang, extra=extra)
            yield gone(f"consent{name}-{lang}", page, link.BLOCKED, "wall-consent", **said)
        wall = f'<div class="wall">{tongue.paywall}</div>'
        teaser = article(tongue.others[0], title=tongue.title, lang=lang, extra=wall)
        yield gone(f"paywall-{lang}", teaser, link.BLOCKED, "wall-paywall", **said)
        yield living(
            f"paywall-readable-{lang}",
            article(tongue.others[0], tongue.quote, title=tongue.title, lang=lang, extra=wall),
            **said,
            living=False,
        )


def _titled(lang: str, tongue: Tongue) -> Iterator[Page]:
    """Yield short articles whose titles begin as notices do."""
    for name, sign in (
        ("not-found", tongue.not_found[0]),
        ("challenge", tongue.challenge[0]),
        ("away", tongue.away[0]),
        ("login", tongue.login),
        ("consent", tongue.consent[0]),
        ("parked", tongue.parked),
    ):
        title = f"{sign.rstrip('.')}: {tongue.title}"
        yield living(
            f"article-about-{name}-{lang}",
            article(tongue.quote, *tongue.others, title=title, lang=lang),
            quote=tongue.quote,
        )


PAGES = (*in_every_language(), *suspicious(), *lost(), *written(), *fresh(), *bare())
