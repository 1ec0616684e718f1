"""The chain of the log, as the program itself checks it."""

from factcheck.services.desk import Desk
from factcheck.services.operations.integrity import check_integrity
from factcheck.store.log_replay import Finding, Kind


def broken_line(desk: Desk) -> Finding | None:
    """Return what is wrong with the first broken line of the log. None: the chain is intact."""
    found = check_integrity(desk, full=True, save_checkpoint=False).findings()
    return next((finding for finding in found if finding.kind is Kind.LOG), None)
