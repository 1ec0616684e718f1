"""Writes a file for node_exporter's textfile collector (Prometheus text format 0.0.4), completely or not at all."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from factcheck.atomic_files import written_aside

Values = dict[tuple[tuple[str, str], ...], float]
"""Values by label."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, with one value for each set of labels."""

    name: str
    help: str
    values: Values = field(default_factory=dict)


def metric(name: str, help_: str, value: float) -> Metric:
    """Return a metric without labels."""
    return Metric(name, help_, {(): value})


def rendered(metrics: Iterable[Metric]) -> str:
    """Return metrics in the text format."""
    lines = []
    for each in metrics:
        lines += [f"# HELP factcheck_{each.name} {each.help}", f"# TYPE factcheck_{each.name} gauge"]
        for labels, value in each.values.items():
            inner = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels)
            lines.append(f"factcheck_{each.name}{f'{{{inner}}}' if inner else ''} {value:.15g}")
    return "\n".join(lines) + "\n"


def write(path: Path, metrics: Iterable[Metric]) -> str | None:
    """Write metrics into a file, which readers never see incomplete; return the error, or None."""
    try:
        with (
            suppress(BlockingIOError),
            written_aside(path, mode=0o644) as file,
        ):  # another run writes metrics that are as new
            file.write(rendered(metrics).encode())
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}"
    return None


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
