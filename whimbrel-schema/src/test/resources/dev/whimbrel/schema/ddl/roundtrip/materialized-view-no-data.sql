create materialized view m as select 1 as a with no data;
grant select on m to rt_reader;
