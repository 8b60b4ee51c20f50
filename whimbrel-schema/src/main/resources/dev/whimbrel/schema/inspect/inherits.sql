-- tables and indexes
select i.inhrelid, i.inhparent
  from pg_inherits i
 order by i.inhrelid, i.inhseqno
