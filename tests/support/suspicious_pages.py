"""Living pages that look suspicious: none may be judged dead, lost, blocked or away."""

from collections.abc import Iterator

from factcheck.vocabulary import LinkOutcome, QuoteOutcome
from tests.support.page import EN, QUOTE, Page, around, article, document, living

P = f"<p>{QUOTE}</p>"
LOGIN = '<form action="/login"><input name="user"><input type="password" name="pass"><button>Log in</button></form>'
BANNER = (
    '<div id="cookie-banner"><h2>We value your privacy</h2><p>We and our partners store data on your device.</p>'
    "<button>Accept all</button><button>Manage options</button></div>"
)
TITLES = (
    "Sorry, we got it wrong",
    "Oops, they did it again at the harbour",
    "Access denied: how refugees wait at the border",
    "We'll be back: the return of the fishing fleet",
    "Before you continue buying fish, read this",
    "Login data of 3 million customers leaked",
    "Peugeot 404",
    "404 deaths on the road in May",
    "Error 404: a history of the missing page",
    "Page not found, a novel about libraries",
    "Not found anywhere else: the harbour's rare birds",
    "Domain for sale: how speculators buy up names",
    "Why captchas are dying",
    "Are you a robot? The question we all answer",
    "Maintenance of the old bridge begins",
    "Paywalls and the press: subscribers only",
    "Just a moment in history",
    "Service unavailable on the northern line this weekend",
    "Just a moment",
    "Maintenance",
    "Access denied",
    "Oops!",
    "Sorry",
)


def suspicious() -> Iterator[Page]:
    """Yield them."""
    for title in TITLES:
        yield living(f"titled {title}", article(QUOTE, *EN.others, title=title))
    yield from _short()
    yield from _furnished()
    yield from _odd()
    yield from _answered()


def _short() -> Iterator[Page]:
    yield living("a press release of one sentence", document(P, title="Harbour office: figures"))
    yield living("a page of nothing but the words", QUOTE)
    yield living("a page without a title", f"<html><body>{P}</body></html>")
    yield living("a home page", document(around(f"<h1>The Harbour Post</h1>{P}")), path="/")
    yield living("a home page by its index", document(around(P)), path="/index.html")
    yield living("a home page in a language", document(around(P)), path="/en/")
    yield living(
        "a login page that is itself cited",
        document(around(f"<h1>Members</h1>{P}{LOGIN}"), title="Members"),
        path="/members/login",
    )
    yield living("a file in the folder auth", article(QUOTE), path="/auth/report")
    yield living("an article under the path 404", article(QUOTE, title="Bus route 404"), path="/404")
    yield living("an article under the path not-found", article(QUOTE), path="/books/not-found")
    yield living("an article under the path consent", article(QUOTE, title="Medical consent"), path="/law/consent")
    yield living("an article under the path error", article(QUOTE, title="A costly error"), path="/news/error")


