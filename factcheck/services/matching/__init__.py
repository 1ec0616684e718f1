"""Tracked claims that may say the same as a text."""

from factcheck.services.matching.matches import ClaimMatch as ClaimMatch
from factcheck.services.matching.matches import find_matches as find_matches
from factcheck.services.matching.matches import match_texts as match_texts
from factcheck.services.matching.matches import matches_of_claims as matches_of_claims
from factcheck.services.matching.matches import may_be_the_same as may_be_the_same
