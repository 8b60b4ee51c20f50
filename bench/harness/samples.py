"""What was measured: a record for each process, as JSON lines and back."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sample:
    """One process. What was found in the database is what proves that it did its work: a fast failure is no fast tool.

    n is the number of migrations, or of schemas in w4; kind is that of a big file.
    """

    work: str
    tool: str
    op: str
    wall: float
    cpu: float
    rss_mb: float
    rc: int = 0
    timed_out: bool = False
    n: int | None = None
    kind: str | None = None
    found: int | None = None
    expected: int | None = None
    flights: int | None = None
    trips: int | None = None
    connections: int | None = None
    messages: dict[str, int] | None = None

    def ok(self) -> bool:
        return self.rc == 0 and not self.timed_out and self.found == self.expected


@dataclass(frozen=True)
class Cell:
    """The samples of one thing that was measured several times."""

    work: str
    tool: str
    op: str
    n: int | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Spread:
    median: float
    least: float
    most: float


class Samples:
    """All samples of one run of the harness."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._cells: dict[Cell, list[Sample]] = {}
        for one in samples:
            self._cells.setdefault(Cell(one.work, one.tool, one.op, one.n, one.kind), []).append(one)

    def cells(self) -> list[Cell]:
        return list(self._cells)

    def of(self, cell: Cell) -> list[Sample]:
        return self._cells.get(cell, [])

    def failed(self, cell: Cell) -> int:
        return sum(not one.ok() for one in self.of(cell))

    def spread(self, cell: Cell, metric: str) -> Spread | None:
        """Over those that did their work, or None where none did."""
        values = [getattr(one, metric) for one in self.of(cell) if one.ok()]
        values = [value for value in values if value is not None]
        if not values:
            return None
        return Spread(statistics.median(values), min(values), max(values))

    def median(self, cell: Cell, metric: str) -> float | None:
        spread = self.spread(cell, metric)
        return spread.median if spread else None


class Recorder:
    """Writes lines as they come, so that a run that is broken off leaves what it has."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def machine(self, machine: dict[str, Any]) -> None:
        self._write({"machine": machine})

    def sample(self, sample: Sample) -> None:
        record = {key: value for key, value in asdict(sample).items() if value is not None}
        self._write(record)
        print(_progress(sample), flush=True)

    def _write(self, record: dict[str, Any]) -> None:
        with self._path.open("a") as file:
            file.write(json.dumps(record) + "\n")


def _progress(sample: Sample) -> str:
    what = " ".join(str(word) for word in (sample.work, sample.tool, sample.op, sample.n, sample.kind) if word is not None)
    trips = "" if sample.trips is None else f", {sample.trips} round trips"
    verdict = "" if sample.ok() else f"  FAILED: exit code {sample.rc}, found {sample.found} of {sample.expected}"
    return f"{what}: {sample.wall:.3f} s, cpu {sample.cpu:.3f} s, {sample.rss_mb:.0f} MB{trips}{verdict}"


def read(path: Path) -> tuple[dict[str, Any], Samples]:
    """The machine, and everything that was measured on it."""
    machine: dict[str, Any] = {}
    samples = []
    for line in path.read_text().splitlines():
        record = json.loads(line)
        if "machine" in record:
            machine |= record["machine"]
        else:
            samples.append(Sample(**record))
    return machine, Samples(samples)
