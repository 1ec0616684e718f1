"""The words by which a page says that it is not the page: not found, log in, are you human, for sale, back soon.

A sign must be a whole title or heading, or a whole part of one between its separators: "Page not found" is one, "Page not
found: how libraries lose the web" is a title. A sign in the body must speak to the reader, in a line of its own. No list
here decides alone; :mod:`factcheck.verifier.verdict.decide` weighs them against how much of an article there is.
"""

import re
from collections.abc import Iterable
from functools import cached_property

_SEPARATORS = re.compile(r"\s+[|–—·•»«/-]+\s+|\s*[|·•»«]\s*|\s+:+\s+")
_EDGES = " \t.!?…:;,-–—¡¿。！？'\"“”„‘’()[]>"
LINE = 260
"""Characters of a line that can be a notice."""
TITLE = 80
"""Characters of a line that can be a heading or a button."""
LINES = 60
"""Lines in which a notice is looked for."""


class Words:
    """Phrases, in any case. There are thousands of them, and most pages want none: they are compiled when first sought."""

    def __init__(self, *phrases: str) -> None:
        self.source = "|".join(phrases)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.source, re.IGNORECASE)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return whether a text is one of them."""
        return self._pattern.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first of them in a text."""
        return self._pattern.search(text)

    def findall(self, text: str) -> list[str]:
        """Return all of them in a text."""
        return self._pattern.findall(text)


