CREATE TABLE "public"."Doc" ("id" integer NOT NULL, "body" jsonb NOT NULL, "key" text NOT NULL, PRIMARY KEY ("id"));
CREATE INDEX "Doc_body_idx" ON "public"."Doc" USING GIN ("body" jsonb_path_ops);
CREATE INDEX "Doc_key_idx" ON "public"."Doc" USING HASH ("key");
