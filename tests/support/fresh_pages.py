"""Pages as a hostile judge would write them: news systems, offices, wikis, forums, walls over readable words, and losses."""

import json
from collections.abc import Iterator
from typing import Any

from factcheck.vocabulary import LinkOutcome, QuoteOutcome
from tests.support.page import Page

Q = "The reservoir held 38 percent of its capacity at the end of April, the lowest figure in eleven years."
MORE = (
    "Engineers blame a dry winter and a leaking main beneath the old tannery, which loses as much water as a village drinks.",
    "Farmers along the lower canal have been told to water at night, and to expect a further cut in the second week of May.",
    "A meeting in the town hall on Thursday drew four hundred people, most of whom had never come to such an evening before.",
    "The utility will publish its readings every Monday from now on, after an auditor found two years of gaps in the tables.",
)
LEGAL = "We and our 842 partners store and access information on a device, such as cookies, to personalise advertising."
GONE, SOFT, WALL, AWAY, OK = (
    LinkOutcome.DEAD,
    LinkOutcome.SOFT404,
    LinkOutcome.BLOCKED,
    LinkOutcome.UNREACHABLE,
    LinkOutcome.OK,
)


def p(*lines: str) -> str:
    """Return paragraphs."""
    return "".join(f"<p>{line}</p>" for line in lines)


STORY = p(MORE[0], Q, *MORE[1:])
LINKS = "".join(
    f'<article class="card"><a href="/s/{n}"><h3>{head}</h3></a><p>{tease}</p></article>'
    for n, (head, tease) in enumerate(
        (
            ("Bakers' strike enters second week", "Talks broke down on Sunday night over the early shift."),
            ("Ferry back in service after repairs", "The first boat left at six with nine cars on board."),
            ("School to keep its clock tower", "Parents raised the money with a raffle and a run."),
            ("Why storks return earlier each year", "A ringed bird was seen on the mill on Candlemas."),
        )
    )
)


def news(
    main: str, title: str, *, lang: str = "en", head: str = "", extra: str = "", site: str = "Valley Courier"
) -> str:
    """Return a page of a newspaper's system."""
    menu = "".join(
        f'<a class="nav-item" href="/{each}">{each.title()}</a>' for each in ("local", "business", "sport", "opinion")
    )
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} - {site}</title>{head}</head>'
        f'<body class="single"><div class="topbar"><a href="/subscribe">Subscribe</a><a href="/login">Sign in</a></div>'
        f'<header class="masthead"><nav class="main-nav">{menu}</nav></header><div id="content" class="site-main">{main}</div>{extra}'
        f'<footer class="site-footer"><p>Published by the Courier Press. All rights reserved.</p><a href="/contact">Contact</a></footer></body></html>'
    )


def story(words: str = STORY, title: str = "Reservoir falls to an eleven-year low", **more: str) -> str:
    """Return an article in it."""
    return news(
        f'<article class="post"><h1 class="entry-title">{title}</h1><div class="entry-content">{words}</div></article>',
        title,
        **more,
    )


def office(main: str, title: str, lang: str = "en") -> str:
    """Return a page of an authority."""
    return (
        f'<html lang="{lang}"><head><title>{title}</title></head><body><a class="skip-link" href="#main">Skip to main content</a>'
        '<div class="gov-banner">An official website of the Water Authority</div><ul class="breadcrumb"><li><a href="/">Home</a></li>'
        f'<li><a href="/reports">Reports</a></li></ul><main id="main"><h1>{title}</h1>{main}</main><footer><a href="/foi">Freedom of information</a> '
        '<a href="/accessibility">Accessibility statement</a></footer></body></html>'
    )


def wiki(main: str, title: str, lang: str = "en") -> str:
    """Return a page of an encyclopaedia."""
    return (
        f'<html lang="{lang}" class="client-nojs"><head><title>{title} – Openpedia</title></head><body><div id="mw-navigation"><h2>Navigation menu</h2>'
        '<a href="/login">Log in</a><a href="/create">Create account</a></div><div id="content" class="mw-body" role="main">'
        f'<h1 id="firstHeading">{title}</h1><div id="siteSub">From Openpedia, the open encyclopaedia</div><div class="mw-parser-output">{main}</div></div>'
        '<div id="footer">Text is available under a free licence.</div></body></html>'
    )


