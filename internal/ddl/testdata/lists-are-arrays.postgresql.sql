CREATE TYPE "public"."Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "public"."Thing" ("id" integer NOT NULL, "tags" text[] NULL DEFAULT E'{"a b","say \\"hi\\"","back\\\\slash",it''s}', "none" numeric(65,30)[] NULL DEFAULT '{}', "docs" jsonb[] NULL, "times" timestamp(3)[] NULL, "roles" "public"."Role"[] NULL DEFAULT '{USER}', PRIMARY KEY ("id"));
