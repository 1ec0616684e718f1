"""Check runs: plan the sources that are due, check them, record the results and open alerts."""
