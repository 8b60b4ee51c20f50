CREATE TABLE "naïve_tableé" ("größe" int, 名前 text DEFAULT '漢字；', "🐦" text);
INSERT INTO "naïve_tableé" (größe, 名前, "🐦") VALUES (1, '„quoted“; – ''', $鳥$🐦;$鳥$);
COMMENT ON COLUMN "naïve_tableé".größe IS U&'\00e9;\\';
