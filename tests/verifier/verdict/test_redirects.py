"""Addresses of home pages and error pages, and of articles whose names contain the same words."""

from urllib.parse import SplitResult, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.verifier.verdict.redirects import is_deep, is_error, is_home

ASKED = urlsplit("https://post.example/news/2024/harbour-story")
HOME = (
    "/ /?lang=de /de/ /en-GB/ /web/guest/home /portal/ /index.html /index.php?lang=de /de/startseite /fr/accueil.html /home.aspx"
    " /es/inicio/ /start/ /pl/strona-glowna /?utm_source=x&utm_medium=y /?redirected=1 /Pages/default.aspx /anasayfa /zh-hans/"
    " /portal/web/guest /;jsessionid=ABC /index.jsp;jsessionid=1F?hl=fr /?ref=/news/2024/harbour-story /главная"
    " /portal/home/index.do /etusivu /?from=gone"
).split()
ERRORS = (
    "/404 /404.html /error /errors/gone /Pages/PageNotFoundError.aspx /fehlerseite /erreur404 /sorry/index /sorry"
    " /error.aspx?aspxerrorpath=/x /de/fehler /page-not-found /pagina-no-encontrada /not_found.php /errors/404.html /error/404/"
    " /404-error /PageNotFound /seite-nicht-gefunden /es/error-404 /oops /static/404.htm /system/errors/notFound.do"
    " /Error/NotFound /?error=404 /index.php?page=404 /pt/erro/404 /gone.html /chyba /errorpage /404seite /notfound/index.html"
).split()
ARTICLES = (
    "/news /?p=123 /index.php?id=42 /home-office-report /home/2024/story /de/politik /index.php?page=news /main-street-fire"
    " /welcome-to-hell /homepage-design /web/guest/news /page/harbour /?story=harbour /node/123 /home/garden /?s=harbour"
    " /new-york /tv-show /news/404-error-explained /films/gone /reviews/oops /trial-and-error /news/error-in-budget"
    " /sorry-seems-to-be /topics/missing /missing-people /news/the-404 /errors-and-omissions /articles/not-found-in-translation"
    " /news/gone-girl /fehlerkultur /content/page"
).split()


def at(path: str) -> SplitResult:
    return urlsplit("https://post.example" + path)


@pytest.mark.parametrize("path", HOME)
def test_a_home_page_is_recognized_by_its_address(path: str) -> None:
    assert is_home(at(path))
    assert not is_error(at(path), ASKED)


@pytest.mark.parametrize("path", ERRORS)
def test_an_error_page_is_recognized_by_its_address(path: str) -> None:
    assert is_error(at(path), ASKED)


@pytest.mark.parametrize("path", ARTICLES)
def test_the_address_of_an_article_is_neither(path: str) -> None:
    assert not is_home(at(path))
    assert not is_error(at(path), ASKED)


@pytest.mark.parametrize("path", ["/articles/404", "/film/error", "/?p=404"])
def test_a_word_in_the_requested_address_is_not_an_error(path: str) -> None:
    assert not is_error(at(path), at(path.replace("/articles/", "/en/articles/").replace("/film/", "/films/")))


@pytest.mark.parametrize(
    ("path", "deep"),
    [
        ("/news/2024/story", True),
        ("/harbour-report-12", True),
        ("/?p=123", True),
        ("/index.php?id=42", True),
        ("/", False),
        ("/?utm_source=x", False),
        ("/en/", False),
        ("/news", False),
        ("/international", False),
        ("/e-paper", False),
    ],
)
def test_the_address_of_a_single_page_is_deep(path: str, deep: bool) -> None:
    assert is_deep(at(path)) is deep


def test_only_the_beginning_of_a_very_long_query_is_read() -> None:
    endless = at("/?" + "a=1&" * 100_000)

    assert not is_error(endless, endless) and not is_home(endless) and not is_deep(endless)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_address_is_classified(path: str, query: str) -> None:
    parts = SplitResult("https", "post.example", "/" + path, query, "")

    assert isinstance(is_home(parts), bool) and isinstance(is_error(parts, ASKED), bool)
    assert isinstance(is_deep(parts), bool)
