"""The table of tools, and the commands made of it."""

import glob
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from harness import heap

_COMMANDS = ("up", "status", "validate", "up_schema", "up_all", "setup", "inspect", "inspect_sql", "replay")


@dataclass(frozen=True, eq=False)
class Tool:
    """A row of tools.toml, which explains each field."""

    name: str
    layout: str
    commands: Mapping[str, str]
    works: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    many_layout: str | None = None
    repeats: bool = True
    big: tuple[str, ...] = ()
    max_n: Mapping[str, int] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    schema_env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    heap: str | None = None
    version: str | None = None
    jar: str | None = None

    def takes(self, work: str, n: int = 0) -> bool:
        return (not self.works or work in self.works) and n <= self.max_n.get(work, n)

    def can(self, command: str) -> bool:
        return command in self.commands


@dataclass(frozen=True)
class Command:
    """What is ready to be started."""

    argv: list[str]
    env: dict[str, str]
    cwd: Path | None


def read(path: Path) -> list[Tool]:
    with path.open("rb") as file:
        return [_tool(name, dict(table)) for name, table in tomllib.load(file).items()]


def _tool(name: str, table: dict) -> Tool:
    commands = {key: table.pop(key) for key in _COMMANDS if key in table}
    for key in ("needs", "big"):
        table[key] = tuple(table.get(key, ()))
    table["works"] = frozenset(table.get("works", ()))
    return Tool(name=name, commands=commands, **table)


class Toolbox:
    """The tools on this machine."""

    def __init__(self, tools: list[Tool], places: Mapping[str, str]) -> None:
        self._places = dict(places)
        self._half_heap: dict[str, str] | None = None
        self.present = [tool for tool in tools if not self._lacking(tool)]
        self.absent = {tool.name: self._lacking(tool) for tool in tools if self._lacking(tool)}

    def command(self, tool: Tool, name: str, schema: str = "", **filling: object) -> Command:
        values = {**self._places, "schema": schema, **{key: str(value) for key, value in filling.items()}}
        env = dict(os.environ)
        for key, value in {**tool.env, **(tool.schema_env if schema else {})}.items():
            env[key] = value.format(**values)
        if tool.heap == "half":
            env |= self.half_heap()
        argv = [word.format(**values) for word in shlex.split(tool.commands[name])]
        return Command(argv, env, Path(tool.cwd.format(**values)) if tool.cwd else None)

    def half_heap(self) -> dict[str, str]:
        """The variables that halve Whimbrel's heap."""
        if self._half_heap is None:
            self._half_heap = heap.half([self._places["whimbrel"], "--version"])
        return self._half_heap

    def versions(self) -> dict[str, str]:
        return {tool.name: self._version(tool) for tool in self.present if tool.version or tool.jar}

    def _lacking(self, tool: Tool) -> str:
        """The first thing that it needs and that is not there, or nothing."""
        needs = tool.needs or (shlex.split(next(iter(tool.commands.values())))[0],)
        for need in needs:
            place = need.format(**self._places)
            if not (Path(place).exists() or shutil.which(place)):
                return place
        return ""

    def _version(self, tool: Tool) -> str:
        if tool.jar:
            found = glob.glob(tool.jar.format(**self._places))
            return Path(found[0]).stem if found else "unknown"
        argv = [word.format(**self._places) for word in shlex.split(tool.version or "")]
        told = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return first_number(told.stdout + told.stderr)


def first_number(text: str) -> str:
    """The first line that holds something like a version."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if re.search(r"\d+\.\d+", line)), text.strip() or "unknown")
