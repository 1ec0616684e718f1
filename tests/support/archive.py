"""An archive on loopback that gives wrong answers of the kinds seen from a real one."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from factcheck.demo.archive import JSON_HEADERS, ArchivedPage, DemoArchive
from factcheck.demo.server import Answer

Lie = Callable[["LyingArchive", str, str], Answer | None]
"""Returns a false answer for a method and a target. None: the true answer is given."""


class LyingArchive(DemoArchive):
    """Answers truthfully except where a lie applies, and makes captures for clients that have its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lies: list[Lie] = []
        self.keys = "LOW key:secret"
        self.pages: dict[str, bytes] = {}
        """The result of Save Page Now for an address."""
        self.pending = 1
        """Number of status requests for which a job is still running."""
        self.authorized: list[tuple[str, str | None]] = []

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.authorized.append((target, headers.get("authorization")))
        for lie in self.lies:
            if (answer := lie(self, method, target)) is not None:
                self.requests.append(target)
                return answer
        return super()._answer(method, target, headers, body)

    def saved(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer as Save Page Now does to those who have an account."""
        if headers.get("authorization") != self.keys:
            return super().saved(path, headers, body)
        if path == "/save":
            self.job = parse_qs(body.decode())["url"][0]
            return 200, JSON_HEADERS, json.dumps({"url": self.job, "job_id": "spn2-1"}).encode()
        if self.pending:
            self.pending -= 1
            return 200, JSON_HEADERS, json.dumps({"status": "pending", "job_id": "spn2-1", "resources": []}).encode()
        if self.job not in self.pages:
            told = {"status": "error", "status_ext": "error:not-found", "message": "The page was not found"}
            return 200, JSON_HEADERS, json.dumps(told).encode()
        stamp = "20260302090000"
        self.archived.append(ArchivedPage(stamp, self.job, self.pages[self.job]))
        done = {"status": "success", "job_id": "spn2-1", "timestamp": stamp, "original_url": self.job}
        return 200, JSON_HEADERS, json.dumps(done).encode()


def to(part: str, status: int = 200, body: Any = b"", headers: Mapping[str, str] | None = None) -> Lie:
    """Return a lie for every target that contains this part."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _archive, _method, target: (status, headers or {}, payload) if part in target else None


NO_CAPTURE_IN_AVAILABILITY = to("/available", body={"url": "u", "archived_snapshots": {}})
NO_CAPTURE_IN_CDX = to("/cdx", body=[])
BLANK_CDX = to("/cdx")
HTML_FOR_JSON = [to("/available", body=b"<html>Sorry</html>"), to("/cdx", body=b"<html>Sorry</html>")]
DOWN = to("/", 503, b"<h1>Service unavailable</h1>")
ROBOTS = to("/cdx", 403, b"org.archive.util.io.RuntimeIOException: RobotAccessControlException: Blocked Site Error")
