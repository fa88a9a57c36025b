CREATE TABLE "public"."User" ("id" integer NOT NULL, PRIMARY KEY ("id"));
CREATE TABLE "public"."Asset" ("id" serial NOT NULL, "kind" text NOT NULL, "ownerId" integer NOT NULL, PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "Asset_kind_key" ON "public"."Asset" ("kind");
CREATE INDEX "Asset_ownerId_idx" ON "public"."Asset" ("ownerId");
CREATE TABLE "public"."Video" ("id" integer NOT NULL, "length" integer NOT NULL, "coverId" integer NULL, PRIMARY KEY ("id"));
CREATE INDEX "Video_coverId_idx" ON "public"."Video" ("coverId");
ALTER TABLE "public"."Asset" ADD CONSTRAINT "Asset_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "public"."User" ("id") ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE "public"."Video" ADD CONSTRAINT "Video_id_fkey" FOREIGN KEY ("id") REFERENCES "public"."Asset" ("id") ON UPDATE CASCADE ON DELETE CASCADE, ADD CONSTRAINT "Video_coverId_fkey" FOREIGN KEY ("coverId") REFERENCES "public"."Video" ("id") ON UPDATE CASCADE ON DELETE SET NULL;
