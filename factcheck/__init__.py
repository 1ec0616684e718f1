"""factcheck stores claims with the exact words they rest on, and checks the sources on a schedule."""

__version__ = "0.1.0"
"""The one place of the version: the build, ``--version``, the User-Agent and capture files read it here."""
DISTRIBUTION = "factcheck-desk"
"""The name on a package index, where ``factcheck`` is another project's."""
