"""Writes migrations into a new folder, as a process of its own: what runs a tool must stay small.

python3 -m harness.generate small LAYOUT COUNT FOLDER
python3 -m harness.generate many LAYOUT COUNT SCHEMAS FOLDER
python3 -m harness.generate big LAYOUT KIND MEGABYTES FOLDER
"""

import subprocess
import sys
from pathlib import Path

from harness import layouts, migrations

_PACKAGES = Path(__file__).parents[1]


def generate(folder: Path, *words: object) -> Path:
    """Has a folder made by a child, unless it is there."""
    if not folder.exists():
        argv = [sys.executable, "-m", __name__, *(str(word) for word in words), str(folder)]
        subprocess.run(argv, check=True, cwd=_PACKAGES)
    return folder


def small(layout: str, count: str, folder: Path) -> None:
    layouts.LAYOUTS[layout](migrations.small(int(count)), folder)


def many(layout: str, count: str, schemas: str, folder: Path) -> None:
    layouts.MANY_LAYOUTS[layout](migrations.small(int(count)), int(schemas), folder)


def big(layout: str, kind: str, megabytes: str, folder: Path) -> None:
    text = "".join(migrations.big(kind, int(megabytes)))
    layouts.LAYOUTS[layout]([migrations.Migration("big_load", text)], folder)


def main(words: list[str]) -> None:
    kind, *rest, folder = words
    unfinished = Path(folder + ".unfinished")
    unfinished.mkdir(parents=True)
    {"small": small, "many": many, "big": big}[kind](*rest, unfinished)
    unfinished.rename(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
