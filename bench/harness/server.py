"""The PostgreSQL that everything runs against: a private one with its defaults, or one that is there already."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    host: str
    port: int

    def sql(self, text: str, database: str = "postgres") -> str:
        argv = ["psql", "-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", self.host, "-p", str(self.port), "-U", "postgres",
                "-d", database, "-c", text]
        done = subprocess.run(argv, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"the server on {self.host}:{self.port} refused \"{text}\": {done.stderr.strip()}")
        return done.stdout.strip()

    def create(self, database: str) -> None:
        self.drop(database)
        self.sql(f"create database {database} template template0")

    def drop(self, database: str) -> None:
        self.sql(f"drop database if exists {database} with (force)")

    def drop_all(self, prefix: str) -> None:
        for database in self.sql(f"select datname from pg_database where starts_with(datname, '{prefix}')").splitlines():
            self.drop(database)


@contextlib.contextmanager
def private() -> Iterator[Server]:
    """Starts one on a free port of the loopback, with fsync and all other defaults, and removes it at the end."""
    binaries = _binaries()
    account = _account()
    root = Path(tempfile.mkdtemp(prefix="whimbrel-bench-server-"))
    try:
        if account:
            shutil.chown(root, account)
        port = _free_port()
        data, log = root / "data", root / "log"
        _as(account, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={root}"
        _as(account, binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield Server("127.0.0.1", port)
        finally:
            _as(account, binaries / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _as(account: str | None, *words: object) -> None:
    done = subprocess.run(
        [str(word) for word in words], user=account, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )
    if done.returncode:
        sys.exit(f"{words[0]} ended with {done.returncode}: {done.stderr.strip()}")


def _binaries() -> Path:
    named = os.environ.get("PGBIN")
    candidates = [Path(named)] if named else []
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "pg_ctl").exists():
            return candidate
    sys.exit("no PostgreSQL server was found; install one, set PGBIN to its programs, or name a running one: --server HOST:PORT")


def _major(binaries: Path) -> float:
    return float(binaries.parent.name)


def _account() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    wanted = os.environ.get("BENCH_ACCOUNT", "postgres")
    try:
        return pwd.getpwnam(wanted).pw_name
    except KeyError:
        sys.exit(f"PostgreSQL does not run as root, and there is no account \"{wanted}\"; set BENCH_ACCOUNT to one that there is")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
