create table a (x integer primary key);
create table b (x integer primary key);
create publication p for table a, b with (publish_via_partition_root = true);
