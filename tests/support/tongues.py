"""Sentences for the test pages, and how sites in each language say that a page is not the one requested."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """The parts of a page in one language."""

    title: str
    quote: str
    others: tuple[str, str]
    not_found: tuple[str, str]
    """A title, and the sentence under it."""
    login: str
    challenge: tuple[str, str]
    consent: tuple[str, str]
    """A title, and the button that accepts."""
    paywall: str
    away: tuple[str, str]
    parked: str


TONGUES = {
    "en": Tongue(
        "Harbour opens again",
        "The council counted 412 boats in the harbour on Monday, more than in any spring before.",
        (
            "Fishermen had asked for a second crane since last winter.",
            "The mayor wants to decide after the holidays, and not before.",
        ),
        ("Page not found", "The page you are looking for has been moved or no longer exists."),
        "Log in",
        ("Just a moment...", "We are checking that you are human before you continue."),
        ("Before you continue", "Accept all"),
        "This article is reserved for our subscribers.",
        ("Site under maintenance", "Our site is being updated and will be back soon. Please try again later."),
        "This domain is for sale",
    ),
    "fr": Tongue(
        "Le port rouvre",
        "Le conseil a compté 412 bateaux dans le port lundi, plus qu'au cours d'aucun printemps.",
        (
            "Les pêcheurs demandaient une seconde grue depuis l'hiver.",
            "Le maire veut décider après les vacances, et pas avant.",
        ),
        ("Page introuvable", "La page que vous cherchez n'existe plus ou a été déplacée."),
        "Se connecter",
        (
            "Vérifiez que vous êtes humain",
            "Activez JavaScript et les cookies pour continuer, nous vérifions votre navigateur.",
        ),
        ("Avant de continuer", "Tout accepter"),
        "Cet article est réservé aux abonnés.",
        ("Site en maintenance", "Le site est en maintenance et sera de retour bientôt. Veuillez réessayer plus tard."),
        "Ce nom de domaine est à vendre",
    ),
    "de": Tongue(
        "Der Hafen öffnet wieder",
        "Der Rat zählte am Montag 412 Boote im Hafen, mehr als in jedem Frühjahr zuvor.",
        (
            "Die Fischer hatten seit dem Winter einen zweiten Kran verlangt.",
            "Der Bürgermeister will nach den Ferien entscheiden und nicht vorher.",
        ),
        ("Seite nicht gefunden", "Die gesuchte Seite wurde gelöscht oder verschoben."),
        "Anmelden",
        ("Zugriff verweigert", "Wir überprüfen, ob Sie ein Mensch sind."),
        ("Datenschutz-Einstellungen", "Alle akzeptieren"),
        "Dieser Artikel ist nur für Abonnenten.",
        ("Wartungsarbeiten", "Unsere Seite wird gerade gewartet. Bitte versuchen Sie es später erneut."),
        "Diese Domain steht zum Verkauf",
    ),
    "es": Tongue(
        "El puerto vuelve a abrir",
        "El ayuntamiento contó 412 barcos en el puerto el lunes, más que en ninguna otra primavera.",
        (
            "Los pescadores pedían otra grúa desde el invierno.",
            "La alcaldesa quiere decidir después de las vacaciones, y no antes.",
        ),
        ("Página no encontrada", "La página que busca no existe o ha sido eliminada."),
        "Iniciar sesión",
        ("Acceso denegado", "Estamos verificando que usted es humano."),
        ("Antes de continuar", "Aceptar todo"),
        "Contenido exclusivo para suscriptores.",
        ("Sitio en mantenimiento", "El sitio no está disponible por mantenimiento. Vuelva más tarde."),
        "Este dominio está en venta",
    ),
    "it": Tongue(
        "Il porto riapre",
        "Il consiglio ha contato 412 barche nel porto lunedì, più che in ogni altra primavera.",
        (
            "I pescatori chiedevano una seconda gru dall'inverno.",
            "Il sindaco vuole decidere dopo le vacanze, e non prima.",
        ),
        ("Pagina non trovata", "La pagina che cerchi non esiste o è stata rimossa."),
        "Accedi",
        ("Accesso negato", "Stiamo verificando che tu sia umano prima di continuare, confermare che non sei un robot."),
        ("Prima di continuare", "Accetta tutto"),
        "Contenuto riservato agli abbonati.",
        ("Sito in manutenzione", "Il sito è in manutenzione. Riprova più tardi."),
        "Questo dominio è in vendita",
    ),
    "pt": Tongue(
        "O porto reabre",
        "A câmara contou 412 barcos no porto na segunda-feira, mais do que em qualquer outra primavera.",
        (
            "Os pescadores pediam outra grua desde o inverno.",
            "O presidente quer decidir depois das férias, e não antes.",
        ),
        ("Página não encontrada", "A página que procura não existe ou foi removida."),
        "Iniciar sessão",
        ("Acesso negado", "Verificando se você é humano e não um robô."),
        ("A sua privacidade", "Aceitar tudo"),
        "Conteúdo exclusivo para assinantes.",
        ("Site em manutenção", "O site está em manutenção. Tente mais tarde."),
        "Este domínio está à venda",
    ),
    "nl": Tongue(
        "De haven gaat weer open",
        "De raad telde maandag 412 boten in de haven, meer dan in enig voorjaar daarvoor.",
        (
            "De vissers vroegen sinds de winter om een tweede kraan.",
            "De burgemeester wil na de vakantie beslissen en niet eerder.",
        ),
        ("Pagina niet gevonden", "De pagina die u zoekt is verplaatst of verwijderd."),
        "Inloggen",
        ("Toegang geweigerd", "Cloudflare controleert of u een mens bent. Ray ID: 7f3a91c2b4"),
        ("Voordat je verdergaat", "Alles accepteren"),
        "Dit artikel is alleen voor abonnees.",
        ("Website in onderhoud", "De website is tijdelijk niet bereikbaar wegens onderhoud."),
        "Deze domeinnaam is te koop",
    ),
    "pl": Tongue(
        "Port znów otwarty",
        "Rada naliczyła w poniedziałek 412 łodzi w porcie, więcej niż którejkolwiek wiosny.",
        ("Rybacy od zimy prosili o drugi dźwig.", "Burmistrz chce zdecydować po feriach, a nie wcześniej."),
        ("Strona nie istnieje", "Strona, której szukasz, nie istnieje lub została usunięta."),
        "Zaloguj się",
        ("Odmowa dostępu", "Reference #18.2f3a91c2b4"),
        ("Szanujemy Twoją prywatność", "Akceptuję"),
        "Artykuł tylko dla prenumeratorów.",
        ("Przerwa techniczna", "Serwis jest niedostępny. Zapraszamy później."),
        "Ta domena jest na sprzedaż",
    ),
    "sv": Tongue(
        "Hamnen öppnar igen",
        "Kommunen räknade 412 båtar i hamnen på måndagen, fler än någon vår tidigare.",
        (
            "Fiskarna har bett om en andra kran sedan i vintras.",
            "Borgmästaren vill besluta efter semestern och inte innan.",
        ),
        ("Sidan hittades inte", "Sidan du söker har flyttats eller finns inte."),
        "Logga in",
        ("Åtkomst nekad", "Request ID: 2f3a91c2b4"),
        ("Innan du fortsätter", "Godkänn alla"),
        "Artikeln är endast för prenumeranter.",
        ("Underhåll", "Webbplatsen är stängd för underhåll. Vi är snart tillbaka."),
        "Domänen är till salu",
    ),
    "ru": Tongue(
        "Порт снова открыт",
        "Совет насчитал в понедельник 412 лодок в порту, больше, чем в любую прошлую весну.",
        ("Рыбаки с зимы просили второй кран.", "Мэр хочет решить после каникул, а не раньше."),
        ("Страница не найдена", "Страница, которую вы ищете, не существует или удалена."),
        "Вход на сайт",
        ("Доступ ограничен", "Подтвердите, что вы не робот."),
        ("Прежде чем продолжить", "Принять все"),
        "Материал доступен только для подписчиков.",
        ("Технические работы", "Сайт временно недоступен. Попробуйте позже."),
        "Этот домен продаётся",
    ),
    "tr": Tongue(
        "Liman yeniden açılıyor",
        "Belediye pazartesi günü limanda 412 tekne saydı, önceki her bahardan daha fazla.",
        (
            "Balıkçılar kıştan beri ikinci bir vinç istiyordu.",
            "Başkan tatilden sonra karar vermek istiyor, önce değil.",
        ),
        ("Sayfa bulunamadı", "Aradığınız sayfa kaldırılmış veya mevcut değil."),
        "Giriş yap",
        ("Erişim engellendi", "Lütfen insan olduğunuzu doğrulayın."),
        ("Çerez tercihleri", "Tümünü kabul et"),
        "Sadece abonelere özel.",
        ("Bakım çalışması", "Sitemiz şu anda bakımda. Daha sonra tekrar deneyin."),
        "Bu alan adı satılıktır",
    ),
    "zh": Tongue(
        "港口重新开放",
        "市议会星期一在港口数到412艘船，比以往任何一个春天都多。",
        ("渔民从冬天起就要求第二台起重机。", "市长想在假期之后再作决定，而不是之前。"),
        ("页面不存在", "您访问的页面不存在或已被删除。"),
        "用户登录",
        ("安全验证", "请完成验证，确认您不是机器人。"),
        ("继续之前", "全部接受"),
        "订阅后即可继续阅读",
        ("系统维护中", "网站正在维护，请稍后再试。"),
        "此域名出售",
    ),
    "ja": Tongue(
        "港が再開",
        "市議会は月曜日に港で412隻の船を数え、これまでのどの春よりも多かった。",
        ("漁師たちは冬から二台目のクレーンを求めていた。", "市長は休み明けに決めたいと言い、その前ではない。"),
        ("ページが見つかりません", "お探しのページは削除されたか、移動しました。"),
        "ログイン",
        ("アクセスが拒否されました", "ロボットではないことを確認してください。"),
        ("続ける前に", "すべて同意する"),
        "この記事は会員限定です。",
        ("メンテナンス中です", "サイトはメンテナンス中です。しばらくお待ちください。"),
        "このドメインは販売中です",
    ),
    "ko": Tongue(
        "항구가 다시 열린다",
        "시의회는 월요일 항구에서 배 412척을 세었고, 이는 지난 어느 봄보다 많았다.",
        ("어부들은 겨울부터 두 번째 기중기를 요구했다.", "시장은 휴가 뒤에 결정하고 싶어 하며 그 전에는 아니다."),
        ("페이지를 찾을 수 없습니다", "요청하신 페이지가 없거나 옮겨졌습니다."),
        "로그인",
        ("보안 확인", "로봇이 아닙니다 확인해 주세요."),
        ("계속하기 전에", "모두 동의"),
        "이 기사는 유료 회원 전용입니다.",
        ("시스템 점검 중", "서비스 점검 중입니다. 잠시 후 다시 오세요."),
        "이 도메인은 판매 중입니다",
    ),
    "ar": Tongue(
        "الميناء يفتح من جديد",
        "أحصى المجلس يوم الاثنين 412 قاربا في الميناء، أكثر من أي ربيع سابق.",
        ("طالب الصيادون برافعة ثانية منذ الشتاء.", "يريد رئيس البلدية أن يقرر بعد العطلة وليس قبلها."),
        ("الصفحة غير موجودة", "الصفحة التي تبحث عنها نقلت أو حذفت."),
        "تسجيل الدخول",
        ("تم رفض الوصول", "يرجى التحقق من أنك إنسان."),
        ("قبل المتابعة", "قبول الكل"),
        "هذا المحتوى حصري للمشتركين فقط.",
        ("الموقع تحت الصيانة", "الموقع غير متاح بسبب الصيانة. حاول لاحقا."),
        "This domain is for sale",
    ),
    "he": Tongue(
        "הנמל נפתח שוב",
        "המועצה ספרה ביום שני 412 סירות בנמל, יותר מאשר בכל אביב קודם.",
        ("הדייגים ביקשו מנוף שני מאז החורף.", "ראש העיר רוצה להחליט אחרי החופשה ולא לפניה."),
        ("הדף לא נמצא", "הדף שחיפשת הוסר או הועבר."),
        "התחברות",
        ("הגישה נדחתה", "יש לאמת שאתם אנושיים ולא רובוט."),
        ("לפני שממשיכים", "קבל הכל"),
        "כתבה זו למנויים בלבד.",
        ("האתר בתחזוקה", "האתר בתחזוקה ונחזור בקרוב."),
        "This domain is for sale",
    ),
}
