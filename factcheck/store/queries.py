"""The queries of the read model that services and commands use. They take a reader or a session as their first argument.

:class:`factcheck.store.fast_reader.Reader` imports only the parts that it needs, so that the terminal interface starts without
the filter plans.
"""

from factcheck.store.read_model.alerts import alerts_of as alerts_of
from factcheck.store.read_model.alerts import open_alerts as open_alerts
from factcheck.store.read_model.citations import citation_rows as citation_rows
from factcheck.store.read_model.claims import claim_detail as claim_detail
from factcheck.store.read_model.claims import claim_rows as claim_rows
from factcheck.store.read_model.claims import merged_claim as merged_claim
from factcheck.store.read_model.claims import rating_whys as rating_whys
from factcheck.store.read_model.desk import badges as badges
from factcheck.store.read_model.desk import scale as scale
from factcheck.store.read_model.events import events as events
from factcheck.store.read_model.events import events_since as events_since
from factcheck.store.read_model.events import last_event_id as last_event_id
from factcheck.store.read_model.filtered import alerts as alerts
from factcheck.store.read_model.filtered import claim_ids as claim_ids
from factcheck.store.read_model.filtered import claim_page as claim_page
from factcheck.store.read_model.filtered import count as count
from factcheck.store.read_model.filtered import pending_quotes as pending_quotes
