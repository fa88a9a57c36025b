CREATE TABLE "public"."A" ("id" integer NOT NULL, "code" text NOT NULL, "parent" text NULL, "bId" integer NULL, PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "A_code_key" ON "public"."A" ("code");
CREATE INDEX "A_parent_idx" ON "public"."A" ("parent");
CREATE INDEX "A_bId_idx" ON "public"."A" ("bId");
CREATE TABLE "public"."B" ("id" integer NOT NULL, "aCode" text NOT NULL, PRIMARY KEY ("id"));
CREATE INDEX "B_aCode_idx" ON "public"."B" ("aCode");
ALTER TABLE "public"."A" ADD CONSTRAINT "A_parent_fkey" FOREIGN KEY ("parent") REFERENCES "public"."A" ("code") ON UPDATE CASCADE ON DELETE NO ACTION, ADD CONSTRAINT "A_bId_fkey" FOREIGN KEY ("bId") REFERENCES "public"."B" ("id") ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE "public"."B" ADD CONSTRAINT "B_aCode_fkey" FOREIGN KEY ("aCode") REFERENCES "public"."A" ("code") ON UPDATE CASCADE ON DELETE SET DEFAULT;