def _furnished() -> Iterator[Page]:
    yield living(
        "a shop with a login form in its header",
        document(f"<header>{LOGIN}</header><main><h1>Nets</h1>{P}</main>", title="Nets"),
    )
    yield living(
        "a short note with a login form beside it", document(f"{P}<div class='box'>{LOGIN}</div>", title="Notes")
    )
    yield living(
        "a cookie banner before the article", article(QUOTE).replace(b"<header>", BANNER.encode() + b"<header>")
    )
    yield living("a cookie banner and one sentence", document(BANNER + P, title="Harbour office"))
    yield living(
        "a modal over a body that is hidden from screen readers",
        document(f'<div aria-hidden="true"><main>{P}</main></div><div role="dialog"><p>Join our letter!</p></div>'),
    )
    yield living(
        "a body that is shown by a script",
        document(f"<main>{P}</main>").replace("<body>", '<body style="visibility:hidden">'),
    )
    yield living(
        "a closed details element",
        document(f"<main><h1>Questions</h1><details><summary>How many?</summary>{P}</details></main>"),
    )
    yield living("found by searching only", document(f"<main><h1>Notes</h1><div hidden=until-found>{P}</div></main>"))
    yield living(
        "text in noscript, for those without scripts",
        document(
            f'<div id="root"></div><script src=a.js></script><noscript><article>{P}{"".join(f"<p>{each}</p>" for each in EN.others * 4)}</article></noscript>'
        ),
    )
    yield living(
        "lazy images between paragraphs",
        article(EN.others[0], '<img data-src="a.jpg" class="lazy"><noscript><img src="a.jpg"></noscript>', QUOTE),
    )
    yield living(
        "a hidden copy for small screens", document(f'<main><div style="display:none">{P}</div><div>{P}</div></main>')
    )
    yield living(
        "a list page of teasers",
        document(
            around(
                "".join(
                    f'<div class="teaser-list"><a href="/{n}"><h3>Story {n}</h3></a><p>{QUOTE if n == 3 else EN.others[0]}</p></div>'
                    for n in range(9)
                )
            )
        ),
    )
    yield living(
        "a forum whose posts are the content",
        document(
            around(
                f'<h1>Boats?</h1><div class="comment-list"><div class="comment-body">{EN.others[0]}</div><div class="comment-body">{QUOTE}</div></div>'
            )
        ),
    )
    yield living(
        "an article inside an aside", document(around(f"<aside><h1>Harbour</h1>{P}<p>{EN.others[0]}</p></aside>"))
    )
    yield living(
        "an article inside a sidebar without a heading",
        document(around(f'<div class="sidebar">{P}{"".join(f"<p>{each} {each}</p>" for each in EN.others * 3)}</div>')),
    )
    yield living("a page all in its header", document(f"<header><h1>Harbour</h1>{P}</header>"))
    yield living(
        "a restaurant's menu",
        document(around(f'<div class="menu"><p>{QUOTE}</p><p>{EN.others[0]}</p><p>{EN.others[1]}</p></div>')),
    )
    yield living(
        "sections that editors' tools name by their headings",
        document(
            around(
                f'<main><h1>Guide</h1><p>{EN.others[0]}</p><section id="comments"><h2>Comments</h2>{P}</section></main>'
            )
        ),
    )
    yield living(
        "an anchor with the name of a part",
        document(around(f'<main><h1>Guide</h1><h2 id="related">Related</h2><p id="navigation">{QUOTE}</p></main>')),
    )
    yield living(
        "a correction that does not withdraw the words",
        article(QUOTE, *EN.others, "Correction: the mayor's name was misspelt."),
    )
    yield living("an article on corrections officers", article(f"Corrections officers - {QUOTE}", EN.others[0]))
    yield living(
        "a law's earlier version", article(f"In einer früheren Fassung des Gesetzes stand weniger. {QUOTE}", lang="de")
    )
    yield living(
        "already a subscriber, says the header",
        article(*EN.others * 9, QUOTE).replace(b"<nav>", b"<div>Subscribers only</div><nav>"),
    )
    yield living(
        "metered by its metadata, and readable",
        article(QUOTE, *EN.others, head='<script type="application/ld+json">{"isAccessibleForFree": false}</script>'),
        living=False,
    )
    yield living(
        "a captcha beside the form for letters",
        article(QUOTE, extra='<form><div class="g-recaptcha"></div><script src="/recaptcha/api.js"></script></form>'),
    )
    yield living(
        "an application page with structured data",
        f'<html><head><title>Harbour</title><script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{QUOTE}"}}</script></head><body><div id="root"></div><script src="app.js"></script></body></html>',
        reason="witness",
    )
    yield living(
        "an application page with its menu already there",
        document(around('<div id="__next"></div><script src="app.js"></script>')),
        quote_outcome=QuoteOutcome.UNVERIFIABLE,
        reason="script-only",
        sibling=document(around('<div id="__next"></div><script src="app.js"></script>')).encode(),
    )
    yield living(
        "a template that answers everything, and a short article",
        document(around(f"<main><h1>Boats</h1>{P}</main>"), title="Boats"),
        sibling=document(around("<main><h1>Harbour Post</h1></main>"), title="Nothing").encode(),
    )
    yield living(
        "another frame of the same site", document(f'<iframe srcdoc="{P.replace(chr(34), "&quot;")}"></iframe>')
    )


