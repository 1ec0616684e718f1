"""Detects errors of a site's program that are sent with status 200: stack traces, failed queries, proxy errors. Pure.

Frameworks and servers print them in English whatever the site's language, so they are not in the language files.
"""

import re
from functools import cache

from factcheck.verifier.document import Document

TOP_MAX_LINES = 6
"""Lines at the top of a page that are searched for an error."""
LINE_MAX_CHARACTERS = 2_000
"""Maximum number of characters of a line that are read."""
MAX_LINES = 400
"""Maximum number of lines of a page that are read."""
OTHER_TEXT_MAX_CHARACTERS = 350
"""Maximum amount of other running text on an error page; a page with more has an article below a warning."""
RUNNING_TEXT_MIN_CHARACTERS = 60
"""Least length of a line of running text."""

ERROR_PATTERNS = (
    # PHP, and programs in PHP
    r"^(?:php )?(?:fatal error|parse error|catchable fatal error|warning|notice|deprecated)\s*:.{0,800}\bon line \d+",
    r"^(?:php )?(?:fatal|parse) error\s*:|^a php error was encountered",
    r"^the website encountered an unexpected error|^oops[,!]? an error occurred!?(?: code: ?\w{6,})?$|^(?:typo3 )?core: (?:exception|error handler)",
    r"^there has been a critical error on|^whoops, looks like something went wrong|^error: (?:unable to|could ?n[o']t) connect to (?:the )?database",
    r"^(?:warning: )?(?:mysqli?|pg|oci|sqlsrv|odbc|pdo)_\w+\(|^(?:mysql|database|db|sql) (?:query )?error\b|^you have an error in your sql syntax|^could not connect to (?:mysql|the database)",
    r"^(?:\w+\\)+\w*(?:exception|error)\b|^stack trace:|^\[(?:\w+\\)*\w*(?:exception|error)\]",
    # Python
    r"^traceback \(most recent call last\)|^(?:[\w.]+\.)?\w{2,}(?:error|exception|doesnotexist|disallowedhost)(?: at (?:(?:get|post|head) )?/|: .{0,300}$)|^disallowedhost at |^you['’]re seeing this error because you have debug",
    # Java
    r"^(?:exception in thread|java(?:x)?\.[\w.]+(?:exception|error)\b|root cause|org\.[\w.]+(?:exception|error)\b)|^http status [45]\d\d\b|^error [45]\d\d--|^whitelabel error page|^\s*at [\w.$<>]+\([\w$]+\.java:\d+\)|^jasper exception|^servlet exception",
    # .NET
    r"^server error in '.{0,120}' application|^\[?(?:system\.[\w.]+exception|httpexception)\b|^runtime error$|^compilation error$|^microsoft (?:ole db|vbscript|odbc|jet)|^adodb\.|^active server pages error|^http error \d{3}\.\d+|^an unhandled exception (?:was generated|occurred)",
    # Ruby, Node, Go, Perl and others
    r"^(?:actioncontroller|actionview|activerecord|rack)::\w+|^nomethoderror\b|^we['’]re sorry, but something went wrong|^uncaught (?:exception|error)\b|^(?:type|reference|syntax|range|eval)error: |^\s*at (?:async )?[\w.<> ]{1,80} ?\(?(?:file:|node:|/|[a-z]:\\).{1,300}:\d+:\d+\)?|^error: cannot find module",
    r"^panic: |^goroutine \d+ \[|^software error:|^internal server error$|^the server encountered an (?:internal|unexpected) error|^template (?:render(?:ing)? |syntax )?error|^liquid (?:syntax )?error|^error executing template|^coldfusion|^application error: a (?:client|server)-side exception|^unhandled (?:runtime|promise) (?:error|rejection)|^(?:segmentation fault|out of memory|maximum execution time|allowed memory size)\b",
    r"^thread '.{1,80}' (?:\(\d+\) )?panicked at|^runtime error: |^\*\* \(\w+error\)|^error occurred while processing request|^(?:lucee|railo|bluedragon) [\d.]+ error\b",
    # Proxies, hosts and platforms
    r"^upstream (?:connect error|request timeout)|^no healthy upstream|^(?:502|503|504) (?:bad gateway|service (?:temporarily )?unavailable|gateway time-?out)|^bad gateway$|^gateway time-?out$|^service (?:temporarily )?unavailable$|^proxy error$|^error 50\d\b|^this (?:function|serverless function) has (?:crashed|timed out)|^(?:request|connection) timed? ?out$|^guru meditation|^error 503 backend fetch failed|^backend (?:fetch failed|not available)|^the proxy server received an invalid response|^an error occurred while processing your request",
)  # fmt: skip
"""Patterns of the first lines of error pages, in lower case, by the program that prints them."""
ERROR_MARKS = (
    r"\buncaught (?:\w+\\)*\w*(?:error|exception)\b|\bsqlstate\[\w+\]|\bora-\d{5}:"
    r"|[\w/\\-]\.(?:php|py|rb|rs|exs?|go|java|kt|scala|cfm|cfc|aspx?|jsx?|tsx?|cs|pl|pm|lua)(?::(?: ?line )?|, line )\d{1,5}\b"
    r"|\b5\d\d (?:internal server error|not implemented|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    r"|http version not supported|variant also negotiates|insufficient storage|loop detected|network authentication required)\b"
)
"""Marks of an error anywhere in such a line: a position in source code, or a status with its name (RFC 9110, 15.6)."""
STATUS_LINE = re.compile(r"\W*(?:[^\W\d_]+\W*)?5(?:0[0-8]|1[01]|2\d|30)\W*(?:[^\W\d_]+\W*)?")
"""A line that is a server's status, with at most one word."""
STATUS_PAGE_MAX_LINES, STATUS_PAGE_MAX_CHARACTERS = 4, 160
"""Maximum number of lines and characters of a page that shows a status and nothing else."""

