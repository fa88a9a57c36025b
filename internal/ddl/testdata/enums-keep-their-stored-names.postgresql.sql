CREATE TYPE "public"."user_role" AS ENUM ('user', 'it''s');
CREATE TABLE "public"."User" ("id" integer NOT NULL, "role" "public"."user_role" NOT NULL DEFAULT 'user', "was" "public"."user_role" NULL, PRIMARY KEY ("id"));
