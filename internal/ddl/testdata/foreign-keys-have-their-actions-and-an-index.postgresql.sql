CREATE TABLE "public"."User" ("id" integer NOT NULL, "bestId" integer NULL, PRIMARY KEY ("id"));
CREATE INDEX "User_bestId_idx" ON "public"."User" ("bestId");
CREATE TABLE "public"."Post" ("id" integer NOT NULL, "authorId" integer NOT NULL, PRIMARY KEY ("id"));
CREATE INDEX "Post_authorId_idx" ON "public"."Post" ("authorId");
ALTER TABLE "public"."User" ADD CONSTRAINT "User_bestId_fkey" FOREIGN KEY ("bestId") REFERENCES "public"."User" ("id") ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "public"."User" ("id") ON UPDATE CASCADE ON DELETE CASCADE;
