"""Generated link cases from a seed: live pages, lost pages and walls in several templates and languages."""

import random
from collections.abc import Iterator
from typing import Any

from bench.tongues import TONGUES as SENTENCES
from factcheck.vocabulary import LinkOutcome, QuoteOutcome
from tests.support.page import Page

OK, SOFT, GONE, WALL, AWAY = (
    LinkOutcome.OK,
    LinkOutcome.SOFT404,
    LinkOutcome.DEAD,
    LinkOutcome.BLOCKED,
    LinkOutcome.UNREACHABLE,
)
LOST: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("We can't seem to find that", "The article you were trying to reach has either moved or been deleted."), ("Page unavailable", "This page has been taken down."), ("404", "No such page exists on our server. Please check the address.")),
    "fr": (("Page non trouvée", "L'article que vous recherchez a peut-être été supprimé."), ("Erreur 404", "Cette page n'est pas disponible.")),
    "de": (("Seite nicht verfügbar", "Der gewünschte Artikel wurde gelöscht oder ist nicht mehr verfügbar."), ("Fehler 404", "Diese Seite existiert nicht.")),
    "es": (("Página no disponible", "La página que intenta ver ya no existe o ha sido movida."),),
    "it": (("Pagina non trovata", "L'articolo che stai cercando non è più disponibile."),),
    "pt": (("Página não encontrada", "O artigo que procura já não está disponível."),),
    "nl": (("Pagina niet gevonden", "Het artikel dat u zoekt is niet meer beschikbaar."),),
    "pl": (("Nie znaleziono strony", "Artykuł, którego szukasz, nie jest już dostępny."),),
    "sv": (("Sidan kunde inte hittas", "Artikeln du söker finns inte längre."),),
    "ru": (("Страница не найдена", "Материал, который вы ищете, удалён или перенесён."),),
    "tr": (("Sayfa bulunamadı", "Aradığınız içerik yayından kaldırılmış olabilir."),),
    "zh": (("找不到页面", "抱歉，您要找的文章已被删除。"),),
    "ja": (("ページが見つかりません", "お探しの記事は削除されたか、移動した可能性があります。"),),
    "ar": (("الصفحة غير موجودة", "ربما تم حذف المقال الذي تبحث عنه."),),
}  # fmt: skip
WALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("Verify you are human", "Complete the check to continue. Ray ID: 7a9c02f4e1"), ("Access denied", "Your request was blocked by our firewall. Incident ID: 90-12345-77")),
    "fr": (("Vérification de sécurité", "Confirmez que vous êtes humain pour continuer."),),
    "de": (("Sicherheitsüberprüfung", "Bitte bestätigen Sie, dass Sie kein Roboter sind."),),
    "es": (("Verificación de seguridad", "Confirme que es humano para continuar."),),
    "it": (("Controllo di sicurezza", "Conferma di essere umano per continuare."),),
    "pt": (("Verificação de segurança", "Confirme que é humano para continuar."),),
    "nl": (("Beveiligingscontrole", "Bevestig dat je een mens bent en geen robot."),),
    "pl": (("Czy jesteś człowiekiem?", "Potwierdź, że nie jesteś robotem, aby kontynuować."),),
    "ru": (("Проверка безопасности", "Подтвердите, что вы не робот, чтобы продолжить."),),
    "tr": (("Güvenlik kontrolü", "Devam etmek için robot olmadığınızı doğrulayın."),),
    "zh": (("安全验证", "请验证您不是机器人。"),),
    "ja": (("セキュリティチェック", "ロボットではないことを確認してください。"),),
    "ar": (("التحقق من الأمان", "يرجى التحقق من أنك إنسان ولست روبوتا."),),
}  # fmt: skip
PAID: dict[str, tuple[str, ...]] = {
    "en": ("Subscribe to unlock the full article", "This story continues for members only"),
    "fr": ("Abonnez-vous pour lire la suite", "Article réservé aux abonnés"),
    "de": ("Den vollständigen Artikel lesen Sie mit einem Abo", "Weiterlesen mit Abo"),
    "es": ("Suscríbete para leer el artículo completo",),
    "it": ("Abbonati per continuare a leggere",),
    "pt": ("Assine para continuar a ler",),
    "nl": ("Word abonnee om verder te lezen",),
    "pl": ("Aby czytać dalej, wykup prenumeratę",),
    "sv": ("Bli prenumerant för att läsa vidare",),
    "ru": ("Читать дальше могут только подписчики",),
    "tr": ("Devamını okumak için abone olun",),
    "zh": ("订阅后阅读全文",),
    "ja": ("続きを読むには会員登録が必要です",),
    "ar": ("اشترك لقراءة المقال كاملا",),
}
CLOSED: dict[str, tuple[str, str]] = {
    "en": ("Down for maintenance", "Our site is undergoing maintenance and will be back shortly."),
    "fr": ("Maintenance en cours", "Le site est momentanément indisponible, veuillez revenir plus tard."),
    "de": ("Wartungsarbeiten", "Unsere Seite ist wegen Wartung nicht erreichbar. Bitte versuchen Sie es später."),
    "es": ("En mantenimiento", "El sitio está en mantenimiento. Vuelva a intentarlo más tarde."),
    "it": ("Manutenzione in corso", "Il sito non è disponibile per manutenzione. Riprova più tardi."),
    "pt": ("Em manutenção", "O site está em manutenção e voltará em breve."),
    "nl": ("Onderhoud", "De website is wegens onderhoud niet bereikbaar."),
    "pl": ("Przerwa techniczna", "Serwis jest niedostępny z powodu prac technicznych."),
    "ru": ("Технические работы", "Сайт временно недоступен. Попробуйте позже."),
    "tr": ("Bakım çalışması", "Site bakım nedeniyle kapalı. Lütfen daha sonra tekrar deneyin."),
    "zh": ("系统维护中", "网站正在维护，请稍后再试。"),
    "ja": ("メンテナンス中", "ただいまサイトはメンテナンス中です。しばらくお待ちください。"),
    "ar": ("الموقع قيد الصيانة", "الموقع غير متاح حاليا بسبب الصيانة."),
}
ENTRY: dict[str, str] = {
    "en": "Log in", "fr": "Connexion", "de": "Anmelden", "es": "Iniciar sesión", "it": "Accedi", "pt": "Entrar", "nl": "Inloggen",
    "pl": "Zaloguj się", "sv": "Logga in", "ru": "Вход", "tr": "Giriş yap", "zh": "登录", "ja": "ログイン", "ar": "تسجيل الدخول",
}  # fmt: skip
CHOICES: dict[str, tuple[str, str]] = {
    "en": ("We value your privacy", "Accept all"), "fr": ("Nous respectons votre vie privée", "Tout accepter"),
    "de": ("Ihre Privatsphäre ist uns wichtig", "Alle akzeptieren"), "es": ("Su privacidad es importante", "Aceptar todo"),
    "it": ("La tua privacy è importante", "Accetta tutto"), "pt": ("A sua privacidade é importante", "Aceitar tudo"),
    "nl": ("Jouw privacy is belangrijk", "Alles accepteren"), "pl": ("Szanujemy Twoją prywatność", "Akceptuję"),
    "sv": ("Vi värnar om din integritet", "Acceptera alla"), "tr": ("Gizliliğinize önem veriyoruz", "Tümünü kabul et"),
    "zh": ("Cookie 设置", "全部接受"), "ja": ("クッキーの設定", "すべて同意する"),
}  # fmt: skip
SALE = (
    "is for sale",
    "may be for sale",
    "est à vendre",
    "steht zum Verkauf",
    "está en venta",
    "è in vendita",
    "está à venda",
)
FORM = '<form action="/in"><input name="u"><input type="password" name="p"><button>OK</button></form>'


