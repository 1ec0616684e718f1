"""Time the start of the command line and of the libraries it uses: whole processes, interleaved, medians and ratios.

Run ``python bench/startup.py [ROUNDS]``.
"""

import os
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import typer'": [sys.executable, "-c", "import typer"],
    "factcheck --help": [sys.executable, "-m", "factcheck", "--help"],
    "factcheck check --help": [sys.executable, "-m", "factcheck", "check", "--help"],
}


def seconds(command: list[str]) -> float:
    """Return how long one run of the command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for name, command in COMMANDS.items():
        times[name].append(seconds(command))
        times[name].clear()
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    base = statistics.median(times["python -c 'import typer'"])
    print(f"{'':28}{'median ms':>10}{'min ms':>10}{'over import typer':>20}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:28}{median * 1000:10.0f}{min(taken) * 1000:10.0f}{median / base:20.2f}")


if __name__ == "__main__":
    main()
