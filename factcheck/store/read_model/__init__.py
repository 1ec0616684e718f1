"""Queries in plain SQL, by subject; they run on any :class:`~factcheck.store.row_source.RowSource`."""
