create table "user" ("order" integer primary key, "table" text, "end" date default current_date, "group" text, value text, name text, "left" integer, "between" integer);
create view "view" as select "order", "end", value from "user";
create index "index" on "user" ("left", "between");
