-- since: 18
create table t (a integer constraint must not null, b integer not null no inherit);