def forum(*posts: str, title: str) -> str:
    """Return a thread."""
    shown = "".join(
        f'<div class="post" id="p{n}"><div class="author"><b>user{n}</b></div><div class="postbody"><p>{each}</p></div></div>'
        for n, each in enumerate(posts)
    )
    return (
        f"<html lang=en><head><title>{title} :: Gardeners' board</title></head><body><div id=header><a href=/login>Login</a> <a href=/register>Register</a></div>"
        f'<h2 class="topic-title">{title}</h2>{shown}<div class="quickreply"><form><textarea name=r></textarea><input type=password name=p><button>Log in to reply</button></form></div></body></html>'
    )


def bare(title: str, main: str, lang: str = "en", head: str = "") -> str:
    """Return a page without any furniture."""
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{main}</body></html>'


def live(name: str, body: str, **more: Any) -> Page:
    """Return a page that contains the words."""
    return Page(f"fresh: {name}", body.encode(), OK, Q, QuoteOutcome.EXACT, **more)


def changed(name: str, body: str, outcome: QuoteOutcome = QuoteOutcome.MISSING, **more: Any) -> Page:
    """Return a living page that does not contain them."""
    return Page(f"fresh: {name}", body.encode(), OK, Q, outcome, **more)


def lost(name: str, body: str, link: LinkOutcome, **more: Any) -> Page:
    """Return an answer that is not the page."""
    told = {"quote_outcome": QuoteOutcome.UNVERIFIABLE, "living": False, **more}
    return Page(f"fresh: {name}", body.encode(), link, Q, **told)


def fresh() -> Iterator[Page]:
    """Yield them."""
    yield from _over_readable_words()
    yield from _living_without_the_words()
    yield from _missing_pages()
    yield from _walls()
    yield from _away()