DEFAULT_PAGE_PATTERNS = (
    r"^no input file specified\.?$|^welcome to nginx!?$|^it works!?$|^(?:apache2?|nginx|centos|fedora|debian|ubuntu|litespeed|iis)\b.{0,40}\b(?:default|test) page|^(?:this is the )?default (?:web|welcome|server) (?:page|site)|^test page for the|^iis windows server$|^web server's default page|^future home of something|^sorry! if you are the owner of this website|^plesk\b.{0,40}default|^index of /",
)  # fmt: skip
"""Pages that a server shows before a site is set up on it."""
ABSENCE_PATTERNS = (
    r"^cannot (?:get|head) /|^default backend - 404|^404 page not found$|^no such (?:app|bucket|key)\b|^there isn['’]t a github pages site here|.{0,20}deployment_not_found|^(?:error )?nosuch(?:key|bucket)|^the specified (?:key|bucket|blob|resource) does not exist|^no route matches|^route not found|^file not found\.?$",
)  # fmt: skip
"""Messages of servers about addresses that they do not serve."""

_PART_OF_A_TRACE = re.compile(
    r"^\s*(?:#\d+ |at [\w.$<>]+ ?\(|in (?:/|[a-z]:\\|<module>)|file \"|thrown in |caused by:|[a-z]:\\|/[\w.-]+/|\d+\.? +[\d.]+ )|:\d+\)?$|\.(?:php|py|java|rb|js|cs|vb|pl|go|module|inc)\b|\bon line \d+|[\w.]+\(\w*\)|\\\w+\\\w+|::\w+|[{};=]\s*$|\b\w+(?:error|exception)\b"
)


@cache
def _errors() -> re.Pattern[str]:
    return re.compile("|".join((*ERROR_PATTERNS, *DEFAULT_PAGE_PATTERNS)))


@cache
def _anywhere() -> re.Pattern[str]:
    return re.compile(ERROR_MARKS)


def _is_error(line: str) -> bool:
    line = _folded(line)
    return _errors().match(line) is not None or _anywhere().search(line) is not None


@cache
def _absences() -> re.Pattern[str]:
    return re.compile("|".join(ABSENCE_PATTERNS))


def absence_shown(document: Document) -> str | None:
    """Return the server's message that it does not serve the address, if the page has nothing else; or None."""
    text = _visible(document)
    if len(text) > OTHER_TEXT_MAX_CHARACTERS:
        return None
    return next((line.strip() for line in text.split("\n") if _absences().match(_folded(line))), None)


def error_shown(document: Document) -> str | None:
    """Return the error at the top of a page, or None, also where an article follows it."""
    lines = [line[:LINE_MAX_CHARACTERS] for line in _visible(document).split("\n")[:MAX_LINES]]
    top = [line for line in lines if line.strip()][:TOP_MAX_LINES]
    found = next((line for line in top if _is_error(line)), None) or _status_alone(document, top)
    if found is None:
        return None
    rest = sum(
        len(line)
        for line in lines
        if len(line) >= RUNNING_TEXT_MIN_CHARACTERS
        and not _PART_OF_A_TRACE.search(_folded(line))
        and not _is_error(line)
    )
    return found.strip()[:120] if rest <= OTHER_TEXT_MAX_CHARACTERS else None


def _status_alone(document: Document, lines: list[str]) -> str | None:
    """Return the line that shows a server error's status, if the page has no running text; or None."""
    scant = (
        not document.prose
        and len(lines) <= STATUS_PAGE_MAX_LINES
        and len(_visible(document)) <= STATUS_PAGE_MAX_CHARACTERS
    )
    return next(filter(STATUS_LINE.fullmatch, lines), None) if scant else None


def _visible(document: Document) -> str:
    return document.article() or document.text


def _folded(line: str) -> str:
    return " ".join(line.lower().split())
