"""The vectors of claims that a command added, where an encoder is installed."""

from collections.abc import Collection

from factcheck.cli import context
from factcheck.services.desk import Desk
from factcheck.services.matching.vectors import make_vectors_of
from factcheck.services.text.phrases import counted


def make_added_vectors(desk: Desk, claims: Collection[int]) -> None:
    """Make the vectors of added claims for two seconds, and name the command that makes those that are left."""
    if left := make_vectors_of(desk, claims):
        context.narrate(f"{counted(left, 'added claim')} without a vector; factcheck db vectors makes the vectors")
