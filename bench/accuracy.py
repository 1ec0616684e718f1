"""Print how rightly quotes are located, on generated cases: ``python -m bench.accuracy [SEED [ROUNDS]]``."""

import sys
from collections import Counter

from bench.quote_cases import Case, cases
from factcheck.verifier.finding import Match
from factcheck.verifier.locate import locate

ROUNDS = 8
SAID = ("exact", "altered", "missing")


def verdict(match: Match | None) -> str:
    """Return what a match says of its quote."""
    if match is None:
        return "missing"
    return "altered" if match.differences else "exact"


def named(case: Case, match: Match | None) -> bool:
    """Return whether the difference that was made is named as what it is, and nothing is called a difference before it."""
    return match is not None and bool(case.kinds & {each.kind for each in match.differences})


def _table(title: str, matrix: Counter[tuple[str, str]], rows: list[str]) -> None:
    print(f"{title:<18}" + "".join(f"{said:>9}" for said in SAID))
    for row in rows:
        print(f"{row:<18}" + "".join(f"{matrix[row, said]:>9}" for said in SAID))


def main(seed: int, rounds: int) -> None:
    """Print the confusion matrices by truth and by language, the shares, and the edits that went wrong."""
    by_truth: Counter[tuple[str, str]] = Counter()
    by_language: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    kinds = right = 0
    for case in cases(seed, rounds):
        match = locate(case.selector, case.document)
        said = verdict(match)
        by_truth[case.truth, said] += 1
        by_language[f"{case.language} {case.truth}", said] += 1
        if case.kinds and said == "altered":
            kinds += 1
            right += named(case, match)
        if said != case.truth:
            wrong[case.language, case.edit, said] += 1
        elif case.kinds and not named(case, match):
            wrong[
                case.language, case.edit, "named " + "/".join(each.kind for each in match.differences) if match else ""
            ] += 1
    _table("truth", by_truth, list(SAID))
    _table("language, truth", by_language, list(dict.fromkeys(row for row, _ in by_language)))
    shares = {t: by_truth[t, t] / max(1, sum(by_truth[t, said] for said in SAID)) for t in SAID}
    false_exact = by_truth["altered", "exact"] + by_truth["missing", "exact"]
    print(
        f"cases {sum(by_truth.values())}, false exact {false_exact}, recall "
        + ", ".join(f"{t} {shares[t]:.2%}" for t in SAID)
    )
    print(f"differences named rightly: {right} of {kinds} ({right / max(1, kinds):.2%})")
    for (language, edit, said), count in wrong.most_common(60):
        print(f"  {language} {edit}: said {said}, {count} times")


if __name__ == "__main__":
    seed, rounds = (*map(int, sys.argv[1:3]), *(1, ROUNDS)[len(sys.argv) - 1 :])
    main(seed, rounds)
