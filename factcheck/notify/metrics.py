"""A file for node_exporter's textfile collector (Prometheus text format 0.0.4): written whole, or not at all."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.atomic_files import written_aside

Values = dict[tuple[tuple[str, str], ...], float]
"""Values by their labels."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, with one value for each set of labels."""

    name: str
    help: str
    values: Values = field(default_factory=dict)


def metric(name: str, help_: str, value: float) -> Metric:
    """Return a figure without labels."""
    return Metric(name, help_, {(): value})


def rendered(metrics: Iterable[Metric]) -> str:
    """Return figures in the text format."""
    lines = []
    for each in metrics:
        lines += [f"# HELP factcheck_{each.name} {each.help}", f"# TYPE factcheck_{each.name} gauge"]
        for labels, value in each.values.items():
            inner = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels)
            lines.append(f"factcheck_{each.name}{f'{{{inner}}}' if inner else ''} {value:.15g}")
    return "\n".join(lines) + "\n"


def write(path: Path, metrics: Iterable[Metric]) -> str | None:
    """Put figures into a file that readers see whole; return what went wrong."""
    try:
        with suppress(BlockingIOError), written_aside(path, mode=0o644) as file:  # another run's figures are as new
            file.write(rendered(metrics).encode())
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}"
    return None


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
