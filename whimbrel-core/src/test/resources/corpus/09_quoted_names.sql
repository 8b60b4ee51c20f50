CREATE SCHEMA "we;ird";
CREATE TABLE "we;ird"."t""a--ble" ("select" int, "a /* b" text, "it's" text, "$$" int);
INSERT INTO "we;ird"."t""a--ble" ("select", "it's") VALUES (1, ''';');
CREATE VIEW "we;ird"."BEGIN" AS SELECT "a /* b" AS "END;" FROM "we;ird"."t""a--ble";
