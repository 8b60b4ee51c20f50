-- what holds for the next statement
SELECT (SELECT pg_catalog.string_agg(u.name::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.chr(31), '' ORDER BY u.place)
          FROM pg_catalog.unnest(pg_catalog.current_schemas(true)) WITH ORDINALITY AS u (name, place)), pg_catalog.current_setting('lock_timeout'),
       pg_catalog.current_setting('statement_timeout'), pg_catalog.current_setting('idle_in_transaction_session_timeout'),
       pg_catalog.current_setting('TimeZone'), pg_catalog.current_setting('server_version_num')
