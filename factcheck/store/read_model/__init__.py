"""Queries in plain SQL, by subject; they run on any :class:`~factcheck.store.read_model.row_source.RowSource`."""
