"""Pages that are not what was cited, however well they answer."""

from collections.abc import Iterator

from factcheck.vocabulary import LinkOutcome, QuoteOutcome
from tests.support.page import ABSENT, EN, HTML, QUOTE, Page, around, article, document, gone, notice

FORM = '<form><input name="user"><input type="password" name="pass"><button>Log in</button></form>'
HOME = document(
    around("".join(f'<div class="teaser-list"><a href="/{n}"><h3>Story {n}</h3></a></div>' for n in range(9))),
    title="The Harbour Post",
)
NOTHING = notice("404", "Sorry, the requested page could not be found on this server.")
MOUNTED = '<div id="app"></div><script src="/app.js"></script>'


def lost() -> Iterator[Page]:
    """Yield them."""
    yield from _missing()
    yield from _walls()
    yield from _statuses()
    yield from _elsewhere()


def _missing() -> Iterator[Page]:
    soft = LinkOutcome.SOFT404
    yield gone("a bare 404 in the title, and the reason under it", NOTHING, soft, "title-not-found")
    yield gone(
        "oops, and the reason under it",
        notice("Oops!", "We can't find the page you're looking for."),
        soft,
        "title-not-found",
    )
    yield gone(
        "not found between the name of the site and an error",
        document("<h1>404 - Not Found</h1><p>Back to the home page</p>", title="404 Not Found - Post"),
        soft,
        "title-not-found",
    )
    teasers = "".join(f"<p>One more story of the town without any link, number {number}</p>" for number in range(20))
    yield gone(
        "not found, over much else to read",
        notice(*EN.not_found, extra=teasers).replace(b" | The Harbour Post", b""),
        soft,
        "title-not-found",
    )
    yield gone(
        "not found, as JSON",
        '{"error": "Not Found"}',
        soft,
        "title-not-found",
        headers=(("content-type", "application/json"),),
    )
    yield gone("a deep address leads home", HOME, soft, "redirect-home", leads_to="/")
    yield gone(
        "a deep address leads to another host's home", HOME, soft, "redirect-home", leads_to="https://news.example/en/"
    )
    yield gone(
        "an address leads to the error page",
        notice("Something happened", "Try the search."),
        soft,
        "redirect-error",
        leads_to="/404.html",
    )
    archive = article(*EN.others * 4, title="The archive")
    yield gone("every address gets the archive", archive, soft, "same-as-sibling", sibling=archive)
    counted = article(*EN.others * 4, "Visitors today: 5512", title="The archive")
    yield gone(
        "every address gets the archive, with a counter",
        archive.replace(b"</article>", b"<p>Visitors today: 7</p></article>"),
        soft,
        "same-as-sibling",
        sibling=counted,
    )


def _walls() -> Iterator[Page]:
    blocked = LinkOutcome.BLOCKED
    yield gone(
        "a redirect to the login",
        notice("Welcome", "", extra=FORM),
        blocked,
        "wall-login",
        leads_to="/account/login?next=/news",
    )
    yield gone(
        "a single sign-on without a password field",
        notice("Sign in to continue", "Use your work account."),
        blocked,
        "wall-login",
        leads_to="https://sso.post.example/signin",
    )
    yield gone(
        "a consent host",
        document("<p>We and our partners</p>", title="Post"),
        blocked,
        "wall-consent",
        leads_to="https://consent.post.example/?return=x",
    )
    yield gone(
        "a header that says challenge",
        b"<html></html>",
        blocked,
        "wall-challenge",
        status=403,
        headers=(*HTML, ("cf-mitigated", "challenge")),
    )
    yield gone(
        "a firewall's empty 202",
        b"",
        blocked,
        "wall-challenge",
        status=202,
        headers=(*HTML, ("x-amzn-waf-action", "challenge")),
    )
    yield gone(
        "a challenge with status 503",
        notice("Just a moment...", "Checking your browser. Ray ID: 7f3a91c2b4"),
        blocked,
        "wall-challenge",
        status=503,
    )
    yield gone(
        "a challenge with status 403",
        notice("Access Denied", "Reference #18.2f3a91c2b4"),
        blocked,
        "wall-challenge",
        status=403,
    )
    yield gone(
        "a challenge with status 429",
        notice("Are you a robot?", "We saw unusual traffic."),
        blocked,
        "wall-challenge",
        status=429,
    )
    for status in (429, 503):
        yield gone(
            f"a challenge that says nothing more than its title, with status {status}",
            notice("Just a moment...", ""),
            blocked,
            "wall-challenge",
            status=status,
        )
    free = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    yield gone("a paywall that only its metadata tells", article(EN.others[0], head=free), blocked, "wall-paywall")