def _over_readable_words() -> Iterator[Page]:
    overlay = f'<div class="cmp-overlay" role="dialog" aria-modal="true"><h2>Your privacy, your choice</h2><p>{LEGAL}</p><button>Accept all</button><button>Reject all</button></div>'
    yield live("a consent overlay over an article", news(STORY, "Reservoir", extra=overlay))
    yield live("a consent overlay before an article", news(overlay + STORY, "Reservoir"))
    yield live(
        "a consent overlay whose title is the first heading",
        bare(
            "Reservoir",
            f"<div class=cookie><h1>We value your privacy</h1><p>{LEGAL}</p><button>Accept all</button></div>{STORY}",
        ),
    )
    yield live(
        "a metered article",
        story(extra='<div class="meter">You have 2 free articles left this month. <a href=/s>Subscribe</a></div>'),
    )
    yield live(
        "a metered article that says so in its metadata",
        story(head='<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'),
        living=False,
    )
    yield live(
        "a paywall below the words",
        story(STORY + '<div class="paywall"><h2>Subscribe to continue reading</h2><p>From 1 euro a week.</p></div>'),
        living=False,
    )
    yield live(
        "an age gate over a page",
        news(
            '<div class="age-gate modal"><h2>Are you over 18?</h2><button>Yes</button><button>No</button></div>'
            + STORY,
            "Brewery news",
        ),
    )
    yield live(
        "a newsletter dialogue over an article",
        news(
            '<div class="modal"><h2>Sign up to continue</h2><form><input type=email><button>Sign up</button></form></div>'
            + STORY,
            "Reservoir",
        ),
    )
    yield live(
        "a login form in the bar over an article",
        story(
            extra='<div id="login-modal"><h2>Log in</h2><form><input name=u><input type=password name=p></form></div>'
        ),
    )
    yield live("an article under the title of the site", news(f"<article>{STORY}</article>", "Valley Courier"))
    yield live("an article sent with 403", story(), status=403)
    yield live("an article sent with 404", story(), status=404)
    yield live("an article sent with 410", office(STORY, "Archived: water levels"), status=410)
    yield live("an article sent with 503", story(), status=503)
    yield live("an office's page", office(STORY, "Reservoir levels, spring"))
    yield live(
        "an encyclopaedia's page",
        wiki(f"{p(MORE[0])}<p>{Q}<sup class=reference><a href=#n1>[1]</a></sup></p>", "Reservoir"),
    )
    yield live(
        "a thread with a login form",
        forum("Has anyone the figure?", Q, "Thanks, that is it.", title="Water this summer"),
    )
    yield live(
        "a page that tells of its archive",
        office(
            f"<div class=notice><p>This page has been archived and is no longer updated.</p></div>{STORY}",
            "Reservoir levels",
        ),
    )
    yield live(
        "a page in a maintenance week",
        news(
            '<div class="alert"><p>The comment section is under maintenance and will be back soon.</p></div>' + STORY,
            "Reservoir",
        ),
    )
    yield live(
        "a page with a notice on robots",
        story(extra="<p>This form is protected by a captcha to verify you are human.</p>"),
    )
    yield live(
        "a page with a noscript warning",
        story(
            extra="<noscript><h1>Please enable JavaScript</h1><p>You need to enable JavaScript to run this app.</p></noscript>"
        ),
    )
    yield live(
        "a page whose related box says not found",
        story(extra='<aside class="related"><h3>Related</h3><p>Page not found</p></aside>'),
    )
    yield live(
        "an article on a lost page",
        story(
            f"<p>For three days readers met the words 'Page not found' where the table had been.</p><p>{Q}</p>",
            "Page not found",
        ),
    )
    yield live(
        "an article on a closed account",
        story(f"<p>The account has been suspended, the bank said.</p><p>{Q}</p>", "Account suspended"),
    )
    yield live(
        "a retraction that keeps the words",
        story(
            f'<div class="retraction"><p>RETRACTED: the editors withdraw the section on rainfall, not the levels.</p></div>{STORY}'
        ),
    )
    yield live(
        "a withdrawn law that is kept",
        office(f"<p>This guidance was withdrawn on 3 May.</p>{STORY}", "[Withdrawn] Reservoir guidance"),
    )
    yield live("a death notice", story(f"<p>She is no longer with us.</p><p>{Q}</p>", "Gone, but not forgotten"))
    yield live(
        "a post",
        bare(
            "Water Watch on Chirp",
            f'<main><div data-testid="post"><span>{Q}</span></div></main><div><h2>Log in</h2><h2>Sign up</h2></div>',
        ),
    )
    yield live(
        "a landing page of a PDF",
        office(f"<p>{Q}</p><p><a href=/r.pdf>Download (PDF, 2.1 MB)</a></p>", "Annual report"),
    )
    yield live("words in a summary", story(f"<details open><summary>In short</summary><p>{Q}</p></details>{p(*MORE)}"))


