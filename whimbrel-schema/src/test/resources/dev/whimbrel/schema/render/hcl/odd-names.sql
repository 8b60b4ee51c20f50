CREATE TABLE "odd table" ("a b" integer PRIMARY KEY, "1st" text, "q""q" integer REFERENCES "odd table" ("a b"));
CREATE TYPE "My Enum" AS ENUM ('A b');
CREATE TABLE uses (e "My Enum", o integer REFERENCES "odd table" ("a b"));
