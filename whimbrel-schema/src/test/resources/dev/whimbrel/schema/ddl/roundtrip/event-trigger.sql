create function f() returns event_trigger language plpgsql as 'begin end';
create event trigger e on ddl_command_end when tag in ('DROP OWNED') execute function f();
comment on event trigger e is 'watches';
alter event trigger e disable;
