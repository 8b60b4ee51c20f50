"""The SQL that every tool is given: the same for all, and the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("inserts", "multirow", "copy")
_ONE_ROW_INSERTS_PER_MB = 2_000
_ROWS_PER_INSERT = 1_000


@dataclass(frozen=True)
class Migration:
    """One migration; one with a body is not to be split at semicolons by tools that know no dollar quotes."""

    name: str
    sql: str
    has_body: bool = False


def small(count: int) -> list[Migration]:
    """Groups of five: a table, a column, an index, rows, a function; 1.4 statements each on average."""
    return [_small(number) for number in range(count)]


def functions(count: int) -> int:
    """How many functions are in the database after that many migrations: the proof that all of them ran."""
    return count // 5


def _small(number: int) -> Migration:
    group = number - number % 5
    table = f"item_{group:06d}"
    makers = (_create_table, _add_column, _create_index, _insert_rows, _create_function)
    return makers[number % 5](table, group, number)


def _create_table(table: str, group: int, number: int) -> Migration:
    return Migration("create_table", f"""create table {table} (
    id         bigint generated always as identity primary key,
    tenant_id  integer not null,
    name       text not null,
    price      numeric(12,2) not null default 0,
    created_at timestamptz not null default now()
);
comment on table {table} is 'items of group {group}; created by migration {number}';
""")


def _add_column(table: str, group: int, number: int) -> Migration:
    return Migration("add_column", f"""alter table {table}
    add column status text not null default 'new' check (status in ('new', 'paid', 'done'));
""")


def _create_index(table: str, group: int, number: int) -> Migration:
    return Migration("create_index", f"create index {table}_tenant_idx on {table} (tenant_id, created_at desc);\n")


def _insert_rows(table: str, group: int, number: int) -> Migration:
    return Migration("insert_rows", f"""insert into {table} (tenant_id, name, price) values
    (1, 'first', 10.50),
    (1, 'it''s second; really', 20.00),
    (2, 'third', 0);
update {table} set status = 'paid' where price > 0;
""")


def _create_function(table: str, group: int, number: int) -> Migration:
    return Migration("create_function", f"""create or replace function {table}_total(p_tenant integer) returns numeric
language plpgsql stable as $$
declare
    total numeric := 0;
begin
    -- sum of one tenant; the semicolons in this body must survive
    select coalesce(sum(price), 0) into total from {table} where tenant_id = p_tenant;
    return total;
end;
$$;
""", has_body=True)


def big(kind: str, megabytes: int) -> Iterator[str]:
    """One file of that size in pieces: one-row INSERTs, INSERTs of a thousand rows, or the data of a COPY."""
    yield "create table big_load (id bigint primary key, payload text not null, n integer not null);\n"
    size = megabytes * 1024 * 1024
    if kind == "inserts":
        yield from _inserts(size, big_rows(kind, megabytes))
    elif kind == "multirow":
        yield from _multirow(big_rows(kind, megabytes))
    else:
        yield from _copy(big_rows(kind, megabytes))


def big_rows(kind: str, megabytes: int) -> int:
    """How many rows are in the database after it."""
    size = megabytes * 1024 * 1024
    return {"inserts": megabytes * _ONE_ROW_INSERTS_PER_MB, "multirow": size // 125, "copy": size // 113}[kind]


def _inserts(size: int, rows: int) -> Iterator[str]:
    padding = "x" * (size // rows - 78)
    for i in range(rows):
        yield f"insert into big_load (id, payload, n) values ({i:08d}, '{padding}; {i:06d}', {i % 97:02d});\n"


def _multirow(rows: int) -> Iterator[str]:
    padding = "y" * 100
    for start in range(0, rows, _ROWS_PER_INSERT):
        values = (f"({i:08d}, '{padding}', {i % 97})" for i in range(start, min(rows, start + _ROWS_PER_INSERT)))
        yield "insert into big_load (id, payload, n) values\n" + ",\n".join(values) + ";\n"


def _copy(rows: int) -> Iterator[str]:
    padding = "y" * 100
    yield "copy big_load (id, payload, n) from stdin;\n"
    for i in range(rows):
        yield f"{i:08d}\t{padding}\t{i % 97:02d}\n"
    yield "\\.\n"


def tables(count: int) -> Iterator[str]:
    """Statements that make tables, each with a key, an index, and a reference to the one before; some with a comment.

    A statement makes 500: each table takes locks until its transaction ends.
    """
    for first in range(0, count, 500):
        yield f"""
            do $$ begin for i in {first}..{min(first + 500, count) - 1} loop
              execute format('create table t_%s (id bigint primary key, name text not null default %L, price numeric(10,2) check (price > 0), '
                'before bigint, at timestamptz not null default now())', i, 'x');
              execute format('create index on t_%s (name, at)', i);
              if i > 0 then
                execute format('alter table t_%s add foreign key (before) references t_%s on delete cascade', i, i - 1);
              end if;
              if i %% 5 = 0 then
                execute format('comment on table t_%s is %L', i, 'the table ' || i);
              end if;
            end loop; end $$""".replace("%%", "%")