def _living_without_the_words() -> Iterator[Page]:
    rest = p(*MORE)
    yield changed("an article of which the paragraph was cut", story(rest))
    yield changed("an office's page that was rewritten", office(rest, "Reservoir levels"))
    yield changed(
        "an encyclopaedia's stub",
        wiki(
            p(
                "A reservoir is a lake that people made to keep water in.",
                "This article is a stub. You can help by expanding it.",
            ),
            "Reservoir",
        ),
    )
    yield changed(
        "an article about missing pages",
        story(
            p("Every tenth link in court rulings leads to nothing, a study of 9,000 rulings found.", MORE[2]),
            "404: page not found, and justice neither",
        ),
    )
    yield changed(
        "an article about a shop that shuts",
        story(
            p("The shop is closed for good; its owner says that the rent doubled within two years.", MORE[3]),
            "We are closed",
        ),
    )
    yield changed(
        "a landing page of a PDF without the words",
        office(
            "<p>Annual report of the authority. Published 3 May, 84 pages.</p><p><a href=/r.pdf>Download (PDF, 2.1 MB)</a></p>",
            "Annual report",
        ),
    )
    yield changed(
        "a disambiguation",
        wiki(
            "<p>Reservoir may refer to:</p><ul><li><a href=/a>Reservoir (lake)</a></li><li><a href=/b>Reservoir (album)</a></li></ul>",
            "Reservoir",
        ),
    )
    yield changed("a list of articles", news(LINKS, "Local"), path="/local")
    yield changed("a home page", news(LINKS, "Home"), path="/")
    yield changed(
        "a page of search results", news("<h1>Results for reservoir</h1>" + LINKS, "Search"), path="/search?q=reservoir"
    )
    yield changed(
        "a thread", forum("Anyone else without water?", "Yes, since Tuesday.", title="Access denied at the spring")
    )
    yield changed("a page with an age in its title", story(rest, "Are you over 18? Then vote"))
    yield changed("an article about a wall", story(rest, "Access denied"))
    yield changed("an article about a login", story(rest, "Sign in"))
    yield changed("an article about consent", story(rest, "Before you continue"))
    yield changed("an article on sale of a domain", story(rest, "This domain is for sale"))
    yield changed(
        "an article under a banner",
        news(
            f'<div class="cookie-banner"><p>{LEGAL}</p><button>Accept all</button></div><article><h1>Reservoir</h1>{rest}</article>',
            "Reservoir",
        ),
    )
    yield changed(
        "a status page",
        bare(
            "All systems operational",
            p("All systems operational.", "Scheduled maintenance is planned for Sunday at two, and takes an hour."),
        ),
    )
    yield changed(
        "a short release",
        office(p("The reservoir board meets on Tuesday at ten. The public is welcome."), "Meeting notice"),
    )
    yield changed(
        "a poem", bare("Nothing here", p("Nothing here but reeds and rain,", "a heron, and the heron again."))
    )
    yield changed(
        "a page on the error of a device",
        office(
            p(
                "Error 404 on the display means that the pump draws air. Close the valve, wait a minute, and start it again.",
                "If the error comes back, call the district office on weekdays between eight and four.",
            ),
            "Error 404",
        ),
    )
    yield changed("a changed figure", story(p(MORE[0], Q.replace("38", "83"))), QuoteOutcome.ALTERED)
    yield changed(
        "a correction",
        story(
            p(MORE[0], Q.replace("38", "48"))
            + f'<div class="correction"><p>Correction: An earlier version of this article said: {Q}</p></div>'
        ),
        QuoteOutcome.ALTERED,
    )


