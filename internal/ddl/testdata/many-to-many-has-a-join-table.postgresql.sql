CREATE TABLE "public"."Post" ("id" serial NOT NULL, PRIMARY KEY ("id"));
CREATE TABLE "public"."Tag" ("name" text NOT NULL DEFAULT 'x', PRIMARY KEY ("name"));
CREATE TABLE "public"."_PostToTag" ("A" integer NOT NULL, "B" text NOT NULL);
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "public"."_PostToTag" ("A", "B");
CREATE INDEX "_PostToTag_B_index" ON "public"."_PostToTag" ("B");
ALTER TABLE "public"."_PostToTag" ADD CONSTRAINT "_PostToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "public"."Post" ("id") ON UPDATE CASCADE ON DELETE CASCADE, ADD CONSTRAINT "_PostToTag_B_fkey" FOREIGN KEY ("B") REFERENCES "public"."Tag" ("name") ON UPDATE CASCADE ON DELETE CASCADE;
