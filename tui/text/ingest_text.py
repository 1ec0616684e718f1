"""The results of an ingest in words. Pure."""

from factcheck.services.articles.values import Ingested, IngestResult


def sent_text(taken: Ingested) -> str:
    """Return the results of an ingest in words."""
    added = [each.claim_id for each in taken.statements if each.result is IngestResult.ADDED and each.claim_id]
    linked = [each for each in taken.statements if each.result is IngestResult.LINKED]
    parts = []
    if added:
        numbers = f"claim {added[0]}" if len(added) == 1 else f"claims {', '.join(map(str, added))}"
        if len(added) > 2 and added == list(range(added[0], added[-1] + 1)):
            numbers = f"claims {added[0]} to {added[-1]}"
        parts.append(f"{numbers} added")
    for words, is_cited in (("appearance added to", True), ("linked to", False)):
        if some := dict.fromkeys(each.claim_id for each in linked if each.is_cited is is_cited):
            parts.append(f"{words} {', '.join(f'claim {each}' for each in some)}")
    if known := taken.count(IngestResult.KNOWN):
        parts.append(f"{known} known already")
    if rejected := taken.count(IngestResult.REJECTED):
        parts.append(f"{rejected} rejected meanwhile")
    return "; ".join(parts) or "nothing was sent"
