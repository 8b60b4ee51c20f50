"""What everything ran on."""

import datetime
import os
import platform
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.server import Server
from harness.tools import Toolbox, first_number

_SETTINGS = (
    "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers", "max_connections",
    "max_locks_per_transaction", "jit",
)


def describe(server: Server, toolbox: Toolbox, java: str, repository: Path) -> dict[str, Any]:
    return {
        "began": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "processor": processor(_read("/proc/cpuinfo")) or platform.processor() or "unknown",
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory_gb(_read("/proc/meminfo")), 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "load_before": os.getloadavg()[0],
        "postgresql": server.sql("show server_version"),
        "settings": {name: server.sql(f"show {name}") for name in _SETTINGS},
        "java": first_number(_told([java, "-version"])),
        "python": platform.python_version(),
        "commit": _commit(repository),
        "versions": toolbox.versions(),
        "absent": toolbox.absent,
    }


def load() -> dict[str, Any]:
    """What is known at the end only."""
    return {"load_after": os.getloadavg()[0], "ended": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")}


def processor(cpuinfo: str) -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    return found[1].strip() if found else ""


def memory_gb(meminfo: str) -> float:
    found = re.search(r"^MemTotal:\s*(\d+) kB$", meminfo, re.MULTILINE)
    return int(found[1]) / 1024 / 1024 if found else 0


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _commit(repository: Path) -> str:
    commit = _told(["git", "-C", str(repository), "rev-parse", "--short=10", "HEAD"]).strip()
    changed = _told(["git", "-C", str(repository), "status", "--porcelain", "--untracked-files=no"]).strip()
    return f"{commit} with changes" if changed else commit


def _told(argv: Iterable[str]) -> str:
    try:
        told = subprocess.run(list(argv), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError:
        return ""
    return told.stdout + told.stderr
