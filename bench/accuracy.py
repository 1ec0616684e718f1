"""Print how accurately links are judged and quotes located: ``python -m bench.accuracy [SEED [ROUNDS]]``.

Links: the behaviours of the hostile web, the pages of the tests, and generated cases, all over real sockets. Quotes:
generated cases, and edited quotes on pages that repeat their phrases. Exit status 1: a live page was judged dead or
not found, or a changed quote exact.
"""

import sys
from collections import Counter

from bench.link_cases import link_cases
from bench.link_web import check_behaviours, check_pages
from bench.quote_cases import Case, cases
from bench.repeat_cases import repeat_cases
from factcheck.verifier.finding import Finding
from factcheck.verifier.locate import locate
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import LinkOutcome
from tests.support.pages import PAGES

ROUNDS = 8
LOST = ("dead", "soft404")
WELL = ("ok", "moved")
SAID = ("exact", "altered", "missing")


def verdict(match: Match | None) -> str:
    """Return the outcome of a match."""
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


CaseResult = tuple[str, str, str, Finding]
"""A case's name, its link and its quote as they are, and what was found."""


def check_cases(seed: int, rounds: int) -> dict[str, list[CaseResult]]:
    """Return what is found of each set of link cases."""
    sets = {"pages": list(PAGES), "generated": list(link_cases(seed, rounds))}
    out = {"behaviours": [(each.name, each.link, each.quote, found) for each, found in check_behaviours()]}
    for name, pages in sets.items():
        out[name] = [(page.name, page.link, page.quote_outcome or "-", found) for page, found in check_pages(pages)]
    return out


def links(name: str, found: list[CaseResult]) -> int:
    """Print the confusion matrix of a set of link cases, its shares, and what went wrong; return the false deaths."""
    matrix = Counter((truth, str(finding.link)) for _, truth, _, finding in found)
    columns = [str(each) for each in LinkOutcome]
    print(f"{'link: ' + name:<18}" + "".join(f"{said:>13}" for said in columns))
    for truth in columns:
        if any(matrix[truth, said] for said in columns):
            print(f"{truth:<18}" + "".join(f"{matrix[truth, said]:>13}" for said in columns))

    def share(whole: list[CaseResult], part: list[CaseResult]) -> str:
        return f"{len(part)} of {len(whole)} ({len(part) / max(1, len(whole)):.2%})"

    alive = [each for each in found if each[1] not in LOST]
    dead = [each for each in alive if each[3].link in LOST]
    lost = [each for each in found if each[1] in LOST]
    walled = [each for each in found if each[1] not in (*LOST, *WELL)]
    judged = [each for each in found if each[2] not in {"unverifiable", "-"}]
    passed = [[each for each in some if each[3].link in WELL] for some in (lost, walled)]
    needless = [each for each in judged if each[3].quotes[0] and each[3].quotes[0].outcome == "unverifiable"]
    print(
        f"cases {len(found)}, false dead {share(alive, dead)}, lost passed as ok {share(lost, passed[0])},"
        f" walls and failures passed as ok {share(walled, passed[1])}, needless unverifiable {share(judged, needless)}"
    )
    wrong = Counter(
        (case, f"{finding.link}, {finding.reason}", quote.outcome if quote else "-")
        for case, link, truth, finding in found
        for quote in finding.quotes
        if (finding.link, quote.outcome if quote else "-") != (link, truth)
    )
    for (case, link, outcome), count in wrong.most_common(30):
        print(f"  {case}: said {link}, {outcome}, {count} times")
    return len(dead)


def quotes(seed: int, rounds: int) -> int:
    """Print the confusion matrices of the quotes by truth and by language, and what went wrong; return the false exacts."""
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
    return false_exact


def repeats(seed: int, rounds: int) -> int:
    """Print how often an edit is found in its place and its words are named, by decoy; return the false exacts."""
    total: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    rightly: Counter[str] = Counter()
    false_exact = 0
    for case in repeat_cases(seed, rounds):
        match = locate(case.selector, case.document)
        false_exact += verdict(match) == "exact"
        for row in (case.decoy, "all"):
            total[row] += 1
            placed[row] += case.placed(match)
            rightly[row] += case.placed(match) and case.named(match)
    print(f"{'repeated phrases':<24}{'cases':>9}{'placed':>9}{'named':>9}")
    for row, count in sorted(total.items(), key=lambda each: each[1]):
        print(f"{row:<24}{count:>9}{placed[row] / count:>9.2%}{rightly[row] / count:>9.2%}")
    return false_exact


def main(seed: int, rounds: int) -> int:
    """Print everything; return the exit status."""
    dead = sum(links(name, found) for name, found in check_cases(seed, rounds).items())
    return int(quotes(seed, rounds) + repeats(seed, max(1, rounds // 8)) + dead > 0)


if __name__ == "__main__":
    seed, rounds = (*map(int, sys.argv[1:3]), *(1, ROUNDS)[len(sys.argv) - 1 :])
    sys.exit(main(seed, rounds))
