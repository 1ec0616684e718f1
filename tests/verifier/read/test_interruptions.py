"""Text between two quoted sentences: furniture changes none of the article's words, another sentence does."""

import pytest

from factcheck.vocabulary import QuoteOutcome
from tests.support.regions import judged, story

FIRST, SECOND = "The audit was published on Friday.", "It says that 14 of 31 contracts were never tendered."
QUOTE = f"{FIRST} {SECOND}"

FURNITURE = {
    "a link to read more": '<p class="read-more"><a href="/x">Read more: Mayor denies wrongdoing in pier affair</a></p>',
    "a link in a box of no name": '<div><a href="/x"><strong>Mayor denies wrongdoing</strong></a></div>',
    "a teaser card": '<div class="zq1"><a href="/x"><img src="a.jpg"><h4>Mayor denies it</h4><span>3 min read</span></a></div>',
    "a list of links": '<ul><li><a href="/a">Who owns the pier?</a></li><li><a href="/b">Five questions</a></li></ul>',
    "an Italian label with a link": '<p>Leggi anche: <a href="/x">Il sindaco nega ogni accusa</a></p>',
    "a Finnish label with a link": '<p>Lue myös: <a href="/x">Kaupunginjohtaja kiistää syytökset täysin</a></p>',
    "a Dutch label with a link": '<div class="x"><b>Lees ook</b> <a href="/x">Burgemeester ontkent alles</a></div>',
    "an arrow with a link": '<p>► <a href="/x">Der Bürgermeister weist alles zurück</a></p>',
    "a signup form": (
        '<form class="signup"><label>Get the Gazette in your inbox every morning</label><input type="email">'
        "<button>Sign up</button></form>"
    ),
    "a form with a sentence": (
        '<form action="/n"><h3>Morning briefing</h3><p>We send you the news of the harbour before breakfast.</p>'
        '<input type="email" name="e"><input type="submit" value="OK"></form>'
    ),
    "a signup box of divs": (
        '<div class="newsletter-signup__container"><p>Our editors write to you every Friday about the harbour.</p>'
        "<button>Subscribe</button></div>"
    ),
    "share buttons": (
        '<div class="share-tools"><button>Share</button><button>Copy link</button>'
        '<a href="https://facebook.example/sharer">Facebook</a></div>'
    ),
    "share links after a label": '<p>Share this: <a href="#f">Facebook</a> | <a href="#m">Mail</a> | <a href="#p">Print</a></p>',
    "share links by a module's name": '<div class="SocialShare_bar__x81aQ"><span>Teilen</span><a href="#f">Facebook</a></div>',
    "an AMP advertisement": '<amp-ad width="300" type="doubleclick"><div placeholder>Loading advertisement</div></amp-ad>',
    "an advertisement by name": '<div class="c-ad-slot ad-slot--mpu"><span>Ad</span><p>Buy the best boats in town.</p></div>',
    "an advertisement by id": '<div id="div-gpt-ad-1588-0"><p>Your advertisement could be here.</p></div>',
    "an advertisement of its own kind": "<bbc-ad-unit><p>Boats for everybody, now cheaper.</p></bbc-ad-unit>",
    "a German label alone": "<p>Anzeige</p>",
    "a label alone": "<div><small>Story continues below advertisement</small></div>",
    "a page's number": '<div class="page-break"><span>Page 2 of 5</span></div>',
    "a page's number in German": "<p>– Seite 2 von 5 –</p>",
    "a page's number in figures": "<div>2 / 5</div>",
    "a page's number in Chinese": "<div>第2页 共5页</div>",
    "an aside": "<aside><h3>In figures</h3><p>The pier is 212 metres long and was built in 1911.</p></aside>",
    "a figure": '<figure><img src="a.jpg"><figcaption>The pier in 2022. Photo: A. Brown</figcaption></figure>',
    "a video": '<figure class="video"><video src="a.mp4"></video><figcaption>Watch the pier burn</figcaption></figure>',
    "a player": (
        '<div class="audio-player"><button>Play</button><span>00:00</span><span>Listen to this article, 4 min</span></div>'
    ),
    "a dialogue": '<dialog open><p>Do you like this article?</p><button>Yes</button></dialog>',
    "a dialogue by role": '<div role="dialog"><p>Would you like to be told of news?</p><button>Later</button></div>',
    "a post from elsewhere": (
        '<blockquote class="twitter-tweet"><p>We are proud of the pier.</p>Mayor <a href="/t">May 2</a></blockquote>'
    ),
    "code to embed": '<textarea readonly>&lt;iframe src="https://harbour.example/embed"&gt;</textarea>',
    "a button to go on": '<div class="more"><button type="button">Artikel vollständig anzeigen</button></div>',
    "two blocks of it": '<figure><figcaption>The pier</figcaption></figure><p><a href="/x">The mayor answers</a></p>',
}  # fmt: skip
WORDS = {
    "a sentence": "<p>The mayor had ordered it.</p>",
    "a sentence with a link": '<p>The mayor <a href="/m">had ordered</a> it.</p>',
    "a sentence that ends in a link": '<p>It does not name <a href="/m">the mayor</a></p>',
    "a denial": "<p>That is not true.</p>",
    "a sentence in a box": '<div class="box"><p>The mayor had ordered it.</p></div>',
    "a sentence in a box named after copy": '<div class="promo-copy"><p>The mayor had ordered it.</p></div>',
    "a sentence in a box about society": '<div class="social-affairs"><p>The mayor had ordered it.</p></div>',
    "a sentence in a box about shares": '<div class="share-of-voice"><p>The mayor had ordered it.</p></div>',
    "a sentence in an advertising story": '<div class="ad-story-text"><p>The mayor had ordered it.</p></div>',
    "a sentence in a newsletter's article": '<div class="newsletter-article"><p>The mayor had ordered it.</p></div>',
    "a paragraph named as a share": '<p class="share">The mayor had ordered it.</p>',
    "a quotation": "<blockquote><p>We never asked for tenders.</p></blockquote>",
    "a quotation after who said it": '<p>The mayor said: “We asked <a href="/t">nobody</a> for a tender.”</p>',
    "a list": "<ul><li>The mayor had ordered it.</li><li>Nobody knew.</li></ul>",
    "a table": "<table><tr><td>Contracts</td><td>31</td></tr></table>",
    "a number alone": "<p>2 million</p>",
    "a count the wrong way round": "<p>31 of 14</p>",
    "a longer line with two numbers": "<p>Only 2 of the 5 members voted for it</p>",
    "a subheading": "<h2>Nobody asked for tenders</h2>",
    "a sentence that is shown": '<p style="width:100%;overflow:hidden">The mayor had ordered it.</p>',
    "a details box": "<details open><summary>Why?</summary><p>The mayor had ordered it.</p></details>",
    "a section": "<section><p>The mayor had ordered it.</p></section>",
    "a Chinese sentence": "<p>市长否认了这一点。</p>",
}
CHANGES = {
    "a number": SECOND.replace("14", "41"),
    "a negation": SECOND.replace("were never", "were"),
    "a name": SECOND.replace("contracts", "permits"),
    "a sentence gone": "",
}


