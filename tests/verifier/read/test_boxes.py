"""Comments, teasers and other boxes are not part of the article; what only resembles them can be."""

import pytest

from factcheck.vocabulary import QuoteOutcome, Region
from tests.support.page import EN
from tests.support.regions import judged, story

SAID = "The council spent 14.2 million pounds on the new pier between 2019 and 2023."
P = f"<p>{SAID}</p>"
LINKS = '<li><a href="/a">The harbour in winter</a></li><li><a href="/b">Who owns the pier?</a></li>'

COMMENTS = {
    "microdata of a property": f'<div class="x1"><div itemprop="comment"><span>Ann</span>{P}</div></div>',
    "microdata of a type": f'<div itemscope itemtype="https://schema.org/Comment">{P}</div>',
    "microdata of comments by users": f'<div itemtype="http://schema.org/UserComments">{P}</div>',
    "RDFa": f'<div typeof="schema:Comment">{P}</div>',
    "RDFa of another vocabulary": f'<div typeof="sioc:Post sioct:Comment">{P}</div>',
    "a role": f'<div role="comment">{P}</div>',
    "a block's element": f'<div class="comment__body">{P}</div>',
    "a block's element with a modifier": f'<div class="c-comment__text c-comment__text--long">{P}</div>',
    "an id with a number": f'<div id="comment-12">{P}</div>',
    "another id with a number": f'<li id="li-comment-77" class="depth-1">{P}</li>',
    "an item": f'<div class="commentItem">{P}</div>',
    "a module's name": f'<div class="CommentList_root__x1y2"><div class="Comment_text__a9b8">{P}</div></div>',
    "a styled component": f'<div class="ssrcss-1qwe-CommentBody e1x">{P}</div>',
    "a plugin's name": f'<div class="wpd-comment-text">{P}</div>',
    "the readers'": f'<div class="user-comments-wrapper">{P}</div>',
    "an article of one's own": f'<div class="wrap"><article id="div-comment-9" class="comment-body">{P}</article></div>',
    "a list of one name": f'<ol><li class="comment even thread-even depth-1">{P}</li></ol>',
    "a French name": f'<section class="bloc-commentaires">{P}</section>',
    "a German name": f'<div class="leserkommentare-liste">{P}</div>',
    "a Spanish name": f'<div id="listado"><div class="comentario-item">{P}</div></div>',
    "a Czech name": f'<div class="komentáře">{P}</div>',
    "a Turkish name": f'<div class="yorum-listesi yorumlar-box">{P}</div>',
    "a Dutch name": f'<div class="reacties-container">{P}</div>',
    "an element of its own kind": f"<section><comment-thread class='comment-thread'>{P}</comment-thread></section>",
    "a heading that counts": f"<div><h3>3 comments</h3><p>Ann: I saw it.</p><p>Ben: {SAID}</p><p>Cleo: No.</p></div>",
    "a German heading that counts": f"<div class=k><h2>Kommentare (2)</h2><div><b>Anna</b> Na so was.</div><div><b>Jo</b> {SAID}</div></div>",
    "a French heading that counts": f"<section><h3>12 commentaires</h3><ul><li><strong>Luc</strong>{P}</li></ul></section>",
    "a Polish heading that counts": f"<div><h4>Komentarze (1)</h4>{P}</div>",
    "a Russian heading that counts": f"<div><h3>Комментарии (1)</h3><p><b>Аня</b>: {SAID}</p></div>",
    "a Japanese heading that counts": f"<div><h3>コメント (1)</h3><p>太郎：{SAID}</p></div>",
    "a heading that counts answers": f"<div><h3>2 replies</h3><p>Ann: I saw it.</p><p>Ben: {SAID}</p></div>",
    "a heading that names them": f"<div><h3>Reader comments</h3><p>Ann: I saw it.</p><p>Ben: {SAID}</p></div>",
    "a heading in a head": f"<div><header><h3>2 comments</h3></header><p>Ann: I saw it.</p><p>Ben: {SAID}</p></div>",
}
BOXES = {
    "an aside": f"<aside>{P}</aside>",
    "an aside in the main element": f"<aside class='z'><h3>Also today</h3>{P}</aside>",
    "a box of a link": f'<div class="q"><h4>Elsewhere</h4>{P}<a href="/x">More</a></div>',
    "a card": f'<div class="q7"><a href="/x"><h4>Pier</h4><p>{SAID}</p></a></div>',
    "a list of links": f'<div class="q"><h3>Most wanted</h3><ol><li><a href="/x">{SAID}</a></li>{LINKS}</ol></div>',
    "a form": f"<form><p>{SAID}</p><input type=email><button>Send</button></form>",
    "a box with a button": f"<div class='k3'><h3>Stay with us</h3>{P}<button>Subscribe</button></div>",
    "a German teaser": f'<section><h2>Mehr zum Thema</h2><article><a href="/x"><h3>Hafen</h3></a>{P}</article></section>',
    "an Italian label with a link": f'<p>Leggi anche: <a href="/x">{SAID}</a></p>',
    "a Greek label with a link": f'<p>Διαβάστε επίσης: <a href="/x">{SAID}</a></p>',
    "a Russian label with a link": f'<p>Читайте также: <a href="/x">{SAID}</a></p>',
    "a label with a link": f'<div><span>Related:</span> <a href="/x">{SAID}</a></div>',
    "a label nobody knows with a link": f'<div><b>Loe ka:</b> <a href="/x">{SAID[:-1]}</a></div>',
    "a box of a number of links": f'<div id="u"><p>{SAID}</p><ul>{LINKS}{LINKS}{LINKS}</ul></div>',
}
BEFORE = {
    "a dialogue": f"<dialog open><p>{SAID}</p><button>OK</button></dialog>",
    "a dialogue by role": f'<div role="dialog" aria-label="x">{P}<button>Agree</button></div>',
    "an alert by role": f'<div role="alertdialog">{P}</div>',
    "a modal box": f'<div aria-modal="true">{P}<a href="/x">More</a></div>',
    "a bar with a button": f'<div class="k2"><p>{SAID}</p><button>Accept</button></div>',
    "a bar with a link": f'<div class="k2"><p>{SAID}</p><p><a href="/live">Follow live</a></p></div>',
}
EVERYWHERE = {
    **{f"a dialogue: {name}": each for name, each in BEFORE.items()},
    **{f"a box: {name}": each for name, each in BOXES.items()},
}


