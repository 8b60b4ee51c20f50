select p.tableoid, p.oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
       p.pubgencols -- since 18
       'n'          -- before 18
  from pg_publication p
