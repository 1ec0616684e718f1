"""Words by which pages say in many languages what a part of them is."""

COMMENT_WORDS = (
    r"comments?|kommentar\w*|kommentti\w*|kommentit|commentaires?|coment[aá]rios?|comment[oi]|reacties?|komentarz\w*"
    r"|koment[aá][rř]\w*|komentaari\w*|yorum\w*|коммент\w*|комент\w*|каментар\w*|σχόλι\w*|评论|評論|留言|コメント|댓글|תגוב\w*|تعليق\w*|التعليقات"
    r"|نظرات?|دیدگاه\w*|hozzászólás\w*|opmerkingen|bình luận|leserkommentar\w*|leserbriefe|talkbacks?|kommentaarid?|ulasan"
    r"|komentet|koment\w*|टिप्पणि\w*|टिप्पणी|ความคิดเห็น|মন্তব্য|athugasemdir|sylwadau|iruzkin\w*|comentaris?"
)
"""Readers' comments, as an alternation of a regular expression."""

READERS = frozenset(
    "reader readers user users visitor visitors customer customers ugc leser lesern lecteur lecteurs lector lectores"
    " lettore utenti usuarios utilisateurs"
    " lettori leitor leitores lezer lezers czytelnik czytelnikow użytkownik uzytkownik uzytkownikow läsare lasare læsere lukija"
    " lukijat lukijoiden читатель читателей пользователей okuyucu okur kullanici ctenaru čtenářů olvasoi".split()
)
"""Those who read a page."""
OPINION = frozenset(
    "review opinion post posts message messages letter letters rating meinung avis opinia recensione opinione recensie mening"
    " отзыв мнение görüş gorus názor nazor vélemény velemeny".split()
)
"""What they say, where a name tells that it is theirs."""
OPINIONS = frozenset(
    "opinions reviews forum ratings testimonials opiniones reseñas resenas meinungen bewertungen rezensionen opinie recenzje"
    " recensioni opinioni opiniões opinioes avaliações avaliacoes recensies meningen åsikter asikter arvostelut mielipiteet"
    " отзывы мнения yorumlari görüşler gorusler recenze nazory názory velemenyek vélemények".split()
)
"""The same, where a name tells of nothing else."""
ANSWERS = frozenset(
    "reply replies responses feedback guestbook disqus hyvor remark42 isso cusdis giscus utterances forumpost forumposts"
    " antworten respuestas réponses reponses risposte respostas antwoorden odpowiedzi odpovedi svar vastaukset ответы yanitlar"
    " leserforum lesermeinung lesermeinungen leserbriefe leserpost gästebuch gaestebuch diskuze diskusia diskussion diskussionen"
    " discussions discusion discussione discussioni dyskusja dyskusje keskustelu keskustelut обсуждение".split()
)
"""What nobody but readers says."""
