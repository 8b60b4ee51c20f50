CREATE TABLE "My t" ("Id" int, b int NOT NULL);
INSERT INTO "My t" SELECT i, i FROM generate_series(1, 9) AS i;
-- == migration
ALTER TABLE "My t" ADD PRIMARY KEY ("Id", b);
-- == rewritten
-- in one transaction
ALTER TABLE "My t" ADD CONSTRAINT "My t_Id_is_set" CHECK ("Id" IS NOT NULL) NOT VALID;

-- outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY "My t_pkey" ON "My t" ("Id", b);

-- in one transaction
ALTER TABLE "My t" VALIDATE CONSTRAINT "My t_Id_is_set";

-- in one transaction
ALTER TABLE "My t" ALTER COLUMN "Id" SET NOT NULL;
ALTER TABLE "My t" DROP CONSTRAINT "My t_Id_is_set";
ALTER TABLE "My t" ADD CONSTRAINT "My t_pkey" PRIMARY KEY USING INDEX "My t_pkey";
