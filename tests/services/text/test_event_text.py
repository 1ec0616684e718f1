"""Events of the audit log as people read them."""

from datetime import UTC, datetime

from factcheck.services.text.event_text import event_text
from factcheck.store.rows import EventRow


def test_an_event_has_neither_times_nor_fingerprints_nor_what_its_action_says() -> None:
    alert = {"resolved_at": None, "resolved_by": None, "resolution": None}
    resolved = {"resolved_at": "2026-11-30T15:00:42Z", "resolved_by": "ana", "resolution": "accepted"}
    citation = {"exact": "left 12,400", "quote_since": "2026-11-30T15:00:34Z", "quote_finding": "altered:words:5fd9"}
    accepted = {"exact": "left 21,400", "quote_since": "2026-11-30T15:00:42Z", "quote_finding": None}
    changes = [{"before": alert, "after": resolved}, {"before": citation, "after": accepted}]
    event = EventRow(
        6, datetime(2026, 11, 30, 15, tzinfo=UTC), "ana", "alert.accepted", "", 1, {"changes": changes}, ""
    )

    assert event_text(event) == "accepted new wording (quote left 12,400 → left 21,400)"