class _Site:
    """One site in one language: its way of building pages, and its sentences."""

    def __init__(self, chance: random.Random, language: str) -> None:
        self.chance, self.language = chance, language
        tongue = SENTENCES[language]

        def fill(frame: str) -> str:
            return frame.replace("{name}", chance.choice(tongue.names)).replace("{n}", str(chance.randint(13, 989)))

        self.quote, *self.rest = map(fill, chance.sample(tongue.frames, len(tongue.frames)))
        self.stop = "。" if language in {"zh", "ja"} else "."
        self.title = tongue.stranger[:60]
        self.name = f"{chance.choice(('Courier', 'Tribune', 'Observer', 'Gazette'))} {chance.randint(1, 99)}"
        self.build = chance.choice((self.paper, self.office, self.plain))

    def body(self, *sentences: str) -> str:
        return "".join(f"<p>{each}{self.stop}</p>" for each in sentences)

    def teasers(self) -> str:
        cards = "".join(f'<li><a href="/n/{n}">{each[:50]}</a></li>' for n, each in enumerate(self.rest * 2))
        return self.chance.choice(
            (
                "",
                f'<aside class="related"><h4>+</h4><ul>{cards}</ul></aside>',
                f'<section class="more"><ul>{cards}</ul></section>',
            )
        )

    def paper(self, main: str, title: str) -> str:
        return (f'<!doctype html><html lang="{self.language}"><head><title>{title} | {self.name}</title></head><body><header><nav><a href="/">{self.name}</a>'
                f'<a href="/a">A</a><a href="/b">B</a></nav></header><main><article><h1>{title}</h1>{main}</article></main>{self.teasers()}<footer>© {self.name}</footer></body></html>')  # fmt: skip

    def office(self, main: str, title: str) -> str:
        return (f'<html lang="{self.language}"><head><title>{self.name} - {title}</title></head><body><div id="top"><ul class="menu"><li><a href="/">{self.name}</a></li></ul></div>'
                f'<div id="page"><h2>{title}</h2><div class="text">{main}</div></div>{self.teasers()}<div id="bottom">{self.name}, 2024</div></body></html>')  # fmt: skip

    def plain(self, main: str, title: str) -> str:
        return f'<html lang="{self.language}"><head><title>{title}</title></head><body><h1>{title}</h1>{main}</body></html>'

    def page(self, kind: str, main: str, title: str, link: LinkOutcome = OK, **more: Any) -> Page:
        outcome: dict[str, Any] = {
            "quote": self.quote,
            "quote_outcome": QuoteOutcome.UNVERIFIABLE,
            "path": f"/2024/05/{self.chance.randint(1, 10**6)}-harbour",
        } | more
        return Page(kind, self.build(main, title).encode(), link, **outcome)

    def cases(self) -> Iterator[Page]:
        """Yield one of each kind the language has words for."""
        there: dict[str, Any] = {"quote_outcome": QuoteOutcome.EXACT}
        absent: dict[str, Any] = {"quote_outcome": QuoteOutcome.MISSING}
        whole, cut = self.body(self.rest[0], self.quote, self.rest[1]), self.body(*self.rest)
        yield self.page("a living article", whole, self.title, **there)
        yield self.page("a living article without the words", cut, self.title, **absent)
        yield self.page("a short living page without the words", self.body(self.rest[0]), self.title, **absent)
        for kind, lines in (("missing pages", LOST), ("tests for robots", WALLS)):
            for title, _ in lines.get(self.language, ()):
                yield self.page(f"an article about {kind}", whole, title, **there)
                yield self.page(f"an article about {kind}, without the words", cut, f"{title}: {self.title}", **absent)
        for title, text in LOST.get(self.language, ()):
            yield self.page("a soft 404", f"<p>{text}</p>", title, SOFT)
        yield self.page(
            "a redirect to the home page", "<ul><li><a href=/1>1</a></li></ul>", self.name, SOFT, leads_to="/"
        )
        for title, text in WALLS.get(self.language, ()):
            yield self.page("a challenge", f"<p>{text}</p>", title, WALL, status=self.chance.choice((200, 403, 503)))
        for text in PAID.get(self.language, ()):
            yield self.page("a paywall", f"{self.body(self.rest[0])}<div class=wall>{text}</div>", self.title, WALL)
            yield self.page("a paywall under the words", f"{whole}<div class=wall>{text}</div>", self.title, **there)
        if entry := ENTRY.get(self.language):
            yield self.page("a login", FORM, entry, WALL)
            yield self.page("a login in an article", whole + FORM, self.title, **there)
        if self.language in CHOICES:
            title, button = CHOICES[self.language]
            yield self.page(
                "a consent dialogue", f"<p>Cookies: {self.rest[0][:60]}</p><button>{button}</button>", title, WALL
            )
            yield self.page(
                "a consent dialogue over an article",
                f'<div class="cookie-consent"><h2>{title}</h2><button>{button}</button></div>{whole}',
                self.title,
                **there,
            )
        if self.language in CLOSED:
            title, text = CLOSED[self.language]
            yield self.page("maintenance", f"<p>{text}</p>", title, AWAY)
            yield self.page("an article about maintenance", cut, f"{title}: {self.title}", **absent)
        sale = f"post.example {self.chance.choice(SALE)}"
        yield Page(
            "a domain for sale",
            f"<html><head><title>{sale}</title></head><body><h1>{sale}</h1><p>Buy this domain</p></body></html>".encode(),
            GONE,
            self.quote,
            QuoteOutcome.UNVERIFIABLE,
        )
        yield self.page("a status 404", self.body(*self.rest), self.title, GONE, status=404)
        yield self.page("a status 503", "<p>503</p>", "503", AWAY, status=503)
        yield self.page("a page drawn by scripts", '<div id="root"></div><script src="/a.js"></script>', "")
        yield Page(
            "an empty shell",
            f'<html lang="{self.language}"><head><title>{self.name}</title></head><body><div id="app"></div><script src="/a.js"></script></body></html>'.encode(),
            OK,
            self.quote,
            QuoteOutcome.UNVERIFIABLE,
        )


def link_cases(seed: int, each: int) -> Iterator[Page]:
    """Yield, for every language, ``each`` sites and all that their addresses may answer."""
    chance = random.Random(seed)
    for language in SENTENCES:
        for _ in range(each):
            yield from _Site(chance, language).cases()
