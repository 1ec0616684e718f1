"""One pass of ``factcheck check`` over the hostile web, as a real process: time, memory, exit status, mismatches.

python -m bench.hostile
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.behaviours import BEHAVIOURS
from tests.support.hostile import HostileWeb
from tests.support.talk import WORDS

SETTINGS = {
    "ALLOW_PRIVATE": "true",
    "DEADLINE": "10",
    "READ_TIMEOUT": "4",
    "CONNECT_TIMEOUT": "4",
    "RETRY_PAUSE": "0",
    "RETRY_AFTER_CAP": "1",
}
SHOWN = [each for each in BEHAVIOURS if each.host == "127.0.0.1"]
"""Behaviours whose names the system's resolver knows."""


def memory(root: int) -> int:
    """Return the bytes that a process and those it started hold now; shared pages count in each."""
    parents = {int(path.name): path for path in Path("/proc").iterdir() if path.name.isdecimal()}
    family, total = {root}, 0
    for pid in sorted(parents):
        try:
            fields = (parents[pid] / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid == root or int(fields[1]) in family:
            family.add(pid)
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total


def main() -> None:
    """Serve, check, and print the results."""
    with HostileWeb().serve() as web, tempfile.TemporaryDirectory() as folder:
        listed, authority = Path(folder) / "links.jsonl", Path(folder) / "authority.pem"
        web.certificates.write(authority)
        lines = [json.dumps({"id": each.name, "url": web.url(each), "quote": WORDS}) for each in SHOWN]
        listed.write_text("\n".join(lines))
        given = {f"FACTCHECK_VERIFY__{name}": value for name, value in SETTINGS.items()}
        command = [sys.executable, "-W", "always", "-m", "factcheck", "check", "--from", str(listed), "--json"]
        began, peak = time.monotonic(), 0
        environment = os.environ | given | {"SSL_CERT_FILE": str(authority)}
        with (Path(folder) / "out").open("w+") as out, (Path(folder) / "err").open("w+") as err:
            process = subprocess.Popen(command, env=environment, stdout=out, stderr=err)
            while process.poll() is None and time.monotonic() - began < 300:
                peak = max(peak, memory(process.pid))
                time.sleep(0.05)
            process.kill()
            took = time.monotonic() - began
            out.seek(0)
            err.seek(0)
            found = {line["id"]: line for line in map(json.loads, out)}
            complaints = err.read()
    wrong = 0
    for each in SHOWN:
        line = found.get(each.name, {})
        got, due = tuple(line.get(key) for key in ("link", "reason", "quote")), (each.link, each.reason, each.quote)
        if got != due:
            wrong += 1
            print(f"{each.name}: {got} instead of {due}")
    print(
        f"{len(SHOWN)} behaviours, {wrong} mismatches, {took:.1f} s, peak {peak / 1e6:.0f} MB, exit {process.returncode}"
    )
    print(f"stderr: {len(complaints.splitlines())} lines")
    print(complaints[:2_000], end="")


if __name__ == "__main__":
    main()
