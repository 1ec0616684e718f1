"""The ways out: a webhook, the machine's own sendmail, a health check. What goes wrong is an answer, never an exception.

A person chose these addresses, so that they may lie inside a private network; a redirect is never followed: where it
leads, nobody chose. Addresses of webhooks are secrets, and are named by their host alone.
"""

import subprocess
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx


def post(url: str, payload: dict[str, Any], *, key: str, timeout: float) -> str | None:
    """Post JSON; return what went wrong, or None when the receiver took it. ``key`` is the same for the same delivery."""
    return _ask("POST", url, timeout, json=payload, headers={"Idempotency-Key": key})


def ping(url: str, step: str, words: str, *, timeout: float) -> str | None:
    """Tell a health check that a run began (``start``), ended well (an empty step) or did not (``fail``)."""
    address, mark, query = url.partition("?")
    whole = f"{address.rstrip('/')}/{step}" if step else address
    return _ask("POST", whole + mark + query, timeout, content=words.encode(), headers={})


def mail(
    subject: str, text: str, *, to: Sequence[str], sender: str | None, sendmail: Path, timeout: float
) -> str | None:
    """Hand a mail to sendmail; return what went wrong, or None when it took it."""
    message = EmailMessage()
    message["Subject"] = f"factcheck: {subject}"
    message["To"] = ", ".join(to)
    if sender:
        message["From"] = sender
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain="factcheck.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text + "\n")
    try:
        command = [str(sendmail), "-i", "-t"]
        done = subprocess.run(command, input=bytes(message), capture_output=True, timeout=timeout, check=False)  # noqa: S603  a person set it
    except subprocess.TimeoutExpired:
        return f"{sendmail} took longer than {timeout:g} s"
    except OSError as error:
        return f"{sendmail} cannot be run: {error.strerror}"
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["nothing"]
        return f"{sendmail} ended with {done.returncode} and said: {said[0][:200]}"
    return None


def named(url: str) -> str:
    """Return an address without its secret parts."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"


def _ask(method: str, url: str, timeout: float, headers: dict[str, str], **body: Any) -> str | None:
    headers = headers | {"User-Agent": "factcheck"}
    try:
        with httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client:
            answer = client.request(method, url, headers=headers, **body)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        return f"{named(url)} cannot be reached: {type(error).__name__}"
    if answer.is_redirect:
        return (
            f"{named(url)} answers {answer.status_code}, a redirect, which is not followed: set the address it leads to"
        )
    return None if answer.is_success else f"{named(url)} answers {answer.status_code}"
