CREATE TYPE "public"."Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "public"."Thing" ("id" integer NOT NULL, "tags" text[] NOT NULL DEFAULT E'{"a b","say \\"hi\\"","back\\\\slash",it''s}', "none" numeric(65,30)[] NOT NULL DEFAULT '{}', "docs" jsonb[] NOT NULL, "times" timestamp(3)[] NOT NULL, "roles" "public"."Role"[] NOT NULL DEFAULT '{USER}', PRIMARY KEY ("id"));