NOT_FOUND = Words(
    r"[\w-]+(?:\.[\w-]+)+ (?:does(?:n['’]t| not) exist|is no longer available|(?:was|has been) (?:deleted|removed))",
    r"(?:404: )?(?:deployment_)?not_found|no such (?:app|bucket|key|page|file|site)|(?:blog|site|shop|store) (?:not found|has been removed)|(?:sorry,? )?this (?:shop|store|site|blog) is (?:currently |no longer )?(?:un)?available",
    r"(?:http )?(?:error|erreur|fehler|fout|errore|erro|ошибка|помилка|błąd|hata|fel|feil|fejl|virhe|chyba|hiba|エラー|错误|錯誤|오류|خطأ|שגיאה) ?:?#? ?(?:code |status )?404",
    r"404 ?[-:–—]? ?(?:http )?(?:error|erreur|fehler|fout|errore|erro|ошибка|błąd|hata|エラー|错误|오류)(?: page)?",
    r"(?:http )?(?:error )?(?:404 ?[-:–—,.]? ?)?(?:page|file|document|url|content|resource|article|story|post|item) (?:was |is |has |could |can |can['’]?t |cannot |does |doesn['’]t |not |been |be |no longer )*(?:not found|found|available|unavailable|exist|exists|missing|deleted|removed)(?: ?[(\[]?(?:error )?404[)\]]?)?",
    r"(?:sorry,? )?nothing (?:was )?found(?: here)?",
    r"(?:404 ?[-:–—,.]? ?)?not found(?: ?[(\[]?(?:error )?404[)\]]?)?",
    r"(?:oops|whoops|uh[- ]oh|sorry|ooops)?[!,. …]*(?:we|this|that|the)? ?(?:can['’]?t|cannot|could(?: not|n['’]t)) (?:be found|find (?:that|this|the|your|what)? ?(?:page|article|content|story|you['’]re looking for|you were looking for)?)",
    r"(?:oops|whoops|uh[- ]oh|sorry|ooops)[!,. …]+ ?(?:(?:that|this|the) )?page (?:not found|can['’]?t be found|does(?:n['’]t| not) exist|is (?:missing|gone)|isn['’]t (?:here|available))",
    r"(?:sorry[,.]? )?(?:the |this |that )?(?:requested )?(?:page|article|story|content|url)(?: you(?:['’]re| are| were)? (?:looking for|requested))? (?:does(?:n['’]t| not) exist|(?:was|is) not found|could not be found|couldn['’]t be found|can['’]?t be found|cannot be found|is no longer available|no longer exists)",
    r"(?:404 ?[-:–—]? ?)?(?:la |cette |votre )?(?:page|article)(?: demandée?| que vous (?:cherchez|recherchez))? ?(?:est |n['’]est |n['’]a |n['’])?(?:pas |plus )?(?:été )?(?:introuvable|trouvée|disponible|existe (?:pas|plus)|non trouvée|inexistante)",
    r"(?:404 ?[-:–—]? ?)?(?:die |diese )?(?:angeforderte |gesuchte )?(?:seite|artikel) (?:wurde |konnte |ist |existiert )?(?:leider )?(?:nicht(?: mehr)? (?:gefunden|verfügbar|vorhanden)(?: werden)?|existiert nicht|nicht)",
    r"(?:404 ?[-:–—]? ?)?(?:la )?página (?:no (?:encontrada|disponible|existe|se encuentra)|que busca.{0,30}no.{0,20})|no (?:se ha )?encontr(?:ado|amos) la página|página inexistente",
    r"(?:404 ?[-:–—]? ?)?(?:la )?pagina (?:non (?:trovata|disponibile|esiste)|inesistente)",
    r"(?:404 ?[-:–—]? ?)?(?:a )?página (?:não (?:encontrada|existe|disponível|localizada)|inexistente)",
    r"(?:404 ?[-:–—]? ?)?(?:de |deze )?pagina (?:is |kan |kon )?(?:niet (?:gevonden|beschikbaar)|bestaat niet)(?: worden)?(?: meer)?",
    r"(?:404 ?[-:–—]? ?)?(?:sidan (?:hittades inte|kunde inte hittas|finns inte)|siden (?:ble ikke funnet|findes ikke|blev ikke fundet|finnes ikke)|sivua ei löyt?y\w*)",
    r"(?:404 ?[-:–—]? ?)?(?:nie znaleziono(?: strony)?|strona nie (?:istnieje|została (?:znaleziona|odnaleziona)))",
    r"(?:404 ?[-:–—]? ?)?(?:страница (?:не найдена|не существует|удалена)|сторінк[ау] не (?:знайдено|існує))",
    r"(?:404 ?[-:–—]? ?)?(?:sayfa bulunamadı|aradığınız sayfa bulunamadı)",
    r"(?:404 ?[-:–—]? ?)?(?:(?:该|此|您访问的)?(?:页面|网页|頁面|網頁|文章)(?:不存在|未找到|找不到|已删除|已刪除)|(?:找不到|未找到|無法找到)(?:该|此)?(?:网页|頁面|页面|網頁))",
    r"(?:404 ?[-:–—]? ?)?(?:(?:お探しの|指定された)?ページ(?:が|は)?(?:見つかりません|存在しません)(?:でした)?|페이지를 찾을 수 없습니다|존재하지 않는 페이지(?:입니다)?)",
    r"(?:404 ?[-:–—]? ?)?(?:الصفحة (?:المطلوبة )?غير موجودة|لم يتم العثور على الصفحة|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|ה?(?:דף|עמוד) (?:המבוקש )?(?:לא נמצא|אינו קיים|לא קיים))",
    r"(?:404 ?[-:–—]? ?)?(?:stránka (?:nenalezena|nebyla nalezena|neexistuje|sa nenašla)|az? (?:keresett )?oldal nem (?:található|létezik)|pagina nu (?:a fost găsită|există)|η σελίδα δεν (?:βρέθηκε|υπάρχει)|không tìm thấy trang|ไม่พบหน้า.{0,12}|halaman tidak ditemukan|पृष्ठ नहीं मिला|पेज नहीं मिला)",
)  # fmt: skip
BARE_404 = Words(r"404", r"(?:error|erreur|fehler|http) ?404", r"oops|whoops|uh[- ]oh|ooops|hoppla|ups|oups|vaya|ops")
"""What says nothing by itself: a car, a toll of deaths, a column."""
TOLD_NOT_FOUND = Words(
    r"\b(?:page|article|content|story|url|address|file|document|resource)\b.{0,60}\b(?:you (?:are|were|have)|you['’]re|you['’]ve|requested|looking for|tried to)\b.{0,80}(?:\bnot\b|n['’]t\b|cannot|no longer|moved|removed|deleted|unavailable|gone|missing)",
    r"(?:can['’]?t|cannot|could(?: not|n['’]t)|unable to|not able to) (?:seem to )?(?:find|locate) (?:the|that|this|your|what).{0,30}(?:page|article|content|looking for|requested)",
    r"requested (?:url|page|resource|address|file).{0,80}(?:was|is|could) not (?:be )?(?:found|available)",
    r"\b(?:this|the|that) page (?:does(?:n['’]t| not) exist|(?:has|may have|might have) (?:been )?(?:moved|removed|deleted|expired)|is (?:no longer|not) available)|back to (?:the )?home ?page|return to (?:the )?home ?page|go (?:back )?(?:to (?:the )?)?home(?: ?page)?$",
    r"page (?:que vous|demandée).{0,60}(?:pas|plus|introuvable|supprimée|déplacée)|retour(?:ner)? à (?:la page d['’])?accueil",
    r"(?:gesuchte|angeforderte|aufgerufene|gewünschte)n? (?:seite|artikel|inhalt).{0,80}(?:nicht|gelöscht|verschoben)|zur(?:ück zur)? startseite",
    r"página (?:que|solicitada).{0,80}(?:no|não|eliminad|removid|movid)|volver (?:al inicio|a la (?:página de inicio|portada))|voltar (?:ao início|à página inicial|para a home)",
    r"pagina (?:che|richiesta).{0,80}(?:non|rimossa|spostata)|torna alla home|pagina die (?:je|u).{0,60}(?:niet|verplaatst|verwijderd)|terug naar (?:de )?(?:home|homepage|startpagina)",
    r"strona,? (?:której|o podanym).{0,60}nie|wróć (?:do|na) stron|sidan (?:du|som).{0,60}(?:inte|flyttats|tagits bort)|till startsidan|siden (?:du|som).{0,60}ikke|til forsiden",
    r"страниц[аы],? (?:котор|по этому|запрош).{0,60}(?:не |удал|перемещ)|вернуться на главную|на главную страницу|сторінк.{0,40}(?:не |видал)|на головну",
    r"aradığınız (?:sayfa|içerik).{0,60}(?:bulunam|kaldırıl|mevcut değil|taşın)|ana ?sayfaya (?:dön|git)",
    r"您(?:访问|要找|查找|請求|要訪問).{0,20}(?:不存在|找不到|已(?:被)?(?:删除|刪除|移动))|返回首[页頁]|お探しの(?:ページ|記事).{0,40}(?:ません|ない|削除|移動)|トップ(?:ページ)?(?:へ|に)戻る|요청하신 페이지.{0,40}|홈으로 (?:이동|돌아가기)",
    r"الصفحة التي (?:تبحث|طلبت).{0,60}|العودة (?:إلى|الى) (?:الصفحة )?الرئيسية|הדף ש(?:חיפשת|ביקשת).{0,40}|חזרה לדף הבית",
)  # fmt: skip
LOGIN = Words(
    r"(?:please |you must |you need to )?(?:log|sign)[ -]?(?:in|on)(?: (?:or (?:register|sign up|create an account|join)|to (?:continue|view this (?:page|content)|read|proceed|your account|access .{1,30}|\w+)|required|page|with your account))?",
    r"(?:member |user |customer |subscriber |account |secure |employee )?log ?in(?: (?:page|form|required|to (?:continue|your account|\w+)))?|authentication required|single sign[- ]on",
    r"(?:page de )?connexion(?: (?:requise|à votre (?:compte|espace).{0,20}))?|se connecter(?: pour continuer)?|identifiez-vous|connectez-vous(?: (?:pour|à).{0,30})?|(?:page d['’])?identification|authentification",
    r"(?:bitte )?(?:anmelden|einloggen)|(?:benutzer)?anmeldung(?: erforderlich)?|(?:bitte )?melden sie sich an|jetzt anmelden|login",
    r"(?:por favor,? )?(?:iniciar|inicie|inicia|inicio de) sesión(?: para continuar)?|identifícate|acceso (?:de )?(?:usuarios|clientes|suscriptores)",
    r"accedi(?: (?:per continuare|al tuo account|o registrati))?|effettua (?:l['’]accesso|il login)|accesso (?:richiesto|utenti|area riservata)|area riservata",
    r"(?:faça |fazer )?(?:login|iniciar sessão)(?: para continuar)?|entrar(?: na (?:sua )?conta)?|acesse sua conta",
    r"inloggen(?: (?:bij|op|vereist).{0,20})?|log in om (?:verder te gaan|door te gaan)|meld je aan",
    r"logga in(?: för att.{0,20})?|logg inn|log ind|kirjaudu(?: sisään)?", r"zaloguj(?: się)?(?: aby.{0,20})?|logowanie", r"přihlášení|přihlásit se|bejelentkezés|autentificare|σύνδεση|είσοδος",
    r"вход(?: (?:на сайт|в (?:систему|аккаунт|личный кабинет)))?|войти|войдите(?:,? чтобы продолжить)?|авторизация|увійти|вхід|авторизація", r"giriş yap(?:ın)?|oturum aç(?:ın)?|üye girişi|kullanıcı girişi",
    r"(?:用户|用戶|会员|會員)?(?:登录|登入|登錄)(?:后?继续)?|请(?:先)?登录|ログイン(?:してください|ページ)?|로그인(?:이 필요합니다)?", r"تسجيل الدخول|ورود(?: به سایت)?|התחברות|כניסה(?: למערכת)?|כניסת משתמשים|đăng nhập|เข้าสู่ระบบ|masuk",
)  # fmt: skip
LOGIN_PLACE = re.compile(
    r"/(?:log-?in|sign-?in|signon|sso|auth|oauth2?|authorize|saml2?|connexion|anmelden|inloggen|accounts?/login|user/login|wp-login\.php|entrar|accedi|acceso|giris|zaloguj|vhod)(?:[/.?]|$)",
    re.IGNORECASE,
)
CHALLENGE = Words(
    r"too many requests|rate limit(?:ed| exceeded)?|trop de requêtes|zu viele anfragen|demasiadas (?:peticiones|solicitudes)|troppe richieste|muitas solicitações|te veel verzoeken|zbyt wiele żądań|слишком много запросов|çok fazla istek|(?:访问|請求|请求|操作)(?:过于|過於|太)?(?:频|頻)繁|リクエストが多すぎます|요청이 너무 많습니다",
    r"cierpliwości|trochę cierpliwości|trochę poczekaj|proszę czekać|trp[eě]livost|okamžik(?: prosím)?|čekejte prosím|vänta|vänligen vänta|vent venligst|vent litt|et øjeblik|øyeblikk|hetkinen|odota hetki|egy pillanat|kérem várjon|(?:v[aă] rugăm )?așteptați|трохи зачекайте|зачекайте|подождите(?: немного)?|잠시만 기다리(?:십시오|세요)|請稍候|mohon tunggu|vui lòng chờ|กรุณารอสักครู่|moment geduld|geduld a\.u\.b\.|bitte warten|espere por favor|attendere prego|aguarde",
    r"(?:ön )?nem robot|czy jesteś człowiekiem|jste člověk|är du människa|er du et menneske|oletko (?:ihminen|robotti)|ви не робот|είστε άνθρωπος|esti om|ești om|bạn không phải robot",
    r"just a moment", r"attention required", r"(?:are|confirm|prove|verify) (?:that )?you(?:['’]re| are)? (?:not )?(?:a )?(?:human|robot)(?: or (?:a )?(?:robot|bot|human))?",
    r"(?:verify|verifying|checking) (?:that )?you(?:['’]re| are) (?:a )?(?:human|not a robot).{0,40}", r"checking (?:if the site connection is secure|your browser.{0,40})|one more step|human verification|browser check|robot check|bot (?:check|detection|verification)",
    r"(?:please )?enable javascript and cookies(?: to continue)?", r"(?:your )?access (?:to (?:this|our|the) (?:web ?)?(?:page|site|service|website|resource|server) )?(?:(?:has been |was |is )?(?:temporarily |currently )?(?:denied|blocked|limited|restricted|suspended))(?: by (?:the|its) (?:site )?(?:owner|administrator))?(?:\.? ?\(http response code \d{3}\)?)?",
    r"votre accès à ce (?:site|service) a été (?:temporairement )?(?:limité|bloqué|restreint)(?: par son propriétaire)?|accès (?:limité|restreint)|(?:ihr|dein) zugriff auf diese (?:web)?(?:seite|site) wurde (?:vorübergehend )?(?:eingeschränkt|gesperrt|blockiert)|zugriff (?:eingeschränkt|gesperrt)|(?:tu|su) acceso a este (?:sitio|servicio) (?:web )?ha sido (?:temporalmente )?(?:limitado|bloqueado|restringido)|acceso (?:limitado|restringido)|il (?:tuo|suo) accesso a questo (?:sito|servizio) è stato (?:temporaneamente )?(?:limitato|bloccato)|accesso (?:limitato|ristretto)|seu acesso a este (?:site|serviço) foi (?:temporariamente )?(?:limitado|bloqueado|restringido)|acesso (?:limitado|restrito)|(?:uw|je) toegang tot deze (?:web)?site is (?:tijdelijk )?(?:beperkt|geblokkeerd)|dostęp do (?:tej )?strony został (?:tymczasowo )?(?:ograniczony|zablokowany)", r"security (?:check|verification)", r"(?:please )?(?:complete|solve|enter) the captcha(?: below)?|captcha",
    r"unusual traffic(?: from your.{0,40})?|pardon our interruption|making sure you(?:[’\']re| are) not a (?:ro)?bot|(?:\w{1,16} )?security checkpoint|(?:challenge|security) validation|(?:your )?request (?:has been |was )?blocked|you have been blocked|ddos[- ]guard|ddos protection by.{0,20}|please wait(?: while.{0,40})?|403 forbidden|forbidden",
    r"vérifi\w+ (?:que )?vous êtes (?:bien )?(?:un )?humain|(?:êtes-vous|vous êtes) (?:un )?(?:robot|humain)|accès (?:refusé|interdit)|un instant|contrôle de sécurité|vérification de sécurité",
    r"(?:bestätigen sie, dass )?sie (?:ein mensch|kein roboter) sind|sind sie ein (?:mensch|roboter)|zugriff verweigert|nur einen moment|sicherheits(?:überprüfung|prüfung|abfrage)|einen moment(?: bitte)?",
    r"acceso (?:denegado|bloqueado)|(?:no )?(?:eres|soy) un robot|verifica(?:r)? que eres humano|un momento|verificación de seguridad|comprobación de seguridad",
    r"accesso (?:negato|bloccato)|sei un (?:robot|essere umano)|un momento|controllo di sicurezza", r"acesso (?:negado|bloqueado)|você é (?:um )?(?:robô|humano)|só um momento|verificação de segurança",
    r"toegang geweigerd|ben je een (?:robot|mens)|een moment(?: geduld)?|beveiligingscontrole", r"odmowa dostępu|dostęp zabroniony|czy jesteś (?:robotem|człowiekiem)|chwileczkę", r"åtkomst nekad|adgang nægtet|ingen tilgang|är du en robot|pääsy estetty|ett ögonblick",
    r"доступ (?:запрещ[её]н|ограничен|заблокирован)|вы не робот|подтвердите,? что (?:запросы отправляли вы|вы не робот).{0,30}|проверка (?:безопасности|браузера)|один момент|доступ заборонено",
    r"erişim (?:engellendi|reddedildi)|robot olmadığınızı (?:doğrulayın|kanıtlayın)|insan olduğunuzu doğrulayın|bir dakika(?: lütfen)?|güvenlik (?:kontrolü|doğrulaması)",
    r"セキュリティ(?:チェック|確認)|\w{0,6}(?:安全|人机|人機|滑块|滑塊)(?:验证|驗證|检查|檢查|检测|檢測|拦截|攔截)|请稍候|訪問被拒絕|访问被拒绝|アクセスが(?:拒否されました|制限されています)|しばらくお待ちください|보안 확인|접근이 (?:거부|차단)되었습니다|잠시만 기다려 ?주세요",
    r"تم رفض الوصول|التحقق من الأمان|لحظة(?: من فضلك)?|دسترسی (?:غیرمجاز|مسدود).{0,10}|הגישה נדחתה|אימות אבטחה|רק רגע", r"přístup odepřen|hozzáférés megtagadva|acces (?:interzis|refuzat)|άρνηση πρόσβασης|truy cập bị từ chối",
)  # fmt: skip
TOLD_CHALLENGE = Words(
    r"(?:ray|reference|incident|request|event|support) ?(?:id|#|number)\s*[:#]?\s*#?[\w.:-]{6,}", r"(?:verif|confirm|prov|check|review)\w* .{0,60}(?:human|robot|security of your connection|your browser|browser before)", r"enable (?:javascript|cookies).{0,40}(?:and|,|cookies|reload|continue|proceed)",
    r"(?:unusual|suspicious|automated) (?:traffic|activity|requests|behaviou?r)", r"you (?:don['’]t|do not) have permission to access", r"(?:your (?:ip|request|access|browser)|you) .{0,40}(?:been )?(?:blocked|flagged|denied)|\bby wordfence\b", r"captcha|cloudflare|ddos|performance (?:&|and) security by",
    r"needs to review the security|security service to protect|why have i been blocked|please (?:stand by|wait).{0,60}(?:redirect|check|verif|browser|moment)", r"vérifi.{0,60}(?:humain|robot|navigateur)|trafic (?:inhabituel|suspect)|activez (?:javascript|les cookies)",
    r"(?:mensch|roboter|browser).{0,60}(?:überprüf|bestätig|prüf)|(?:überprüf|bestätig|prüf).{0,60}(?:mensch|roboter|browser)|ungewöhnliche[nr]? (?:datenverkehr|aktivität)", r"(?:verific|comprob|confirm)\w* .{0,60}(?:human|robot|navegador|robô|umano|browser)|tráfico inusual|tráfego incomum|traffico insolito",
    r"(?:провер|подтверд).{0,60}(?:робот|человек|браузер)|(?:robot|insan|tarayıcı).{0,60}(?:doğrul|kontrol|kanıtla)", r"(?:验证|驗證|確認|확인).{0,20}(?:人|机器|機器|ロボット|로봇|浏览器|ブラウザ|브라우저)|(?:ロボット|로봇|机器人).{0,20}(?:ない|아닙니다|验证)", r"(?:التحقق|تأكد).{0,40}(?:إنسان|روبوت|المتصفح)|(?:אנושי|רובוט|דפדפן)",
)  # fmt: skip
CONSENT = Words(
    r"before you continue(?: to \w+(?: \w+)?)?", r"(?:your )?(?:cookie|privacy|cookies) (?:consent|settings|preferences|wall|choices|and privacy)|cookies? (?:& privacy|on \w+(?: \w+)?)|manage (?:your )?(?:consent|cookies|privacy)|consent(?: (?:required|needed|management))?", r"we (?:value|care about|respect) your privacy|your (?:privacy|cookie) choices|(?:accept|allow) cookies(?: to continue)?",
    r"avant de continuer(?: .{1,30})?|(?:vos choix|gestion|paramètres).{0,20}cookies|(?:le )?respect de votre vie privée.{0,30}|votre vie privée.{0,30}|nous respectons votre vie privée", r"bevor (?:sie|du) fortf(?:ahren|ährst).{0,20}|(?:cookie|datenschutz|privatsphäre)[- ]?(?:einstellungen|zustimmung)|(?:(?:.{1,30} )?mit werbung (?:weiter)?(?:lesen|nutzen)|weiter(?:lesen)? mit werbung.{0,30}|wie möchten sie .{1,40} nutzen)|ihre privatsphäre.{0,30}|zustimmung(?: erforderlich)?",
    r"antes de continuar.{0,20}|(?:tu|su) privacidad.{0,30}|configuración de cookies|(?:preferencias|aviso) de cookies", r"prima di continuare.{0,20}|la tua privacy.{0,30}|(?:impostazioni|preferenze) (?:dei )?cookie", r"a sua privacidade.{0,30}|antes de continuar|(?:definições|preferências|configurações) de cookies",
    r"voordat je (?:verdergaat|doorgaat).{0,20}|cookie(?:toestemming|-?instellingen|s toestaan)|(?:jouw|uw) privacy.{0,30}", r"szanujemy (?:twoją|państwa) prywatność|zanim przejdziesz do.{0,30}|ustawienia plików cookie", r"innan du fortsätter.{0,20}|inställningar för cookies|vi värnar om din integritet|dine valg om cookies|før du fortsætter", r"çerez (?:tercihleri|ayarları|onayı)|devam etmeden önce.{0,20}|gizliliğinize (?:önem|değer) veriyoruz",
    r"согласие на (?:обработку|использование) .{1,40}|настройки (?:файлов )?cookie|прежде чем продолжить.{0,20}", r"(?:続ける|続行する)前に|クッキーの設定|cookie ?(?:设置|設定|同意|設置)|继续之前|쿠키 설정|계속하기 전에", r"قبل المتابعة.{0,20}|إعدادات ملفات تعريف الارتباط|לפני שממשיכים.{0,20}|הגדרות (?:עוגיות|קובצי cookie)",
)  # fmt: skip
ACCEPT = Words(
    r"(?:accept|allow|agree to|reject|decline|refuse) (?:all|cookies|and (?:continue|close))|i (?:accept|agree)|agree(?: (?:and|&) (?:continue|close|proceed))?|(?:manage|customi[sz]e|change)(?: (?:my|your|privacy|cookie))* (?:options|choices|preferences|settings)|more options", r"(?:tout )?(?:accepter|refuser)(?: (?:tout|et (?:continuer|fermer)|les cookies))?|j['’]accepte|continuer sans accepter|paramétrer",
    r"(?:alle[ns]? )?(?:akzeptieren|ablehnen|zustimmen)(?: und (?:weiter|schließen))?|alle(?: cookies)? akzeptieren|einverstanden|einwilligen", r"(?:aceptar|rechazar|aceitar|rejeitar|accetta|rifiuta)(?: (?:todo|todas|tudo|tutto|tutti|las cookies|os cookies|i cookie|y continuar|e continua(?:r)?))?|concordo|acepto|accetto|aceito",
    r"(?:alles |alle cookies )?(?:accepteren|weigeren|toestaan)|akkoord(?: en doorgaan)?", r"(?:zaakceptuj|akceptuj|odrzuć)(?: (?:wszystk\w+|i przejdź.{0,20}))?|akceptuję|zgadzam się|přijmout vše|souhlasím|elfogadom|accept(?:ă|aţi|ați) toate|αποδοχή(?: όλων)?", r"(?:godkänn|acceptera|avvisa|godta|accepter|afvis|tillåt|hyväksy)(?: (?:alla|alle|kaikki).{0,12})?",
    r"(?:принять|отклонить)(?: вс[её])?|соглас(?:ен|на|иться)|прийняти(?: все)?", r"(?:tümünü )?(?:kabul et|reddet)|kabul ediyorum", r"(?:すべて)?(?:同意(?:する|して続行)|許可|拒否(?:する)?)|(?:全部)?(?:接受|同意|拒绝|拒絕)(?:全部|所有)?(?: ?cookies?)?|(?:모두 )?(?:동의|수락|거부)(?:합니다|하기)?", r"(?:قبول|رفض|موافق)(?: الكل)?|(?:אישור|קבל|דחה|אני מסכימ?)(?: הכל)?",
)  # fmt: skip
ACCEPT = Words(rf"(?:(?:{ACCEPT.source})\s*){{1,4}}")
"""A button or several in a row."""
PAYWALL = Words(
    r"subscribe (?:now )?to (?:continue|read|keep reading|unlock)\b.{0,60}", r"(?:this |the )?(?:article|content|story|page|report|analysis)(?: you.{0,40})? (?:is|are) (?:reserved |available |exclusive(?:ly)? |only )*(?:for|to) (?:our |paying |registered )*(?:subscribers|members)\b.{0,40}|(?:for |exclusive (?:for|to) )(?:our )?subscribers only|subscribers?[- ]only(?: (?:article|content|story))?|premium (?:article|content)",
    r"(?:to|you need to) (?:continue|keep) reading\b.{0,20}(?:subscribe|sign|log|register|create|start).{0,60}|(?:continue|keep) reading (?:with|by|for) .{0,60}|you(?:['’]ve| have) (?:reached|used|read) .{0,40}(?:free|limit|articles).{0,60}|unlock this (?:article|story).{0,40}|start (?:your )?(?:free )?trial to read.{0,30}",
    r"(?:cet |l['’])?(?:article|contenu)(?: est)? réservé (?:aux|à nos) abonnés.{0,30}|réservé aux abonnés|abonnez-vous pour (?:lire|continuer|accéder).{0,60}|il vous reste .{0,30} (?:de cet article )?à (?:lire|découvrir).{0,60}|la suite (?:de cet article )?est réservée.{0,60}|pour lire la suite.{0,60}abonne.{0,40}",
    r"(?:weiterlesen|lesen sie weiter|jetzt weiterlesen) mit .{0,60}|jetzt abonnieren,? um .{0,60}|(?:dieser (?:artikel|inhalt) ist )?(?:nur|exklusiv) für (?:unsere )?abonnenten.{0,40}|diese[rn]? artikel (?:mit|lesen sie mit) .{0,40}(?:abo|plus).{0,30}|um (?:weiterzulesen|diesen artikel zu lesen).{0,60}",
    r"(?:este )?(?:contenido|artículo)(?: es)? (?:exclusivo|solo|reservado) para (?:suscriptores|abonados).{0,30}|(?:exclusivo|solo) para (?:suscriptores|abonados)|suscríbete para (?:seguir|continuar|leer).{0,60}|para (?:seguir|continuar) leyendo.{0,60}",
    r"(?:questo )?(?:contenuto|articolo)(?: è)? (?:riservato|esclusivo) (?:agli|per gli) abbonati.{0,30}|riservato agli abbonati|abbonati per (?:leggere|continuare).{0,60}|per continuare a leggere.{0,60}", r"(?:este )?(?:conteúdo|artigo)(?: é)? (?:exclusivo|restrito) (?:para|a) (?:assinantes|subscritores).{0,30}|exclusivo para assinantes|assine para (?:continuar|ler).{0,60}|para continuar (?:a ler|lendo).{0,60}",
    r"(?:dit artikel is )?(?:alleen|exclusief) voor abonnees.{0,30}|abonneer (?:je |nu )?om .{0,60}|om verder te lezen.{0,60}|lees verder met .{0,60}", r"(?:artykuł |treść )?(?:tylko )?dla (?:prenumeratorów|subskrybentów).{0,20}|aby (?:czytać dalej|kontynuować czytanie).{0,60}|(?:pouze |jen )pro předplatitele.{0,30}|csak előfizetőknek.{0,20}",
    r"(?:artikeln är )?(?:endast )?för prenumeranter.{0,20}|bli prenumerant för .{0,40}|kun for abonnenter.{0,20}|for å lese (?:videre|hele saken).{0,40}|vain tilaajille.{0,20}|for abonnenter", r"(?:материал |статья )?(?:доступ\w+ )?только (?:для )?подписчик(?:ов|ам).{0,20}|оформите подписку,? чтобы .{0,60}|чтобы (?:читать дальше|продолжить чтение).{0,60}|лише для (?:перед)?платників.{0,20}",
    r"(?:bu içerik )?(?:sadece )?abonelere özel.{0,20}|okumaya devam etmek için.{0,60}", r"この(?:記事|先)は(?:会員|有料).{0,40}|会員限定(?:記事)?|有料会員限定.{0,20}|続きを読むには.{0,40}|(?:订阅|訂閱)(?:后|後)?(?:即可|可|继续|繼續)(?:继续|繼續)?(?:阅读|閱讀).{0,20}|(?:本文|此文章)?(?:仅限|僅限|仅供)(?:订阅者|訂閱者|会员|會員).{0,20}|구독자 전용.{0,20}|(?:이 기사는 )?유료 (?:회원|구독자).{0,30}",
    r"(?:هذا المحتوى )?(?:حصري )?للمشتركين فقط.{0,20}|اشترك (?:لمتابعة|لقراءة|لمواصلة).{0,40}|(?:כתבה זו )?למנויים בלבד.{0,20}|להמשך קריאה.{0,40}",
)  # fmt: skip
PARKED = Words(
    r"this web ?site is for sale|(?:this |the )?(?:premium )?domain(?: name)?(?: [\w.-]+\.\w{2,})? (?:is |may be |might be |has been )?(?:for sale|parked|available for (?:purchase|sale)|expired|up for sale)(?: at .{0,30})?|[\w-]+(?:\.[\w-]+)+ (?:is |may be |might be )?(?:for sale|parked|available for (?:purchase|sale)|coming soon)|(?:domain )?parking(?: page)?|domain for sale|buy (?:this domain|[\w-]+\.\w{2,})|parked domain(?: name)?.{0,30}",
    r"[\w-]+(?:\.[\w-]+)+ (?:est (?:à vendre|en vente)|steht zum verkauf|ist zu verkaufen|está (?:en venta|a la venta|à venda)|è in vendita|is te koop|jest na sprzedaż|är till salu|прода[её]тся|satılık(?:tır)?|正在出售)", r"(?:ce |le )?(?:nom de )?domaine(?: [\w.-]+\.\w{2,})? est (?:à vendre|en vente)|(?:diese |die )?domain(?: [\w.-]+\.\w{2,})? (?:steht zum verkauf|ist zu verkaufen|kaufen)|(?:este )?dom[ií]nio(?: [\w.-]+\.\w{2,})? está (?:en venta|a la venta|à venda)|(?:questo )?dominio(?: [\w.-]+\.\w{2,})? è in vendita",
    r"(?:этот )?домен(?: [\w.-]+)? (?:прода[её]тся|припаркован)|此域名(?:正在)?(?:出售|待售)|このドメイン(?:は|を)(?:売り出し|販売)(?:中|ています)?(?:です)?|이 도메인은 판매 ?중(?:입니다)?|(?:bu )?alan adı satılık(?:tır)?|ta domena jest na sprzedaż|domena na sprzedaż|de(?:ze)? domein(?:naam)? (?:is )?te koop|domänen är till salu",
)  # fmt: skip
TOLD_PARKED = Words(
    r"\b(?:this|the) domain(?: name)? (?:is |may be |might be |has been |was )?(?:recently )?(?:for sale|parked|available for (?:purchase|sale)|expired|registered)\b|buy this domain|make (?:an )?offer|inquire about this domain|get this domain|domain (?:is )?parked (?:free|by|courtesy)|(?:the )?owner of this domain|domain owner|sponsored listings|related searches|checkout the full domain details",
    r"domaine est à vendre|acheter ce domaine|domain (?:steht zum verkauf|kaufen|erwerben)|jetzt kaufen|dominio está (?:en venta|a la venta)|comprar este dom[ií]nio|dominio è in vendita|domínio está à venda|домен (?:прода[её]тся|припаркован)|купить (?:этот )?домен|域名(?:正在)?(?:出售|待售)|ドメイン.{0,12}(?:販売|購入|取得)|도메인.{0,12}판매|alan adı.{0,12}satılık|domena.{0,20}sprzedaż|domein(?:naam)?.{0,20}te koop",
)  # fmt: skip
DOMAIN_TRADE = re.compile(
    r"(?:^|\.)(?:hugedomains\.com|sedo\.com|sedoparking\.com|dan\.com|afternic\.com|bodis\.com|parkingcrew\.net|above\.com|undeveloped\.com|domainmarket\.com|parklogic\.com|sav\.com|buydomains\.com|brandbucket\.com|domaineasy\.com)$"
)
"""Hosts at which domains are sold, and nothing else."""
AWAY = Words(
    r"(?:(?:we are|we['’]re|nous sommes|wir sind|estamos|siamo|wij zijn) )?(?:coming soon|launching soon|en construction|im aufbau|en construcción|in costruzione|em construção|em manutenção|in aanbouw|w budowie|bientôt (?:disponible|en ligne)|demnächst(?: hier)?|próximamente|prossimamente|em breve|binnenkort|wkrótce|сайт в разработке|скоро открытие|yakında|近日公開|即将上线)",
    r"(?:(?:the |this |our )?(?:web ?)?(?:site|page) (?:is )?(?:currently )?)?under (?:review|re-?construction|construction)",
    r"(?:this )?(?:hosting )?account (?:has been )?suspended|(?:(?:the |this |our )?(?:web ?site|site|page|service|server|shop|store) (?:is )?)?(?:currently |temporarily )?(?:(?:down|offline|closed) for |under(?:going)? |in )?(?:scheduled |planned |site |website )?maintenance(?: (?:mode|page|in progress|break))?", r"(?:we['’]ll|we will) be (?:right )?back(?: (?:soon|shortly|later|online).{0,20})?|be right back|back soon|(?:site |website |service |page )?(?:is )?temporarily (?:unavailable|down|offline|closed)(?: for .{0,30})?|(?:503 )?service (?:temporarily )?unavailable|(?:site|website) (?:is )?(?:currently )?(?:unavailable|offline|down)",
    r"(?:you are |you['’]re )?(?:now )?in (?:the |a )?(?:line|queue|waiting room)|(?:virtual )?waiting room|queue(?:-it)?|too many (?:users|visitors)|high traffic", r"(?:site |page )?(?:en |en cours de )maintenance|maintenance en cours|(?:site )?(?:temporairement|momentanément) indisponible|(?:nous revenons|de retour) (?:bientôt|très vite)|salle d['’]attente|file d['’]attente",
    r"(?:(?:die|unsere|diese) (?:web)?seite (?:wird|ist) (?:gerade |derzeit )?)?(?:wartungsarbeiten|im wartungsmodus|in wartung|gewartet|wartungsmodus|vorübergehend nicht (?:erreichbar|verfügbar))|wir sind (?:gleich|bald) (?:wieder )?(?:zurück|da)|warteraum|warteschlange", r"(?:sitio |página )?en mantenimiento|(?:sitio )?temporalmente (?:no disponible|fuera de servicio)|volvemos (?:pronto|enseguida)|sala de espera",
    r"(?:sito )?in manutenzione|manutenzione(?: in corso)?|torniamo (?:subito|presto)|(?:sito )?temporaneamente non disponibile|sala d['’]attesa", r"(?:site |página )?em manutenção|voltamos (?:já|em breve)|temporariamente indisponível|sala de espera|fila de espera", r"(?:gepland )?onderhoud|(?:site |website )?in onderhoud|tijdelijk niet (?:beschikbaar|bereikbaar)|we zijn (?:zo|snel) terug|wachtkamer|wachtrij",
    r"przerwa techniczna|(?:strona )?w trakcie (?:konserwacji|prac)|prace (?:techniczne|konserwacyjne)|wracamy wkrótce|údržba(?: webu)?|karbantartás(?: alatt)?|în mentenanță|υπό συντήρηση", r"underhåll(?:sarbete)?(?: pågår)?|vi är snart tillbaka|(?:under )?vedlikehold|vi er snart tilbake|vedligeholdelse|huoltokatko",
    r"(?:ведутся )?(?:технические|профилактические) работы|(?:сайт )?на (?:техническом )?обслуживании|сайт временно недоступен|мы скоро верн[её]мся|технічні роботи", r"bakım (?:çalışması|modu|molası)|(?:site |sitemiz )?bakımda|(?:birazdan|yakında) (?:döneceğiz|buradayız)|geçici olarak (?:kapalı|kullanılamıyor)", r"(?:ただいま)?(?:システム)?メンテナンス中(?:です)?|(?:系统|網站|网站|系統)?(?:正在)?维护(?:中)?|(?:系統|網站)維護(?:中)?|(?:시스템 |서버 )?점검 ?중(?:입니다)?",
    r"(?:الموقع )?(?:تحت|قيد) الصيانة|(?:الموقع )?غير متاح (?:حاليا|مؤقتا)|سنعود قريبا|(?:האתר )?(?:בתחזוקה|בשיפוצים)|נחזור (?:בקרוב|מיד)|đang bảo trì|ปิดปรับปรุง|sedang dalam pemeliharaan",
    r"(?:http )?(?:error )?(?:5\d\d[ :–-]*)?(?:internal server error|bad gateway|gateway time-?out|web server is (?:down|returning an unknown error)|bandwidth limit exceeded)(?: ?\(?5\d\d\)?)?|error establishing a database connection|database (?:connection )?error|application error|wordpress › \w+|(?:erreur interne|interner serverfehler|error interno|errore interno|erro interno|wewnętrzny błąd|внутренняя ошибка)(?: (?:du|del|do) (?:serveur|servidor|server)| serwera| сервера)?|account (?:has been )?suspended",
)  # fmt: skip
TOLD_AWAY = Words(
    r"(?:(?:the |this |our )?(?:web ?)?(?:site|page) (?:is )?(?:currently )?)?under (?:review|re-?construction|construction)",
    r"critical error on (?:this|your) website|erreur critique sur (?:ce|votre) site|kritischen? fehler auf (?:deiner|dieser) website|error crítico en (?:esta|tu) web|errore critico (?:su|sul) |erro crítico (?:neste|no) |критическая ошибка|error code:? 5\d\d|\bsuspends? accounts|account.{0,40}\bviolat\w+|\b(?:nginx|openresty|apache)\b|contact your hosting provider|account has been suspended\.? (?:please )?contact|internal error or misconfiguration|error establishing a database|\b(?:site|web ?site|page|service|server|system|shop|store|we)\b.{0,60}\b(?:maintenance|back (?:soon|shortly|online|up)|temporarily|unavailable|offline|be back|upgrad|updat)\w*", r"(?:maintenance|downtime).{0,80}(?:back|try again|shortly|soon|check back|apologi[sz]e|inconvenience)|(?:try again|check back|come back) (?:later|soon|shortly|in a)", r"(?:your (?:place|position|number|turn)|you are|people) .{0,30}(?:in (?:the )?(?:line|queue)|ahead of you)|estimated wait|do not (?:refresh|close) this page",
    r"site .{0,60}(?:maintenance|indisponible|de retour)|(?:veuillez )?(?:réessay|reven)\w+ .{0,20}(?:plus tard|ultérieurement)|ne (?:rafraîchissez|fermez) pas", r"(?:seite|website|webseite|dienst|shop|angebot).{0,60}(?:wartung|gewartet|nicht (?:erreichbar|verfügbar)|zurück|überarbeite)|(?:versuchen|schauen|kommen) sie .{0,40}(?:später|wieder|erneut)", r"(?:sitio|página|web|site|servi[cç]\w+).{0,60}(?:manten|manuten|no disponible|indispon)|(?:vuelv|int[eé]nt|tente|volte)\w+ .{0,30}(?:más tarde|mais tarde|pronto|em breve|novo)",
    r"(?:sito|servizio).{0,60}(?:manutenzione|non disponibile)|(?:riprova|torna) .{0,20}(?:più tardi|presto)|(?:site|website|dienst).{0,60}(?:onderhoud|niet (?:beschikbaar|bereikbaar))|probeer het (?:later|straks)", r"(?:stron|serwis|witryn)\w* .{0,60}(?:niedostępn|technicz|konserwac)|(?:spróbuj|zapraszamy) .{0,20}później|(?:sajt|webb|tjänst|siden|nettsted|hjemmeside)\w* .{0,60}(?:underhåll|vedlikehold|vedligehold|tillbaka|tilbake|tilbage)",
    r"(?:сайт|сервис|сервер|портал).{0,60}(?:работ|недоступ|обслужив)|(?:попробуйте|зайдите|возвращайтесь) .{0,20}(?:позже|позднее)", r"(?:site|sitemiz|sistem|hizmet).{0,60}(?:bakım|kullanıl|kapalı)|(?:daha sonra|birazdan) tekrar", r"(?:サイト|サービス|システム|網站|网站|系统|系統|사이트|서비스).{0,40}(?:メンテナンス|停止|维护|維護|점검|중단)|(?:しばらく|後ほど|稍后|稍後|잠시 후).{0,20}", r"(?:الموقع|الخدمة).{0,60}(?:صيانة|متاح|الصيانة)|(?:حاول|عد) .{0,20}لاحقا|(?:האתר|השירות).{0,60}(?:תחזוקה|זמין|נחזור)",
)  # fmt: skip
REGION = Words(
    r"(?:not|n['’]t|un)(?: be)? ?(?:currently )?available (?:in|from|to) (?:your|the) (?:\w+ )?(?:country|region|location|area|territory)|\byour (?:country|region|location)\b.{0,60}(?:not|n['’]t|block|restrict|unavailable)",
    r"(?:from|in) (?:a|your) (?:country|region|location|territory).{0,80}(?:cannot|can['’]t|not|restrict|block)|(?:restricted|blocked) (?:in|for|from) your (?:country|region|location)|unavailable (?:due to|for) legal reasons|not available (?:to|for) (?:readers|visitors|users) (?:in|from) (?:the )?(?:e\.?u|europe)",
    r"(?:pas|n['’]est pas|in)(?: accessible|disponible|accessible).{0,20}(?:dans|depuis|pour) votre (?:pays|région|zone)|in (?:ihrem|deinem) (?:land|gebiet).{0,30}nicht|nicht in (?:ihrem|deinem) (?:land|gebiet)|no (?:está )?disponible en (?:tu|su) (?:país|región|zona)|non (?:è )?disponibile nel (?:tuo|suo) paese",
    r"não (?:está )?disponível (?:no seu país|na sua região)|niet beschikbaar in (?:uw|jouw|je) (?:land|regio)|niedostępn\w+ w (?:twoim|państwa) (?:kraju|regionie)|недоступ\w+ в (?:вашей|вашем) (?:стране|регионе)|ülkenizde .{0,20}(?:kullanılam|erişilem)\w+|(?:您|你)(?:所在)?的?(?:国家|地区|地區|國家).{0,20}(?:不|无法|無法)|お住まいの(?:国|地域).{0,20}(?:ません|できません)|(?:غير متاح|غير متوفر) في (?:بلدك|منطقتك)",
)  # fmt: skip
"""What says that a site is closed to where we ask from."""
AGE = Words(
    r"(?:please )?(?:verify|confirm) your age|age (?:verification|check|gate|restricted|confirmation)(?: required)?|are you (?:over|at least|of legal) .{1,30}|you must be .{0,20}\d\d.{0,40}|(?:restricted|adult|age-restricted) content",
    r"vérification de l['’]âge|avez-vous (?:plus de )?\d\d ans.{0,10}|altersprüfung|altersverifikation|sind sie (?:über |mindestens )?\d\d.{0,20}|verificación de edad|¿?(?:eres|es usted) mayor de.{0,20}|verifica dell['’]età|verificação de idade|leeftijds(?:controle|verificatie)|weryfikacja wieku|проверка возраста|вам (?:уже )?(?:есть|исполнилось) \d\d.{0,10}|年齢確認|年龄(?:验证|確認)",
)  # fmt: skip
TOLD_AGE = Words(
    r"\b\d\d (?:years|or (?:older|over))|date of birth|legal (?:drinking )?age|of age\b", r"\b\d\d ans\b|date de naissance|geburtsdatum|\b\d\d jahre|volljährig|fecha de nacimiento|mayor de (?:edad|\d\d)|\b\d\d anni|data di nascita|data de nascimento|\b\d\d anos|geboortedatum|\b\d\d jaar|data urodzenia|\b\d\d lat\b|дат[ау] рождения|\b\d\d лет|生年月日|歳以上|出生日期|岁以上",
)  # fmt: skip
TICKET = re.compile(
    r"\b(?:ray|reference|incident|support|request|trace|event|block|session|error)[ -]?(?:id|no\.?|number|code|#)?(?: is)? ?[:#]+ ?\S*\d[\w.-]{4,}|\b(?:ray|reference|incident|support|request|trace|event|block) id ?:? ?\S*\d[\w.-]{3,}",
    re.IGNORECASE,
)
"""The number that a firewall gives to what it turned away."""
GUARD = Words(
    r"\byou(?:r|rself)?\b.{0,60}\b(?:human|robot|bot|blocked|permission|denied|access|brows\w+)\b|\b(?:request|requested url|access)\b.{0,30}\b(?:rejected|denied|blocked|forbidden)\b|\bpress (?:&|and) hold",
    r"\bvous\b.{0,60}(?:humain|robot|navigateur|accès)|\bsie\b.{0,60}(?:mensch|roboter|browser|zugriff)|(?:humano|robot|navegador|robô|umano|browser).{0,40}(?:confirm|verific)\w*|(?:вы|ваш)\b.{0,60}(?:робот|человек|запрос|доступ|браузер)|[您你].{0,20}(?:机器人|机器|人类|访问|請求|请求)|ロボット|로봇",
)  # fmt: skip
"""What a firewall says to its visitors."""
SITE = Words(
    r"\b(?:(?:web ?)?site|content|page|video|article|service|contenu|seite|inhalt|angebot|dienst|sitio|web|contenido|sito|contenuto|conteúdo|inhoud|treść|stron\w+|сайт\w*|контент\w*|материал\w*|içerik|site\w*)\b|内容|网站|網站|サイト|コンテンツ|المحتوى|الموقع",
)  # fmt: skip
TOLD_LOGIN = Words(
    r"skal du (?:være )?logge[dt]? ind|må du (?:være )?logge[dt]? inn|(?:måste|behöver) du? ?(?:vara )?logga(?:d)? in|logga in för att|kirjaudu sisään|přihlaste se|pro (?:zobrazení|čtení).{0,40}přihl\w+|jelentkezz(?:en)? be|trebuie să (?:te |vă )?autentific\w+|потрібно увійти|увійдіть",
    r"you (?:need to|must|have to) (?:be )?(?:logged|log|signed|sign|registered)(?: in| on)? to (?:view|see|read|continue|access)|connectez-vous pour|vous devez (?:être connecté|vous connecter)|(?:melden sie sich an|bitte anmelden|angemeldet sein), um|um .{0,40} anmelden|inicie? sesión para|debe iniciar sesión|devi (?:accedere|effettuare)|inicie sessão para|log in om|zaloguj się,? aby|войдите,? чтобы|необходимо войти|giriş yap(?:manız|ın)|请(?:先)?登录|ログインが必要|로그인이 필요|تسجيل الدخول (?:مطلوب|ل)",
)  # fmt: skip
PRIVATE = Words(
    r"\b(?:you need|request|ask for) (?:access|permission)\b|demandez? (?:l['’])?(?:accès|une autorisation)|vous avez besoin d['’]une autorisation|zugriff anfordern|(?:sie benötigen|du benötigst) (?:zugriff|eine berechtigung)|solicitar? acceso|necesitas? (?:acceso|permiso)|richiedi l['’]accesso|richiedi accesso|è necessaria l['’]autorizzazione|solicitar? acesso|(?:precisa|necessita) de (?:acesso|permissão)|toegang (?:aanvragen|vragen)|je hebt toegang nodig|poproś o dostęp|potrzebujesz (?:dostępu|uprawnień)|požádat o přístup|begär åtkomst|anmod om adgang|be om tilgang|запрос\w* доступ|нужн\w+ (?:доступ|разрешение)|потрібен доступ|erişim iste|iznine ihtiyacınız|アクセス権(?:をリクエスト|が必要)|(?:申请|申請|请求|您需要)(?:访问|存取|訪問)?(?:权限|權限)|액세스 권한|طلب (?:الوصول|إذن)|בקשת גישה",
    r"\b(?:this|these|that) .{1,20} (?:is|are) (?:private|protected|(?:only )?(?:visible|available) (?:only )?to .{1,30})\b|\b(?:log|sign) ?in to (?:see|view|watch|read|continue)\b|\bonly .{1,30} can (?:see|view) (?:this|these|their)\b",
    r"\bce(?:t|tte)? .{1,20} est privée?\b|\bdiese[rs]? .{1,20} ist privat\b|\best[ea] .{1,20} (?:es|é) privad[oa]\b|\bquest[oa] .{1,20} è privat[oa]\b|\bdeze? .{1,20} is privé\b|\bэт(?:о|от|а) .{1,20} (?:закрыт\w*|приватн\w+)|仅.{0,8}可见|僅.{0,8}可見|非公開",
)  # fmt: skip
"""What says that a thing is there, but not for everybody."""
LEGAL = Words(
    r"cookies?|privacy|consent|partners?|personal data|advertis\w+|confidentialité|consentement|données|partenaires|datenschutz|einwillig\w+|werbung|privacidad|privacidade|datos|dados|anuncios|dati personali|pubblicità|toestemming|gegevens|zgod\w+|prywatnoś\w+|danych|согласи\w+|персональн\w+|çerez\w*|gizlilik|隐私|隱私|个人|クッキー|プライバシー|개인정보|쿠키|الخصوصية|عוגיות|פרטיות",
)  # fmt: skip
_REST = Words(
    r"\b(?:continues?|keep|unlock|full (?:story|article|text|access)|rest of|whole (?:story|article)|read (?:more|on|the full|this))\b|la suite|l['’]intégralité|en entier|weiterlesen|weiter ?zu ?lesen|vollständig|ganzen? artikel|seguir leyendo|completo|continuar|continuare|per intero|completa|verder (?:te )?lezen|volledig|pełn\w+|całość|czytać dalej|celý|číst dál|hela|läsa vidare|lese videre|læs videre|lue (?:koko|lisää)|полн\w+|дальше|целиком|повн\w+|далі|tamamı\w*|devamı\w*|全文|继续|繼續|続き|全て|전문|계속|المزيد|متابعة|كامل|המשך|מלא",
)  # fmt: skip
_SUBSCRIBER = Words(
    r"\b(?:subscri\w+|become a member|(?:for|to) (?:our |paying )?members|members only|members[’'])|abonn\w+|\babo\b|suscri\w+|assinant\w+|assine|subscritor\w*|abbona\w+|prenumera[ct]\w*|prenumerant\w*|kup dostęp|subskryb\w*|předplat\w+|tilaa\w*|подписчик\w*|подписк\w+|передплат\w+|abone\w*|订阅|訂閱|会员|會員|会員|有料|구독|유료|مشترك\w*|اشترا\w+|اشترك|מנוי\w*",
)  # fmt: skip
_LETTERS = re.compile(
    r"newsletter|e-?mail|infolettre|boletín|bollettino|nieuwsbrief|рассылк\w+|bülten|メルマガ|邮件", re.IGNORECASE
)
_ELLIPSIS = re.compile(r"\w ?(?:…|\.{3}|\[(?:…|\.{3})\])$")
_ENDS = re.compile(r"[.!?。！？؟।:;][\s\"'”’»)\]]*$")
RUNNING = 40
"""Characters of a line of running text."""
OFFER_LINES = 8
"""Lines after a cut among which the offer stands."""
QUEUE_HOST = re.compile(r"(?:^|\.)(?:queue-it\.net|queue-fair\.net)$")