_NOT_FOUND = (
    ("en", "This page isn't here anymore", "Maybe it was moved, or the address has a typo in it. Try the search, or start from the front page."),
    ("en", "Hmm. That's odd.", "We looked everywhere but couldn't find the page you asked for."),
    ("en", "Story unavailable", "This story has been removed and is no longer available."),
    ("en", "Content not available", "The content you requested is no longer available on this site."),
    ("en", "Nothing found", "It looks like nothing was found at this location. Maybe try a search?"),
    ("en", "This article has expired", "Our licence for this agency article has expired, so that we had to take it down."),
    ("en", "Post deleted", "This post was deleted by its author."),
    ("en", "Sorry, this page isn't available.", "The link you followed may be broken, or the page may have been removed."),
    ("en", "This account doesn't exist", "Try searching for another."),
    ("en", "Video unavailable", "This video has been removed by the uploader"),
    ("en", "Error", "The resource you are looking for has been removed, had its name changed, or is temporarily unavailable."),
    ("fr", "Oups, cette page n'existe plus", "Le contenu que vous demandez a été supprimé ou a changé d'adresse."),
    ("fr", "Contenu indisponible", "Cet article n'est plus en ligne."),
    ("de", "Hier ist leider nichts", "Die Seite, die Sie suchen, gibt es nicht mehr. Vielleicht hilft Ihnen die Suche weiter."),
    ("de", "Inhalt nicht mehr verfügbar", "Dieser Beitrag ist aus rechtlichen Gründen nicht mehr online."),
    ("es", "Vaya, no encontramos esta página", "Puede que el enlace esté roto o que la noticia se haya eliminado."),
    ("es", "Contenido no disponible", "La noticia que busca ya no está disponible."),
    ("it", "Ops! Questa pagina non c'è più", "Il contenuto che cerchi potrebbe essere stato rimosso o spostato."),
    ("pt", "Ops, não encontramos esta página", "O conteúdo que procura foi removido ou mudou de endereço."),
    ("nl", "Oeps, deze pagina bestaat niet meer", "De pagina die u zoekt is verwijderd of verplaatst."),
    ("pl", "Ups, nie ma takiej strony", "Strona, której szukasz, została usunięta lub przeniesiona."),
    ("sv", "Hoppsan, sidan finns inte längre", "Sidan du letar efter har tagits bort eller flyttats."),
    ("ru", "Такой страницы нет", "Возможно, она была удалена или вы ошиблись в адресе."),
    ("tr", "Böyle bir sayfa yok", "Aradığınız sayfa silinmiş veya taşınmış olabilir."),
    ("zh", "页面走丢了", "您访问的页面不存在或已被删除。"),
    ("ja", "ページが見つかりませんでした", "お探しのページは削除されたか、URLが変更された可能性があります。"),
    ("ar", "عذرا، الصفحة غير موجودة", "الصفحة التي تبحث عنها حذفت أو نقلت إلى عنوان آخر."),
    ("uk", "Такої сторінки немає", "Можливо, її було видалено або ви помилилися в адресі."),
)  # fmt: skip


def _missing_pages() -> Iterator[Page]:
    for number, (lang, title, text) in enumerate(_NOT_FOUND):
        main = f'<section class="error-page"><h1>{title}</h1><p>{text}</p></section>'
        yield lost(
            f"missing {number} {lang}, with other stories",
            news(main + f'<section class="latest"><h2>Latest</h2>{LINKS}</section>', title, lang=lang),
            SOFT,
        )
        if number % 3 == 0:
            yield lost(f"missing {number} {lang}, bare", bare(title, main, lang), SOFT)
    yield lost("a 404 with other stories", news("<h1>Not found</h1>" + LINKS, "Not found"), GONE, status=404)
    yield lost("a 410 with a notice", office(p("This page was withdrawn on 3 May."), "Gone"), GONE, status=410)
    yield lost(
        "a story that leads to its section", news(LINKS, "Local"), SOFT, leads_to="/", path="/local/2024/reservoir-low"
    )
    yield lost("a story that leads to an error page", news("<h1>Whoops</h1>", "Whoops"), SOFT, leads_to="/error/404")


