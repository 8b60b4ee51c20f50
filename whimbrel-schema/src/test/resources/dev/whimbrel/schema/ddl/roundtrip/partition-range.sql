create table p (id bigint, at date not null, primary key (id, at)) partition by range (at);
create table p_2024 partition of p for values from ('2024-01-01') to ('2025-01-01');
create table p_2025 partition of p for values from ('2025-01-01') to ('2026-01-01');
create table p_rest partition of p default;
create index on p (at);
