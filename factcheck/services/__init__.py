"""The use cases of factcheck, for people and jobs: one function is one use case and one transaction."""
