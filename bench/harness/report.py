"""The report of a run: a page of Markdown, and the curves beside it. Pure but for the writing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import chart, figures
from harness.samples import Cell, Samples, Spread

_TITLES = {
    "w1": "Nothing to do",
    "w2": "Applying from an empty database",
    "w3": "Far away: 10 ms round trips",
    "w4": "Many schemas",
    "w5": "One big file",
    "w6": "A directory alone",
    "w7": "What a schema is like",
    "w8": "What a directory makes",
}
_N = {"w1": "migrations", "w2": "migrations", "w3": "migrations", "w4": "schemas", "w5": "MB", "w6": "migrations", "w7": "tables", "w8": "migrations"}


@dataclass(frozen=True)
class Curve:
    """A picture of one operation over N."""

    work: str
    op: str
    metric: str
    title: str

    @property
    def file(self) -> str:
        return f"{self.work}-{self.op.replace(' ', '-')}-{self.metric}.svg"


_METRICS = {"wall": "seconds", "cpu": "seconds of CPU", "rss_mb": "MB", "trips": "round trips"}
_CURVES = [
    Curve("w1", "up", "wall", "up with nothing to do"),
    Curve("w1", "up", "cpu", "up with nothing to do"),
    Curve("w1", "up", "rss_mb", "up with nothing to do"),
    Curve("w2", "up", "wall", "applying from an empty database"),
    Curve("w2", "up", "cpu", "applying from an empty database"),
    Curve("w2", "up", "rss_mb", "applying from an empty database"),
    Curve("w3", "up", "trips", "applying far away"),
    Curve("w4", "one process", "wall", "many schemas in one process"),
    Curve("w6", "validate", "cpu", "reading and checking a directory"),
    Curve("w7", "inspect sql", "wall", "a schema as a script"),
    Curve("w8", "replay again", "wall", "a directory that was replayed before"),
]


def write(machine: dict[str, Any], samples: Samples, folder: Path) -> Path:
    """Writes the page and its pictures into a folder."""
    pictures = {curve: picture(curve, samples) for curve in _CURVES}
    drawn = {curve: text for curve, text in pictures.items() if text}
    for curve, text in drawn.items():
        (folder / curve.file).write_text(text)
    page = folder / "report.md"
    page.write_text(markdown(machine, samples, list(drawn)))
    return page


def picture(curve: Curve, samples: Samples) -> str:
    """The SVG of a curve, or nothing where no tool has two points."""
    lines: dict[str, list[chart.Point]] = {}
    for cell in samples.cells():
        if (cell.work, cell.op) == (curve.work, curve.op):
            median = samples.median(cell, curve.metric)
            if median and cell.n:
                lines.setdefault(cell.tool, []).append((cell.n, median))
    lines = {tool: sorted(points) for tool, points in lines.items() if len(points) > 1}
    if not lines:
        return ""
    return chart.curves(curve.title, _N[curve.work], _METRICS[curve.metric], lines)


def markdown(machine: dict[str, Any], samples: Samples, curves: Sequence[Curve]) -> str:
    parts = ["# Measured", *_machine(machine), "## Figures to reach", figures_table(samples)]
    for work, title in _TITLES.items():
        cells = [cell for cell in samples.cells() if cell.work == work]
        if cells:
            parts += [f"## {title}", *_work(samples, cells)]
            parts += [f"![{curve.title}: {_METRICS[curve.metric]}]({curve.file})" for curve in curves if curve.work == work]
    return "\n\n".join(parts) + "\n"


def _machine(machine: dict[str, Any]) -> Iterable[str]:
    if not machine:
        return
    settings = ", ".join(f"{name} {value}" for name, value in machine["settings"].items())
    versions = "; ".join(f"{tool} {value}" for tool, value in machine["versions"].items())
    lines = [
        ("when", f"{machine['began']} to {machine.get('ended', 'broken off')}"),
        ("machine", f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['kernel']}"),
        ("load", f"{machine['load_before']:.2f} before, {machine.get('load_after', float('nan')):.2f} after (one minute)"),
        ("PostgreSQL", f"{machine['postgresql']}: {settings}"),
        ("Java of the peers", machine["java"]),
        ("commit", machine["commit"]),
        ("versions", versions),
        ("half heap", machine.get("half_heap", "not measured")),
        ("not there", "; ".join(f"{tool} ({lacking})" for tool, lacking in machine["absent"].items()) or "none is missing"),
    ]
    yield table(("", ""), [(name, text) for name, text in lines])
    yield (
        "Medians of whole processes, in rounds in which the tools take turns. CPU is user and system time of the tool, not of the"
        " server. Memory is the peak of the largest single process, and never reads below"
        f" {machine.get('floor_mb', 0):.0f} MB, the size of the harness."
    )


def figures_table(samples: Samples) -> str:
    rows = [
        (figure.row, figure.reach, outcome.measured, outcome.ratio, outcome.verdict())
        for figure, outcome in figures.outcomes(samples)
    ]
    return table(("work", "reach", "measured", "ratio", "holds"), rows)


def _work(samples: Samples, cells: Sequence[Cell]) -> Iterable[str]:
    groups: dict[tuple[str, str | None], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.op, cell.kind), []).append(cell)
    for (op, kind), group in groups.items():
        yield f"### {op}" if kind is None else f"### {op}, {kind}"
        yield _cells_table(samples, group)


@dataclass(frozen=True)
class Column:
    """A column of a workload's table; one that is empty in every row is left out."""

    name: str
    text: Callable[[Samples, Cell], str]