def _walls() -> Iterator[Page]:
    tease = p(MORE[0])
    for lang, text in (
        ("en", "To read the full story, become a member today."),
        ("en", "Already a subscriber? Sign in to continue reading."),
        ("en", "Keep reading for just 1 pound a month"),
        ("fr", "La suite est réservée à nos abonnés."),
        ("de", "Jetzt weiterlesen mit Courier+"),
        ("es", "Suscríbete para seguir leyendo"),
        ("it", "Contenuto riservato agli abbonati"),
        ("pt", "Conteúdo exclusivo para assinantes"),
        ("nl", "Dit artikel is alleen voor abonnees"),
        ("pl", "Pełna treść artykułu tylko dla prenumeratorów"),
        ("ru", "Полный текст доступен только подписчикам"),
        ("ja", "この記事は有料会員限定です"),
    ):  # fmt: skip
        wall = f'<div class="paywall-box"><h3>{text}</h3><a class="btn" href="/subscribe">Subscribe</a></div>'
        yield lost(f"a cut article: {text}", story(tease + wall, lang=lang), WALL)
    for name, title, text, status in (
        ("a challenge", "Just a moment...", "Enable JavaScript and cookies to continue", 403),
        ("a challenge with 200", "Checking your browser", "This process is automatic. Your browser will redirect to your requested content shortly. Ray ID: 8f1c2aa9be3d", 200),
        ("an edge's refusal", "Access Denied", "You don't have permission to access this page on this server. Reference #18.5e3c1702.1714"  , 200),
        ("a slider", "Slide right to secure your access", "Please confirm that you are a human. Incident ID 44a1-9c", 200),
        ("a firewall", "Request Rejected", "The requested URL was rejected. Please consult with your administrator. Your support ID is: 9182736455", 200),
        ("a limit", "Too many requests", "You have sent too many requests in a short time.", 429),
        ("a bar for a country", "Unavailable for legal reasons", "Our site is not available in your country.", 451),
        ("a bar for a region with 200", "Not available in your region", "We recognise you are attempting to access this website from a country where access cannot be granted at this time.", 200),
        ("an age gate alone", "Age verification", "You must be 18 years or older to enter this site. Enter your date of birth.", 200),
        ("a press and hold", "Before we continue...", "Press & Hold to confirm you are a human (and not a bot). Reference ID 5c0e-11ef", 200),
    ):  # fmt: skip
        yield lost(name, bare(title, f"<h1>{title}</h1><p>{text}</p>"), WALL, status=status)
    told = json.dumps({"@type": "NewsArticle", "isAccessibleForFree": False, "articleBody": f"{MORE[0]} {Q} {MORE[1]}"})
    head = f'<script type="application/ld+json">{told}</script>'
    cut = "<h3>Subscribe to continue reading</h3>"
    yield lost(
        "a cut article whose metadata hold the words",
        story(tease + cut, head=head),
        WALL,
        quote_outcome=QuoteOutcome.EXACT,
    )
    yield lost("a cut article whose metadata are another's", story(p(MORE[3]) + cut, head=head), WALL)
    form = "<form><label>E-mail <input name=u></label><label>Password <input type=password name=p></label><button>Continue</button></form>"
    yield lost("a login alone", bare("Sign in to your account", f"<h1>Sign in</h1>{form}"), WALL)
    yield lost(
        "a login after a redirect",
        bare("Courier account", f"<h1>Welcome back</h1>{form}"),
        WALL,
        leads_to="/account/login?next=%2Fs",
    )
    yield lost(
        "a consent page alone",
        bare(
            "Your privacy choices",
            f"<h1>We care about your privacy</h1><p>{LEGAL}</p><button>Accept all</button><button>Reject all</button>",
        ),
        WALL,
    )


def _away() -> Iterator[Page]:
    for name, title, text in (
        ("maintenance", "Scheduled maintenance", "We are upgrading our servers and will be back at 6 pm. Thank you for your patience."),
        ("a busy site", "We'll be right back", "Our website is getting a lot of traffic. Please try again in a few minutes."),
        ("a queue", "You are in line", "You are now in line. Your estimated wait time is 4 minutes. Do not refresh this page."),
        ("a suspended account", "Account suspended", "Chirp suspends accounts which violate the Chirp Rules."),
        ("an error of a database", "Database Error", "Error establishing a database connection"),
        ("an internal error", "Internal Server Error", "The server encountered an internal error or misconfiguration and was unable to complete your request."),
        ("a bad gateway", "502 Bad Gateway", "nginx"),
    ):  # fmt: skip
        yield lost(name, bare(title, f"<h1>{title}</h1><p>{text}</p>"), AWAY)
    for name, title, text in (
        ("a domain on the market", "valley-courier.example is for sale", "Make an offer. The owner of this domain has listed it for sale."),
        ("a parked domain", "post.example", "This domain is registered, but may still be available. Get this domain. Related searches: water pumps"),
        ("an expired domain", "Domain expired", "This domain name has expired. If you are the owner, renew it at your registrar."),
    ):  # fmt: skip
        yield lost(name, bare(title, f"<h1>{title}</h1><p>{text}</p>"), GONE)
    yield lost(
        "a hosting account that is suspended",
        bare(
            "Account Suspended",
            "<h1>Account Suspended</h1><p>This account has been suspended. Contact your hosting provider for more information.</p>",
        ),
        AWAY,
    )
