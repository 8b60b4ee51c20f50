create type mood as enum ('a');
create cast (text as mood) with inout as implicit;
comment on cast (text as mood) is 'by its name';