def parts(line: str) -> list[str]:
    """Return a title's parts between its separators, but for those that go on after a colon: those are no notices."""
    return [part for part in _SEPARATORS.split(line) if not re.search(r"[:：]\s*\w", part)]


def says(words: Words, lines: Iterable[str | None]) -> str | None:
    """Return the line one of whose parts, between a title's separators, is such a sign as a whole."""
    for line in lines:
        for part in (line or "", *_SEPARATORS.split(line or "")):
            if part and words.fullmatch(part.strip(_EDGES)):
                return line
    return None


def tells(words: Words | re.Pattern[str], text: str) -> str | None:
    """Return the line, among a page's first short ones, in which a sign speaks to the reader."""
    for line in text[: LINES * LINE].split("\n", LINES)[:LINES]:
        if len(line) <= LINE and (match := words.search(line)):
            return match[0]
    return None


def sells_the_rest(text: str) -> str | None:
    """Return the short line of an article that offers its rest to those who pay."""
    for line in text.split("\n"):
        if len(line) <= TITLE and _REST.search(line) and _SUBSCRIBER.search(line) and not _LETTERS.search(line):
            return line
    return None


def is_cut(text: str) -> bool:
    """Return whether the last running line of a text breaks off before its sentence ends."""
    lines = [line for line in (each.strip() for each in text.split("\n")) if len(line) >= RUNNING]
    return bool(lines) and _ENDS.search(lines[-1]) is None


def offers_what_was_cut(text: str) -> str | None:
    """Return the line that speaks of subscribers where, just before it, a sentence breaks off with an ellipsis."""
    lines = [line for line in (each.strip() for each in text.split("\n")) if line]
    for at, line in enumerate(lines):
        if len(line) >= RUNNING and _ELLIPSIS.search(line):
            for offer in lines[at + 1 : at + 1 + OFFER_LINES]:
                if len(offer) <= LINE and _SUBSCRIBER.search(offer) and not _LETTERS.search(offer):
                    return offer
    return None


def stands_alone(words: Words, text: str) -> str | None:
    """Return the line of a page that is such a sign as a whole."""
    for line in text.split("\n"):
        if len(line) <= LINE and words.fullmatch(line.strip(_EDGES)):
            return line
    return None