def _cells_table(samples: Samples, cells: Sequence[Cell]) -> str:
    columns = [
        Column(_N[cells[0].work], lambda samples, cell: str(cell.n)),
        Column("tool", lambda samples, cell: cell.tool),
        Column("wall s", lambda samples, cell: _median(samples, cell, "wall", 3)),
        Column("min – max", _range),
        Column("CPU s", lambda samples, cell: _median(samples, cell, "cpu", 3)),
        Column("peak MB", lambda samples, cell: _median(samples, cell, "rss_mb", 0)),
        Column("round trips", lambda samples, cell: _median(samples, cell, "trips", 0)),
        Column("more each", lambda samples, cell: _more_each(samples, cell, cells)),
        Column("flights", lambda samples, cell: _median(samples, cell, "flights", 0)),
        Column("connections", lambda samples, cell: _median(samples, cell, "connections", 0)),
        Column("for 200 schemas, s", _extrapolated),
        Column("runs", _runs),
    ]
    ordered = sorted(cells, key=lambda cell: cell.n or 0)
    rows = [[column.text(samples, cell) for column in columns] for cell in ordered]
    shown = [number for number in range(len(columns)) if any(row[number] for row in rows)]
    return table([columns[number].name for number in shown], [[row[number] for number in shown] for row in rows])


def _median(samples: Samples, cell: Cell, metric: str, digits: int) -> str:
    median = samples.median(cell, metric)
    return "" if median is None else f"{median:.{digits}f}"


def _range(samples: Samples, cell: Cell) -> str:
    spread: Spread | None = samples.spread(cell, "wall")
    return "" if spread is None else f"{spread.least:.3f} – {spread.most:.3f}"


def _more_each(samples: Samples, cell: Cell, cells: Sequence[Cell]) -> str:
    """Round trips for one more migration: from the smallest number of them to this."""
    least = min((other for other in cells if other.tool == cell.tool), key=lambda other: other.n or 0)
    here, there = samples.median(cell, "trips"), samples.median(least, "trips")
    if here is None or there is None or least == cell:
        return ""
    return f"{(here - there) / (cell.n - least.n):.2f}"


def _extrapolated(samples: Samples, cell: Cell) -> str:
    median = samples.median(cell, "wall")
    if cell.work != "w4" or cell.op != "a process each" or median is None:
        return ""
    return f"{median / cell.n * 200:.0f}"


def _runs(samples: Samples, cell: Cell) -> str:
    failed = samples.failed(cell)
    return str(len(samples.of(cell))) if not failed else f"{len(samples.of(cell))}, {failed} **failed**"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
