"""Times one whole process from outside."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What the kernel says of a process and of the children that it waited for; not of the server.

    The memory is the peak of the largest single process. It never reads below the size that the harness itself has when it forks,
    which is why the harness stays small and has big files made by a child.
    """

    wall: float
    cpu: float
    rss_mb: float
    rc: int
    timed_out: bool


def run(argv: Sequence[str], env: Mapping[str, str], cwd: Path | None, timeout: float, log: Path) -> Run:
    with log.open("ab") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            argv, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        with _Deadline(process.pid, timeout) as deadline:
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                # whoever breaks the run off leaves nothing behind: the session of its own hears of no Ctrl-C
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
        ended = time.monotonic()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        wall=ended - began,
        cpu=usage.ru_utime + usage.ru_stime,
        rss_mb=usage.ru_maxrss / 1024,
        rc=process.returncode,
        timed_out=deadline.passed,
    )


class _Deadline:
    """Ends the session of a process when its time is over; an alarm, since wait4 knows no timeout."""

    def __init__(self, pid: int, seconds: float):
        self.passed = False
        self._pid = pid
        self._seconds = seconds

    def _ring(self, *_: object) -> None:
        self.passed = True
        os.killpg(self._pid, signal.SIGKILL)

    def __enter__(self) -> "_Deadline":
        self._before = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)
