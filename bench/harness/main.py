"""The command line of bench/run."""

import argparse
import contextlib
import datetime
import glob
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from harness import machine, measure, report, samples, tools, workloads
from harness.server import Server, private

BENCH = Path(__file__).parents[1]
REPOSITORY = BENCH.parent


def main(words: list[str]) -> None:
    asked = _parser().parse_args(words)
    if asked.report:
        print(report.write(*samples.read(asked.report), asked.report.parent))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("broken off"))
    results = asked.out or BENCH / "target" / "results" / datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    results.mkdir(parents=True, exist_ok=True)
    lines = results / "samples.jsonl"
    if lines.exists():
        sys.exit(f"{lines} is there already; name another folder with --out")
    with _server(asked.server) as server:
        _measure(asked, server, samples.Recorder(lines))
    print(report.write(*samples.read(lines), results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Whimbrel beside its peers and writes a report.")
    parser.add_argument("--whimbrel", help="the program (default: the distribution in whimbrel-dist/target, else ./whimbrel)")
    parser.add_argument("--peers", type=Path, default=BENCH / "target" / "peers", help="what bench/setup-peers filled")
    parser.add_argument("--java", default=_java(), help="runs the peers written in Java (default: that of JAVA_HOME, else of the PATH)")
    parser.add_argument("--server", help="HOST:PORT of a PostgreSQL with a superuser postgres (default: a private one is started)")
    parser.add_argument("--works", default=",".join(workloads.WORKLOADS), help="such as w1,w3 (default: all)")
    parser.add_argument("--tools", help="rows of tools.toml with commas in between (default: all that are there)")
    parser.add_argument("--rounds", type=int, help="how often each is measured (default: more often what is short)")
    parser.add_argument("--n", help="numbers of migrations, or of schemas in w4, with commas in between")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for one process (default: 300)")
    parser.add_argument("--delay-ms", type=float, default=5, help="one way, in w3 (default: 5)")
    parser.add_argument("--quick", action="store_true", help="small numbers, one round, about two minutes: to see that it works")
    parser.add_argument("--out", type=Path, help="a folder for the report (default: a new one in bench/target/results)")
    parser.add_argument("--report", type=Path, metavar="LINES", help="measure nothing: make the report of these samples.jsonl again")
    return parser


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else shutil.which("java") or "java"


def _whimbrel(named: str | None) -> str:
    if named:
        return str(Path(named).resolve())
    built = sorted(glob.glob(str(REPOSITORY / "whimbrel-dist" / "target" / "whimbrel-*-linux-x64" / "bin" / "whimbrel")))
    return built[-1] if built else str(REPOSITORY / "whimbrel")


@contextlib.contextmanager
def _server(named: str | None) -> Iterator[Server]:
    if named:
        host, _, port = named.rpartition(":")
        yield Server(host, int(port))
        return
    with private() as server:
        yield server


def _measure(asked: argparse.Namespace, server: Server, recorder: samples.Recorder) -> None:
    folder = Path(tempfile.mkdtemp(prefix="whimbrel-bench-"))
    places = {"whimbrel": _whimbrel(asked.whimbrel), "peers": str(asked.peers.resolve()), "java": asked.java}
    toolbox = tools.Toolbox(_chosen(asked.tools), places)
    bench = workloads.Bench(
        server=server, toolbox=toolbox, recorder=recorder, folder=folder, size=_size(asked), rounds=asked.rounds,
        timeout=asked.timeout, delay_ms=asked.delay_ms,
    )
    try:
        recorder.machine(machine.describe(server, toolbox, asked.java, REPOSITORY))
        recorder.machine(_of_harness(toolbox, folder))
        for work in asked.works.split(","):
            workloads.WORKLOADS[work](bench)
        recorder.machine(machine.load())
    finally:
        server.drop_all(bench.database)
        shutil.rmtree(folder, ignore_errors=True)


def _chosen(names: str | None) -> list[tools.Tool]:
    table = tools.read(BENCH / "tools.toml")
    if names is None:
        return table
    known = {tool.name: tool for tool in table}
    unknown = [name for name in names.split(",") if name not in known]
    if unknown:
        sys.exit(f"no tool is called {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names.split(",")]


def _of_harness(toolbox: tools.Toolbox, folder: Path) -> dict[str, object]:
    """What only trying tells: the least memory that is seen, and how the heap is halved."""
    floor = measure.run(["true"], dict(os.environ), None, 10, folder / "tools.log").rss_mb
    halved = [" ".join(f"{name}={text}" for name, text in toolbox.half_heap().items())
              for tool in toolbox.present if tool.heap == "half"]
    return {"floor_mb": floor, **({"half_heap": halved[0]} if halved else {})}


def _size(asked: argparse.Namespace) -> workloads.Size:
    size = workloads.QUICK if asked.quick else workloads.FULL
    if not asked.n:
        return size
    return size.with_n([int(n) for n in asked.n.split(",")])
