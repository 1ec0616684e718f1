"""Commands of the reviewer, one module for each kind."""
