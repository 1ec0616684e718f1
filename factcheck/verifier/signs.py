"""The words by which a page says that it is not the page: not found, log in, are you human, for sale, back soon.

They are looked for in titles, headings and short pages only, never in running text: an article about missing pages is an
article.
"""

import re
from collections.abc import Iterable

_SEPARATORS = re.compile(r"\s+[|–—·•:»«/-]+\s+|\s*[|·•»«]\s*")


def _words(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


NOT_FOUND = _words(
    r"(?:error\s*)?:?\s*40[4]\b.{0,40}",
    r"(?:http\s*)?(?:error|erreur|fehler|fout|errore|erro|ошибка|błąd|hata|エラー)\s*:?\s*(?:code\s*)?404.{0,30}",
    r"(?:sorry[,!.]?\s*)?(?:the |this |that )?(?:requested )?(?:page|article|story|content|document|file|url|resource|post)s?"
    r"(?: you(?:['’]re| are| were)? (?:looking for|requested))?\s*(?:was |is |has |could |can |can['’]?t |cannot |does |not |n['’]t |been |be )*"
    r"(?:not (?:be )?found|no longer (?:available|exists?)|unavailable|missing|deleted|removed|does(?:n['’]t| not) exist|found)",
    r"(?:oops|whoops|uh[- ]oh|sorry)[!,. …]*.{0,30}(?:not found|can['’]?t find|cannot find|couldn['’]?t find|doesn['’]?t exist|went wrong)?.{0,20}",
    r"(?:we )?(?:can['’]?t|cannot|could(?: not|n['’]t)) (?:be )?f(?:ind|ound).{0,40}",
    r"nothing (?:was )?found(?: here)?.?",
    r"not found.?",
    r"(?:la |cette )?(?:page|article)(?: demandée?| que vous (?:cherchez|recherchez))?\s*(?:est |n['’]est |n['’]a |n['’])?(?:pas |plus )?"
    r"(?:été )?(?:introuvable|trouvée?|disponible|n['’]existe (?:pas|plus)|existe (?:pas|plus)|non trouvée?)",
    r"(?:die |diese )?(?:angeforderte |gesuchte )?(?:seite|artikel)\s*(?:wurde |konnte |ist |existiert )?(?:leider )?"
    r"(?:nicht (?:gefunden|mehr verfügbar|verfügbar|gefunden werden)|nicht)",
    r"(?:la )?página\s*(?:no (?:encontrada|disponible|existe)|que busca.{0,30}no.{0,20})|no (?:se ha )?encontr(?:ad[oa]|amos).{0,30}",
    r"(?:la )?pagina\s*(?:non (?:trovata|disponibile|esiste))",
    r"(?:a )?página (?:não (?:encontrada|existe|disponível))",
    r"(?:de )?pagina\s*(?:is )?(?:niet (?:gevonden|beschikbaar))",
    r"sidan (?:hittades inte|kunde inte hittas|finns inte)|siden (?:ble ikke funnet|findes ikke|blev ikke fundet)|sivua ei löyd.{0,10}",
    r"(?:nie znaleziono(?: strony)?|strona nie (?:istnieje|została znaleziona))",
    r"страница (?:не найдена|не существует|удалена)|(?:сторінк[ау] не (?:знайдено|існує))",
    r"sayfa bulunamadı|aradığınız sayfa.{0,30}",
    r"页面(?:不存在|未找到|找不到).{0,10}|(?:找不到|未找到)(?:网页|頁面|页面).{0,10}|(?:お探しの)?ページ(?:が|は)?見つかりません.{0,10}|페이지를 찾을 수 없습니다.{0,5}",
    r"الصفحة (?:غير موجودة|المطلوبة غير موجودة)|لم يتم العثور على الصفحة|הדף (?:לא נמצא|אינו קיים|המבוקש לא נמצא)",
    r"stránka (?:nenalezena|nebyla nalezena)|az oldal nem található|pagina nu a fost găsită|η σελίδα δεν βρέθηκε|trang không tồn tại",
)
LOGIN = _words(
    r"(?:please )?(?:log|sign)[ -]?(?:in|on)\b.{0,40}", r"login\b.{0,30}", r"connexion\b.{0,30}", r"(?:se connecter|identifiez-vous|connectez-vous)\b.{0,40}",
    r"(?:anmelden|anmeldung|einloggen)\b.{0,30}", r"(?:iniciar sesión|inicia sesión|identifícate)\b.{0,40}", r"(?:accedi|effettua l['’]accesso)\b.{0,40}",
    r"(?:entrar|iniciar sessão|faça login)\b.{0,40}", r"inloggen\b.{0,30}", r"(?:logga in|logg inn|log ind|kirjaudu)\b.{0,30}", r"zaloguj\b.{0,30}",
    r"(?:вход|войти|войдите|увійти|вхід)\b.{0,30}", r"(?:giriş yap|oturum aç).{0,30}", r"(?:登录|登入|ログイン|로그인).{0,15}", r"(?:تسجيل الدخول|התחברות|כניסה).{0,20}",
)  # fmt: skip
CHALLENGE = _words(
    r"just a moment", r"attention required", r"are you (?:a )?(?:human|robot)", r"verify (?:that )?you(?:['’]re| are) (?:a )?human",
    r"checking (?:if the site connection is secure|your browser)", r"enable javascript and cookies", r"access (?:to this page has been )?denied",
    r"security check", r"please (?:complete|solve) the captcha", r"unusual traffic", r"pardon our interruption", r"request (?:was )?blocked",
    r"bot (?:detection|verification)", r"ddos[- ]guard", r"vérifi\w+ (?:que )?vous êtes (?:un )?humain", r"accès refusé", r"zugriff verweigert",
    r"sind sie ein (?:mensch|roboter)", r"acceso denegado", r"(?:no )?eres un robot", r"accesso negato", r"acesso negado", r"toegang geweigerd",
    r"доступ (?:запрещ[её]н|ограничен)", r"вы не робот", r"erişim engellendi", r"robot olmadığınızı", r"安全验证|人机验证|アクセスが拒否|보안 확인",
    r"تم رفض الوصول|הגישה נדחתה", r"odmowa dostępu|åtkomst nekad",
)  # fmt: skip
CONSENT = _words(
    r"before you continue", r"(?:cookie|privacy) (?:consent|settings|preferences|wall)", r"we (?:value|care about) your privacy", r"your (?:privacy|cookie) choices",
    r"avant de continuer", r"(?:vos choix|gestion).{0,20}cookies", r"respect de votre vie privée", r"bevor sie fortfahren", r"(?:cookie|datenschutz).?einstellungen|mit werbung weiterlesen",
    r"antes de continuar", r"(?:tu|su) privacidad", r"prima di continuare", r"la tua privacy", r"a sua privacidade", r"voordat je verdergaat|cookietoestemming",
    r"szanujemy (?:twoją|państwa) prywatność", r"innan du fortsätter", r"çerez (?:tercihleri|ayarları)", r"согласие на (?:обработку|использование) ", r"续前|クッキーの設定",
)  # fmt: skip
PAYWALL = _words(
    r"subscribe (?:now )?to (?:continue|read|keep) ?(?:reading)?", r"(?:this (?:article|content|story) is )?(?:for|reserved for|available to|exclusive to) (?:our )?subscribers(?: only)?",
    r"already a subscriber\?", r"to (?:continue|keep) reading,? (?:please )?(?:subscribe|sign|log|register)", r"(?:article |contenu )?réservé (?:aux|à nos) abonnés", r"abonnez-vous pour (?:lire|continuer)",
    r"il vous reste .{0,20}% de cet article", r"(?:weiterlesen|lesen sie weiter) mit|jetzt abonnieren,? um|nur für abonnenten|exklusiv für abonnenten", r"(?:contenido )?(?:exclusivo|solo) para (?:suscriptores|abonados)|suscríbete para",
    r"(?:contenuto )?riservato agli abbonati|abbonati per (?:leggere|continuare)", r"(?:conteúdo )?exclusivo para assinantes|assine para continuar", r"alleen voor abonnees|abonneer om", r"(?:tylko )?dla (?:prenumeratorów|subskrybentów)",
    r"endast för prenumeranter|bli prenumerant för", r"(?:только )?для подписчиков|оформите подписку", r"(?:sadece )?abonelere özel", r"会員限定|有料会員|订阅后(?:可|继续)阅读|구독자 전용",
)  # fmt: skip
PARKED = _words(
    r"(?:this |the )?domain (?:name )?(?:is |may be |has been )?(?:for sale|parked|available for purchase|expired)", r"buy this domain", r"domain parking",
    r"inquire about this domain", r"ce (?:nom de )?domaine est à vendre", r"diese domain (?:steht zum verkauf|ist zu verkaufen)", r"este dominio está (?:en venta|a la venta)",
    r"questo dominio è in vendita", r"этот домен продается|домен продаётся|домен припаркован", r"此域名(?:出售|待售)|このドメインは売り", r"alan adı satılık", r"hugedomains|sedo(?:parking)?\b.{0,20}domain|dan\.com",
)  # fmt: skip
AWAY = _words(
    r"(?:site |website |page )?(?:is )?(?:down for |under |undergoing |scheduled )+maintenance", r"maintenance mode", r"we(?:['’]ll| will) be (?:right )?back", r"be right back", r"temporarily (?:unavailable|down|offline)",
    r"you are (?:now )?in (?:the |a )?(?:line|queue|waiting room)", r"(?:en |cours de )maintenance", r"wartungsarbeiten|im wartungsmodus", r"en mantenimiento", r"in manutenzione", r"em manutenção", r"onderhoud", r"przerwa techniczna",
    r"технические работы|на обслуживании", r"bakım (?:çalışması|modu)", r"(?:ただいま)?メンテナンス中|系统维护|점검 중", r"too many (?:users|visitors)", r"service unavailable",
)  # fmt: skip


def says(pattern: re.Pattern[str], lines: Iterable[str | None]) -> str | None:
    """Return the line one of whose parts, between a title's separators, is such a sign as a whole."""
    for line in lines:
        for part in _SEPARATORS.split(line or ""):
            if part and pattern.fullmatch(part.strip(" .!?…:-–—")):
                return line
    return None


def mentions(pattern: re.Pattern[str], text: str | None) -> str | None:
    """Return the words of a sign that stand anywhere in a short text."""
    match = pattern.search(text or "")
    return match[0] if match else None
