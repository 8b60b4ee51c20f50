"""The command line of bench/forecast."""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.server import Server, private

REPOSITORY = Path(__file__).parents[2]
SCHEMA = REPOSITORY / "whimbrel-schema" / "target"


def main(words: list[str]) -> None:
    asked = _parser().parse_args(words)
    classes = asked.classes or _build()
    with _server(asked.server) as server:
        url = f"postgresql://postgres@{server.host}:{server.port}"
        argv = [asked.java, "-cp", classes, "dev.whimbrel.schema.forecast.ForecastBench", url, str(asked.rounds), *asked.n.split(",")]
        ended = subprocess.run(argv, stdin=subprocess.DEVNULL)
    sys.exit(ended.returncode)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench/forecast",
        description="Measures a server, and compares what is forecast of statements on large tables with what they take; "
                    "ends with 1 if a line differs by more than a factor of two.")
    parser.add_argument("--n", default="1e5,1e6", help="numbers of rows with commas in between (default: 1e5,1e6; 1e7 needs 25 GB and ten minutes)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each statement is run; the median counts (default: 3)")
    parser.add_argument("--server", help="HOST:PORT of a PostgreSQL with a superuser postgres (default: a private one is started)")
    parser.add_argument("--java", default=_java(), help="a Java from 21 up (default: that of JAVA_HOME, else of the PATH)")
    parser.add_argument("--classes", help="a class path to take instead of building one with Maven")
    return parser


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else shutil.which("java") or "java"


def _build() -> str:
    """The tests of whimbrel-schema are compiled and not run; what they need is named by Maven."""
    argv = ["mvn", "-q", "-B", "-ntp", "-f", str(REPOSITORY / "pom.xml"), "-pl", "whimbrel-schema", "-am", "-DskipTests",
            "test-compile", "dependency:build-classpath", f"-Dmdep.outputFile={SCHEMA / 'forecast.classpath'}"]
    if subprocess.run(argv, stdin=subprocess.DEVNULL).returncode:
        sys.exit("Maven could not build whimbrel-schema")
    return os.pathsep.join([str(SCHEMA / "test-classes"), str(SCHEMA / "classes"), (SCHEMA / "forecast.classpath").read_text().strip()])


@contextlib.contextmanager
def _server(named: str | None) -> Iterator[Server]:
    if named:
        host, _, port = named.rpartition(":")
        yield Server(host, int(port))
        return
    with private() as server:
        yield server
