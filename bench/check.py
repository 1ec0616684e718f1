"""Time ``db check`` on a large desk, with and without a checkpoint, and test whether it finds each kind of tampering.

Run ``python -m bench.check --db FILE``. The database is copied; the copy is tampered with.
"""

import argparse
import resource
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from factcheck.services.desk import open_desk
from factcheck.services.operations.integrity import IntegrityReport, check_integrity
from factcheck.settings import Settings

TAMPERING = {
    "a rating": "UPDATE claim SET rating = CASE rating WHEN 'true' THEN 'false' ELSE 'true' END WHERE id = {claim}",
    "a claim's words": "UPDATE claim SET text = text || ' not' WHERE id = {claim} + 1",
    "a quote": "UPDATE citation SET exact = 'other words' WHERE id = {citation}",
    "a resolution": "UPDATE alert SET resolution = 'dismissed', resolved_by = 'eve' WHERE id = {alert}",
    "a tag": "INSERT OR IGNORE INTO claim_tag SELECT {claim} + 2, max(id) FROM tag",
    "a note of nobody": "INSERT INTO note (claim_id, author, text, at) SELECT {claim}, 'eve', 'x', created_at FROM claim LIMIT 1",
    "a row that vanishes": "DELETE FROM alert WHERE id = {alert} + 1",
    "an address": "UPDATE source SET url = url || '#x' WHERE id = (SELECT source_id FROM citation WHERE id = {citation} + 9)",
    "a trigger": "DROP TRIGGER event_no_update",
    "an index": "DROP INDEX ix_alert_claim_id",
    "a badge": "UPDATE counter SET value = value + 1 WHERE name = 'open'",
    "a line of the log": "UPDATE event SET actor = 'eve' WHERE id = {line}",
}


def timed(db: Path, *, full: bool = False, head: str | None = None) -> IntegrityReport:
    """Check a database, and print how long that took."""
    wall, before = time.monotonic(), _cpu()
    with open_desk(Settings(db=str(db), actor="bench")) as desk:
        report = check_integrity(desk, full=full, head=head)
    kind = "full" if full or not report.checked_before else "again"
    print(
        f"{kind:6} {report.lines:>10,} lines  {time.monotonic() - wall:7.1f} s wall  {_cpu() - before:7.1f} s of processors "
        f" {sum(report.counts.values())} findings"
    )
    return report


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Time the checks, tamper, and check again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, required=True, help="Database to copy.")
    parser.add_argument("--folder", type=Path, help="Folder for the copy.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        db = Path(folder) / "desk.db"
        shutil.copy(given.db, db)
        noted = timed(db).log_head
        timed(db, head=noted)
        with closing(sqlite3.connect(db)) as raw, raw:
            last = {
                name: raw.execute(f"SELECT max(id) / 2 FROM {name}").fetchone()[0] for name in ("claim", "citation")
            }
            alert = raw.execute("SELECT min(id) FROM alert").fetchone()[0]
            for statement in TAMPERING.values():
                raw.execute(statement.format(**last, alert=alert, line=1000))
        report = timed(db)
        for finding in report.findings():
            print(f"  {finding.kind:9} {finding.text}")
        print(f"{len(TAMPERING)} kinds of tampering, {sum(report.counts.values())} findings")


if __name__ == "__main__":
    main()
