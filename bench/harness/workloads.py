"""The workloads: what is started, in which order, on what database."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness import layouts, measure, migrations
from harness.generate import generate
from harness.samples import Recorder, Sample
from harness.server import Server
from harness.tools import Command, Tool, Toolbox

_PACKAGES = Path(__file__).parents[1]
_OPERATIONS = ("up", "status", "validate")


@dataclass(frozen=True)
class Size:
    """How much of each workload is run."""

    rounds: Callable[[int], int]
    n: Mapping[str, Sequence[int]]
    megabytes: int
    migrations_per_schema: int
    loop_schemas: int
    tools: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def with_n(self, n: Sequence[int]) -> "Size":
        """The same with these numbers in every workload."""
        return dataclasses.replace(self, n={work: n for work in self.n})


FULL = Size(
    rounds=lambda n: 7 if n <= 100 else 5 if n <= 1000 else 3,
    n={
        "w1": (1, 100, 1000, 10_000),
        "w2": (1, 10, 100, 1000, 5000),
        "w3": (100, 500),
        "w4": (10, 50, 200),
        "w6": (100, 1000, 10_000),
        "w7": (100, 1000, 10_000),
        "w8": (100, 1000),
    },
    megabytes=50,
    migrations_per_schema=20,
    loop_schemas=10,
)

_WITHOUT_SLOW = ("psql", "psql-1", "whimbrel", "whimbrel-tx-all", "whimbrel-in-flight", "whimbrel-half-heap", "dbmate", "node-pg-migrate")

QUICK = Size(
    rounds=lambda n: 1,
    n={"w1": (1, 100), "w2": (10, 100), "w3": (10, 50), "w4": (2, 10), "w6": (100, 1000), "w7": (100,), "w8": (10,)},
    megabytes=2,
    migrations_per_schema=5,
    loop_schemas=2,
    tools={"w1": (*_WITHOUT_SLOW, "flyway13-api"), "w2": _WITHOUT_SLOW, "w3": _WITHOUT_SLOW, "w4": (*_WITHOUT_SLOW, "whimbrel-one-job"), "w5": _WITHOUT_SLOW},
)


@dataclass(frozen=True)
class Bench:
    """Everything that a workload needs."""

    server: Server
    toolbox: Toolbox
    recorder: Recorder
    folder: Path
    size: Size
    rounds: int | None
    timeout: float
    delay_ms: float

    @property
    def database(self) -> str:
        """The name of the database, and how the names of all others begin."""
        return f"whimbrel_bench_{os.getpid()}"

    def tools(self, work: str, n: int = 0) -> list[Tool]:
        chosen = self.size.tools.get(work)
        return [tool for tool in self.toolbox.present if tool.takes(work, n) and (chosen is None or tool.name in chosen)]

    def rounds_of(self, n: int) -> range:
        return range(self.rounds or self.size.rounds(n))

    def small(self, tool: Tool, n: int) -> Path:
        return generate(self.folder / f"{tool.layout}-{n}", "small", tool.layout, n)

    def command(self, tool: Tool, name: str, folder: Path, database: str, port: int | None = None, schema: str = "") -> Command:
        return self.toolbox.command(
            tool, name, schema, dir=folder, db=database, host=self.server.host, port=port or self.server.port
        )

    def start(self, command: Command) -> measure.Run:
        return measure.run(command.argv, command.env, command.cwd, self.timeout, self.folder / "tools.log")

    def fresh(self, database: str) -> None:
        self.server.create(database)
        self.server.sql("checkpoint")

    def functions(self, database: str) -> int:
        return int(self.server.sql("select count(*) from pg_proc where proname like 'item%total'", database))


def w1(bench: Bench) -> None:
    """Nothing to do: up, status and validate where everything is applied."""
    for n in bench.size.n["w1"]:
        ready = {}
        for tool in bench.tools("w1", n):
            database = f"{bench.database}_{tool.name.replace('-', '_')}"
            if not tool.repeats or _prepared(bench, tool, n, database):
                ready[tool] = database
        _w1_rounds(bench, n, ready)
        for database in ready.values():
            bench.server.drop(database)


def _prepared(bench: Bench, tool: Tool, n: int, database: str) -> bool:
    bench.server.create(database)
    # only what is prepared here commits anything, and nobody measures that
    bench.server.sql(f"alter database {database} set synchronous_commit = off")
    name = "setup" if tool.can("setup") else "up"
    run = bench.start(bench.command(tool, name, bench.small(tool, n), database))
    bench.recorder.sample(_sample("w1", tool, "prepare", run, n=n, found=bench.functions(database), expected=migrations.functions(n)))
    return run.rc == 0


def _w1_rounds(bench: Bench, n: int, ready: Mapping[Tool, str]) -> None:
    # the first round warms the files up; in each, the tools take turns, so that a drift of the machine hits all of them
    for number in range(len(bench.rounds_of(n)) + 1):
        for tool, database in ready.items():
            for name in _OPERATIONS:
                if not tool.can(name) or (name == "up" and not tool.repeats):
                    continue
                place = database if tool.repeats else "postgres"
                run = bench.start(bench.command(tool, name, bench.small(tool, n), place))
                if number:
                    bench.recorder.sample(_sample("w1", tool, name, run, n=n))


def w2(bench: Bench) -> None:
    """Everything to do: up from an empty database."""
    for n in bench.size.n["w2"]:
        for _ in bench.rounds_of(n):
            for tool in bench.tools("w2", n):
                bench.fresh(bench.database)
                run = bench.start(bench.command(tool, "up", bench.small(tool, n), bench.database))
                bench.recorder.sample(_applied(bench, "w2", tool, "up", run, n))
    bench.server.drop(bench.database)


def _applied(bench: Bench, work: str, tool: Tool, op: str, run: measure.Run, n: int, **counts: object) -> Sample:
    found = bench.functions(bench.database)
    return _sample(work, tool, op, run, n=n, found=found, expected=migrations.functions(n), **counts)


def w3(bench: Bench) -> None:
    """Far away: the same with a delay each way, round trips counted; then once more with nothing to do.

    One round: the counts do not vary.
    """
    for n in bench.size.n["w3"]:
        for tool in bench.tools("w3", n):
            bench.fresh(bench.database)
            for op in ("up", "no-op") if tool.repeats else ("up",):
                run, counts = _far_away(bench, tool, n)
                bench.recorder.sample(_applied(bench, "w3", tool, op, run, n, **counts))
    bench.server.drop(bench.database)


def _far_away(bench: Bench, tool: Tool, n: int) -> tuple[measure.Run, dict]:
    argv = [sys.executable, "-m", "harness.proxy", bench.server.host, str(bench.server.port), str(bench.delay_ms)]
    with subprocess.Popen(argv, cwd=_PACKAGES, stdout=subprocess.PIPE, text=True) as proxy:
        port = int(proxy.stdout.readline())
        try:
            run = bench.start(bench.command(tool, "up", bench.small(tool, n), bench.database, port))
        finally:
            proxy.terminate()
        counted = json.loads(proxy.stdout.read())
    return run, {key: counted[key] for key in ("flights", "trips", "connections", "messages")}


def w4(bench: Bench) -> None:
    """Many schemas: the same migrations in each, in one process where a tool can, else in a process for each schema."""
    for schemas in bench.size.n["w4"]:
        for _ in bench.rounds_of(schemas):
            for tool in bench.tools("w4"):
                if tool.can("up_all"):
                    _one_process(bench, tool, schemas)
    for tool in bench.tools("w4"):
        if tool.can("up_schema"):
            _process_each(bench, tool, bench.size.loop_schemas)
    bench.server.drop(bench.database)


def _one_process(bench: Bench, tool: Tool, schemas: int) -> None:
    count = bench.size.migrations_per_schema
    folder = generate(bench.folder / f"{tool.many_layout}-{count}-{schemas}", "many", tool.many_layout, count, schemas)
    _with_schemas(bench, schemas)
    run = bench.start(bench.command(tool, "up_all", folder, bench.database))
    bench.recorder.sample(_in_schemas(bench, tool, "one process", run, schemas))


def _process_each(bench: Bench, tool: Tool, schemas: int) -> None:
    folder = bench.small(tool, bench.size.migrations_per_schema)
    _with_schemas(bench, schemas)
    names = [layouts.schema_name(number) for number in range(schemas)]
    runs = [bench.start(bench.command(tool, "up_schema", folder, bench.database, schema=name)) for name in names]
    bench.recorder.sample(_in_schemas(bench, tool, "a process each", _sum(runs), schemas))


def _with_schemas(bench: Bench, schemas: int) -> None:
    bench.fresh(bench.database)
    names = (layouts.schema_name(number) for number in range(schemas))
    bench.server.sql(";".join(f"create schema {name}" for name in names), bench.database)


def _sum(runs: Sequence[measure.Run]) -> measure.Run:
    return measure.Run(
        wall=sum(run.wall for run in runs),
        cpu=sum(run.cpu for run in runs),
        rss_mb=max(run.rss_mb for run in runs),
        rc=max(runs, key=lambda run: abs(run.rc)).rc,
        timed_out=any(run.timed_out for run in runs),
    )


def _in_schemas(bench: Bench, tool: Tool, op: str, run: measure.Run, schemas: int) -> Sample:
    expected = schemas * migrations.functions(bench.size.migrations_per_schema)
    return _sample("w4", tool, op, run, n=schemas, found=bench.functions(bench.database), expected=expected)


def w5(bench: Bench) -> None:
    """One big file of each kind: time and peak memory."""
    megabytes = bench.size.megabytes
    for kind in migrations.KINDS:
        for _ in range(bench.rounds or min(3, bench.size.rounds(megabytes))):
            for tool in bench.tools("w5"):
                if kind not in tool.big:
                    continue
                folder = generate(bench.folder / f"{tool.layout}-big-{kind}", "big", tool.layout, kind, megabytes)
                bench.fresh(bench.database)
                run = bench.start(bench.command(tool, "up", folder, bench.database))
                expected = migrations.big_rows(kind, megabytes)
                sample = _sample("w5", tool, "up", run, n=megabytes, kind=kind, found=_rows(bench), expected=expected)
                bench.recorder.sample(sample)
    bench.server.drop(bench.database)


def _rows(bench: Bench) -> int:
    there = bench.server.sql("select to_regclass('big_load') is not null", bench.database) == "t"
    return int(bench.server.sql("select count(*) from big_load", bench.database)) if there else 0


def w6(bench: Bench) -> None:
    """Files alone: reading, hashing and checking a directory, without a database; beside a start that does nothing."""
    tools = [tool for tool in bench.tools("w6") if tool.name == "whimbrel"]
    for n in bench.size.n["w6"]:
        for number in range(len(bench.rounds_of(n)) + 1):
            for tool in tools:
                for op, command in _offline(bench, tool, n).items():
                    run = bench.start(command)
                    if number:
                        bench.recorder.sample(_sample("w6", tool, op, run, n=n))


def _offline(bench: Bench, tool: Tool, n: int) -> dict[str, Command]:
    validate = bench.command(tool, "validate", bench.small(tool, n), "none")
    return {"start": Command([validate.argv[0], "--version"], validate.env, validate.cwd), "validate": validate}


def w7(bench: Bench) -> None:
    """What a schema is like: a database of N tables written down, for programs and as a script."""
    folder = bench.folder / "inspected"
    folder.mkdir()
    for n in bench.size.n["w7"]:
        bench.fresh(bench.database)
        for statement in migrations.tables(n):
            bench.server.sql(statement, bench.database)
        bench.server.sql("vacuum analyze", bench.database)
        for number in range(len(bench.rounds_of(n)) + 1):
            for tool in bench.tools("w7", n):
                for op in ("inspect", "inspect_sql"):
                    if tool.can(op):
                        run = bench.start(bench.command(tool, op, folder, bench.database))
                        if number:
                            bench.recorder.sample(_sample("w7", tool, op.replace("_", " "), run, n=n))
    bench.server.drop(bench.database)


def w8(bench: Bench) -> None:
    """What a directory makes: replayed in a database of its own, first with nothing kept, then once more."""
    for n in bench.size.n["w8"]:
        for number in bench.rounds_of(n):
            for tool in bench.tools("w8", n):
                if not tool.can("replay"):
                    continue
                kept = bench.folder / f"kept-{tool.name}-{n}-{number}"
                for op in ("first replay", "replay again"):
                    command = bench.command(tool, "replay", bench.small(tool, n), "none")
                    command.env["XDG_CACHE_HOME"] = str(kept)
                    bench.recorder.sample(_sample("w8", tool, op, bench.start(command), n=n))


def _sample(work: str, tool: Tool, op: str, run: measure.Run, **rest: object) -> Sample:
    return Sample(
        work=work, tool=tool.name, op=op, wall=run.wall, cpu=run.cpu, rss_mb=run.rss_mb, rc=run.rc, timed_out=run.timed_out, **rest
    )


WORKLOADS: dict[str, Callable[[Bench], None]] = {work.__name__: work for work in (w1, w2, w3, w4, w5, w6, w7, w8)}
