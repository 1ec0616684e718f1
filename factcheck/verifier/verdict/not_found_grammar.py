"""What a notice says in a sentence: a thing (this page, the story you asked for) and its fate (removed, not found).

Composed by language from things, fates and the words for what the reader asked, so that a wording nobody listed is
understood. A sentence alone decides nothing: :mod:`factcheck.verifier.verdict.page_notices` weighs it against how much of an article there is.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 240
"""Characters of a line that can be a notice's sentence."""
TITLE = 80
"""Characters of a title or heading that can be one."""


_THIS = re.compile(
    r"\b(?:this|your|cet|cette|ce|votre|diese[rs]?|ihre?|este|esta|su|questo|questa|deze|dit|ten|ta|tego|tento|tato|denna|detta"
    r"|den här|denne|dette|tämä|takiej|taka|эт[ао]т?|данн\w+|ця|цей|цю|такої|такой|bu|böyle|ez az?|această|acest|này|ini)\b"
    r"|此|本|该|該|这|這|この|こちら|이 |هذ[اه]|זה|זו|این|αυτ|นี้|यह",
    re.IGNORECASE,
)

_HEDGES = re.compile(
    r"\b(?:maybe|perhaps|(?:may|might|could) (?:have|be)|sorry|try (?:the|a|our|another|search)\w*|typo|mistyped|check the|usually because)\b|peut-être|pourrait|a pu|désolé|essayez|vérifiez"
    r"|vielleicht|möglicherweise|leider|eventuell|puede (?:que|haber)|quizá|tal vez|lo sentimos|potrebbe|forse|spiacenti|pode ter|talvez|lamentamos|desculpe"
    r"|misschien|mogelijk|helaas|być może|przepraszamy|możn[aá]|bohužel|kanske|kanskje|måske|tyvärr|desværre|beklager|ehkä|valitettavasti"
    r"|возможно|может быть|к сожалению|извините|можливо|на жаль|вибачте|olabilir|maalesef|üzgünüz|抱歉|可能|申し訳|죄송|عذر[اًا]|ربما|نأسف|ייתכן|מצטערים"
    r"|متاسفانه|ίσως|λυπούμαστε|talán|sajnos|poate|ne pare rău|xin lỗi|rất tiếc|maaf|mungkin|ขออภัย|क्षमा",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[()\[\]（）]")
_SENTENCE = re.compile(r"(?<=[.!?。！？؟])\s*")


class Saying(NamedTuple):
    """How a language says it."""

    thing: re.Pattern[str]
    fate: re.Pattern[str]
    asked: re.Pattern[str]
    """That the reader asked for it: the page *you are looking for*."""


def _saying(thing: str, fate: str, asked: str) -> Saying:
    return Saying(*(re.compile(each, re.IGNORECASE) for each in (thing, fate, asked)))


_SAYINGS = (
    _saying(
        r"\b(?:page|article|story|post|tweet|thread|listing|content|video|photo|item|link|url|address|file|document|resource|account|profile|location)\b",
        r"(?:\bnot|n['’]t) (?:\w+ ){0,2}(?:found|find|available|exist|here|there|work)|\bno such\b|\bno longer (?:\w+ )?(?:available|exist\w*|online|here|active|found|accessible|on|in|part of|with us)|\b(?:cannot|unable to|couldn['’]t|can['’]t) (?:be )?(?:find|found|locate)|\bwas(?:n['’]t| not) found|\b(?:removed|deleted|moved|expired|unavailable|missing|gone|taken down|broken|unpublished|withdrawn|terminated|ended)\b|\bnothing (?:was |were )?(?:found|here)|\b(?:has|have|was|is) (?:not|never) (?:been )?archived",
        r"\byou(?:['’]re| are| were|['’]ve| have)?(?: just| currently)? (?:requested|look(?:ing|ed) for|search(?:ing|ed) for|ask(?:ed|ing) for|try(?:ing)? to|tried to|follow(?:ed|ing)|want(?:ed)? to (?:see|visit|read)|clicked|came for|entered|typed|seek)|\bthat url\b|\brequested (?:url|page|resource|address|article|content)\b",
    ),
    _saying(
        r"\b(?:page|article|contenu|lien|adresse|document|publication|vidéo|compte)\b",
        r"(?:n['’]|ne )(?:\w+ )?(?:est|existe|a|avons|trouv\w+|pouvons)\b.{0,20}\b(?:plus|pas)\b|introuvable|indisponible|supprimée?|déplacée?|retirée?|inexistante?|plus en ligne",
        r"\bvous (?:avez )?(?:cherch|recherch|demand|souhait|essay|suiv)\w*|\bdemandée?\b",
    ),
    _saying(
        r"\b(?:seite|artikel|inhalt|beitrag|adresse|link|dokument|video|profil|konto)\b",
        r"\bnicht (?:mehr )?(?:\w+ )?(?:gefunden|finden|verfügbar|vorhanden|erreichbar|online|existier\w*|gibt)|gibt es (?:leider )?nicht|existiert (?:leider )?nicht|\bgelöscht|entfernt|verschoben|depubliziert|nicht mehr",
        r"\b(?:sie|du|dir|ihnen)\b.{0,30}\b(?:such|gesucht|aufruf|aufgerufen|angeforder|folg|eingegeben|versuch)\w*|\b(?:gesuchte|angeforderte|gewünschte|aufgerufene)n?\b",
    ),
    _saying(
        r"\b(?:página|artículo|noticia|contenido|enlace|dirección|documento|publicación|vídeo|video|cuenta)\b",
        r"\bno (?:\w+ )?(?:encontr\w+|existe|disponible|está|se encuentra)\b|\bya no\b|eliminad[oa]|borrad[oa]|movid[oa]|retirad[oa]|roto|caducad[oa]|inexistente",
        r"\bque (?:usted |está )?(?:busca|solicit|pid|intent|sigui)\w*|solicitad[oa]|ha seguido",
    ),
    _saying(
        r"\b(?:pagina|articolo|contenuto|notizia|indirizzo|link|documento|video)\b",
        r"\bnon (?:\w+ )?(?:trovat\w+|esiste|disponibile|c['’]è|raggiungibile)|rimoss[oa]|spostat[oa]|eliminat[oa]|cancellat[oa]|non .{0,12} più",
        r"\bche (?:stai |hai )?(?:cerc|richie|chies)\w*|richiest[oa]\b",
    ),
    _saying(
        r"\b(?:página|artigo|notícia|conteúdo|endereço|link|documento|vídeo|conta)\b",
        r"\bnão (?:\w+ )?(?:encontr\w+|existe|disponível|está|localizad\w+)|removid[oa]|movid[oa]|apagad[oa]|excluíd[oa]|mudou|já não|indisponível",
        r"\bque (?:você |está )?(?:a )?(?:procur|busc|solicit|tent)\w*|solicitad[oa]",
    ),
    _saying(
        r"\b(?:pagina|artikel|inhoud|bericht|adres|link|document|video)\b",
        r"\bniet (?:\w+ )?(?:gevonden|vinden|beschikbaar)|bestaat (?:\w+ )?niet|niet meer|verwijderd|verplaatst",
        r"\b(?:u|je|jij)\b.{0,25}\b(?:zoek|zocht|opvra|opgevra|vraag|probe)\w*|opgevraagde|gevraagde",
    ),
    _saying(
        r"\b(?:stron\w+|artykuł\w*|treś\w+|adres\w*|link\w*|dokument\w*|materiał\w*)",
        r"\bnie (?:\w+ )?(?:ma|istnieje|znale\w+|odnale\w+|dostępn\w+)|usunięt\w+|przeniesion\w+|niedostępn\w+",
        r"\b(?:której|którego|który) szuka\w*|\bszuka(?:sz|na|ny)\b",
    ),
    _saying(
        r"\b(?:stránk\w+|článek|obsah|adres\w+|odkaz)",
        r"\bne(?:existuje|byl\w* nalezen\w*|našl\w+|nalezen\w*|ní)|odstraněn\w*|smazán\w*|přesunut\w*|již není",
        r"\bkter(?:ou|ý|é) hledáte|požadovan\w+",
    ),
    _saying(
        r"\b(?:sidan?|siden?|artikk?el\w*|innehåll\w*|indhold\w*|innhold\w*|adress\w*|länk\w*|lenk\w*|video\w*)\b",
        r"\b(?:inte|ikke) (?:\w+ )?(?:hittas|hitta|finns|funnet|finnes|findes|fundet|tillgänglig|tilgjengelig|tilgængelig)|(?:hittades|finns|finnes|findes) (?:inte|ikke)|finns inte|tagits bort|flyttats?|slettet|fjernet|flyttet|inte längre",
        r"\b(?:du|ni)\b.{0,20}\b(?:letar|söker|sökte|leter|leder|søger|søkte|prøvde)",
    ),
    _saying(
        r"\b(?:sivu\w*|artikkeli\w*|sisältö\w*|osoite\w*)", r"\bei (?:\w+ )?(?:löyd|ole|löyt)\w*|poistettu|siirretty", r"etsimä\w*|hakema\w*"
    ),
    _saying(
        r"(?:страниц\w+|стать\w+|материал\w*|контент\w*|адрес\w*|ссылк\w+|документ\w*|публикаци\w+|запис\w+|видео)",
        r"\bне (?:\w+ )?(?:найден\w*|существует|наш\w+|доступ\w+|находится)|\bнет\b|удал[её]н\w*|удалил\w*|перемещен\w*|перенесен\w*|недоступ\w+|больше не",
        r"\bвы\b.{0,25}\b(?:ищете|искали|запрос\w*|запрашива\w*|ошиблись|перешли|пытает\w*)|запрашиваем\w+|запрошенн\w+|ошибк\w+ в адресе",
    ),
    _saying(
        r"(?:сторінк\w+|статт\w+|матеріал\w*|адрес\w*|посилан\w+|публікаці\w+)",
        r"\bне (?:\w+ )?(?:знайден\w*|існує|доступ\w+)|\bнемає\b|видалил\w*|видален\w*|переміщен\w*|перенесен\w*",
        r"\bви\b.{0,25}\b(?:шука\w+|помил\w+|запит\w*)|запитуван\w+",
    ),
    _saying(
        r"\b(?:sayfa\w*|içerik\w*|haber\w*|yazı\w*|adres\w*|bağlantı\w*)",
        r"bulunam\w+|bulunmuyor|mevcut değil|\byok\b|silin\w+|kaldırıl\w+|taşın\w+|yayından",
        r"aradığınız|istediğiniz|ulaşmaya çalıştığınız",
    ),
    _saying(
        r"页面|頁面|网页|網頁|文章|内容|內容|链接|連結|地址|微博|帖子|貼文|视频|視頻|影片",
        r"不存在|找不到|不见了|未找到|走丢|已(?:经|經)?(?:被.{0,8})?(?:删除|刪除|移除|移动|移動|下线|下線|下架|撤下|屏蔽)|(?:无法|無法|不能|不可)(?:找到|访问|訪問|查看|显示|顯示|观看|觀看|浏览|瀏覽|阅读)|违规|違規|失效|过期|過期",
        r"[您你](?:所|要|想|正在)*(?:访问|訪問|查找|找|请求|請求|浏览|瀏覽|查看)",
    ),
    _saying(
        r"ページ|記事|コンテンツ|リンク|アドレス|動画",
        r"見つかりません|見つけることができ|存在しま(?:せん|しない)|削除され|移動(?:した|され|しま)|公開(?:を|が)?終了|ありません",
        r"お探し|指定され|アクセスしよう|ご指定|リクエストされ",
    ),
    _saying(r"페이지|기사|콘텐츠|게시물|주소|링크", r"찾을 수 없|존재하지 않|삭제되|이동되|없습니다", r"요청하신|찾으시는|찾고 계신|입력하신"),
    _saying(
        r"الصفحة|صفحة|المقال|المحتوى|الرابط|العنوان|الخبر",
        r"غير (?:موجود|متاح|متوفر)\w*|لم (?:يتم|نتمكن|نعثر)|لا (?:توجد|يوجد)|حذف\w*|أزيل\w*|نقل\w*|لم تعد",
        r"تبحث|طلبت\w*|المطلوب\w*",
    ),
    _saying(r"(?:ה?דף|ה?עמוד|ה?כתבה|ה?תוכן|ה?קישור)", r"לא (?:נמצא\w*|קיי\w+|קיים|זמינ\w*)|אינו|אינה|הוסר\w*|נמחק\w*|הועבר\w*", r"שחיפשת|שביקשת|המבוקש\w*"),
    _saying(r"صفحه|مطلب|محتوا|نشانی", r"یافت نشد|پیدا نشد|وجود ندارد|حذف شده|منتقل شده", r"مورد نظر|درخواستی"),
    _saying(r"(?:σελίδα|άρθρο|περιεχόμενο|διεύθυνση)", r"δεν (?:\w+ )?(?:βρέθηκε|υπάρχει|είναι)|διαγράφηκε|μετακινήθηκε|αφαιρέθηκε", r"που (?:ζητ|αναζητ|ψάχν)\w*"),
    _saying(r"\b(?:oldal\w*|cikk\w*|tartalom|cím)\b", r"nem (?:\w+ )?(?:található|létezik|érhető|elérhető)|törölt\w*|eltávolít\w*|áthelyez\w*", r"keres(?:ett|i|ed)|\bkért\b"),
    _saying(r"\b(?:pagin[aă]\w*|articol\w*|conținut\w*|adres\w+)\b", r"nu (?:\w+ )?(?:fost găsit\w*|există|este|mai)|ștears\w*|mutat\w*|eliminat\w*", r"căuta\w*|cau[țt]\w+|solicitat\w*"),
    _saying(r"\b(?:trang|bài viết|nội dung|liên kết)\b", r"không (?:\w+ )?(?:tìm thấy|tồn tại|có)|đã bị (?:xóa|gỡ)|di chuyển", r"bạn (?:đang )?(?:tìm|yêu cầu|truy cập)"),
    _saying(r"\b(?:halaman|artikel|konten|tautan)\b", r"tidak (?:\w+ )?(?:ditemukan|ada|tersedia)|dihapus|dipindahkan", r"anda (?:cari|minta|tuju)"),
    _saying(r"หน้า|บทความ|เนื้อหา|ลิงก์", r"ไม่พบ|ไม่มี|ถูกลบ|ถูกย้าย", r"คุณ(?:กำลัง)?(?:ค้นหา|ต้องการ|ร้องขอ)"),
    _saying(r"पृष्ठ|पेज|लेख|सामग्री", r"नहीं (?:मिल\w*|है)|हटा|मौजूद नहीं", r"आप.{0,15}(?:खोज|ढूंढ)"),
)  # fmt: skip


def is_gone(line: str, longest: int = TITLE) -> bool:
    """Return whether a line says that a page, or another thing, is not there."""
    line = _BRACKETS.sub("", line)
    return len(line) <= longest and any(each.thing.search(line) and each.fate.search(line) for each in _SAYINGS)


def is_this_gone(line: str) -> bool:
    """Return whether a line says so of this very thing."""
    return is_gone(line, LONGEST) and _THIS.search(line) is not None


def hedges(line: str) -> bool:
    """Return whether a line is sorry, guesses what happened, or gives advice."""
    return len(line) <= LONGEST and _HEDGES.search(line) is not None


def told_gone(lines: Iterable[str]) -> str | None:
    """Return the sentence that tells readers that what they asked for is not there."""
    for line in lines:
        for sentence in _SENTENCE.split(_BRACKETS.sub("", line)) if len(line) <= LONGEST else ():
            if any(
                each.thing.search(sentence) and each.fate.search(sentence) and each.asked.search(sentence)
                for each in _SAYINGS
            ):
                return sentence
    return None
