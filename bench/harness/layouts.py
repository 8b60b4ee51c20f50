"""The same migrations as files of each tool's own layout. Only names and comment markers differ."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from harness.migrations import Migration


def _numbered(migrations: Sequence[Migration]) -> Iterable[tuple[int, Migration]]:
    return enumerate(migrations, start=1)


def plain(migrations: Sequence[Migration], folder: Path) -> None:
    """One file of everything, for tools that keep no history."""
    with (folder / "all.sql").open("w") as file:
        file.writelines(migration.sql for migration in migrations)


def golang(migrations: Sequence[Migration], folder: Path) -> None:
    for number, migration in _numbered(migrations):
        (folder / f"{number:06d}_{migration.name}.up.sql").write_text(migration.sql)


def flyway(migrations: Sequence[Migration], folder: Path) -> None:
    for number, migration in _numbered(migrations):
        (folder / f"V{number:06d}__{migration.name}.sql").write_text(migration.sql)


def dbmate(migrations: Sequence[Migration], folder: Path) -> None:
    for number, migration in _numbered(migrations):
        text = f"-- migrate:up\n{migration.sql}\n-- migrate:down\n"
        (folder / f"2024{number:010d}_{migration.name}.sql").write_text(text)


def node(migrations: Sequence[Migration], folder: Path) -> None:
    for number, migration in _numbered(migrations):
        text = f"-- Up Migration\n{migration.sql}\n-- Down Migration\n"
        (folder / f"{1_700_000_000_000 + number * 1000}_{migration.name}.sql").write_text(text)


_LIQUIBASE_MASTER = """<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
  <includeAll path="sql/"/>
</databaseChangeLog>
"""


def liquibase(migrations: Sequence[Migration], folder: Path) -> None:
    (folder / "sql").mkdir()
    (folder / "master.xml").write_text(_LIQUIBASE_MASTER)
    for number, migration in _numbered(migrations):
        undivided = " splitStatements:false" if migration.has_body else ""
        text = f"--liquibase formatted sql\n--changeset bench:{number:06d}{undivided}\n{migration.sql}"
        (folder / "sql" / f"{number:06d}_{migration.name}.sql").write_text(text)


_SQITCH_CONF = """[core]
\tengine = pg
\tplan_file = sqitch.plan
[user]
\tname = bench
\temail = bench@example.org
"""


def sqitch(migrations: Sequence[Migration], folder: Path) -> None:
    (folder / "deploy").mkdir()
    (folder / "sqitch.conf").write_text(_SQITCH_CONF)
    plan = ["%syntax-version=1.0.0", "%project=bench", ""]
    for number, migration in _numbered(migrations):
        change = f"{migration.name}_{number:06d}"
        plan.append(f"{change} 2024-01-01T00:00:00Z bench <bench@example.org> # {number}")
        (folder / "deploy" / f"{change}.sql").write_text(migration.sql)
    (folder / "sqitch.plan").write_text("\n".join(plan) + "\n")


LAYOUTS: dict[str, Callable[[Sequence[Migration], Path], None]] = {
    layout.__name__: layout for layout in (plain, golang, flyway, dbmate, node, liquibase, sqitch)
}


def schema_name(number: int) -> str:
    return f"s{number:03d}"


def session(migrations: Sequence[Migration], schemas: int, folder: Path) -> None:
    """One text for one session: every migration in every schema, each in a transaction of its own."""
    with (folder / "all.sql").open("w") as file:
        for number in range(schemas):
            file.write(f"set search_path = {schema_name(number)};\n")
            file.writelines(f"begin;\n{migration.sql}commit;\n" for migration in migrations)


def services(migrations: Sequence[Migration], schemas: int, folder: Path) -> None:
    """A whimbrel.yaml with a service for each schema; all share one directory, as tenants do."""
    (folder / "migrations").mkdir()
    golang(migrations, folder / "migrations")
    lines = ["dir: migrations", "services:"]
    for number in range(schemas):
        name = schema_name(number)
        lines.append(f'  {name}: {{url: "${{BENCH_URL}}?search_path={name}"}}')
    (folder / "whimbrel.yaml").write_text("\n".join(lines) + "\n")


MANY_LAYOUTS: dict[str, Callable[[Sequence[Migration], int, Path], None]] = {
    layout.__name__: layout for layout in (session, services)
}
