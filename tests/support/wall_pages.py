"""Walls, errors, notices and cut articles by their structure, in many languages; and living pages that look like them."""

from collections.abc import Iterator

from factcheck.vocabulary import LinkOutcome
from tests.support.page import Page, gone

P = (
    "The harbour board met on Tuesday evening in the old customs house, where about forty residents had come to listen. "
    "Several speakers asked how the dredging works would be paid for, and when they would begin. "
)
LONG = P * 6
_NAV = (
    "<header><a href=/>Gazette</a><nav><ul>"
    + "".join(f"<li><a href=/{word}>{word}</a></li>" for word in "news sport culture weather letters opinion".split())
    + "</ul></nav></header>"
)
_FOOT = "<footer><p>© 2026 The Harbour Gazette</p><a href=/privacy>Privacy</a></footer>"
_METERED = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'


def _site(main: str, title: str = "Pier", head: str = "") -> str:
    """Return a page with what a site puts around it."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body>{_NAV}<main>{main}</main>{_FOOT}</body></html>"
    )


def _bare(main: str, title: str = "x", head: str = "") -> str:
    """Return a page without anything around it."""
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{main}</body></html>"


def structural() -> Iterator[Page]:
    """Yield the pages that are not their article, then those that are."""
    for name, body, link, reason in LOST:
        yield gone(f"structural: {name}", body, LinkOutcome(link), reason)
    for name, body in LIVING:
        yield Page(f"structural: {name}", body.encode())


LOST = (
    (
        "an apology after a longer greeting",
        _site(
            "<p>Welcome to the new pages of the harbour town, which its clerks and its schools have written together over the winter.</p>"
            "<p>They are sorted by the matters that residents most often ask about, from parking permits to school meals and allotments.</p>"
            "<p>The old pages were switched off on 1 March. Thank you for your patience while the last of them are carried over by hand.</p>"
            "<p>Unfortunately the page you are looking for could not be found.</p>",
            "Harbour town",
        ),
        "soft404",
        "title-not-found",
    ),
    (
        "removed, and advice about it",
        _site(
            "<p>This story has been removed.</p>"
            "<p>Perhaps it was among those that our newsroom took over from the Evening Star, whose archive belongs to others now.</p>"
            "<p>The librarians in the old customs house keep bound copies of both papers, and are glad to help every day until six.</p>",
            "The Harbour Gazette",
        ),
        "soft404",
        "title-not-found",
    ),
    (
        "cf jsd+turnstile nl",
        _bare(
            '<div class="main-wrapper"><h1>nieuws.example</h1><p>Even geduld, we controleren je verbinding.</p><div id="cf-turnstile-x" class="cf-turnstile"></div></div><script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8"></script>',
            "Even geduld…",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "cf jsd plain hu",
        _bare(
            '<p>Ellenőrizzük a kapcsolatot</p><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
            "news.example",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "hcaptcha only fi",
        _bare(
            '<form method=post><div class="h-captcha" data-sitekey="x"></div><button>Jatka</button></form><script src="https://js.hcaptcha.com/1/api.js"></script>',
            "Tarkistus",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "recaptcha only vi",
        _bare(
            '<h2>Xác minh</h2><form action="/verify"><div class="g-recaptcha"></div><input type=submit value="Tiếp tục"></form><script src="https://www.google.com/recaptcha/api.js"></script>',
            "Xác minh",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "aws captcha",
        _bare(
            '<div id="captcha-container"></div><script src="https://abc.edge.captcha-sdk.awswaf.com/x/jsapi.js"></script>',
            "Human Verification",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "kasada",
        '<!DOCTYPE html><html><head></head><body><script>window.KPSDK={};KPSDK.now=Date.now;</script><script src="/149e9513-01fa-4fb0-aad4-566afd725d1b/2d206a39-8ed7-437e-a3be-862e0f06eea3/ips.js?KP_UIDz=09"></script></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "f5 tspd",
        '<html><head><noscript>Please enable JavaScript to view the page content.<br/>Your support ID is: 1234567890.</noscript><script>(function(){window["bobcmn"]="1011";})();</script><script src="/TSPD/08e5e0?type=9"></script></head><body></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "qrator",
        '<html><head><script src="/__qrator/qauth_utm_v2.js"></script></head><body><p>Please wait</p></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "stormwall",
        '<html><head><title>StormWall</title><script src="/__js_p_/x.js"></script></head><body>Идёт проверка</body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "jschl aliyun",
        '<html><script>var arg1="A3";document.cookie="acw_sc__v2="+x;document.location.reload();</script></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "generic cookie reload",
        '<html><head></head><body><script>document.cookie="visited=1;path=/";window.location.reload(true);</script></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "generic cookie href",
        '<html><body onload="go()"><script>function go(){document.cookie="k="+Math.random();location.href=location.href;}</script><noscript>Bitte JavaScript aktivieren</noscript></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "testcookie nginx",
        '<html><body><script src="/aes.min.js"></script><script>function toNumbers(d){};document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b));location.href="http://x/?i=1";</script><noscript>This site requires Javascript to work</noscript></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "tencent waf",
        _bare(
            '<div id="tcaptcha"></div><script src="https://turing.captcha.qcloud.com/TCaptcha.js"></script>', "安全验证"
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "geetest",
        _bare(
            '<p>请完成验证</p><div id=box></div><script src="https://static.geetest.com/v4/gt4.js"></script>', "验证"
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "datadome 200 fr",
        '<html lang="fr"><head><title>lemonde.example</title></head><body><p id="cmsg">Veuillez activer JS</p><script>var dd={"host":"geo.captcha-delivery.com"}</script></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "px id de",
        _bare('<h1>Drücken und halten</h1><div id="px-captcha"></div>', "Zugriff"),
        "blocked",
        "wall-challenge",
    ),
    (
        "imperva iframe only",
        '<html><body><iframe src="/_Incapsula_Resource?CWUDNSAI=2&incident_id=7&edet=15&cinfo=ffff" width="100%"></iframe></body></html>',
        "blocked",
        "wall-challenge",
    ),
    (
        "sucuri fw",
        _bare(
            '<h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner, contact us. <a href="https://sucuri.net/privacy">Privacy</a></p><table><tr><td>Your IP:</td><td>203.0.113.7</td></tr><tr><td>Block ID:</td><td>GEO02</td></tr></table>',
            "Sucuri WebSite Firewall - Access Denied",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "ip and ticket el",
        _bare("<h1>Δεν επιτρέπεται</h1><p>203.0.113.7 · 8f3a91c2b4d5e6f7</p>", "Σφάλμα"),
        "blocked",
        "wall-challenge",
    ),
    (
        "vercel",
        _bare(
            '<p>Wir prüfen Ihren Browser</p><script src="/.well-known/vercel/security/static/challenge.v2.min.js"></script>',
            "Vercel Security Checkpoint",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "naver captcha form",
        _bare(
            '<h1>확인</h1><form id="captcha_form" action="/captcha/check"><img src="/captcha.jpg"><input name=v><button>확인</button></form>',
            "자동 입력 방지",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "cookies+js fr site",
        _bare(
            "<h1>Interruption</h1><p>Pour continuer, veuillez activer les cookies et JavaScript dans votre navigateur puis recharger la page.</p>",
            "Un instant",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "cookies required it",
        _bare(
            "<h1>Cookie disabilitati</h1><p>Per vedere questa pagina il browser deve accettare i cookie.</p>", "Cookie"
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "go-away",
        _bare(
            '<h2>Checking</h2><script src="/.well-known/.git.gammaspectra.live/git/go-away/cmd/x.mjs"></script>',
            "Checking",
        ),
        "blocked",
        "wall-challenge",
    ),
    (
        "login ro",
        _bare(
            "<h1>Autentificați-vă</h1><form><label>Utilizator<input name=u></label><label>Parola<input type=password></label><button>Intră</button></form>",
            "Portal",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "login hu",
        _site(
            '<h1>Belépés</h1><form><label>E-mail<input name=u></label><label>Jelszó<input type="password" name=p></label><button>Belépek</button></form>',
            "Belépés az oldalra",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "login th",
        _bare(
            '<form><input name=u placeholder="อีเมล"><input type=password placeholder="รหัสผ่าน"><button>ต่อไป</button></form><p>ยังไม่มีบัญชี? <a href=/j>สมัคร</a></p>',
            "สมาชิก",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "otp",
        _bare(
            '<h1>Code</h1><p>Nous avons envoyé un code.</p><form><input autocomplete="one-time-code" inputmode=numeric><button>OK</button></form>',
            "Vérification",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "otp site",
        _bare(
            '<form><label>Enter the 6-digit code<input name="otp" maxlength=6></label><button>Verify</button></form>',
            "Two-step",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "login bg",
        _bare(
            "<div class=card><h2>Добре дошли</h2><form><input type=text><input type=password><button>Влез</button></form><p>Забравена парола? <a href=/f>Нова парола</a></p></div>",
            "Портал",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "gdocs de",
        _bare(
            "<h1>Sie benötigen Zugriff</h1><p>Fordern Sie Zugriff an.</p><button>Zugriff anfordern</button>",
            "Google Drive",
        ),
        "blocked",
        "wall-login",
    ),
    (
        "php warn only",
        "<br />\n<b>Warning</b>:  mysqli_connect(): (HY000/2002): Connection refused in <b>/home/x/db.php</b> on line <b>12</b><br />\nConnect failed",
        "unreachable",
        "server-error",
    ),
    (
        "py trace",
        "<html><body><pre>Traceback (most recent call last):\n  File \"/srv/app/main.py\", line 12, in view\n    return render(x)\nKeyError: 'slug'\n</pre></body></html>",
        "unreachable",
        "server-error",
    ),
    (
        "java trace",
        "<html><head><title>Error</title></head><body><h1>java.lang.NullPointerException</h1><pre>\tat com.x.Story.get(Story.java:88)\n\tat org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:166)\n</pre></body></html>",
        "unreachable",
        "server-error",
    ),
    (
        "tomcat",
        "<html><head><title>HTTP Status 500 – Internal Server Error</title></head><body><h1>HTTP Status 500 – Internal Server Error</h1><p><b>Type</b> Exception Report</p><p><b>Message</b> Request processing failed</p></body></html>",
        "unreachable",
        "maintenance",
    ),
    (
        "aspnet",
        "<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.<hr></h1><h2><i>Runtime Error</i></h2><b>Description: </b>An application error occurred on the server. The current custom error settings for this application prevent the details of the application error from being viewed remotely.</body></html>",
        "unreachable",
        "server-error",
    ),
    (
        "rails",
        _bare(
            "<div class=dialog><h1>We're sorry, but something went wrong.</h1><p>If you are the application owner check the logs for more information.</p></div>",
            "We're sorry, but something went wrong (500)",
        ),
        "unreachable",
        "server-error",
    ),
    (
        "node",
        "<html><body><pre>TypeError: Cannot read properties of undefined (reading 'title')<br> &nbsp; at /app/routes/story.js:14:22<br> &nbsp; at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)</pre></body></html>",
        "unreachable",
        "server-error",
    ),
    (
        "django debug",
        _bare(
            "<div id=summary><h1>OperationalError at /news/story</h1><pre>could not connect to server: Connection refused</pre><table><tr><th>Request Method:</th><td>GET</td></tr><tr><th>Django Version:</th><td>4.2</td></tr></table></div>",
            "OperationalError at /news/story",
        ),
        "unreachable",
        "server-error",
    ),
    (
        "laravel",
        _bare(
            "<h1>Whoops, looks like something went wrong.</h1><p>1/1 FatalErrorException in HelperController.php line 22: Maximum execution time exceeded</p>",
            "Error",
        ),
        "unreachable",
        "server-error",
    ),
    ("sqlstate", _bare("<p>SQLSTATE[HY000] [2002] No such file or directory</p>", "x"), "unreachable", "server-error"),
    (
        "drupal pdo",
        "Uncaught PHP Exception PDOException: SQLSTATE[42S02]: Base table or view not found",
        "unreachable",
        "server-error",
    ),
    (
        "envoy",
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        "unreachable",
        "server-error",
    ),
    (
        "typo3",
        _bare("<h1>Oops, an error occurred!</h1><p>Code: 202405061200123abc</p>", "TYPO3 Exception"),
        "unreachable",
        "server-error",
    ),
    (
        "next client",
        _bare(
            "<h2>Application error: a client-side exception has occurred (see the browser console for more information).</h2>",
            "x",
        ),
        "unreachable",
        "server-error",
    ),
    ("oracle", _bare("<p>ORA-12541: TNS:no listener</p>", "x"), "unreachable", "server-error"),
    (
        "classic asp",
        _bare(
            "<p>Microsoft OLE DB Provider for SQL Server error '80004005'</p><p>Login failed for user 'web'.</p><p>/news/story.asp, line 14</p>",
            "x",
        ),
        "unreachable",
        "server-error",
    ),
    (
        "php in template",
        _site(
            "<br/><b>Fatal error</b>: Uncaught TypeError: count(): Argument #1 must be of type Countable in /var/www/t.php:12 Stack trace: #0 {main} thrown in <b>/var/www/t.php</b> on line <b>12</b>"
        ),
        "unreachable",
        "server-error",
    ),
    (
        "de leider",
        _site("<h1>Hoppla</h1><p>Diese Seite haben wir leider nicht (mehr) gefunden.</p>", "Hoppla"),
        "soft404",
        "title-not-found",
    ),
    (
        "fr",
        _site("<h1>Désolé</h1><p>Le contenu que vous recherchez n’est plus en ligne.</p>", "Désolé"),
        "soft404",
        "title-not-found",
    ),
    (
        "pl",
        _site("<h1>Ups</h1><p>Strona, której szukasz, została usunięta lub przeniesiona.</p>", "Ups"),
        "soft404",
        "title-not-found",
    ),
    (
        "cs",
        _site("<h1>Jejda</h1><p>Stránku, kterou hledáte, jsme bohužel nenašli.</p>", "Jejda"),
        "soft404",
        "title-not-found",
    ),
    ("uk", _site("<h1>Ой</h1><p>На жаль, сторінку, яку ви шукаєте, видалено.</p>", "Ой"), "soft404", "title-not-found"),
    (
        "ja",
        _site("<h1>お知らせ</h1><p>お探しの記事は公開を終了しました。</p>", "お知らせ"),
        "soft404",
        "title-not-found",
    ),
    (
        "ko",
        _site("<h1>안내</h1><p>요청하신 기사가 삭제되었거나 존재하지 않습니다.</p>", "안내"),
        "soft404",
        "title-not-found",
    ),
    ("ar", _site("<h1>عفوا</h1><p>الصفحة التي تبحث عنها غير موجودة.</p>", "عفوا"), "soft404", "title-not-found"),
    ("sv", _site("<h1>Oj</h1><p>Artikeln du letar efter har tagits bort.</p>", "Oj"), "soft404", "title-not-found"),
    (
        "da",
        _site("<h1>Hov</h1><p>Den artikel, du leder efter, findes ikke længere.</p>", "Hov"),
        "soft404",
        "title-not-found",
    ),
    (
        "wayback fr",
        _bare("<h2>Hrm.</h2><p>The Wayback Machine has not archived that URL.</p>", "Wayback Machine"),
        "soft404",
        "title-not-found",
    ),
    ("weibo", _bare("<p>抱歉，此内容无法查看</p>", "微博"), "soft404", "title-not-found"),
    (
        "x",
        _bare("<span>Hmm...this page doesn’t exist. Try searching for something else.</span>", "X"),
        "soft404",
        "title-not-found",
    ),
    (
        "fb2",
        _bare(
            "<h2>This page isn't available</h2><div>The link you followed may be broken, or the page may have been removed.</div>",
            "Facebook",
        ),
        "soft404",
        "title-not-found",
    ),
    (
        "it",
        _site("<h1>Oops</h1><p>L’articolo che stai cercando non è più disponibile.</p>", "Oops"),
        "soft404",
        "title-not-found",
    ),
    (
        "tr",
        _site("<h1>Üzgünüz</h1><p>Aradığınız haber yayından kaldırılmış.</p>", "Üzgünüz"),
        "soft404",
        "title-not-found",
    ),
    (
        "fr cut",
        _site(
            f"<h1>x</h1><p>{P}</p><p>Le conseil a dit que les travaux de la jetée seraient…</p><div class=offre><p>Abonnez-vous dès 1 €</p></div>"
        ),
        "blocked",
        "wall-paywall",
    ),
    (
        "sv cut",
        _site(
            f"<h1>x</h1><p>{P}</p><p>Rådet sade att arbetet med piren skulle...</p><p>Logga in eller bli prenumerant.</p>"
        ),
        "blocked",
        "wall-paywall",
    ),
    (
        "metered cut ellipsis",
        _site(
            f"<h1>x</h1><p>{P}</p><p>The council said that the works would be paid for by a new loan and…</p>",
            head=_METERED,
        ),
        "blocked",
        "wall-paywall",
    ),
    (
        "box cut uk",
        _site(
            f"<h1>x</h1><p>{P}</p><p>Рада повідомила, що роботи на причалі будуть оплачені з нової позики та</p><div class='paywall-box'><a href=/s>Далі</a></div>"
        ),
        "blocked",
        "wall-paywall",
    ),
    (
        "da",
        _site(
            f"<h1>x</h1><p>{P}</p><p>Byrådet sagde, at arbejdet på molen ville…</p><p>Bliv abonnent og få adgang</p>"
        ),
        "blocked",
        "wall-paywall",
    ),
)
LIVING = (
    (
        "a long page about signing in, above the form for it",
        _site(f"<h1>Sign in</h1><p>{LONG}</p><form><input name=u><input type=password></form>", "Sign in"),
    ),
    (
        "a note of two sentences above a form for comments, which needs a login",
        _site(
            f"<h1>Pier</h1><p>{P * 2}</p><p>You must be logged in to view comments.</p>"
            "<form><input name=u><input type=password><button>Log in</button></form>"
        ),
    ),
    (
        "a long article that begins with the sentence of an error page",
        _site(f"<h1>A lost archive</h1><p>Sorry, the page you are looking for could not be found.</p><p>{LONG}</p>"),
    ),
    (
        "article about captcha",
        _site(
            f"<h1>Captcha</h1><p>{LONG}</p><p>Sites load g-recaptcha and /cdn-cgi/challenge-platform.</p>", "Captcha"
        ),
    ),
    (
        "article w recaptcha comment form",
        _site(
            f"<h1>Pier</h1><p>{LONG}</p><form id=comment><textarea></textarea><div class=g-recaptcha></div></form><script src='https://www.google.com/recaptcha/api.js'></script>"
        ),
    ),
    (
        "short article w recaptcha",
        _site(
            f"<h1>Pier</h1><p>{P[:150]}</p><form id=comment><textarea></textarea><div class=g-recaptcha></div></form><script src='https://www.google.com/recaptcha/api.js'></script>"
        ),
    ),
    (
        "short article cf jsd",
        _site(f"<h1>Pier</h1><p>{P[:120]}</p><script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>"),
    ),
    (
        "short article incapsula script",
        _site(f"<h1>Pier</h1><p>{P[:120]}</p><script src='/_Incapsula_Resource?SWJIYLWA=719d34'></script>"),
    ),
    (
        "bare para cf jsd",
        _bare(f"<h1>Pier</h1><p>{P}</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
    ),
    (
        "tutorial w sucuri code",
        _site(
            f"<h1>Reading a cookie test</h1><p>{P}</p><pre>sucuri_cloudproxy_js='';document.cookie=x;location.reload();</pre>"
        ),
    ),
    (
        "article on datadome",
        _site(f"<h1>How captcha-delivery.com works</h1><p>{P}</p><p>The host captcha-delivery.com serves it.</p>"),
    ),
    (
        "login in header short art",
        f"<html><head><title>Pier</title></head><body><header><form><input name=u><input type=password></form></header><main><h1>Pier</h1><p>{P[:110]}</p></main></body></html>",
    ),
    (
        "forum post quick login foot",
        "<html><head><title>Topic</title></head><body><div class=post><p>I saw it yesterday at the pier.</p></div><div class=foot><form><input name=u><input type=password></form></div></body></html>",
    ),
    ("article about 404", _site(f"<h1>404: why pages go missing</h1><p>{LONG}</p>", "404: why pages go missing")),
    (
        "article about fatal error",
        _site(f"<h1>Fatal error: how the council miscounted</h1><p>{P}</p><p>{P}</p><p>{P}</p>", "Fatal error"),
    ),
    (
        "stackoverflow like",
        _site(
            f"<h1>TypeError: Cannot read property</h1><p>{P}</p><pre>TypeError: x at /a.js:1:2</pre><p>{P}</p><p>{P}</p>",
            "TypeError",
        ),
    ),
    (
        "php warning above article",
        "<br/><b>Warning</b>: Undefined index: q in <b>/a.php</b> on line <b>5</b><br/>"
        + _site(f"<h1>Pier</h1><p>{LONG}</p>"),
    ),
    (
        "php notice above short art",
        "<br/><b>Notice</b>: Undefined variable in <b>/a.php</b> on line <b>5</b><br/>"
        + _site(f"<h1>Pier</h1><p>{P}</p><p>{P}</p>"),
    ),
    ("metered full", _site(f"<h1>Pier</h1><p>{P}</p><p>{P}</p><p>{P}</p>", head=_METERED)),
    ("metered short full", _site(f"<h1>Pier</h1><p>{P}</p>", head=_METERED)),
    ("paywall class full", _site(f"<h1>Pier</h1><p>{P}</p><p>{P}</p><div class='paywall hidden'></div>")),
    (
        "metered + newsletter",
        _site(
            f"<h1>Pier</h1><p>{P}</p><p>{P}</p><p>Subscribe to our newsletter</p>",
            head='<script type="application/ld+json">{"isAccessibleForFree":"False"}</script>',
        ),
    ),
    (
        "article ends ellipsis",
        _site(f"<h1>Pier</h1><p>{P}</p><p>And then nobody in the hall said another word…</p><p>{P}</p>"),
    ),
    (
        "ellipsis+teaser",
        _site(
            f"<h1>Pier</h1><p>{P}</p><p>{P}</p><p>The rest of the evening was quiet, and then...</p><p>Photo: A. Brown</p>"
        ),
    ),
    ("review of Gone", _site(f"<h1>Gone</h1><p>{P}</p><p>{P}</p>", "Gone")),
    ("otp article", _site(f"<h1>One-time codes</h1><p>{LONG}</p><form><input autocomplete=one-time-code></form>")),
    (
        "short note removed",
        _site(
            "<h1>Note</h1><p>The ferry to the island leaves at noon from the old pier, and not from the new one.</p>",
            "Note",
        ),
    ),
    (
        "cookie recipe",
        _site(
            "<h1>Oat cookies</h1><p>Mix the oats with sugar and bake the cookies for ten minutes.</p>", "Oat cookies"
        ),
    ),
    (
        "bare cookie recipe",
        _bare(
            "<h1>Oat cookies</h1><p>Mix the oats with sugar and butter, form forty small cookies, and bake them for ten minutes until they are brown at the edges. Leave them to cool on a rack before you eat.</p>",
            "Oat cookies",
        ),
    ),
    (
        "ip article",
        _bare(
            f"<h1>Addresses</h1><p>The address 192.0.2.1 belongs to a range that is kept for documentation, and 8f3a91c2b4d5e6f7 is the number of the record. {P}</p>",
            "Addresses",
        ),
    ),
    (
        "spa shell",
        '<!doctype html><html><head><title>App</title><script src="https://www.google.com/recaptcha/api.js?render=x"></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/static/js/main.js"></script></body></html>',
    ),
    (
        "access request article",
        _site(f"<h1>Request access</h1><p>{P}</p><p>{P}</p>", "How to request access to records"),
    ),
    (
        "under construction art",
        _site(f"<h1>Bridge under construction</h1><p>{P}</p><p>{P}</p>", "Bridge under construction"),
    ),
    (
        "tweet w login",
        _bare(
            "<main><article><p>The pier is open again. Come and see.</p></article></main><aside><form><input name=u><input type=password></form></aside>",
            "Post",
        ),
    ),
    ("page missing cat", _site(f"<h1>Missing</h1><p>{P[:140]}</p>", "Missing: grey cat")),
    ("cancelled event", _site(f"<h1>Concert</h1><p>The concert on Friday was moved to June. {P}</p>", "Concert")),
    ("error in budget", _site(f"<h1>Error: budget off by 3 million</h1><p>{P}</p><p>{P}</p>", "Error: budget off")),
)
