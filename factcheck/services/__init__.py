"""What a person or a job can do: one function, one use case, one transaction."""