def _statuses() -> Iterator[Page]:
    blocked, away, dead = LinkOutcome.BLOCKED, LinkOutcome.UNREACHABLE, LinkOutcome.DEAD
    plain = notice("Error", "Something is not right.")
    outcomes = {
        blocked: (400, 401, 402, 403, 405, 406, 407, 418, 429, 451, 999),
        dead: (404, 410),
        away: (408, 425, 500, 502, 503, 504, 520, 530),
    }
    for status, link in ((status, link) for link, each in outcomes.items() for status in each):
        yield gone(f"status {status}", plain, link, f"http-{status}", status=status)
    guarded = "<h1>Gateway time-out</h1><script src=https://check.ddos-guard.net/check.js></script>"
    for status in (502, 504, 520):
        failed = document(guarded, title="Gateway time-out")
        yield gone(f"status {status} behind a guard's script", failed, away, f"http-{status}", status=status)
    teaser = f'<aside class="related"><h2>Most read</h2><a href="/1"><p>{QUOTE}</p></a></aside>'
    absent = document(around("<main><h1>Error</h1><p>Something is not right.</p></main>" + teaser))
    yield gone("status 404 with the words in a teaser", absent, dead, "http-404", status=404)
    yield gone("a redirect without a place to go", b"", away, "bad-location", status=302)
    yield gone("an empty body", b"", away, "empty-body")


def _elsewhere() -> Iterator[Page]:
    dead, away = LinkOutcome.DEAD, LinkOutcome.UNREACHABLE
    offer = document(
        "<h1>post.example</h1><p>The owner of this domain offers it. Buy this domain.</p><p>Domain for sale</p>",
        title="post.example",
        site="",
    )
    yield gone("a parked page titled with the host's name", offer, dead, "parked")
    yield gone(
        "a broker of names",
        document("<p>Names</p>"),
        dead,
        "parked",
        leads_to="https://www.hugedomains.com/domain_profile.cfm?d=post",
    )
    yield gone("another broker", document("<p>Names</p>"), dead, "parked", leads_to="https://dan.com/buy-domain/post")
    yield gone(
        "a queue at a queue's host",
        document("<p>You are number 5512.</p>", title="Queue"),
        away,
        "maintenance",
        leads_to="https://post.queue-it.net/?c=post",
    )
    yield gone(
        "a waiting room", notice("You are now in line", "Your estimated wait is 5 minutes."), away, "maintenance"
    )
    yield Page(
        "an application without its script",
        document(MOUNTED).encode(),
        LinkOutcome.OK,
        ABSENT,
        QuoteOutcome.UNVERIFIABLE,
        "script-only",
    )
    yield Page(
        "a set of frames",
        b"<html><head><title>Old</title></head><frameset><frame src=a.html><frame src=b.html></frameset></html>",
        LinkOutcome.OK,
        ABSENT,
        QuoteOutcome.UNVERIFIABLE,
        "frames",
    )
    yield Page(
        "a page of pictures",
        document("<img src=a.png>").encode(),
        LinkOutcome.OK,
        ABSENT,
        QuoteOutcome.UNVERIFIABLE,
        "empty",
    )
