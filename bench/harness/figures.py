"""The figures to reach, and what a run says of each. Pure: a function of the samples."""

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.samples import Cell, Samples

OURS = "whimbrel"
_UNITS = {"wall": "s", "cpu": "s CPU", "rss_mb": "MB", "trips": "round trips"}


@dataclass(frozen=True)
class Outcome:
    """What was measured; holds is None where something of it is not there."""

    measured: str
    ratio: str = ""
    holds: bool | None = None

    def verdict(self) -> str:
        return {True: "yes", False: "**no**", None: "not measured"}[self.holds]


@dataclass(frozen=True)
class Figure:
    """One figure of one row of the table."""

    row: str
    reach: str
    judge: Callable[[Samples], Outcome] = field(repr=False)


def outcomes(samples: Samples) -> list[tuple[Figure, Outcome]]:
    return [(figure, figure.judge(samples)) for figure in FIGURES]


def value(metric: str, number: float) -> str:
    """A number as a reader wants it."""
    if metric == "rss_mb":
        return f"{number:.0f} MB"
    if metric == "trips":
        return f"{number:.0f} {_UNITS[metric]}"
    return f"{number:.3f} {_UNITS[metric]}" if number < 10 else f"{number:.1f} {_UNITS[metric]}"


def _missing(samples: Samples, *cells: Cell) -> Outcome | None:
    """Why nothing can be said: a failure of ours is a figure that does not hold, whatever else is there."""
    for cell in cells:
        if cell.tool.startswith(OURS) and samples.failed(cell):
            return Outcome(f"{cell.tool}: {samples.failed(cell)} of {len(samples.of(cell))} failed", holds=False)
    absent = [cell.tool for cell in cells if not len(samples.of(cell)) - samples.failed(cell)]
    return Outcome(f"nothing of {', '.join(sorted(set(absent)))}") if absent else None


def ratio(row: str, metric: str, ours: Cell, theirs: Cell, at_most: float) -> Figure:
    """Ours is at most so many times theirs."""

    def judge(samples: Samples) -> Outcome:
        missing = _missing(samples, ours, theirs)
        if missing:
            return missing
        mine, other = samples.median(ours, metric), samples.median(theirs, metric)
        return Outcome(f"{value(metric, mine)} to {value(metric, other)}", f"{mine / other:.2f}", mine <= at_most * other)

    what = "wall" if metric == "wall" else "CPU"
    return Figure(row, f"{what} ≤ {at_most:g} × {theirs.tool}", judge)


def bound(row: str, metric: str, ours: Cell, at_most: float) -> Figure:
    """Ours is at most so much."""

    def judge(samples: Samples) -> Outcome:
        missing = _missing(samples, ours)
        if missing:
            return missing
        mine = samples.median(ours, metric)
        return Outcome(value(metric, mine), f"{mine / at_most:.2f}", mine <= at_most)

    return Figure(row, f"≤ {at_most:g} {_UNITS[metric]}", judge)


def above(row: str, base_name: str, metric: str, ours: Cell, base: Cell, at_most: float) -> Figure:
    """Ours is at most so much more than a base."""

    def judge(samples: Samples) -> Outcome:
        missing = _missing(samples, ours, base)
        if missing:
            return missing
        mine, least = samples.median(ours, metric), samples.median(base, metric)
        measured = f"{value(metric, mine)}, {mine - least:+.3f} from {value(metric, least)}"
        return Outcome(measured, f"{(mine - least) / at_most:.2f}", mine - least <= at_most)

    return Figure(row, f"≤ {at_most:g} {_UNITS[metric]} above {base_name}", judge)


def trips(row: str, ours: Cell, each: float, besides: int) -> Figure:
    """Ours takes at most so many round trips for a migration, and so many besides."""

    def judge(samples: Samples) -> Outcome:
        missing = _missing(samples, ours)
        if missing:
            return missing
        taken, flights = samples.median(ours, "trips"), samples.median(ours, "flights")
        allowed = each * ours.n + besides
        return Outcome(f"{taken:.0f} round trips ({flights:.0f} flights)", f"{taken / ours.n:.3f} each", taken <= allowed)

    return Figure(row, f"≤ {each:g} round trips each, ≤ {besides} besides", judge)


