"""The desk's rules for imported rows: ratings on the scale, and no published claim without a rating."""

from collections.abc import Sequence

from factcheck.services.editing.validation import review_if_unrated
from factcheck.services.importing.rows import Draft
from factcheck.store.rows import RatingRow


def apply_desk_rules(draft: Draft, scale: Sequence[RatingRow]) -> None:
    """Apply the desk's rules to a row, and note each change in the draft."""
    _fit_rating_to_scale(draft, scale)
    draft.claim, notes = review_if_unrated(draft.claim)
    draft.notes += notes
    draft.remarks += notes


def _fit_rating_to_scale(draft: Draft, scale: Sequence[RatingRow]) -> None:
    """Match a rating by its key or by its label in any language; otherwise store it as a note on the claim."""
    given = draft.claim.get("rating")
    if given is None or any(step.key == given for step in scale):
        return
    label = draft.label or given
    by_label = {name.casefold(): step.key for step in scale for name in step.labels.values()}
    if label.casefold() in by_label:
        draft.claim["rating"] = by_label[label.casefold()]
        return
    del draft.claim["rating"], draft.claim["rating_why"]
    reason = f"; its reason: {draft.reason}" if draft.reason else ""
    draft.remarks.append(f"Rating in the imported file: {label}{reason}")
    draft.notes.append(
        f"the rating {label[:60]!r} is not on the scale ({', '.join(step.key for step in scale)}); "
        "it was stored as a note, and the claim is not rated"
    )
