"""HTTP as the verifier speaks it: addresses, connections, responses."""
