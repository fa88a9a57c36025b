CREATE TABLE "public"."User" ("email" text NULL);
CREATE UNIQUE INDEX "User_email_key" ON "public"."User" ("email");
