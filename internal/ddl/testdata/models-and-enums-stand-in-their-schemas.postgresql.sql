CREATE SCHEMA IF NOT EXISTS "auth";
CREATE TYPE "auth"."Role" AS ENUM ('USER');
CREATE TABLE "public"."Post" ("id" integer NOT NULL, "authorId" integer NOT NULL, PRIMARY KEY ("id"));
CREATE INDEX "Post_authorId_idx" ON "public"."Post" ("authorId");
CREATE TABLE "auth"."User" ("id" integer NOT NULL, "role" "auth"."Role" NOT NULL, PRIMARY KEY ("id"));
ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "auth"."User" ("id") ON UPDATE CASCADE ON DELETE RESTRICT;