def linear(row: str, metric: str, cells: tuple[Cell, Cell, Cell], at_most: float) -> Figure:
    """From one size to the next, what one more costs does not grow by more than a factor."""

    def judge(samples: Samples) -> Outcome:
        missing = _missing(samples, *cells)
        if missing:
            return missing
        first, second, third = (samples.median(cell, metric) for cell in cells)
        low = (second - first) / (cells[1].n - cells[0].n)
        high = (third - second) / (cells[2].n - cells[1].n)
        measured = f"{low * 1e6:.0f} µs each up to {cells[1].n}, {high * 1e6:.0f} µs from there to {cells[2].n}"
        return Outcome(measured, f"{high / low:.2f}" if low > 0 else "", high <= at_most * max(low, 0))

    return Figure(row, f"linear: {_UNITS[metric]} for one more grows ≤ {at_most:g} ×", judge)


_FLYWAY_CLI, _FLYWAY, _NODE, _DBMATE = "flyway10-cli", "flyway13-api", "node-pg-migrate", "dbmate"


def _nothing_to_do(op: str) -> list[Figure]:
    def cell(n: int) -> Cell:
        return Cell("w1", OURS, op, n)

    row = f"`{op}` with nothing to do, 100 migrations"
    return [
        ratio(row, "wall", cell(100), Cell("w1", _FLYWAY_CLI, op, 100), 0.18),
        ratio(row, "wall", cell(100), Cell("w1", _FLYWAY, op, 100), 0.35),
        # it has no other command that reads the history
        ratio(row, "wall", cell(100), Cell("w1", _NODE, "up", 100), 0.65),
        bound(row, "rss_mb", cell(100), 60),
        above(f"`{op}`, 10 000 migrations", "100", "cpu", cell(10_000), cell(100), 0.5),
    ]


def _apply() -> list[Figure]:
    def cell(tool: str, n: int) -> Cell:
        return Cell("w2", tool, "up", n)

    figures = []
    for n, factor in ((100, 1.5), (1000, 1), (5000, 1)):
        row = f"apply {n} from empty, a transaction each"
        figures.append(ratio(row, "wall", cell(OURS, n), cell(_DBMATE, n), factor))
        figures.append(ratio(row, "wall", cell(OURS, n), cell(_FLYWAY, n), 0.35))
        if n == 1000:
            figures.append(ratio(row, "cpu", cell(OURS, n), cell(_FLYWAY, n), 0.2))
    row = "apply 1000 with `--tx all`"
    return [*figures, ratio(row, "wall", cell("whimbrel-tx-all", 1000), cell("psql-1", 1000), 1.3)]


def _far_away() -> list[Figure]:
    return [
        *(trips(f"{n} migrations, far away", Cell("w3", OURS, "up", n), 1.0, 10) for n in (100, 500)),
        *(trips(f"{n} migrations, far away, `--in-flight 50`", Cell("w3", "whimbrel-in-flight", "up", n), 0.1, 10)
          for n in (100, 500)),
    ]


def _many_schemas() -> list[Figure]:
    theirs = Cell("w4", "psql", "one process", 200)
    return [ratio("20 migrations × 200 schemas", "wall", Cell("w4", OURS, "one process", 200), theirs, 2)]


def _big_files() -> list[Figure]:
    names = {"inserts": "100 000 one-row INSERTs", "multirow": "1 000-row INSERTs", "copy": "COPY"}
    figures = []
    for kind, name in names.items():
        for tool, how in ((OURS, ""), ("whimbrel-half-heap", ", half heap")):
            ours = Cell("w5", tool, "up", 50, kind)
            row = f"50 MB of {name}{how}"
            figures.append(ratio(row, "wall", ours, Cell("w5", "psql-1", "up", 50, kind), 1.5))
            figures.append(bound(row, "rss_mb", ours, 150))
    return figures


def _files() -> list[Figure]:
    row = "a directory of 10 000 files: parse, hash, verify"
    cells = tuple(Cell("w6", OURS, "validate", n) for n in (100, 1000, 10_000))
    return [
        above(row, "the start", "cpu", cells[2], Cell("w6", OURS, "start", 10_000), 1),
        linear(row, "cpu", cells, 1.5),
    ]


FIGURES: list[Figure] = [
    *_nothing_to_do("up"),
    *_nothing_to_do("status"),
    *_nothing_to_do("validate"),
    *_apply(),
    *_far_away(),
    *_many_schemas(),
    *_big_files(),
    *_files(),
]
