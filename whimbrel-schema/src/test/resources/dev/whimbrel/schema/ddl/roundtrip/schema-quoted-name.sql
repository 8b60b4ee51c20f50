create schema "Odd ""Name"".x";
create table "Odd ""Name"".x"."Table 1" ("select" integer, "Ä col" text default 'it''s \ "so"');