def _odd() -> Iterator[Page]:
    """Yield pages whose markup could be taken for something else."""
    props = " ".join(f"&quot;word{number}&quot;: {number}," for number in range(2500))
    yield living(
        "a component with much data in one attribute", document(f'<div data-props="{props}"></div><main>{P}</main>')
    )
    yield living(
        "a component with markup in one attribute",
        document(f"<div data-props='{props}<b>bold</b>'></div><main>{P}</main>"),
    )
    yield living(
        "a lead in a header of its own",
        document(around(f"<div><header><h2>Harbour</h2>{P}</header><p>{EN.others[0]}</p></div>")),
    )
    yield living("an amendment by number", article(f"Поправка к статье 5 закона: {QUOTE}", lang="ru"))
    yield living("a road repair by number", article(f"Oprava silnice 35: {QUOTE}", lang="cs"))
    menu = "".join(f"<a href=/{number}>Entry {number} of the long menu</a> " for number in range(60))
    own, other = (
        document(f"<nav>{menu}</nav>{text}", title="Post", site="") for text in (P, "<p>Nothing of that name.</p>")
    )
    yield living("a short page in a long menu, titled as every other", own, sibling=other.encode())
    yield living(
        "a page whose every word is a link",
        document(around(f'<main><h1>Boats</h1><p><a href="/x">{QUOTE}</a></p></main>')),
    )
    yield living(
        "old markup without paragraphs",
        f"<HTML><BODY BGCOLOR=white><FONT FACE=Arial><CENTER><B>Harbour</B></CENTER><BR>{QUOTE}<BR><BR>{EN.others[0]}</FONT>",
    )
    yield living(
        "a layout of tables",
        document(
            f"<table><tr><td><a href=/>Home</a></td><td><table><tr><td>{QUOTE}</td></tr></table></td></tr></table>"
        ),
    )
    yield living(
        "a poem line by line", document(around(f"<main><h1>Poem</h1><p>{QUOTE.replace(' ', '<br>')}</p></main>"))
    )


def _answered() -> Iterator[Page]:
    yield living("a 404 status with the article", article(QUOTE, *EN.others), status=404, reason=None)
    yield living("a 500 status with the article", article(QUOTE, *EN.others), status=500, reason=None)
    yield living("a 403 status with the article", article(QUOTE, *EN.others), status=403, reason=None)
    yield living(
        "a 404 status with the article, one figure changed",
        article(QUOTE.replace("412", "512"), *EN.others),
        status=404,
        quote_outcome=QuoteOutcome.ALTERED,
        reason="differs-number",
    )
    yield living("a redirect to a deeper page", article(QUOTE), leads_to="/archive/2024/harbour-report")
    yield living("a welcome page that leads to the home page", document(around(P)), path="/welcome.html", leads_to="/")
    yield living("a short address that leads to the home page", document(around(P)), path="/spring", leads_to="/")
    yield living("a country's home page", document(around(P)), path="/", leads_to="/en-gb/")
    yield Page(
        "a single figure changed",
        article(QUOTE.replace("412", "421"), *EN.others),
        LinkOutcome.OK,
        QUOTE,
        QuoteOutcome.ALTERED,
        "differs-number",
    )
    yield Page(
        "the words are gone", article(*EN.others * 6), LinkOutcome.OK, QUOTE, QuoteOutcome.MISSING, "not-on-page"
    )