@pytest.mark.parametrize("box", COMMENTS.values(), ids=COMMENTS)
@pytest.mark.parametrize("place", ["in the article", "after it", "in main after it"])
def test_words_in_a_comment_are_displaced(box: str, place: str) -> None:
    main = place == "in main after it"
    page = story(box) if place == "in the article" else story(after=box, main=main)

    found = judged(page, SAID)

    assert (found.outcome, found.match and found.match.region) == (QuoteOutcome.DISPLACED, Region.COMMENTS)


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
@pytest.mark.parametrize("main", [False, True])
def test_words_in_a_box_after_the_article_are_displaced(box: str, main: bool) -> None:
    assert judged(story(after=box, main=main), SAID).outcome is QuoteOutcome.DISPLACED


@pytest.mark.parametrize("box", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("main", [False, True])
def test_words_in_a_box_before_the_article_are_displaced(box: str, main: bool) -> None:
    assert judged(story(before=box, main=main), SAID).outcome is QuoteOutcome.DISPLACED


def test_text_outside_the_main_element_is_not_the_article() -> None:
    page = story(after=f"<div>{P}</div>", main=True)

    assert judged(page, SAID).outcome is QuoteOutcome.DISPLACED


STILL_ARTICLE = {
    "a box named after a comment piece": f'<div class="comment-piece" id="comment-piece-x">{P}</div>',
    "an op-ed": f'<div class="leader-comment">{P}</div>',
    "a page open to comments": f'<div class="comments-open has-comments">{P}</div>',
    "a page without comments": f'<div class="no-comments">{P}</div>',
    "a body of its own": f'<div class="meta-body">{P}</div>',
    "a section on commentary": f"<section><h2>Comment 12</h2>{P}</section>",
    "a heading of comments by officials": f"<h2>Comments by the minister on the plan</h2>{P}",
    "a heading that names comments over prose": f"<h2>Comments</h2>{P}<p>The board did not answer at once.</p>",
    "an interview": f"<h2>5 questions</h2><p>Gazette: How much?</p><p>Marsh: {SAID}</p>",
    "a count of answers over prose": f"<h2>3 answers</h2>{P}<p>The board did not say more.</p>",
    "a list of points": f"<h2>3 lessons</h2><p>Money: {SAID}</p><p>Time: It took four years.</p>",
    "an aside": f'<aside class="box"><h3>In figures</h3>{P}</aside>',
    "an aside by role": f'<div role="complementary">{P}</div>',
    "a paragraph that is a link": f'<p><a href="/live"><strong>{SAID}</strong></a></p>',
    "a link after who said it": f'<p>The mayor told the board: <a href="/t">“{SAID}”</a></p>',
    "a label with a short link": f'<p>Capital: <a href="/l">Lisbon</a></p>{P}',
    "a label with a link in a sentence": f'<p>Read more: <a href="/l">Harbour</a>. {SAID}</p>',
    "a form around it": f"<form><div>{P}</div></form>",
    "a figure": f"<figure><figcaption>{SAID}</figcaption></figure>",
    "details": f"<details><summary>How much?</summary>{P}</details>",
    "a box with a link": f'<div class="box"><p>{SAID} <a href="/x">The audit says so.</a></p></div>',
    "an open dialogue": f"<dialog open>{P}</dialog>",
}  # fmt: skip
GOES_ON = {
    "a paragraph": P,
    "a part of its own": f"<div class='part-2'>{P}<p>The board did not say more.</p></div>",
    "a part with a heading": f"<div><h2>What it cost</h2>{P}<p>The board did not say more.</p></div>",
    "a part with a link in a sentence": f'<div><h2>Cost</h2><p>{SAID} <a href="/x">The audit</a> says so.</p></div>',
    "a table": f"<table><tr><td>{SAID}</td></tr></table>",
    "a list": f"<ul><li>{SAID}</li><li>It was built in 1911.</li></ul>",
}
PAGES = {
    "a standfirst before the article": f'<div class="lede"><h1>Pier</h1>{P}</div><article>{"".join(f"<p>{e}</p>" for e in EN.others * 3)}</article>',
    "a head before the main element": f'<header><h1>Pier</h1>{P}</header><main>{"".join(f"<p>{e}</p>" for e in EN.others * 3)}</main>',
    "teasers in article elements": '<article><a href=/1><h3>One</h3></a></article>' * 3 + f"<div><h1>Pier</h1>{P}{''.join(f'<p>{e}</p>' for e in EN.others)}</div>",
    "a thread of comments alone": f'<h1>Pier</h1><div itemprop="comment"><p>{EN.others[0]}</p></div><div itemprop="comment">{P}</div>',
    "a forum in its main element": f'<main><h1>Pier</h1><div class="comment__body"><p>{EN.others[0]}</p></div><div class="comment__body">{P}</div></main>',
    "an article in a dialogue": f'<div role="dialog"><h1>Pier</h1>{P}<p>{EN.others[0]}</p></div>',
    "an article named after its comments": f'<article class="post comments-open">{P}<p>{EN.others[0]}</p></article>',
    "an article in the name of comment": f'<div class="comment"><h1>Pier</h1>{P}<p>{EN.others[0]}</p></div>',
    "live updates": f'<main><h1>Live</h1><article><p>{EN.others[0]}</p></article><article>{P}</article></main>',
    "a second page in an article": f'<article><h1>Pier</h1><p>{EN.others[0]}</p></article><article>{P}<p>{EN.others[1]}</p></article>',
    "a page that is a list": f'<main><h1>Pier</h1><ul><li><a href="/1">{SAID}</a></li>{LINKS}</ul></main>',
}  # fmt: skip


@pytest.mark.parametrize("middle", STILL_ARTICLE.values(), ids=STILL_ARTICLE)
def test_text_that_only_resembles_a_box_is_in_the_article(middle: str) -> None:
    assert judged(story(middle), SAID).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("after", GOES_ON.values(), ids=GOES_ON)
def test_an_article_can_continue_after_its_element(after: str) -> None:
    assert judged(story(after=after), SAID).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_a_page_keeps_its_article(body: str) -> None:
    assert judged(f"<!doctype html><html lang=en><body>{body}", SAID).outcome is QuoteOutcome.EXACT


@pytest.mark.parametrize(
    "box",
    [
        f'<section class="comments"><ol>{P * 4}</ol></section>',
        f'<div itemprop="comment">{P * 4}</div>',
        f"<aside>{P * 4}</aside>",
    ],
)
@pytest.mark.parametrize(
    "article", ["<h1>Harbour</h1><video></video><p>1:30</p>", "<h1>Harbour</h1><p>It is closed.</p>"]
)
def test_comments_and_teasers_beside_an_article_element_never_become_the_article(article: str, box: str) -> None:
    page = f"<!doctype html><html lang=en><body><article>{article}</article>{box}"

    assert judged(page, SAID).outcome is QuoteOutcome.DISPLACED


CHANGED = SAID.replace("14.2", "13.9")


@pytest.mark.parametrize(
    ("box", "region"),
    [
        (f'<div class="comments-area"><p>{CHANGED}</p></div>', Region.COMMENTS),
        (f'<div class="related-articles"><p>{CHANGED}</p><a href="/x">More</a></div>', Region.RELATED),
        (f"<nav><p>{CHANGED}</p></nav>", Region.NAVIGATION),
        (f"<p hidden>{CHANGED}</p>", Region.HIDDEN),
    ],
)
def test_words_changed_outside_the_article_are_altered_there(box: str, region: Region) -> None:
    found = judged(story(after=box), SAID)

    assert found.match
    assert (found.outcome, found.reason, found.match.region) == (QuoteOutcome.ALTERED, "differs-number", region)


def test_a_comment_that_only_resembles_the_words_leaves_them_missing() -> None:
    like = "I heard the council spent a lot of pounds on some new pier between the years, and 2023 was worst."
    found = judged(story(after=f'<div class="comments-area"><p>{like}</p></div>'), SAID)

    assert (found.outcome, found.reason) == (QuoteOutcome.MISSING, "not-on-page")


def test_words_changed_in_the_article_come_before_those_changed_beside_it() -> None:
    found = judged(story(f"<p>{CHANGED}</p>", after=f'<div class="comments-area"><p>{CHANGED}</p></div>'), SAID)

    assert found.match and found.match.region is Region.ARTICLE
