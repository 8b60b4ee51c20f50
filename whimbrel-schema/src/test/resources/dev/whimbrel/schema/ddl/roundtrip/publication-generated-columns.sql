-- since: 18
create table a (x integer primary key);
create publication p for table a with (publish_generated_columns = stored);
