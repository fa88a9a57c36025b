CREATE TABLE "public"."User" ("id" integer NOT NULL, "statsId" integer NOT NULL, PRIMARY KEY ("id"));
