"""Articles: read from the web or a file (``reading``), their statements offered (``offering``) and filed as claims (``taking``).

``spot`` needs ``reading`` alone, which loads no database.
"""
