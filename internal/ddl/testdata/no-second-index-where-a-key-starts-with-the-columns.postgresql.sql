CREATE TABLE "public"."User" ("id" integer NOT NULL, PRIMARY KEY ("id"));
CREATE TABLE "public"."Space" ("id" integer NOT NULL, PRIMARY KEY ("id"));
CREATE TABLE "public"."Member" ("userId" integer NOT NULL, "spaceId" integer NOT NULL, "byId" integer NOT NULL, PRIMARY KEY ("userId", "spaceId"));
CREATE INDEX "Member_byId_userId_idx" ON "public"."Member" ("byId", "userId");
CREATE INDEX "Member_spaceId_idx" ON "public"."Member" ("spaceId");
ALTER TABLE "public"."Member" ADD CONSTRAINT "Member_userId_fkey" FOREIGN KEY ("userId") REFERENCES "public"."User" ("id") ON UPDATE CASCADE ON DELETE RESTRICT, ADD CONSTRAINT "Member_spaceId_fkey" FOREIGN KEY ("spaceId") REFERENCES "public"."Space" ("id") ON UPDATE CASCADE ON DELETE RESTRICT, ADD CONSTRAINT "Member_byId_fkey" FOREIGN KEY ("byId") REFERENCES "public"."User" ("id") ON UPDATE CASCADE ON DELETE RESTRICT;
