"""Sends messages to webhooks, health checks and the local sendmail. Errors are returned, never raised.

The addresses are settings, so they may be inside a private network. A redirect is never followed, because its target is
not a setting. Addresses of webhooks are secrets: messages name only their host.
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
    """Post JSON; return the error, or None where the receiver accepted it. ``key`` is the same for each attempt of a delivery."""
    return _ask("POST", url, timeout, json=payload, headers={"Idempotency-Key": key})


def ping(url: str, step: str, message: str, *, timeout: float) -> str | None:
    """Ping a health check: a run began (``start``), succeeded (an empty step) or failed (``fail``); return the error."""
    address, mark, query = url.partition("?")
    whole = f"{address.rstrip('/')}/{step}" if step else address
    return _ask("POST", whole + mark + query, timeout, content=message.encode(), headers={})


def mail(
    subject: str, text: str, *, to: Sequence[str], sender: str | None, sendmail: Path, timeout: float
) -> str | None:
    """Send a mail through sendmail; return the error, or None where sendmail accepted it."""
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
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        return f"{sendmail} failed with exit status {done.returncode}: {said[0][:200]}"
    return None


def redact_url(url: str) -> str:
    """Return an address without its secret parts."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"


def _ask(method: str, url: str, timeout: float, headers: dict[str, str], **body: Any) -> str | None:
    headers = headers | {"User-Agent": "factcheck"}
    try:
        with httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client:
            answer = client.request(method, url, headers=headers, **body)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        return f"{redact_url(url)} cannot be reached: {type(error).__name__}"
    if answer.is_redirect:
        return f"{redact_url(url)} answers {answer.status_code}, a redirect, which is not followed; set the address of its target"
    return None if answer.is_success else f"{redact_url(url)} answers {answer.status_code}"
