"""Words by which pages say in many languages what a part of them is."""

COMMENT_WORDS = (
    r"comments?|kommentar\w*|kommentti\w*|kommentit|commentaires?|coment[aá]rios?|comment[oi]|reacties?|komentarz\w*"
    r"|koment[aá][rř]\w*|komentaari\w*|yorum\w*|коммент\w*|комент\w*|каментар\w*|σχόλι\w*|评论|評論|留言|コメント|댓글|תגוב\w*|تعليق\w*|التعليقات"
    r"|نظرات?|دیدگاه\w*|hozzászólás\w*|opmerkingen|bình luận|leserkommentar\w*|leserbriefe|talkbacks?|kommentaarid?|ulasan"
    r"|komentet|koment\w*|टिप्पणि\w*|टिप्पणी|ความคิดเห็น|মন্তব্য|athugasemdir|sylwadau|iruzkin\w*|comentaris?"
)
"""Readers' comments, as an alternation of a regular expression."""
