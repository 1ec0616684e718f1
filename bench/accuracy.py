"""Print how rightly quotes are located, on generated cases: ``python -m bench.accuracy [SEED]``."""

import sys
from collections import Counter

from bench.quote_cases import Case, cases
from factcheck.verifier.finding import Match
from factcheck.verifier.locate import locate

ROUNDS = 40


def verdict(match: Match | None) -> str:
    """Return what a match says of its quote."""
    if match is None:
        return "missing"
    return "altered" if match.differences else "exact"


def named(case: Case, match: Match | None) -> bool:
    """Return whether the difference that was made is among those named."""
    return match is not None and case.kind in {each.kind for each in match.differences}


def main(seed: int) -> None:
    """Print the confusion matrix, the share of differences named rightly, and the edits that went wrong."""
    matrix: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    kinds = right = 0
    for case in cases(seed, ROUNDS):
        match = locate(case.selector, case.document)
        said = verdict(match)
        matrix[case.truth, said] += 1
        if case.kind is not None:
            kinds += 1
            right += named(case, match)
        if said != case.truth or (case.kind is not None and not named(case, match)):
            wrong[case.language, case.edit, said] += 1
    print(f"{'truth':<10}{'exact':>9}{'altered':>9}{'missing':>9}")
    for truth in ("exact", "altered", "missing"):
        print(f"{truth:<10}" + "".join(f"{matrix[truth, said]:>9}" for said in ("exact", "altered", "missing")))
    print(f"cases {sum(matrix.values())}, differences named rightly {right} of {kinds} ({right / kinds:.1%})")
    for (language, edit, said), count in wrong.most_common(20):
        print(f"  {language} {edit}: said {said}, {count} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