@pytest.mark.parametrize("between", FURNITURE.values(), ids=FURNITURE)
def test_furniture_between_two_sentences_changes_no_words(between: str) -> None:
    found = judged(story(f"<p>{FIRST}</p>{between}<p>{SECOND}</p>"), QUOTE)

    assert found.outcome is QuoteOutcome.EXACT, found


@pytest.mark.parametrize("between", WORDS.values(), ids=WORDS)
def test_words_inserted_between_two_sentences_are_a_change(between: str) -> None:
    found = judged(story(f"<p>{FIRST}</p>{between}<p>{SECOND}</p>"), QUOTE)

    assert found.outcome is QuoteOutcome.ALTERED, found


@pytest.mark.parametrize("second", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("between", FURNITURE.values(), ids=FURNITURE)
def test_furniture_hides_no_change(between: str, second: str) -> None:
    found = judged(story(f"<p>{FIRST}</p>{between}<p>{second}</p>"), QUOTE)

    assert found.outcome in {QuoteOutcome.ALTERED, QuoteOutcome.MISSING}, found


OWN_WORDS = {
    "a paragraph that is a link": '<div class="m"><p><a href="/live"><strong>{}</strong></a></p></div>',
    "a list of links": "<ul><li><a href=/a>{}</a></li></ul>",
    "an aside": '<aside class="box"><h3>In figures</h3><p>{}</p></aside>',
    "a figure": "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
    "a form that fills the page": "<form><div><p>{}</p></div></form>",
    "a form": "<form><p>{}</p><button>OK</button></form>",
    "a post from elsewhere": '<blockquote class="twitter-tweet"><p>{}</p></blockquote>',
    "a text that cannot be changed": "<textarea readonly>{}</textarea>",
    "a teaser": '<div class="teaser-text"><p>{}</p></div>',
    "an open dialogue": "<dialog open><p>{}</p></dialog>",
}


@pytest.mark.parametrize("markup", OWN_WORDS.values(), ids=OWN_WORDS)
def test_interruptions_belong_to_the_article(markup: str) -> None:
    assert judged(story(markup.format(QUOTE)), QUOTE).outcome is QuoteOutcome.EXACT
    changed = judged(story(markup.format(QUOTE.replace("14", "41"))), QUOTE)
    assert (changed.outcome, changed.reason) == (QuoteOutcome.ALTERED, "differs-number")
