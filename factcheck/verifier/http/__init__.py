"""HTTP for the verifier: addresses, connections, requests and responses."""
